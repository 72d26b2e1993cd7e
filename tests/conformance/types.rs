//! The published types of columns against the description: each field of each object, and each metric.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::description::Description;
use super::prism::description;
use crate::support::sandbox::Sandbox;
use crate::support::server::World;

/// Fields that the description calls numbers and that are whole: it says what they count.
const WHOLE: &[(&str, &str)] = &[
    ("created_time", "seconds since 1970"),
    ("updated_time", "seconds since 1970"),
    ("start_time", "seconds since 1970"),
    ("end_time", "seconds since 1970"),
    ("last_fired_time_ms", "milliseconds since 1970"),
    ("num_batches", "count"),
    ("num_removed_user_records", "count"),
    ("num_uploaded_user_records", "count"),
    ("click_window_days", "days"),
    ("engagement_window_days", "days"),
    ("view_window_days", "days"),
    ("report_start_relative_days_in_past", "days"),
    ("report_end_relative_days_in_past", "days"),
    ("date_range.relative_date_range.start_days_in_past", "days"),
    ("date_range.relative_date_range.end_days_in_past", "days"),
];

#[test]
fn the_types_of_objects_are_those_of_the_description() {
    let Some(official) = Description::read() else { return };
    let sandbox = Sandbox::new(World::sized(0, 0, 0, 0, 0));
    let all: Value = json(&sandbox, &["reports", "--format", "json"]);
    let mut compared = 0;
    for report in all["reports"].as_array().expect("reports") {
        for object_type in report["object_types"].as_array().into_iter().flatten() {
            compared += compare(&official, &object_type["endpoint"], object_type);
        }
        // The first endpoint is that of the rows, where they are objects of the API.
        if ["users", "user-boards", "board-details", "followers", "pins", "board-pins"]
            .contains(&report["name"].as_str().expect("a name"))
        {
            compared += compare(&official, &report["endpoints"][0], report);
        }
    }
    assert!(compared > 800, "{compared} columns were compared");
}

fn json(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    serde_json::from_str(&sandbox.succeed(arguments)).expect("JSON")
}

/// Compares the columns that the description has. Returns their number.
fn compare(official: &Description, endpoint: &Value, described: &Value) -> usize {
    let (method, path) = endpoint.as_str().and_then(|it| it.split_once(' ')).expect("an endpoint");
    let operation = official.method(method, path);
    let columns = described["columns"].as_array().expect("columns").iter();
    let compared = columns.filter(|column| {
        let name = column["name"].as_str().expect("a name");
        let kinds = official.kinds(operation, name);
        let published = column["type"].as_str().expect("a type");
        let at = format!("{} {name}: {kinds:?}", described["name"]);
        if !kinds.is_empty() {
            assert_eq!(published, expected(name, &column["unit"], &kinds), "{at}");
        }
        !kinds.is_empty()
    });
    compared.count()
}

/// The type that some kinds of values and a name make.
fn expected(name: &str, unit: &Value, kinds: &BTreeSet<(String, String)>) -> &'static str {
    let has = |kind: &str| kinds.iter().any(|(it, _)| it == kind);
    if has("array") || has("object") {
        return "json";
    }
    let last = name.rsplit('.').next().unwrap_or_default();
    if last == "id" || last.ends_with("_id") {
        return "text";
    }
    let formats: Vec<_> = kinds.iter().map(|(_, format)| format.as_str()).collect();
    match formats.as_slice() {
        ["date-time"] => return "timestamp",
        ["date"] => return "date",
        _ => {}
    }
    if has("string") {
        return "text";
    }
    if has("boolean") {
        return "boolean";
    }
    let is_whole = WHOLE.iter().any(|(whole, of)| name == *whole && unit == of);
    if has("integer") || is_whole { "integer" } else { "double" }
}

/// The units that the name of a metric states, and the types that follow.
const BY_UNIT: &[(&str, &[&str], &[&str])] = &[
    ("COUNT", &["count"], &["integer"]),
    // Averages are no whole numbers.
    ("MICRO_DOLLAR", &["micro-currency"], &["integer", "double"]),
    ("DOLLAR", &["currency"], &["decimal", "double"]),
    ("RATE", &["ratio"], &["double"]),
    ("RATIO", &["ratio"], &["double"]),
    ("SECOND", &["seconds"], &["double"]),
    ("LOCAL_CURRENCY", &["currency"], &["decimal"]),
    ("MONEY_UNSTATED", &[], &["decimal", "double"]),
    ("DURATION_UNSTATED", &[], &["double"]),
    ("ID", &[], &["text"]),
    ("NONE", &[], &["text"]),
];

#[test]
fn the_units_of_metrics_are_those_of_their_names() {
    let Some(folder) = description().and_then(|path| path.parent()) else { return };
    let table = fs::read_to_string(folder.join("columns.tsv")).expect("it is readable");
    let units = table.lines().filter_map(|line| {
        let cells: Vec<_> = line.split('\t').collect();
        Some((*cells.first()?, *cells.get(5)?))
    });
    let units: Vec<_> = units.collect();
    let sandbox = Sandbox::new(World::sized(0, 0, 0, 0, 0));
    let metrics = json(&sandbox, &["reports", "delivery-metrics", "--format", "json"]);
    let mut compared = 0;
    for column in metrics["columns"].as_array().expect("columns") {
        let name = column["name"].as_str().expect("a name");
        let Some((_, unit)) = units.iter().find(|(it, _)| *it == name) else { continue };
        let (_, published, types) =
            BY_UNIT.iter().find(|(it, ..)| it == unit).unwrap_or_else(|| panic!("{unit}"));
        let is_average = ["CPC", "CPM", "CPV", "ECP", "CPCV"].iter().any(|it| name.contains(it))
            || name.contains("COST_PER");
        let data_type = column["type"].as_str().expect("a type");
        assert_eq!(column["unit"].as_str(), published.first().copied(), "{name}");
        assert!(types.contains(&data_type), "{name}: {data_type}");
        if types.len() == 2 {
            assert_eq!(data_type == "double", is_average, "{name}: {data_type}");
        }
        compared += 1;
    }
    assert!(compared > 500, "{compared} metrics were compared");
}
