//! The organic reports: their columns, and the values of their options.

use std::collections::BTreeSet;

use super::description::{Description, identity_first};
use crate::support::sandbox::Sandbox;
use crate::support::server::World;

/// The columns of a Pin that only answers have: one of 2023.
const ONLY_IN_ANSWERS: [&str; 1] = ["note"];

/// An option, and the parameter that it becomes.
type Choice = (&'static str, &'static str);

/// The options whose values are fixed, by report and endpoint.
const CHOICES: [(&str, &str, &[Choice]); 7] = [
    ("pins", "/pins", &[("creative-type", "creative_types"), ("pin-filter", "pin_filter")]),
    ("board-pins --board 1", "/boards/{board_id}/pins", &[("creative-type", "creative_types")]),
    ("user-boards", "/boards", &[("privacy", "privacy")]),
    (
        "user-metrics",
        "/user_account/analytics",
        &[
            ("pin-format", "pin_format"),
            ("app-type", "app_types"),
            ("content-type", "content_type"),
            ("source", "source"),
            ("from-claimed-content", "from_claimed_content"),
            ("metric", "metric_types"),
            ("split-field", "split_field"),
        ],
    ),
    ("user-top-pins", "/user_account/analytics/top_pins", &TOP),
    ("user-top-video-pins", "/user_account/analytics/top_video_pins", &TOP),
    (
        "conversion-quality-health",
        "/ad_accounts/{ad_account_id}/conversion_eqs",
        &[
            ("lookback", "lookback_period"),
            ("source-platform", "source_platform"),
            ("ingestion-source", "ingestion_source"),
        ],
    ),
];

const TOP: [Choice; 8] = [
    ("sort-by", "sort_by"),
    ("metric", "metric_types"),
    ("pin-format", "pin_format"),
    ("app-type", "app_types"),
    ("content-type", "content_type"),
    ("source", "source"),
    ("from-claimed-content", "from_claimed_content"),
    ("created-in-last-days", "created_in_last_n_days"),
];

fn sandbox() -> Sandbox {
    Sandbox::new(World::sized(0, 0, 0, 0, 0))
}

#[test]
fn the_columns_are_those_of_the_description() {
    let Some(official) = Description::read() else { return };
    let sandbox = sandbox();
    let told = |report| {
        let described = sandbox.succeed(&["reports", report]);
        let (_, columns) = described.split_once("options):\n").expect("columns");
        let columns = columns.lines().map_while(|line| line.strip_prefix("  "));
        columns.map(str::to_owned).collect::<Vec<_>>()
    };
    for (report, path) in [
        ("users", "/user_account"),
        ("user-boards", "/boards"),
        ("board-details", "/boards/{board_id}"),
        ("followers", "/user_account/followers"),
    ] {
        let official = official.columns(official.operation(path));
        assert_eq!(told(report), identity_first(&official), "{report}");
    }
    for (report, path) in [("pins", "/pins"), ("board-pins", "/boards/{board_id}/pins")] {
        let official = official.columns(official.operation(path));
        let mut told = told(report);
        told.retain(|column| !ONLY_IN_ANSWERS.contains(&column.as_str()));
        assert_eq!(of_pins(&told), of_pins(&identity_first(&official)), "{report}");
        let (told, official) = (of_media(&told), of_media(&official));
        assert_eq!(told, official, "{report}");
    }
    // Behind the metrics that may be named stand those that come by themselves.
    for (report, path) in [
        ("user-metrics", "/user_account/analytics"),
        ("user-top-pins", "/user_account/analytics/top_pins"),
        ("user-top-video-pins", "/user_account/analytics/top_video_pins"),
    ] {
        let is_metric = |name: &String| name.chars().all(|c| !c.is_ascii_lowercase());
        let metrics: Vec<_> = told(report).into_iter().filter(is_metric).collect();
        let named = official.values(official.operation(path), "metric_types");
        assert!(!named.is_empty() && metrics.starts_with(&named), "{report}: {metrics:?}");
    }
}

/// `media` is described once for each of its types, and opened for all of them.
fn of_pins(columns: &[String]) -> Vec<&str> {
    let mut names: Vec<_> = columns.iter().filter_map(|name| name.split('.').next()).collect();
    names.dedup();
    names
}

/// The fields of `media` in the order of the alphabet. Its images are one column, whatever sizes
/// they have.
fn of_media(columns: &[String]) -> Vec<&str> {
    let below = columns.iter().filter_map(|name| name.strip_prefix("media."));
    let mut fields: Vec<_> = below.filter_map(|name| name.split('.').next()).collect();
    fields.sort_unstable();
    fields.dedup();
    fields
}

#[test]
fn the_options_have_the_values_of_the_description() {
    let Some(official) = Description::read() else { return };
    let sandbox = sandbox();
    for (command, path, choices) in CHOICES {
        for (option, parameter) in choices {
            let official = official.values(official.operation(path), parameter);
            let option = format!("--{option}");
            let words = command.split(' ').chain([option.as_str(), "bananas"]);
            let stderr = sandbox.fail(2, &words.collect::<Vec<_>>());
            let (_, values) = stderr.split_once("; possible values: ").expect("values");
            let (values, _) = values.split_once('\n').expect("an end");
            let plain = |value: &str| value.trim().to_uppercase().replace('-', "_");
            let values: BTreeSet<_> = values.split(',').map(plain).collect();
            let official: BTreeSet<_> = official.iter().map(|value| plain(value)).collect();
            assert_eq!(values, official, "{command} {option}");
        }
    }
}
