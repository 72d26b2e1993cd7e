//! `--columns` of reports whose columns the API fixes: which are written, and in which order.

use super::words;
use crate::support::sandbox::{Outcome, Sandbox, cells};
use crate::support::server::{Quirks, World};

const RUNS: [&str; 14] = [
    "board-details --board 日本の庭",
    "board-pins --board 日本の庭 --pin-metrics",
    "conversion-quality-health --all-ad-accounts",
    "delivery-metrics-definitions",
    "followers",
    "most-clicked-pins --domain lichtundlaub.example",
    "most-repinned-pins --domain lichtundlaub.example --scope own",
    "object-information --object-type campaigns --all-ad-accounts",
    "pins",
    "user-boards",
    "user-metrics",
    "user-top-pins",
    "user-top-video-pins",
    "users",
];

/// Columns of a table, by their positions.
fn projected(table: &[Vec<String>], at: &[usize]) -> Vec<Vec<String>> {
    table.iter().map(|row| at.iter().map(|at| row[*at].clone()).collect()).collect()
}

#[test]
fn every_report_writes_the_selected_columns_in_their_order() {
    let sandbox = Sandbox::brisk(World::sample());
    for run in RUNS {
        let whole = cells(&sandbox.succeed(&words(run, &[])));
        let last = whole[0].len() - 1;
        let at = if last > 2 { vec![last, 1, last / 2] } else { vec![last, 0] };
        let names: Vec<_> = at.iter().map(|at| whole[0][*at].clone()).collect();
        let columns = names.join(",");
        let expected = projected(&whole, &at);
        let some = sandbox.succeed(&words(run, &["--columns", &columns]));
        assert_eq!(cells(&some), expected, "{run}");
        let other = columns.to_uppercase().replace('_', "-");
        let split = other.split_once(',').expect("two columns");
        let twice = ["--columns", split.0, "--columns", split.1, "--columns", split.0];
        assert_eq!(sandbox.succeed(&words(run, &twice)), some, "{run}");

        let ndjson = sandbox.succeed(&words(run, &["--columns", &columns, "-f", "ndjson"]));
        assert_eq!(ndjson.lines().count(), expected.len() - 1, "{run}");
        for line in ndjson.lines() {
            assert!(line.starts_with(&format!("{{\"{}\":", names[0])), "{run}: {line}");
            let row: serde_json::Map<_, _> = serde_json::from_str(line).expect("an object");
            assert!(names.iter().all(|name| row.contains_key(name)), "{run}: {line}");
            assert_eq!(row.len(), names.len(), "{run}: {line}");
        }
        let table = sandbox.succeed(&words(run, &["--columns", &columns, "-f", "table"]));
        let rule = table.lines().find(|line| line.starts_with('─')).expect("a rule");
        assert!(rule.split_whitespace().count() <= names.len(), "{run}: {table}");
    }
}

#[test]
fn a_name_selects_all_columns_below_it() {
    let sandbox = Sandbox::brisk(World::sample());
    let whole = cells(&sandbox.succeed(&["pins"]));
    let below = |name: &String| name.starts_with("media.");
    let at: Vec<_> = (0..whole[0].len()).filter(|at| below(&whole[0][*at])).chain([0]).collect();
    assert!(at.len() > 5, "{:?}", whole[0]);
    let some = cells(&sandbox.succeed(&["pins", "--columns", "media,id"]));
    assert_eq!(some, projected(&whole, &at));
    let metrics = cells(&sandbox.succeed(&["user-metrics", "--columns", "date,metrics"]));
    assert!(metrics[0].len() > 10 && metrics[0][1] == "ENGAGEMENT", "{:?}", metrics[0]);
}

