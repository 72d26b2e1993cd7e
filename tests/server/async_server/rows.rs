//! Which rows a file holds, and how it holds them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::api::{Api, Row};
use super::equality::columns;
use crate::support::server::{Quirks, Status, World};

#[test]
fn rows_are_filed_under_their_entity_or_their_date() {
    let quirks = Quirks { rows_without_id: true, ..Quirks::default() };
    let api = Api::new(World { quirks, ..World::sample() });
    let by_id = json!({ "columns": ["SPEND_IN_DOLLAR", "AD_GROUP_ID"], "level": "AD_GROUP" });
    let groups = api.groups(&by_id);
    assert!(groups.len() > 2);
    for (key, rows) in &groups {
        assert!(rows.iter().all(|row| row["AD_GROUP_ID"] == format!("\"{key}\"")), "{rows:?}");
    }
    let mut by_date = by_id;
    by_date["primary_sort"] = "BY_DATE".into();
    let dated = api.groups(&by_date);
    for (key, rows) in &dated {
        assert!(rows.iter().all(|row| row["DATE"] == format!("\"{key}\"")), "{rows:?}");
    }
    let all =
        |groups: BTreeMap<_, Vec<Row>>| groups.into_values().flatten().collect::<BTreeSet<_>>();
    assert_eq!(all(dated), all(groups));
    by_date["granularity"] = "TOTAL".into();
    assert_eq!(api.groups(&by_date).into_keys().collect::<Vec<_>>(), ["2026-03-01"]);
    let bare = api.rows(&json!({ "level": "AD_GROUP" }));
    assert!(bare.iter().all(|row| !row.contains_key("AD_GROUP_ID") && row.contains_key("DATE")));
}

#[test]
fn all_that_ever_ran_is_in_it_until_it_is_filtered() {
    let api = Api::new(World::sized(1, 30, 30, 60, 0));
    let keys = |level: &str, filter: Value| {
        let mut question = filter;
        question["level"] = level.into();
        question["columns"] = columns().into();
        question["granularity"] = "TOTAL".into();
        question["start_date"] = "2023-09-08".into();
        question["end_date"] = "2023-12-31".into();
        api.groups(&question).into_keys().collect::<BTreeSet<_>>()
    };
    let account = api.account();
    let of = |wanted: &dyn Fn(Status) -> bool| -> BTreeSet<String> {
        let campaigns = account.campaigns.iter().filter(|campaign| wanted(campaign.status));
        campaigns.map(|campaign| campaign.id.clone()).collect()
    };
    let all = keys("CAMPAIGN", json!({}));
    assert!(!all.is_disjoint(&of(&|status| status == Status::Archived)));
    let archived = keys("CAMPAIGN", json!({ "campaign_statuses": ["ARCHIVED"] }));
    assert!(!archived.is_empty());
    assert_eq!(archived, &all & &of(&|status| status == Status::Archived));
    let running = keys("CAMPAIGN", json!({ "campaign_statuses": ["RUNNING", "PAUSED"] }));
    assert_eq!(&running | &archived, all);
    let one = all.first().expect("a campaign").clone();
    assert_eq!(keys("CAMPAIGN", json!({ "campaign_ids": [one] })), BTreeSet::from([one.clone()]));
    // The ads of a campaign, and the campaign of an ad.
    let ads = keys("PIN_PROMOTION", json!({ "campaign_ids": [one] }));
    let of_one = |id: &String| {
        account.ads.iter().any(|ad| ad.id == *id && ad.campaign_id.as_ref() == Some(&one))
    };
    assert!(!ads.is_empty() && ads.iter().all(of_one));
    let ad = &ads.first().expect("an ad");
    assert_eq!(keys("CAMPAIGN", json!({ "ad_ids": [ad] })), BTreeSet::from([one]));
    assert_eq!(keys("CAMPAIGN", json!({ "campaign_brand_label": "x" })), BTreeSet::new());
}

#[test]
fn rows_can_be_chosen_by_their_numbers_and_their_hours() {
    let api = Api::new(World::sample());
    let spend = |row: &Row| -> f64 {
        row.get("SPEND_IN_DOLLAR").map_or(0.0, |text| text.parse().expect("a number"))
    };
    let all = api.rows(&json!({}));
    let filter = |operator| {
        let filter = json!({ "field": "SPEND_IN_DOLLAR", "operator": operator, "values": [150] });
        api.rows(&json!({ "metrics_filters": [filter] }))
    };
    let (more, less) = (filter("GREATER_THAN"), filter("LESS_THAN"));
    assert!(more.iter().all(|row| spend(row) > 150.0) && less.iter().all(|row| spend(row) < 150.0));
    assert!(!more.is_empty() && !less.is_empty());
    assert_eq!(more.len() + less.len(), all.len());
    let hours = json!({
        "granularity": "HOUR", "start_date": "2026-03-08", "end_date": "2026-03-09",
        "start_hour": 20, "end_hour": 4,
    });
    let rows = api.rows(&hours);
    assert!(!rows.is_empty());
    for row in rows {
        let hour: u32 = row["HOUR"].parse().expect("a number");
        assert!(if row["DATE"] == "\"2026-03-08\"" { hour >= 20 } else { hour < 4 }, "{row:?}");
    }
}

#[test]
fn keywords_and_product_items_have_rows_of_their_own() {
    let api = Api::new(World::sample());
    let account = api.account();
    let listed: BTreeSet<String> = account
        .ad_groups
        .iter()
        .map(|ad_group| format!("/ad_accounts/{}/keywords?ad_group_id={}", account.id, ad_group.id))
        .flat_map(|path| {
            let list: Value = serde_json::from_str(&api.server.answer(&path)).expect("JSON");
            let items = list["items"].as_array().expect("items").clone();
            items.into_iter().map(|item| item["id"].as_str().expect("an id").to_owned())
        })
        .collect();
    let keywords = api.groups(&json!({ "level": "KEYWORD", "columns": ["CTR", "AD_GROUP_NAME"] }));
    assert!(!keywords.is_empty() && keywords.keys().all(|id| listed.contains(id)));
    let columns = ["TOTAL_IMPRESSION", "PRODUCT_ITEM_NAME", "PRODUCT_GROUP_ID", "CAMPAIGN_ID"];
    let items = api.groups(&json!({ "level": "PRODUCT_ITEM", "columns": columns }));
    let (id, rows) = items.first_key_value().expect("an item");
    for name in columns.iter().skip(1).chain(&["PRODUCT_ITEM_ID", "DATE"]) {
        assert!(rows.iter().all(|row| row.contains_key(*name)), "{name} {rows:?}");
    }
    let filter = json!({ "level": "PRODUCT_ITEM", "product_item_ids": [id], "columns": columns });
    assert_eq!(api.groups(&filter).into_keys().collect::<Vec<_>>(), [id.as_str()]);
}

#[test]
fn tables_have_names_for_people_and_zeros() {
    let api = Api::new(World::sample());
    let question = json!({ "columns": columns(), "report_format": "CSV" });
    let file = api.file(&question);
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let header: Vec<_> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    assert_eq!(header[..2], ["Campaign id", "Date"]);
    assert_eq!(header.len(), 2 + columns().len());
    let records: Vec<_> = reader.records().map(|record| record.expect("a record")).collect();
    assert_eq!(records.len(), api.rows(&json!({ "columns": columns() })).len());
    assert!(records.iter().any(|record| record.iter().skip(2).take(4).any(|cell| cell == "0")));
}
