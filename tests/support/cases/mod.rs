//! Runs of reports, each with the rows that it should write.

pub(crate) mod metrics;
pub(crate) mod objects;
pub(crate) mod of_ad_accounts;
pub(crate) mod truth;

use crate::support::server::Server;

/// The rows under a header.
type Rows = Box<dyn Fn(&[String]) -> Vec<Vec<String>> + Send + Sync>;

/// A run that both the tests of the reports and those of conformance make.
pub(crate) struct Case {
    /// Separated by spaces.
    pub(crate) arguments: String,
    pub(crate) rows: Rows,
}

/// Every report at each of its options, but for those that have tests of their own.
pub(crate) fn all(server: &Server) -> Vec<Case> {
    let cases = [of_ad_accounts::cases(server), objects::cases(server), metrics::cases(server)];
    cases.into_iter().flatten().collect()
}

/// A run of a report that is saved in Ads Manager. (Its rows come in an order of their own.)
#[allow(dead_code, reason = "only conformance runs it")]
pub(crate) fn of_a_template(server: &Server) -> String {
    let account = &server.world().accounts[0].id;
    let templates = server.answer(&format!("/ad_accounts/{account}/templates"));
    let templates: serde_json::Value = truth::parse(&templates);
    let id = templates["items"][0]["id"].as_str().expect("an id");
    format!("delivery-metrics --ad-account {account} --template {id}")
}

/// A cell as what it means: JSON may be written in more than one way.
pub(crate) fn meaning(cell: &str) -> String {
    match serde_json::from_str::<serde_json::Value>(cell) {
        Ok(value) if value.is_object() || value.is_array() => value.to_string(),
        _ => cell.to_owned(),
    }
}
