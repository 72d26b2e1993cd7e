//! Templates for targeting and for reports.

use serde_json::{Value, json};

use super::asked::{Asked, count};
use super::{Kind, List, Listed, Of, Shape};
use crate::support::server::made_up::{Seed, ids, tracking_urls};
use crate::support::server::users::owner_id;
use crate::support::server::world::{Account, Granularity, World};

const REPORT: &str = "report template";

pub(super) const LISTS: &[List] = &[
    List {
        path: "ad_accounts/*/targeting_templates",
        category: "ads_read",
        parameters: &[("include_sizing", Kind::Flag), ("search_query", Kind::Text)],
        shape: Shape::Ordered,
        items: Of::Account(for_targeting),
    },
    List {
        path: "ad_accounts/*/templates",
        category: "ads_read",
        parameters: &[],
        shape: Shape::Ordered,
        items: Of::Account(for_reports),
    },
];

fn for_targeting(account: &Account, asked: &Asked<'_>) -> Listed {
    let kind = "targeting template";
    let ids = ids(kind, &account.id, 13, asked.count(kind, &account.id));
    let mut items: Vec<Value> =
        ids.iter().map(|id| targeting(id, account, asked.flag("include_sizing"))).collect();
    if let Some(wanted) = asked.one("search_query") {
        let wanted = wanted.to_lowercase();
        items.retain(|item| {
            item["name"].as_str().is_some_and(|name| name.to_lowercase().contains(&wanted))
        });
    }
    Ok(items)
}

fn targeting(id: &str, account: &Account, with_sizing: bool) -> Value {
    let seed = Seed::of("targeting template", id);
    let created = seed.seconds("created");
    let estimate = 1_000_000 + seed.chance("reach", 90_000_000);
    let sizing = json!({ "reach_estimate": {
        "estimate": estimate, "lower_bound": estimate / 2, "upper_bound": estimate * 2,
    } });
    let item = json!({
        "id": id,
        "ad_account_id": account.id,
        "name": seed.words("name"),
        "auto_targeting_enabled": seed.once_in("auto", 2),
        "keywords": [
            { "value": "lampe, \"alt\"", "match_type": "EXACT_NEGATIVE" },
            { "value": "garten", "match_type": "BROAD" },
        ],
        "placement_group": seed.pick("placement", &["ALL", "SEARCH", "BROWSE", "OTHER"]),
        "targeting_attributes": {
            "AGE_BUCKET": ["35-44", "50-54"],
            "APPTYPE": null,
            "GENDER": seed.or_null("gender", json!(["female", "unknown"])),
            "INTEREST": [],
            "LOCATION": [account.country],
            "GEO_EXCLUDE": ["US-CA"],
            "LOCATION_EXCLUDE": [],
            "MINIMUM_AGE": "18",
            "SHOPPING_RETARGETING": [
                { "exclusion_window": 14, "lookback_window": 30, "tag_types": [0, 6] },
            ],
            "TARGETING_STRATEGY": ["CHOOSE_YOUR_OWN"],
        },
        "placement_traffic_type": null,
        "tracking_urls": tracking_urls(seed),
        "sizing": if with_sizing { sizing } else { Value::Null },
        "status": seed.pick("status", &["ACTIVE", "ACTIVE", "DELETED"]),
        "valid": seed.or_null("valid", seed.once_in("valid", 2)),
        "created_time": created,
        "updated_time": created + 60,
    });
    seed.thinned(item, &["keywords", "valid", "tracking_urls"])
}

fn for_reports(account: &Account, asked: &Asked<'_>) -> Listed {
    Ok(reports(account, asked.count(REPORT, &account.id)).collect())
}

pub(in crate::support::server) fn find_report(
    world: &World,
    account: &Account,
    id: &str,
) -> Option<Value> {
    reports(account, count(world, REPORT, &account.id)).find(|template| template["id"] == id)
}

fn reports(account: &Account, count: usize) -> impl Iterator<Item = Value> {
    let ids = ids(REPORT, &account.id, 13, count);
    ids.into_iter().enumerate().map(move |(place, id)| report(&id, place, account))
}

/// Their numbers have no common factor, so that templates differ in all of them.
const LEVELS: [&str; 7] = [
    "CAMPAIGN",
    "ADVERTISER",
    "AD_GROUP_TARGETING",
    "PIN_PROMOTION",
    "PRODUCT_ITEM",
    "KEYWORD",
    "PRODUCT_GROUP",
];
const FORMATS: [&str; 4] = ["JSON", "JSON", "CSV", "JSON"];

fn report(id: &str, place: usize, account: &Account) -> Value {
    let seed = Seed::of("report template", id);
    let dates = match seed.chance("dates", 3) {
        0 => json!({
            "dynamic_date_range": { "type": "dynamic", "range": "LAST_MONTH" },
            "relative_date_range": null,
        }),
        1 => json!({ "relative_date_range": {
            "type": "relative", "start_days_in_past": 14, "end_days_in_past": 7,
        } }),
        _ => json!({ "absolute_date_range": {
            "type": "absolute", "start_date": 1_704_067_200, "end_date": 1_706_659_200.5,
        } }),
    };
    let sources = ["ADS_API", "ADS_MANAGER_REPORTING_PAGE", "ADS_MANAGER_REPORT_BUILDER"];
    let filter = "[{\"field\": \"SPEND_IN_DOLLAR\", \"operator\": \">\", \"value\": 1}]";
    let item = json!({
        "id": id,
        "user_id": owner_id(account),
        "ad_account_id": account.id,
        "ad_account_ids": [account.id],
        "name": seed.or_null("name", seed.words("name")),
        "columns": ["SPEND_IN_DOLLAR", "TOTAL_IMPRESSION", "CTR", "TARGETING_VALUE"],
        "click_window_days": if place % 3 == 2 { 7 } else { 30 },
        "engagement_window_days": 30,
        "view_window_days": 1,
        "conversion_report_time_type": "TIME_OF_AD_ACTION",
        "creation_source": seed.pick("source", &sources),
        "custom_column_ids": seed.or_null("custom", json!([seed.id("column", 10)])),
        "date_range": dates,
        "filters_json": seed.or_null("filters", filter),
        "granularity": Granularity::ALL[place % Granularity::ALL.len()].key(),
        "ingestion_sources": seed.or_null("ingestion", json!(["TAG", "CONVERSIONS_API"])),
        "ade_columns": ["ADE_TOTAL_LEAD"],
        "attribution_type": "ADVERTISER_LEVEL",
        "display_metadata": null,
        "is_default": seed.once_in("default", 3),
        "reporting_time_zone": seed.pick("zone", &["AD_ACCOUNT_TIME_ZONE", "PINTEREST_TIME_ZONE"]),
        "sort_by": null,
        "is_deleted": seed.or_null("deleted", seed.once_in("deleted", 3)),
        "is_owned_by_user": true,
        "is_scheduled": seed.once_in("scheduled", 2),
        "report_start_relative_days_in_past": 14,
        "report_end_relative_days_in_past": 7,
        "report_format": FORMATS[place % FORMATS.len()],
        "report_level": LEVELS[place % LEVELS.len()],
        "type": seed.pick("type", &["UNSPECIFIED", "BULK", "OVERVIEW", "TABLE"]),
        "updated_time": seed.seconds("updated"),
    });
    seed.thinned(item, &["is_scheduled", "ingestion_sources", "filters_json", "date_range"])
}
