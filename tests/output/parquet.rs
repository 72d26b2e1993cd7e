//! Parquet files, as `DuckDB`, Polars, and pyarrow read them.

use std::env;
use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::support::measured;
use crate::support::sandbox::{Outcome, Sandbox, has_program, or_skip};
use crate::support::server::{Fault, Reply, Times, World};
use crate::terminal::screen::at_a_terminal;

const JUDGE: &str = include_str!("parquet/judge.py");

const RUN: [&str; 4] = ["delivery-metrics", "--all-ad-accounts", "--days-back", "5"];

/// The Python that has Polars and pyarrow.
fn python() -> Option<String> {
    let python = env::var("PINADS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let import = ["-c", "import polars, pyarrow"];
    let output = Command::new(&python).args(import).output();
    let found = output.is_ok_and(|output| output.status.success());
    (or_skip("polars and pyarrow", found) && has_program("duckdb")).then_some(python)
}

/// Compares what is at `parquet` with the CSV of the same command. Returns the facts of the file.
fn judge(python: &str, sandbox: &Sandbox, run: &[&str], parquet: &str) -> Value {
    let as_csv = [run, &["--names", "snake", "-o", "rows.csv"]].concat();
    sandbox.succeed(&as_csv);
    let schema = sandbox.succeed(&[run, &["--schema", "bigquery"]].concat());
    fs::write(sandbox.path("schema.json"), schema).expect("writable");
    let mut judge = Command::new(python);
    judge.arg("-c").arg(JUDGE).args(["schema.json", "rows.csv", parquet]);
    let outcome = Outcome::run(judge.current_dir(sandbox.path(".")));
    assert_eq!(outcome.code, Some(0), "{run:?}: {}", outcome.stderr);
    serde_json::from_str(&outcome.stdout).unwrap_or_default()
}

fn to<'a>(run: &[&'a str], path: &'a str) -> Vec<&'a str> {
    [run, &["-o", path]].concat()
}

#[test]
fn every_cell_and_type_is_that_of_the_csv_and_the_schema() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::new(World::sample());
    for run in [
        &RUN[..],
        &["delivery-metrics", "--all-ad-accounts", "--columns", "all", "--object-type", "ad"],
        &["delivery-metrics", "--all-ad-accounts", "--granularity", "hour", "--days-back", "2"],
        &["delivery-metrics", "--all-ad-accounts", "--money", "units"],
        &["object-information", "--object-type", "campaigns", "--all-ad-accounts"],
        &["object-information", "--object-type", "ads", "--all-ad-accounts", "--times", "iso"],
        &["object-information", "--object-type", "audiences", "--all-ad-accounts"],
        &["targeting-metrics", "--all-ad-accounts", "--targeting-type", "gender"],
        &["pins"],
        &["user-metrics"],
        &["delivery-metrics", "--all-ad-accounts", "--types", "text"],
    ] {
        sandbox.succeed(&to(run, "rows.parquet"));
        let facts = judge(&python, &sandbox, run, "rows.parquet");
        assert_eq!(facts["optional"], true, "{facts}");
        let rows = sandbox.read("rows.csv").lines().count();
        assert!(facts["rows"].as_u64().is_some_and(|it| it < rows as u64), "{facts}");
    }
}

#[test]
fn a_file_without_rows_has_the_columns() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::new(World::sized(1, 0, 0, 0, 0));
    sandbox.succeed(&to(&RUN, "rows.parquet"));
    assert_eq!(judge(&python, &sandbox, &RUN, "rows.parquet")["rows"], 0);
}

#[test]
fn the_file_says_where_it_comes_from() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::new(World::sample());
    sandbox.succeed(&to(&RUN, "rows.parquet"));
    let facts = judge(&python, &sandbox, &RUN, "rows.parquet");
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(facts["created_by"], format!("pinads version {version}"));
    let accounts: Vec<_> =
        sandbox.server.world().accounts.iter().map(|account| account.id.as_str()).collect();
    for (name, value) in [
        ("report", "delivery-metrics"),
        ("command", "delivery-metrics --all-ad-accounts --days-back 5"),
        ("ad_accounts", &accounts.join(",")),
        ("start_date", "2026-03-05"),
        ("end_date", "2026-03-09"),
        ("version", version),
    ] {
        assert_eq!(facts["facts"][format!("pinads.{name}")], value, "{facts}");
    }
}

#[test]
fn hive_partitions_leave_the_date_to_their_folders() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::new(World::sample());
    fs::create_dir(sandbox.path("lake")).expect("a folder");
    sandbox.succeed(&to(&RUN, "lake/date={date}/{account}.parquet"));
    assert_eq!(sandbox.files("lake").len(), 5);
    judge(&python, &sandbox, &RUN, "lake");
    // The name of a file is no partition.
    sandbox.succeed(&to(
        &["delivery-metrics", "--all-ad-accounts", "--date", "2026-03-09"],
        "date={date}.parquet",
    ));
    let run = ["delivery-metrics", "--all-ad-accounts", "--date", "2026-03-09"];
    judge(&python, &sandbox, &run, "date=2026-03-09.parquet");
}

