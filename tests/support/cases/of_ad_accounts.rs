//! Reports over ad accounts whose rows are the objects of one response for each ad account.

use super::Case;
use super::truth::case;
use crate::support::server::Server;

/// The report with its options, and the path of the response below the ad account. A new report adds
/// a row for itself and a row for each of its options.
const RUNS: &[(&str, &str)] = &[
    ("object-information --object-type campaigns", "/campaigns?STATUSES"),
    ("object-information --object-type ad_group", "/ad_groups?STATUSES"),
    ("object-information --object-type Ads", "/ads?STATUSES"),
    ("object-information --object-type pin-promotions", "/ads?STATUSES"),
    ("object-information --object-type customer-lists", "/customer_lists"),
    ("object-information --object-type conversion-tags", "/conversion_tags"),
    ("object-information --object-type page-visit-events", "/conversion_tags/page_visit"),
    ("object-information --object-type advertiser-defined-events", "/advertiser_defined_events"),
    ("object-information --object-type order-lines", "/order_lines"),
    ("object-information --object-type promotions", "/promotions"),
    (
        "object-information --object-type targeting-templates",
        "/targeting_templates?include_sizing=true",
    ),
    ("object-information --object-type customer-segments", "/customer_segments"),
    (
        "object-information --object-type conversion-deletion-requests",
        "/conversion_deletion_requests",
    ),
    ("object-information --object-type report-templates", "/templates"),
    ("object-information --object-type lead-forms", "/lead_forms"),
    ("object-information --object-type lead-subscriptions", "/leads/subscriptions"),
    ("object-information --object-type billing-invoices", "/billing_invoices"),
    (
        "object-information --object-type campaigns --entity-status archived,draft",
        "/campaigns?entity_statuses=ARCHIVED&entity_statuses=DRAFT",
    ),
];

/// The statuses that `pinads` requests by default.
pub(super) const STATUSES: &str =
    "entity_statuses=ACTIVE&entity_statuses=PAUSED&entity_statuses=ARCHIVED";

pub(crate) fn cases(server: &Server) -> Vec<Case> {
    let of_run = |(run, path): &(&str, &str)| {
        let path = path.replace("STATUSES", STATUSES);
        let of_account =
            |id: &String| (format!("/ad_accounts/{id}{path}"), vec![("ad_account_id", id.clone())]);
        let ids = server.world().accounts.iter().map(|account| &account.id);
        let (report, options) = run.split_once(' ').unwrap_or((run, ""));
        let arguments = format!("{report} --all-ad-accounts {options}");
        case(server, arguments.trim_end(), &ids.map(of_account).collect::<Vec<_>>())
    };
    RUNS.iter().map(of_run).collect()
}