#[test]
fn an_unknown_name_is_refused_before_any_request() {
    let sandbox = Sandbox::brisk(World::sample());
    let before = sandbox.server.log().len();
    for (run, columns, said, hint) in [
        (
            "user-boards",
            "id,follower,pins",
            "unknown columns in `--columns`: `follower` (did you mean `follower_count`?), `pins` (",
            "hint: use `--columns id,follower_count,pin_count`; `pinads reports user-boards` lists the",
        ),
        (
            "user-metrics",
            "impressions",
            "`impressions` (did you mean `IMPRESSION`?)",
            "hint: use `--columns IMPRESSION`; `pinads reports user-metrics` lists the columns",
        ),
        (
            "object-information --object-type campaigns",
            "nmae,id",
            "unknown column in `--columns`: `nmae` (did you mean `name`?)",
            "hint: use `--columns name,id`; ",
        ),
        ("users", "bananas", "unknown column in `--columns`: `bananas`\n", "hint: `pinads reports"),
        (
            "users",
            "id,",
            "unknown column in `--columns`: ``\n",
            "hint: use `--columns id`; `pinads",
        ),
        ("user-metrics --aggregation summary", "date", "unknown column in `--columns`", "hint: "),
    ] {
        let stderr = sandbox.fail(2, &words(run, &["--columns", columns]));
        assert!(stderr.contains(said) && stderr.contains(hint), "{run}: {stderr}");
    }
    assert_eq!(sandbox.server.log().len(), before, "nothing was requested");
}

#[test]
fn fields_without_a_column_are_left_out_unless_they_are_wanted() {
    let quirks = Quirks { unknown_field: true, ..Quirks::default() };
    let sandbox = Sandbox::brisk(World { quirks, ..World::sample() });
    for format in ["csv", "ndjson", "table"] {
        let run = sandbox.run(&["user-boards", "--columns", "name,id", "-f", format]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert!(!format!("{}{}", run.stdout, run.stderr).contains("brand_new_field"), "{format}");
    }
    let run = ["user-boards", "--columns", "name,id", "--extra-column"];
    let table = cells(&sandbox.succeed(&run));
    assert_eq!(table[0], ["name", "id", "extra"]);
    assert!(table[1..].iter().all(|row| row[2] == r#"{"brand_new_field":"x"}"#), "{table:?}");
    let ndjson = sandbox.succeed(&[&run[..], &["-f", "ndjson"]].concat());
    assert!(ndjson.lines().all(|line| line.ends_with(",\"brand_new_field\":\"x\"}")), "{ndjson}");
}

#[test]
fn a_run_needs_no_column_to_be_written() {
    let sandbox = Sandbox::brisk(World::sample());
    let run = "user-metrics --include-today --days-back 4";
    let whole = cells(&sandbox.succeed(&words(run, &[])));
    let at = whole[0].iter().position(|name| name == "SAVE").expect("a metric");

    sandbox.succeed(&words(run, &["--columns", "SAVE", "-o", "{date}.csv"]));
    for row in &whole[1..] {
        let file = cells(&sandbox.read(&format!("{}.csv", row[1])));
        assert_eq!(file, [["SAVE".to_owned()], [row[at].clone()]], "{row:?}");
    }

    let chart = sandbox.succeed(&words(run, &["--chart", "SAVE"]));
    let same = sandbox.succeed(&words(run, &["--chart", "SAVE", "--columns", "SAVE"]));
    assert_eq!(same, chart);

    let table = words(run, &["-f", "table", "--columns", "SAVE"]);
    let mut run = sandbox.command(&table);
    let shown = Outcome::run(run.env("COLUMNS", "80"));
    assert_eq!(shown.code, Some(0), "{}", shown.stderr);
    let processing = whole[1..].iter().filter(|row| row[2] == "PROCESSING").count();
    assert_eq!(shown.stdout.matches('…').count(), processing, "{}", shown.stdout);
    assert!(processing > 0, "{whole:?}");
}

#[test]
fn the_currency_is_a_column_to_select() {
    let sandbox = Sandbox::brisk(World::sample());
    let run = "object-information --object-type campaigns --all-ad-accounts --money units";
    let whole = cells(&sandbox.succeed(&words(run, &[])));
    let place = |name: &str| whole[0].iter().position(|it| it.starts_with(name)).expect("a column");
    let at = [place("daily_spend_cap"), place("CURRENCY"), place("id")];
    let some = ["--columns", "daily_spend_cap,currency,id"];
    assert_eq!(cells(&sandbox.succeed(&words(run, &some))), projected(&whole, &at));
    let without = ["--columns", "daily_spend_cap,id"];
    let expected = projected(&whole, &[at[0], at[2]]);
    assert_eq!(cells(&sandbox.succeed(&words(run, &without))), expected);
    let stderr = sandbox.fail(2, &words(run, &["--columns", "id"]));
    assert!(stderr.contains("`--money units` requires a column in micro-currency"), "{stderr}");
}
