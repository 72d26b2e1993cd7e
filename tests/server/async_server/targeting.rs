//! Analytics by the groups of people and places that ads are targeted at.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::api::{Api, repeated};
use crate::support::expected::all_ids;
use crate::support::server::{Level, Quirks, World};

const DAYS: &str = "start_date=2026-03-01&end_date=2026-03-09&granularity=DAY";

/// Path, level, the name of its ids and the type that it alone knows.
const LEVELS: [(&str, Level, &str, &str); 4] = [
    ("targeting_analytics", Level::AdAccount, "", ""),
    ("campaigns/targeting_analytics", Level::Campaign, "campaign_ids", "CREATIVE_TYPE"),
    ("ad_groups/targeting_analytics", Level::AdGroup, "ad_group_ids", "CREATIVE_ENHANCEMENTS"),
    ("ads/targeting_analytics", Level::Ad, "ad_ids", "QUIZ_RESULT"),
];

fn query(api: &Api, level: Level, key: &str) -> String {
    let own = if level == Level::AdAccount {
        String::new()
    } else {
        repeated(key, &all_ids(api.account(), level))
    };
    format!("{DAYS}&columns=SPEND_IN_DOLLAR,CTR{own}")
}

#[test]
fn each_level_is_broken_down_by_its_types() {
    let quirks = Quirks { targeting_betas: true, ..Quirks::default() };
    let api = Api::new(World { quirks, ..World::sample() });
    for (path, level, key, own) in LEVELS {
        let query = query(&api, level, key);
        let types = ["KEYWORD", "LOCATION", own];
        let types = types.into_iter().filter(|of| !of.is_empty()).collect::<Vec<_>>();
        let answer = api.get(&format!("{path}?{query}&targeting_types={}", types.join(",")));
        let data = answer.json()["data"].as_array().expect("data").clone();
        let mut seen = BTreeSet::new();
        for item in &data {
            let item = item.as_object().expect("an object");
            let keys: BTreeSet<_> = item.keys().map(String::as_str).collect();
            assert_eq!(keys, BTreeSet::from(["metrics", "targeting_type", "targeting_value"]));
            let metrics = item["metrics"].as_object().expect("an object");
            assert!(metrics.contains_key(level.key()) && metrics.contains_key("DATE"));
            seen.insert(item["targeting_type"].as_str().expect("a text"));
            assert_eq!(item["targeting_value"].is_number(), item["targeting_type"] == "LOCATION");
        }
        assert_eq!(seen, types.into_iter().collect(), "{path}");
        for (_, other, _, foreign) in LEVELS {
            let asked = format!("{path}?{query}&targeting_types={foreign}");
            let known = other == level && !foreign.is_empty();
            assert_eq!(api.get(&asked).status, if known { 200 } else { 400 }, "{asked}");
        }
        let path_and_query = format!("{path}?{query}&targeting_types=AGE_BUCKET");
        let truth = format!("/ad_accounts/{}/{path_and_query}", api.account().id);
        assert_eq!(api.get(&path_and_query).body, api.server.answer(&truth));
    }
}

#[test]
fn parameters_must_fit_the_description() {
    let api = Api::new(World::sample());
    let campaign = &api.account().campaigns[0].id;
    let full = format!("{DAYS}&columns=CTR&targeting_types=GENDER&campaign_ids={campaign}");
    let ask = |query: &str| api.get(&format!("campaigns/targeting_analytics?{query}"));
    let fifteen = ["GENDER"; 15].join(",");
    assert_eq!(ask(&full).status, 200);
    assert_eq!(ask(&format!("{full}&attribution_types=INDIVIDUAL,HOUSEHOLD")).status, 200);
    for (from, to) in [
        ("&columns=CTR", ""),
        ("&targeting_types=GENDER", ""),
        ("GENDER", "GENDERS"),
        ("GENDER", &*fifteen),
        ("GENDER", "MEDIA_TYPE"),
        ("columns=CTR", "columns=TOTAL_IMPRESSION_USER"),
        ("columns=CTR", "columns=TOTAL_IMPRESSION_FREQUENCY"),
        ("columns=CTR", "columns=CTR&attribution_types=ALL"),
        ("columns=CTR", "columns=CTR&aggregate_report_rows=true"),
        ("columns=CTR", "columns=CTR&click_window_days=2"),
        ("granularity=DAY", ""),
        ("2026-03-01", "2025-12-09"),
        ("DAY", "HOUR"),
        (campaign, "1"),
        (&*format!("&campaign_ids={campaign}"), ""),
    ] {
        let query = full.replace(from, to);
        assert_ne!(query, full, "{from}");
        assert_eq!(ask(&query).error(), (400, 1), "{query}");
    }
    let beta = full.replace("GENDER", "AGE_BUCKET_AND_GENDER");
    assert_eq!(ask(&beta).error(), (403, 29));
}

#[test]
fn reports_are_broken_down_too() {
    let api = Api::new(World::sample());
    let types = ["GENDER", "AUDIENCE_INCLUDE"];
    for (path, level, key, _) in LEVELS {
        let name = match level {
            Level::AdAccount => "ADVERTISER_TARGETING",
            Level::Campaign => "CAMPAIGN_TARGETING",
            Level::AdGroup => "AD_GROUP_TARGETING",
            Level::Ad | Level::ProductGroup => "PIN_PROMOTION_TARGETING",
        };
        let columns = ["SPEND_IN_DOLLAR", "CTR"];
        let question = json!({ "level": name, "targeting_types": types, "columns": columns });
        let rows = api.rows(&question);
        assert!(!rows.is_empty());
        let query = query(&api, level, key);
        let answer = api.get(&format!("{path}?{query}&targeting_types={}", types.join(",")));
        let data = answer.json()["data"].as_array().expect("data").clone();
        let text = |value: &Value| value.to_string();
        for row in rows {
            let same = |item: &&Value| {
                let metrics = &item["metrics"];
                text(&item["targeting_type"]) == row["TARGETING_TYPE"]
                    && text(&item["targeting_value"]) == row["TARGETING_VALUE"]
                    && text(&metrics[level.key()]) == row[level.key()]
                    && text(&metrics["DATE"]) == row["DATE"]
            };
            let found: Vec<_> = data.iter().filter(same).collect();
            assert_eq!(found.len(), 1, "{row:?}");
            for column in columns {
                let number = |text: &str| serde_json::from_str::<f64>(text).expect("a number");
                let told = row.get(column).map(|text| number(text));
                let known = found[0]["metrics"][column].as_f64();
                assert_eq!(told, known, "{column} {row:?}");
            }
        }
    }
    let unknown = json!({
        "level": "CAMPAIGN_TARGETING", "targeting_types": types,
        "columns": ["TOTAL_IMPRESSION_USER"],
    });
    assert_eq!(api.create(&unknown).error(), (400, 1));
}
