//! What is written equals what the server knows, cell by cell.

use std::io::Write;
use std::process::{Command, Stdio};

use chrono::{Days, NaiveDate};

use crate::support::expected::{LEVELS, expected};
use crate::support::sandbox::{Sandbox, cells, has_program, today};
use crate::support::server::{Granularity, Level, Quirks, Status, World};

const COLUMNS: &str = "SPEND_IN_DOLLAR,CAMPAIGN_NAME,CTR,TOTAL_IMPRESSION,TOTAL_CLICKTHROUGH,AD_ID,\
                       TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR";

fn range(granularity: Granularity) -> (NaiveDate, NaiveDate) {
    let back = if granularity == Granularity::Hour { 8 } else { 80 };
    (today() - Days::new(back), today() - Days::new(1))
}

fn arguments<'a>(level: &'a str, granularity: &'a str, start: &'a str) -> Vec<&'a str> {
    let dates = ["--granularity", granularity, "--start-date", start];
    // The other way keeps the order of its own reports.
    let mut all = vec!["delivery-metrics", "--all-ad-accounts", "--via", "sync"];
    all.extend(["--object-type", level]);
    all.extend(dates);
    all.extend(["--columns", COLUMNS]);
    all
}

fn check_all(world: World) {
    let sandbox = Sandbox::new(world);
    for (name, level) in LEVELS {
        for granularity in Granularity::ALL {
            let (start, end) = range(granularity);
            let table = expected(sandbox.server.world(), level, granularity, (start, end), COLUMNS);
            let start = start.to_string();
            let csv = sandbox.succeed(&arguments(name, granularity.key(), &start));
            assert!(table.len() > 1, "{name} {granularity:?} has rows");
            assert_eq!(cells(&csv), table, "{name} {granularity:?}");
        }
    }
}

#[test]
fn every_level_and_granularity_equals_the_truth() {
    check_all(World::sample());
}

#[test]
fn ids_written_as_numbers_and_hours_inside_dates_change_no_cell() {
    let quirks = Quirks { ids_as_numbers: true, hour_in_date: true, ..Quirks::default() };
    check_all(World { quirks, ..World::sample() });
}

#[test]
fn delicate_numbers_keep_their_digits() {
    let sandbox = Sandbox::new(World::sized(1, 30, 0, 0, 0));
    let csv = sandbox.succeed(&["delivery-metrics", "--columns", "all", "--days-back", "20"]);
    for number in ["122.416294033786585", "1e-7", "9007199254740993", "12345678901234567890"] {
        assert!(cells(&csv).iter().flatten().any(|cell| cell == number), "{number}");
    }
}

#[test]
fn archived_campaigns_are_in_it_and_drafts_are_not() {
    let sandbox = Sandbox::new(World::sample());
    let csv = sandbox.succeed(&["delivery-metrics", "--all-ad-accounts", "--days-back", "60"]);
    let written: Vec<_> = cells(&csv).into_iter().map(|row| row[1].clone()).collect();
    let has = |status| {
        let mut campaigns = sandbox.server.world().accounts.iter().flat_map(|a| &a.campaigns);
        campaigns.any(|campaign| campaign.status == status && written.contains(&campaign.id))
    };
    assert!(has(Status::Archived) && has(Status::Active));
    assert!(!has(Status::Draft) && !has(Status::DeletedDraft));
}

#[test]
fn the_header_is_the_same_without_rows() {
    let sandbox = Sandbox::brisk(World::sample());
    let empty = Sandbox::brisk(World::sized(1, 0, 0, 0, 0));
    let no_account = Sandbox::brisk(World::sized(0, 0, 0, 0, 0));
    for (name, level) in LEVELS {
        for granularity in Granularity::ALL {
            let run = ["delivery-metrics", "--all-ad-accounts", "--level", name, "--granularity"];
            let run = [&run[..], &[granularity.key(), "--days-back", "2"]].concat();
            let with = sandbox.succeed(&run);
            let header = with.lines().next();
            assert!(with.lines().count() > 1, "{name} {granularity:?} has rows");
            let without = no_account.succeed(&run);
            assert_eq!(without.lines().count(), 1, "{name} {granularity:?}");
            assert_eq!(without.lines().next(), header, "{name} {granularity:?}");
            // An ad account has metrics of its own, whatever it holds.
            if level != Level::AdAccount {
                assert_eq!(empty.succeed(&run), without, "{name} {granularity:?}");
            }
        }
    }
    assert_eq!(empty.succeed(&["delivery-metrics", "--no-header"]), "");
}

#[test]
fn the_same_data_gives_the_same_bytes_at_any_concurrency() {
    let sandbox = Sandbox::brisk(World::sized(3, 600, 0, 0, 0));
    let run = |concurrency| {
        sandbox.succeed(&[
            "delivery-metrics",
            "--all-ad-accounts",
            "--days-back",
            "2",
            "--concurrency",
            concurrency,
        ])
    };
    let one = run("1");
    assert_eq!(run("32"), one);
    assert_eq!(run("4"), one);
}

#[test]
fn python_reads_the_csv_and_jq_the_ndjson_as_the_same_table() {
    if !has_program("python3") || !has_program("jq") {
        return;
    }
    let sandbox = Sandbox::new(World::sample());
    let arguments = |format| {
        [
            "delivery-metrics",
            "--all-ad-accounts",
            "--level",
            "ad",
            "--columns",
            COLUMNS,
            "-f",
            format,
        ]
    };
    let csv = sandbox.succeed(&arguments("csv"));
    let ndjson = sandbox.succeed(&arguments("ndjson"));
    let python = "import csv, json, sys\n\
                  sys.stdin.reconfigure(newline='')\n\
                  rows = list(csv.reader(sys.stdin))\n\
                  print(json.dumps(rows))";
    let read_csv: Vec<Vec<String>> =
        serde_json::from_str(&piped("python3", &["-c", python], &csv)).expect("JSON of Python");
    // Numbers through jq would lose digits, so they are quoted before it sees them.
    let number = r#"s/:(-?[0-9][-+.eE0-9]*)([,}])/:"\1"\2/g"#;
    let quoted = piped("sed", &["-E", number], &ndjson);
    // Keys that differ between the lines would make more than one line of names.
    let table = "(map(keys_unsorted) | unique) \
                 + map([.[] | if . == null then \"\" else tostring end])";
    let read_ndjson: Vec<Vec<String>> =
        serde_json::from_str(&piped("jq", &["-s", table], &quoted)).expect("JSON of jq");
    assert!(read_csv.len() > 20);
    assert_eq!(read_ndjson, read_csv);
    for line in ndjson.lines() {
        let row: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(line).expect("one object a line");
        assert!(row["AD_ID"].is_string() && row["AD_ACCOUNT_ID"].is_string(), "{line}");
    }
}

fn piped(program: &str, arguments: &[&str], input: &str) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let mut stdin = child.stdin.take().expect("its stdin");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("it reads all");
    assert!(output.status.success(), "{program} failed");
    String::from_utf8(output.stdout).expect("UTF-8")
}
