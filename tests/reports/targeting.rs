//! `targeting-metrics`, by both ways.

use std::collections::BTreeSet;

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Quirks, World};

const COLUMNS: &str = "SPEND_IN_DOLLAR,TOTAL_IMPRESSION,CTR,REPIN_1";

fn run<'a>(level: &'a str, types: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let all = ["targeting-metrics", "--all-ad-accounts", "--object-type", level];
    let asked = ["--targeting-type", types, "--columns", COLUMNS, "--days-back", "5"];
    [&all[..], &asked, more].concat()
}

/// The header, and the rows that have metrics: no report has the others.
fn table(csv: &str) -> (Vec<String>, BTreeSet<Vec<String>>) {
    let mut rows = cells(csv);
    let header = rows.remove(0);
    let keys = header.len() - COLUMNS.split(',').count();
    let has_metrics =
        |row: &Vec<String>| row[keys..].iter().any(|cell| !matches!(cell.as_str(), "" | "0"));
    let count = rows.len();
    let distinct: BTreeSet<_> = rows.iter().map(|row| row[..keys].to_vec()).collect();
    assert_eq!(distinct.len(), count, "one row for each entity, day, type and value");
    (header, rows.into_iter().filter(has_metrics).collect())
}

#[test]
fn both_ways_give_the_same_table() {
    let numbers = Quirks { ids_as_numbers: true, targeting_betas: true, ..Quirks::default() };
    for quirks in [Quirks { targeting_betas: true, ..Quirks::default() }, numbers] {
        let sandbox = Sandbox::hasty(World { quirks, ..World::sample() });
        for (level, types) in [
            ("ad-account", "GENDER,LOCATION"),
            ("campaign", "audience-multiplier,audience-include"),
            ("ad-group", "creative_enhancements,age-bucket"),
            ("ad", "Keyword,age-bucket-and-gender"),
        ] {
            let by = |way| table(&sandbox.succeed(&run(level, types, &["--via", way])));
            let (header, rows) = by("sync");
            assert!(
                header[2..]
                    .starts_with(&["DATE", "TARGETING_TYPE", "TARGETING_VALUE"].map(str::to_owned))
                    || level == "ad-account"
            );
            assert!(!rows.is_empty(), "{level}");
            assert_eq!(by("async"), (header.clone(), rows), "{level}");
            let place = header.iter().position(|name| name == "TARGETING_TYPE").expect("a column");
            let told: BTreeSet<_> =
                by("sync").1.into_iter().map(|row| row[place].clone()).collect();
            let asked = types.to_uppercase().replace('-', "_");
            assert_eq!(told, asked.split(',').map(str::to_owned).collect(), "{level}");
        }
    }
}

#[test]
fn a_value_is_text_whatever_the_api_writes() {
    let sandbox = Sandbox::hasty(World::sample());
    for way in ["sync", "async"] {
        let lines =
            sandbox.succeed(&run("campaign", "location,gender", &["-f", "ndjson", "--via", way]));
        assert!(
            lines.contains(r#""TARGETING_TYPE":"LOCATION","TARGETING_VALUE":"500""#),
            "{lines}"
        );
        assert!(
            lines.contains(r#""TARGETING_TYPE":"GENDER","TARGETING_VALUE":"female""#),
            "{lines}"
        );
    }
}

#[test]
fn without_a_choice_all_types_that_every_object_type_has_are_asked() {
    let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
    let asked = |way: &str| {
        let before = sandbox.server.log().len();
        let options = ["--attribution-type", "household", "--columns", "CTR", "--via", way];
        sandbox.succeed(&[&["targeting-metrics"], &options[..]].concat());
        sandbox.server.log().split_off(before)
    };
    let log = asked("sync");
    assert_eq!(log.len(), 3, "the ad accounts, the campaigns, the metrics");
    let value = |name: &str| {
        let found = log[2].query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    assert_eq!(value("targeting_types").split(',').count(), 12);
    assert_eq!(value("attribution_types"), "HOUSEHOLD");
    let windows = ["click_window_days", "engagement_window_days", "view_window_days"];
    assert_eq!(windows.map(value), ["30", "30", "1"], "the API may have other defaults");
    assert_eq!(value("conversion_report_time"), "TIME_OF_AD_ACTION");
    assert_eq!(value("columns"), "CAMPAIGN_ID,CTR", "rows have only what is requested");
    asked("async");
    assert_eq!(sandbox.server.count("POST /reports"), 3, "at most five types a report");
}

#[test]
fn what_only_one_way_has_is_asked_that_way() {
    let quirks = Quirks { targeting_betas: true, ..Quirks::default() };
    let sandbox = Sandbox::hasty(World { quirks, ..World::sample() });
    for (level, types, asynchronous) in [
        ("campaign", "creative-type", false),
        ("ad", "quiz-result", false),
        ("ad", "local-ads-store-code", true),
        ("product-item", "media-type", true),
        ("product-group", "gender", true),
    ] {
        let before = sandbox.server.count("POST /reports");
        let csv = sandbox.succeed(&run(level, types, &[]));
        assert!(csv.lines().count() > 1, "{level} {types}");
        assert_eq!(sandbox.server.count("POST /reports") > before, asynchronous, "{level} {types}");
    }
    for (level, types, words) in [
        (
            "ad-group",
            "creative-type",
            "asynchronous reports of object type `ad-group` do not support the targeting type CREATIVE_TYPE",
        ),
        ("ad", "media-type", "do not support the targeting type MEDIA_TYPE"),
        ("keyword", "gender", "the API provides no targeting metrics of keywords"),
    ] {
        let stderr = sandbox.fail(2, &run(level, types, &[]));
        assert!(stderr.contains(words), "{stderr}");
    }
    let stderr = sandbox.fail(2, &run("product-group", "gender", &["--via", "sync"]));
    assert!(stderr.contains("only asynchronous reports provide metrics"), "{stderr}");
}