#[test]
fn stdout_has_the_bytes_of_the_file_unless_it_is_a_terminal() {
    let sandbox = Sandbox::new(World::sample());
    let run = [&RUN[..], &["-f", "parquet"]].concat();
    let output = sandbox.command(&run).output().expect("pinads runs");
    assert!(output.status.success());
    assert!(output.stdout.starts_with(b"PAR1") && output.stdout.ends_with(b"PAR1"));
    sandbox.succeed(&to(&run, "rows.parquet"));
    assert!(fs::read(sandbox.path("rows.parquet")).expect("a file") == output.stdout);

    let asked = sandbox.server.asked();
    let outcome = at_a_terminal(sandbox.command(&run));
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stdout.contains("Parquet is binary data, and stdout is a terminal"));
    assert!(outcome.stdout.contains("use `--output FILE.parquet`"), "{}", outcome.stdout);
    assert_eq!(sandbox.server.asked(), asked);
}

#[test]
fn a_value_that_does_not_fit_ends_the_run_before_a_file_changes() {
    let sandbox = Sandbox::new(World::sized(2, 2, 0, 0, 0));
    let run =
        [&RUN[..], &["--columns", "TOTAL_CLICKTHROUGH", "--via", "sync", "-o", "rows.parquet"]];
    let run = run.concat();
    fs::write(sandbox.path("rows.parquet"), "old").expect("writable");
    let second = &sandbox.server.world().accounts[1].id;
    let row = "[{\"CAMPAIGN_ID\":\"1\",\"DATE\":\"2026-03-09\",\"TOTAL_CLICKTHROUGH\":1.5}]";
    let body = row.as_bytes().to_vec();
    let fault = Fault::Garbage { content_type: "application/json", body };
    sandbox.server.inject(&format!("/{second}/campaigns/analytics"), Times::Always, fault);
    let stderr = sandbox.fail(5, &run);
    assert!(stderr.contains("`1.5` in column `total_clickthrough` of row "), "{stderr}");
    assert!(stderr.contains("\nhint: add `--types text`"), "{stderr}");
    assert_eq!(sandbox.read("rows.parquet"), "old");
    sandbox.succeed(&[&run[..], &["--types", "text"]].concat());
}

#[test]
fn options_that_parquet_cannot_follow_are_refused_before_any_request() {
    let sandbox = Sandbox::new(World::sample());
    for (options, told) in [
        (vec!["-o", "a.parquet", "--excel"], "`--excel` requires CSV"),
        (vec!["-o", "a.parquet", "--chart", "TOTAL_IMPRESSION"], "`--chart` draws on stdout"),
        (vec!["-f", "parquet", "--chart", "TOTAL_IMPRESSION"], "`--chart"),
        (
            vec!["-o", "a.parquet.gz"],
            "cannot write `a.parquet.gz`: Parquet files are already compressed\n\nhint: use `--output \
             'a.parquet'`\n",
        ),
        (
            vec!["-f", "parquet", "-o", "{date}.ZST"],
            "Parquet files are already compressed\n\nhint: use `--output '{date}.parquet'`\n",
        ),
    ] {
        let stderr = sandbox.fail(2, &[&RUN[..], &options].concat());
        assert!(stderr.contains(told), "{stderr}");
    }
    assert_eq!(sandbox.server.asked(), 0);
    assert!(sandbox.files(".").is_empty());
}

#[test]
fn files_of_many_days_take_little_memory() {
    if !(has_program("prlimit") && has_program("python3")) {
        return;
    }
    let sandbox = Sandbox::brisk(World::sized(1, 12, 0, 0, 0));
    let run = ["delivery-metrics", "--start-date", "900d", "--via", "async"];
    let run = to(&run, "date={date}/rows.parquet");
    let file = sandbox.path("memory");
    let outcome = Outcome::run(&mut measured::measure(&sandbox.command(&run), &file));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let memory = measured::memory(&file);
    assert!(memory < 100 * 1024, "{memory} KiB");
    let folders = sandbox.files(".").into_iter().filter(|name| name.starts_with("date="));
    let files = folders.filter(|name| sandbox.path(name).join("rows.parquet").is_file());
    assert_eq!(files.count(), 900);
}

#[test]
fn a_value_that_does_not_fit_changes_the_file_of_no_day() {
    let sandbox = Sandbox::new(World::sized(1, 3, 0, 0, 0));
    let altered = Fault::Altered(std::sync::Arc::new(|mut reply: Reply| {
        let text = String::from_utf8(reply.body).expect("UTF-8");
        // In the last row only, which is not one of the first day.
        let (before, after) = text.rsplit_once("\"TOTAL_CLICKTHROUGH\":").expect("a value");
        let rest =
            after.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || ".+-".contains(c));
        reply.body = format!("{before}\"TOTAL_CLICKTHROUGH\":1.5{rest}").into_bytes();
        reply
    }));
    sandbox.server.inject("/campaigns/analytics", Times::Always, altered);
    let run = [&RUN[..], &["--columns", "TOTAL_CLICKTHROUGH", "--via", "sync"]].concat();
    let stderr = sandbox.fail(5, &to(&run, "{date}.parquet"));
    assert!(stderr.contains("`1.5` in column `total_clickthrough`"), "{stderr}");
    assert_eq!(sandbox.files("."), Vec::<String>::new());
}
