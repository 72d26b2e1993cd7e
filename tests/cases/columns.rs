//! The columns that `pinads reports` announces.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::support::sandbox::Sandbox;

/// The text of `pinads reports REPORT`.
fn described(sandbox: &Sandbox, report: &str) -> String {
    static KNOWN: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let text = known.entry(report.to_owned());
    text.or_insert_with(|| sandbox.succeed(&["reports", report])).clone()
}

/// The columns of a run, as `pinads reports` tells them beforehand; for options that choose columns,
/// what they say.
pub(crate) fn told(sandbox: &Sandbox, words: &[&str]) -> Vec<String> {
    let after = |option: &str| words.iter().skip_while(|word| **word != option).nth(1);
    let described = described(sandbox, words[0]);
    if let Some(object_type) = after("--object-type") {
        return of_object_type(&described, object_type);
    }
    let (_, columns) = described.split_once("options):\n").expect("columns");
    let columns = columns.lines().map_while(|line| line.strip_prefix("  ")).map(str::to_owned);
    let is_metric = |name: &String| name.chars().all(|c| !c.is_ascii_lowercase());
    let (metrics, mut columns): (Vec<_>, Vec<_>) =
        columns.enumerate().partition(|(_, name)| is_metric(name));
    if after("--aggregation") == Some(&"summary") {
        columns.retain(|(_, name)| name == "group");
    }
    let chosen = after("--metric").map(|names| names.to_uppercase().replace('-', "_"));
    let place = metrics.first().map_or(columns.len(), |(place, _)| *place).min(columns.len());
    let metrics: Vec<_> = match chosen {
        Some(names) => names.split(',').map(str::to_owned).collect(),
        None => metrics.into_iter().map(|(_, name)| name).collect(),
    };
    let mut columns: Vec<_> = columns.into_iter().map(|(_, name)| name).collect();
    columns.splice(place..place, metrics);
    plain_columns(&columns)
}

/// The counters of a Pin are one column or, with `--pin-metrics`, several.
pub(crate) fn plain_columns(columns: &[String]) -> Vec<String> {
    columns.iter().filter(|name| !name.starts_with("pin_metrics")).cloned().collect()
}

/// Ahead of an object's own columns stand those that tell where it hangs.
fn of_object_type(described: &str, object_type: &str) -> Vec<String> {
    let word = object_type.to_lowercase().replace('_', "-").replace("pin-promotion", "ad");
    let mut lines = described.lines();
    let (name, path) = lines
        .by_ref()
        .filter_map(|line| line.trim().split_once(" (GET "))
        .find(|(name, _)| *name == word || name.trim_end_matches('s') == word)
        .unwrap_or_else(|| panic!("{object_type} is not described"));
    let parent = [("/ad_accounts/{", "ad_account_id"), ("/businesses/{", "business_id")];
    let parent = parent.iter().find(|(start, _)| path.starts_with(start)).map(|(_, name)| *name);
    let list = [
        ("audiences", "ownership_type"),
        ("ocpm-eligible-events", "tag_id"),
        ("partners", "partner_type"),
        ("assets", "asset_type"),
        ("invites", "is_member"),
        ("local-stores", "catalog_id"),
        ("product-tags", "hero_pin_id"),
    ];
    let list = list.iter().find(|(own, _)| *own == name).map(|(_, name)| *name);
    let mut columns: Vec<String> = Vec::new();
    let own = lines.next().expect("its columns").split_whitespace();
    for name in parent.into_iter().chain(list).chain(own) {
        if !columns.iter().any(|column| column == name) {
            columns.push(name.to_owned());
        }
    }
    plain_columns(&columns)
}
