//! `targeting-metrics --targeting-names`: names of what rows have as codes and ids.

use std::collections::BTreeSet;
use std::fs;

use chrono::TimeDelta;

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Fault, Quirks, Times, World};

fn run<'a>(types: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let run = ["targeting-metrics", "--all-ad-accounts", "--targeting-names", "--days-back", "2"];
    let columns = ["--columns", "SPEND_IN_DOLLAR", "--targeting-type", types];
    [&run[..], &columns, more].concat()
}

/// The targeting values of some rows with their names.
fn names(csv: &str) -> BTreeSet<(String, String)> {
    let table = cells(csv);
    let at = table[0].iter().position(|name| name == "TARGETING_NAME").expect("the column");
    assert_eq!(table[0][at - 1], "TARGETING_VALUE");
    assert_eq!(table[0][at + 1], "SPEND_IN_DOLLAR");
    table[1..].iter().map(|row| (row[at - 1].clone(), row[at].clone())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    expected.iter().map(|(value, name)| ((*value).to_owned(), (*name).to_owned())).collect()
}

fn lists(sandbox: &Sandbox) -> Vec<String> {
    let log = sandbox.server.log();
    let lists = log.iter().filter_map(|it| it.path.strip_prefix("/v5/resources/targeting/"));
    lists.map(str::to_owned).collect()
}

/// The files that keep names.
fn kept(sandbox: &Sandbox) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(sandbox.path("state/targeting-names")).into_iter().flatten();
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.extension().is_some_and(|ending| ending == "json")).collect()
}

