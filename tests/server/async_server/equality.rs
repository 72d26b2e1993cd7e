//! The files hold what the synchronous reports hold.

use std::collections::BTreeSet;

use serde_json::json;

use super::api::{Api, Row, array, body, repeated};
use crate::support::expected::all_ids;
use crate::support::server::{Granularity, Level, Quirks, World};

const LEVELS: [(&str, Level, &str, &str); 5] = [
    ("ADVERTISER", Level::AdAccount, "analytics", ""),
    ("CAMPAIGN", Level::Campaign, "campaigns/analytics", "campaign_ids"),
    ("AD_GROUP", Level::AdGroup, "ad_groups/analytics", "ad_group_ids"),
    ("PIN_PROMOTION", Level::Ad, "ads/analytics", "ad_ids"),
    ("PRODUCT_GROUP", Level::ProductGroup, "product_groups/analytics", "product_group_ids"),
];
const METRICS: [&str; 4] = ["SPEND_IN_DOLLAR", "CTR", "TOTAL_IMPRESSION", "VIDEO_MRC_VIEWS_1"];
const NAMES: [&str; 3] = ["CAMPAIGN_NAME", "AD_GROUP_ID", "PIN_ID"];

pub(super) fn columns() -> Vec<&'static str> {
    [&METRICS[..], &NAMES].concat()
}

fn is_zero(value: &str) -> bool {
    value.parse() == Ok(0.0)
}

/// What JSON files leave out: metrics without a value, and rows of zeros.
fn without_zeros(mut rows: Vec<Row>) -> BTreeSet<Row> {
    for row in &mut rows {
        row.retain(|name, value| !METRICS.contains(&name.as_str()) || value != "null");
    }
    let has_value = |row: &Row, name: &str| row.get(name).is_some_and(|value| !is_zero(value));
    rows.retain(|row| METRICS.iter().any(|name| has_value(row, name)));
    rows.into_iter().collect()
}

fn sync_rows(api: &Api, level: Level, place: (&str, &str), granularity: Granularity) -> Vec<Row> {
    let (path, key) = place;
    let (start, end) = days(granularity);
    let mut query = format!(
        "{path}?start_date={start}&end_date={end}&granularity={}&columns={}",
        granularity.key(),
        columns().join(",")
    );
    if level != Level::AdAccount {
        query += &repeated(key, &all_ids(api.account(), level));
    }
    let answer = api.get(&query);
    assert_eq!(answer.status, 200, "{answer:?}");
    array(&answer.body)
}

const fn days(granularity: Granularity) -> (&'static str, &'static str) {
    match granularity {
        Granularity::Hour => ("2026-03-07", "2026-03-09"),
        _ => ("2025-12-15", "2026-03-09"),
    }
}

#[test]
fn the_rows_are_those_of_the_synchronous_way() {
    let odd = Quirks { ids_as_numbers: true, hour_in_date: true, ..Quirks::default() };
    for quirks in [Quirks::default(), odd] {
        let api = Api::new(World { quirks, ..World::sample() });
        for (name, level, path, key) in LEVELS {
            for granularity in Granularity::ALL {
                let (start, end) = days(granularity);
                let question = json!({
                    "level": name, "granularity": granularity.key(),
                    "start_date": start, "end_date": end, "columns": columns(),
                });
                let asynchronous = api.rows(&question);
                let synchronous = sync_rows(&api, level, (path, key), granularity);
                assert!(!synchronous.is_empty(), "{name} {granularity:?}");
                let distinct: BTreeSet<Row> = asynchronous.iter().cloned().collect();
                assert_eq!(distinct.len(), asynchronous.len(), "{name} {granularity:?}");
                assert_eq!(distinct, without_zeros(synchronous), "{name} {granularity:?}");
                let question = body(&question);
                let truth = api.server.report_rows(&api.account().id, &question);
                let truth: BTreeSet<Row> =
                    truth.into_iter().map(|pairs| pairs.into_iter().collect()).collect();
                assert_eq!(truth, distinct, "{name} {granularity:?}");
            }
        }
    }
}
