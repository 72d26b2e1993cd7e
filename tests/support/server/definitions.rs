//! The columns of synchronous reports and their glossary.

use serde_json::{Value, json};

use super::hash::Hash;
use super::parameters::Parameters;
use super::reply::Reply;
use super::routes::Call;
use super::world::Definition;

const SYNC: &str = include_str!("sync_columns.txt");

/// What only asynchronous reports know, all of it.
const ONLY_ASYNC: &str = include_str!("async_only_columns.txt");

/// The one synchronous column that asynchronous reports do not know.
const NOT_ASYNC: &str = "QUIZ_PIN_RESULT_OPEN";

/// The few of these that the glossary explains.
const ASYNC_ONLY: [&str; 4] =
    ["ADS_CREDIT_SPEND_IN_DOLLAR", "CAMPAIGN_STATUS", "AD_STATUS", "OUTBOUND_CTR"];

/// Two columns of the real glossary may share one display name; these do here.
const NAMESAKES: [&str; 2] = ["CPM_IN_DOLLAR", "ECPM_IN_MICRO_DOLLAR"];

pub(super) fn sync_columns() -> Vec<&'static str> {
    SYNC.lines().collect()
}

pub(super) fn async_columns() -> Vec<&'static str> {
    SYNC.lines().filter(|name| *name != NOT_ASYNC).chain(ONLY_ASYNC.lines()).collect()
}

pub(super) fn made_up() -> Vec<Definition> {
    SYNC.lines().chain(ASYNC_ONLY).map(definition).collect()
}

/// Answers `GET /resources/delivery_metrics`.
pub(super) fn all(call: &Call<'_>) -> Result<Reply, Reply> {
    let mut query = Parameters::new(call.query);
    let report_type = query.one_of("report_type", &["SYNC", "ASYNC"])?;
    query.finish()?;
    let wanted = call.state.world.definitions.iter().filter(|entry| match report_type {
        Some("SYNC") => entry.in_sync,
        Some(_) => entry.in_async,
        None => true,
    });
    let unknown_field = call.adds_unknown_field();
    let items: Vec<_> = wanted.map(|entry| item(entry, unknown_field)).collect();
    Ok(Reply::json(json!({ "items": items }).to_string()))
}

fn item(entry: &Definition, unknown_field: bool) -> Value {
    let mut item = json!({
        "name": entry.name,
        "category": entry.category,
        "definition": entry.meaning,
    });
    if let Some(display_name) = &entry.display_name {
        item["display_name"] = display_name.as_str().into();
    }
    if unknown_field {
        item["brand_new_field"] = "x".into();
    }
    item
}

fn definition(name: &'static str) -> Definition {
    let words = title(name);
    let display_name = if NAMESAKES.contains(&name) {
        Some("Cost per thousand, paid".to_owned())
    } else {
        // Not every column of the real glossary has one.
        (!Hash::new().text(name).value().is_multiple_of(11)).then(|| words.clone())
    };
    Definition {
        name: name.to_owned(),
        display_name,
        category: if name.ends_with("_2") { "ORGANIC" } else { "ADS" }.to_owned(),
        meaning: format!("{words}, as counted for the \"row\", in its own unit."),
        in_sync: !ASYNC_ONLY.contains(&name),
        in_async: name != NOT_ASYNC,
    }
}

/// `TOTAL_WEB_SESSIONS` as `Total web sessions`.
pub(super) fn title(name: &str) -> String {
    let words = name.to_ascii_lowercase().replace('_', " ");
    let (first, rest) = words.split_at(1);
    first.to_ascii_uppercase() + rest
}