#[test]
fn every_row_has_the_name_of_its_value_by_both_ways() {
    let sandbox = Sandbox::brisk(World::sample());
    let [first, second] = [0, 1].map(|at| sandbox.server.world().accounts[at].id.clone());
    let (of_first, of_second) = (format!("Buyers of {first}"), format!("Buyers of {second}"));
    for (types, expected) in [
        ("country", &[("US", "United States"), ("DE", "Germany")][..]),
        ("location", &[("500", "U.S.: Portland-Auburn, \"ME\""), ("807", "")]),
        ("region", &[("US-CA", "California"), ("DE-BE", "")]),
        ("geo", &[("US:94102", "San Francisco: 94102"), ("DE:10115", "")]),
        (
            "targeted-interest",
            &[
                ("Food and Drinks", "Food and Drinks"),
                ("945391946569", "Möbel & Lampen"),
                ("1", ""),
            ],
        ),
        (
            "pinner-interest",
            &[
                ("Chocolate Cookies", "Chocolate Cookies"),
                ("945391946570", "Lamps, table"),
                ("Lamps, table", "Lamps, table"),
            ],
        ),
        (
            "audience-include",
            &[
                ("254261234567", &of_first),
                ("254261234567", &of_second),
                ("2542612345678901234", ""),
            ],
        ),
        ("gender", &[("female", "female"), ("male", "male"), ("unknown", "unknown")]),
        ("placement", &[("SEARCH", "SEARCH"), ("BROWSE", "BROWSE"), ("OTHER", "OTHER")]),
    ] {
        for way in ["sync", "async"] {
            let csv = sandbox.succeed(&run(types, &["--via", way]));
            assert_eq!(names(&csv), pairs(expected), "{types} {way}");
        }
    }
    let lines = sandbox.succeed(&run("country,region", &["-f", "ndjson"]));
    assert!(
        lines.contains(r#""TARGETING_VALUE":"US","TARGETING_NAME":"United States","#),
        "{lines}"
    );
    assert!(lines.contains(r#""TARGETING_VALUE":"DE-BE","TARGETING_NAME":null,"#), "{lines}");
}

#[test]
fn rows_are_the_same_but_for_the_names() {
    for quirks in [Quirks::default(), Quirks { ids_as_numbers: true, ..Quirks::default() }] {
        let sandbox = Sandbox::brisk(World { quirks, ..World::sample() });
        let with = run("country,gender,audience-include", &[]);
        let without: Vec<_> =
            with.iter().copied().filter(|it| *it != "--targeting-names").collect();
        let mut table = cells(&sandbox.succeed(&with));
        let at = table[0].iter().position(|name| name == "TARGETING_NAME").expect("the column");
        for row in &mut table {
            row.remove(at);
        }
        assert_eq!(table, cells(&sandbox.succeed(&without)));
    }
}

#[test]
fn names_are_requested_once_and_kept_for_a_week() {
    let sandbox = Sandbox::new(World::sample());
    let types = "country,location,region,gender,audience-include";
    let whole = sandbox.succeed(&run(types, &[]));
    let mut requested = lists(&sandbox);
    requested.sort();
    let expected = ["AUDIENCE_INCLUDE", "AUDIENCE_INCLUDE", "GEO", "LOCATION"];
    assert_eq!(requested, expected, "one for each list, and one for each ad account's own");
    let files = kept(&sandbox);
    assert_eq!(files.len(), 4);
    #[cfg(unix)]
    for file in &files {
        let mode = std::os::unix::fs::PermissionsExt::mode(
            &fs::metadata(file).expect("it is there").permissions(),
        );
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
    assert_eq!(sandbox.succeed(&run(types, &[])), whole);
    sandbox.pass(TimeDelta::days(6));
    sandbox.succeed(&run(types, &[]));
    assert_eq!(lists(&sandbox).len(), 4, "they are kept");
    sandbox.pass(TimeDelta::days(1));
    sandbox.succeed(&run(types, &[]));
    assert_eq!(lists(&sandbox).len(), 8, "a week later they are requested again");
    sandbox.succeed(&run("gender", &[]));
    sandbox.succeed(&run("country", &["--profile", "other"]));
    assert_eq!(lists(&sandbox).len(), 9, "another sign-in has its own");
}

#[test]
fn damaged_names_are_requested_again() {
    let sandbox = Sandbox::new(World::sample());
    let whole = sandbox.succeed(&run("country", &[]));
    let file = kept(&sandbox).remove(0);
    let good = fs::read_to_string(&file).expect("UTF-8");
    assert!(good.contains("2026-03-10") && good.contains("United States"), "{good}");
    for bad in [
        String::new(),
        "{".to_owned(),
        "[]".to_owned(),
        good.replace("\"fact\":", "\"names\":"),
        good.replace("2026-03-10", "2026-03-11"),
        good.replace("\"fact\":{", "\"fact\":{\"x\":1,"),
        good[..good.len() / 2].to_owned(),
    ] {
        assert_ne!(bad, good);
        fs::write(&file, &bad).expect("writable");
        let before = lists(&sandbox).len();
        assert_eq!(sandbox.succeed(&run("country", &[])), whole, "{bad}");
        assert_eq!(lists(&sandbox).len(), before + 1, "{bad}");
    }
    // A folder that cannot be written to costs a request each time, and nothing else.
    fs::remove_dir_all(file.parent().expect("a folder")).expect("it is ours");
    fs::write(file.parent().expect("a folder"), "").expect("writable");
    assert_eq!(sandbox.succeed(&run("country", &[])), whole);
}

#[test]
fn a_list_that_the_api_refuses_leaves_its_cells_empty() {
    let sandbox = Sandbox::brisk(World::sample());
    let refused = Fault::Status {
        status: 403,
        headers: vec![],
        body: r#"{"code":29,"message":"Not for this app."}"#.into(),
    };
    sandbox.server.inject("/targeting/GEO", Times::Always, refused);
    let run_ = sandbox.run(&run("region,country", &[]));
    assert_eq!(run_.code, Some(0), "{}", run_.stderr);
    let expected = [("US", "United States"), ("DE", "Germany"), ("US-CA", ""), ("DE-BE", "")];
    assert_eq!(names(&run_.stdout), pairs(&expected));
    let note = "the API provides no names of regions and postal codes, so their cells in \
                `TARGETING_NAME` are empty";
    assert!(run_.stderr.contains(note), "{}", run_.stderr);
    sandbox.server.inject("/targeting/LOCATION", Times::Always, Fault::Close);
    fs::remove_dir_all(sandbox.path("state/targeting-names")).expect("kept names");
    let stderr = sandbox.fail(5, &run("country", &["-o", "x.csv"]));
    assert!(stderr.contains("/resources/targeting/LOCATION"), "{stderr}");
    assert_eq!(sandbox.files("."), Vec::<String>::new());
}

#[test]
fn a_name_is_not_part_of_the_key() {
    let sandbox = Sandbox::new(World::sample());
    let schema = sandbox.succeed(&run("country", &["--schema", "json"]));
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
    let key = ["AD_ACCOUNT_ID", "CAMPAIGN_ID", "DATE", "TARGETING_TYPE", "TARGETING_VALUE"];
    assert_eq!(schema["x-primary-key"], serde_json::json!(key));
    assert_eq!(schema["properties"]["TARGETING_NAME"]["x-type"], "text");
    assert_eq!(schema["properties"]["TARGETING_NAME"]["x-nullable"], true);
    assert_eq!(sandbox.server.asked(), 0);
}

#[test]
fn the_plan_counts_the_requests_for_names() {
    let sandbox = Sandbox::new(World::sample());
    for (types, requests) in
        [("country,region,gender", 2), ("audience-include,geo", 3), ("gender", 0)]
    {
        let plan = sandbox.succeed(&run(types, &["--via", "async", "--dry-run"]));
        let line = format!(
            "requests for targeting names: at most {requests}; the names are kept for 7 days"
        );
        assert!(plan.lines().any(|it| it == line), "{plan}");
    }
    assert_eq!(lists(&sandbox), Vec::<String>::new());
}
