//! `--format postgres`, read by a real `PostgreSQL`.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::sync::Arc;
use std::thread;

use serde_json::{Value, json};

use crate::support::postgres::Database;
use crate::support::sandbox::{Outcome, Sandbox, cells, kill};
use crate::support::server::{Fault, Reply, Times, World};

const TABLE: &str = "pinterest.delivery";

/// Campaigns by day of two ad accounts.
const RUN: [&str; 8] = [
    "delivery-metrics",
    "--all-ad-accounts",
    "--via",
    "sync",
    "--columns",
    "CAMPAIGN_NAME,SPEND_IN_DOLLAR,TOTAL_CLICKTHROUGH,CTR",
    "--days-back",
    "4",
];

struct Load {
    sandbox: Sandbox,
    database: Database,
}

impl Load {
    /// Nothing where there is no database.
    fn new() -> Option<Self> {
        let load = Load { sandbox: Sandbox::new(world()), database: Database::new()? };
        load.database.succeed("CREATE SCHEMA pinterest");
        Some(load)
    }

    /// The script of a run, and its exit code.
    fn script(&self, run: &[&str]) -> (String, Option<i32>) {
        let options = ["--format", "postgres", "--table", TABLE];
        let outcome = self.sandbox.run(&[run, &options].concat());
        (outcome.stdout, outcome.code)
    }

    fn load(&self, run: &[&str]) {
        let (script, code) = self.script(run);
        assert_eq!(code, Some(0));
        self.database.succeed(&script);
    }

    /// The table, in the order of its text.
    fn rows(&self) -> Vec<Vec<String>> {
        let mut rows = self.database.rows(&format!("SELECT * FROM {TABLE}"));
        rows.sort();
        rows
    }

    /// The rows of a run as CSV. A cell without a value is `NULL`.
    fn csv(&self, run: &[&str]) -> Vec<Vec<String>> {
        let csv = self.sandbox.succeed(&[run, &["--no-header"]].concat());
        let or_null = |cell: String| if cell.is_empty() { "NULL".to_owned() } else { cell };
        let mut rows: Vec<Vec<_>> =
            cells(&csv).into_iter().map(|row| row.into_iter().map(or_null).collect()).collect();
        rows.sort();
        rows
    }

    /// The responses of the analytics endpoint are other ones from now on.
    fn alter(&self, alter: impl Fn(&mut Vec<Value>) + Send + Sync + 'static) {
        self.sandbox.server.inject("/campaigns/analytics", Times::Always, altered(alter));
    }
}

fn world() -> World {
    World::sized(2, 6, 0, 0, 0)
}

/// A fault that changes the rows of a response.
fn altered(alter: impl Fn(&mut Vec<Value>) + Send + Sync + 'static) -> Fault {
    Fault::Altered(Arc::new(move |reply: Reply| {
        let mut rows: Value = serde_json::from_slice(&reply.body).expect("JSON");
        let list = if rows.is_array() { &mut rows } else { &mut rows["items"] };
        let Value::Array(items) = list else { panic!("no rows") };
        alter(items);
        Reply { body: rows.to_string().into_bytes(), ..reply }
    }))
}

/// Does a number of the database equal one of the API?
fn same(found: &[Vec<String>], expected: &[Vec<String>]) {
    let number = |cell: &str| cell.parse::<f64>().ok();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
        let is_same =
            found == expected || number(found).is_some_and(|it| Some(it) == number(expected));
        assert!(is_same, "{found} is not {expected}");
    }
}

#[test]
fn a_table_holds_the_rows_of_the_csv_under_the_published_types() {
    let Some(load) = Load::new() else { return };
    load.load(&RUN);
    let expected = load.csv(&RUN);
    same(&load.rows(), &expected);
    assert!(expected.len() > 20, "{expected:?}");
    load.load(&RUN);
    same(&load.rows(), &expected);
    let types = "SELECT column_name, data_type FROM information_schema.columns \
                 WHERE table_name = 'delivery' ORDER BY ordinal_position";
    assert_eq!(
        load.database.rows(types),
        [
            ["ad_account_id", "text"],
            ["campaign_id", "text"],
            ["date", "date"],
            ["campaign_name", "text"],
            ["spend_in_dollar", "numeric"],
            ["total_clickthrough", "bigint"],
            ["ctr", "double precision"],
        ]
    );
}

#[test]
fn a_restated_day_is_replaced_and_a_row_that_disappeared_is_gone() {
    let Some(load) = Load::new() else { return };
    load.load(&RUN);
    let before = load.rows();
    load.alter(|rows| {
        rows.remove(0);
        rows[0]["SPEND_IN_DOLLAR"] = json!(4711.25);
    });
    load.load(&RUN);
    let after = load.rows();
    same(&after, &load.csv(&RUN));
    assert_eq!(after.len(), before.len() - 2, "one row of each ad account disappeared");
    assert!(after.iter().flatten().any(|cell| cell == "4711.25"));
}

#[test]
fn days_and_ids_that_were_not_requested_stay() {
    let Some(load) = Load::new() else { return };
    load.load(&RUN);
    let older = "SELECT count(*) FROM pinterest.delivery WHERE date < '2026-03-09'";
    let before = load.database.rows(older);
    load.alter(Vec::clear);
    let last_day = [&RUN[..6], &["--days-back", "1"]].concat();
    load.load(&last_day);
    assert_eq!(load.database.rows(older), before);
    let newer = "SELECT count(*) FROM pinterest.delivery WHERE date >= '2026-03-09'";
    assert_eq!(load.database.rows(newer), [["0"]]);

    let account = &load.sandbox.server.world().accounts[0];
    let campaign = account.campaigns[0].id.clone();
    let one = ["delivery-metrics", "--ad-account", &account.id, "--campaign", &campaign];
    let one = [&one, &RUN[2..]].concat();
    let others = format!("SELECT count(*) FROM {TABLE} WHERE campaign_id <> '{campaign}'");
    let before = load.database.rows(&others);
    load.load(&one);
    assert_eq!(load.database.rows(&others), before);
    let own = format!("SELECT count(*) FROM {TABLE} WHERE campaign_id = '{campaign}'");
    assert_eq!(load.database.rows(&own), [["0"]]);
}

#[test]
fn a_new_column_is_added() {
    let Some(load) = Load::new() else { return };
    load.load(&[&RUN[..4], &["--days-back", "4", "--columns", "SPEND_IN_DOLLAR"]].concat());
    let days: [&str; 4] = ["--days-back", "1", "--columns", "SPEND_IN_DOLLAR,TOTAL_CLICKTHROUGH"];
    load.load(&[&RUN[..4], &days].concat());
    let filled =
        "SELECT DISTINCT date FROM pinterest.delivery WHERE total_clickthrough IS NOT NULL";
    assert_eq!(load.database.rows(filled), [["2026-03-09"]]);
    let days = "SELECT count(DISTINCT date) FROM pinterest.delivery";
    assert_eq!(load.database.rows(days), [["4"]]);
}

#[test]
fn the_rows_of_an_ad_account_that_fails_stay() {
    let Some(load) = Load::new() else { return };
    load.load(&RUN);
    let ids: Vec<_> = load.sandbox.server.world().accounts.iter().map(|it| it.id.clone()).collect();
    let refused = Fault::Status {
        status: 403,
        headers: Vec::new(),
        body: r#"{"code":29,"message":"Not permitted"}"#.to_owned(),
    };
    let path = format!("/ad_accounts/{}/campaigns/analytics", ids[0]);
    load.sandbox.server.inject(&path, Times::Always, refused);
    let path = format!("/ad_accounts/{}/campaigns/analytics", ids[1]);
    load.sandbox.server.inject(&path, Times::Always, altered(Vec::clear));
    let (script, code) = load.script(&RUN);
    assert_eq!(code, Some(6));
    load.database.succeed(&script);
    let accounts = format!("SELECT DISTINCT ad_account_id FROM {TABLE}");
    assert_eq!(load.database.rows(&accounts), [[ids[0].clone()]]);
}

#[test]
fn a_script_that_is_cut_anywhere_changes_nothing() {
    let Some(load) = Load::new() else { return };
    load.load(&RUN);
    let before = load.rows();
    load.alter(|rows| rows.truncate(3));
    let (script, _) = load.script(&RUN);
    let whole = script.trim_end_matches(";\n").len();
    let mut cuts: Vec<_> = (0..whole).step_by(223).collect();
    cuts.extend(whole.saturating_sub(12)..whole);
    for cut in cuts {
        load.database.run(&script[..cut]);
        assert_eq!(load.rows(), before, "cut at {cut}");
    }
    load.database.run(&script);
    assert_eq!(load.rows().len(), 6);
}

#[test]
fn a_run_that_is_killed_changes_nothing() {
    let Some(load) = Load::new() else { return };
    load.load(&RUN);
    let before = load.rows();
    let second = &load.sandbox.server.world().accounts[1].id;
    let hold = load.sandbox.server.hold(&format!("{second}/campaigns/analytics"), false);
    let options = ["--format", "postgres", "--table", TABLE];
    let mut run = load.sandbox.command(&[&RUN[..], &options].concat());
    let mut run = run.stdout(Stdio::piped()).spawn().expect("it starts");
    let mut stdout = BufReader::new(run.stdout.take().expect("a pipe"));
    let mut script = String::new();
    while !script.ends_with("FROM STDIN;\n") {
        assert!(stdout.read_line(&mut script).expect("UTF-8") > 0, "{script}");
    }
    hold.wait();
    kill(run);
    stdout.read_to_string(&mut script).expect("UTF-8");
    load.database.run(&script);
    assert_eq!(load.rows(), before);
}

#[test]
fn a_value_that_does_not_fit_ends_the_run() {
    let Some(load) = Load::new() else { return };
    load.load(&RUN);
    let before = load.rows();
    load.alter(|rows| rows[1]["TOTAL_CLICKTHROUGH"] = json!(1.5));
    let options = ["--format", "postgres", "--table", TABLE];
    let stderr = load.sandbox.fail(5, &[&RUN[..], &options].concat());
    let said = "the API returned `1.5` in column `total_clickthrough` of row 1, which does not fit \
                its type, integer";
    assert!(stderr.contains(said), "{stderr}");
    assert!(stderr.contains("hint: add `--types text`"), "{stderr}");
    let (script, _) = load.script(&RUN);
    load.database.run(&script);
    assert_eq!(load.rows(), before);

    let text = [&RUN[..], &["--types", "text", "--format", "postgres", "--table", "t"]].concat();
    load.database.succeed(&load.sandbox.succeed(&text));
    let clicks = load.database.rows("SELECT DISTINCT total_clickthrough FROM t");
    assert!(clicks.contains(&vec!["1.5".to_owned()]), "{clicks:?}");
}

#[test]
fn a_table_of_other_types_is_an_error_and_stays() {
    let Some(load) = Load::new() else { return };
    load.database.succeed(&format!(
        "CREATE TABLE {TABLE} (ad_account_id text, total_clickthrough integer);\n\
         INSERT INTO {TABLE} VALUES ('1', 2);"
    ));
    let (script, _) = load.script(&RUN);
    let outcome = load.database.run(&script);
    assert_eq!(outcome.code, Some(3), "{}", outcome.stderr);
    let said = "column total_clickthrough of table \"pinterest\".\"delivery\" has the type integer, \
                and pinads writes bigint";
    assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    assert_eq!(load.rows(), [["1", "2"]]);
}

#[test]
fn every_text_arrives_as_it_is() {
    const NAMES: [&str; 6] = ["\\.", "a\tb", "line\nbreak\r", "it's \"quoted\" \\N", "", "é 😀 $$"];
    let Some(load) = Load::new() else { return };
    let fault = altered(|rows| {
        rows.iter_mut().zip(NAMES).for_each(|(row, name)| row["name"] = name.into());
        rows[0]["status"] = Value::Null;
    });
    load.sandbox.server.inject("/campaigns", Times::Always, fault);
    let run = ["object-information", "--object-type", "campaigns", "--all-ad-accounts"];
    let run = [&run[..], &["--columns", "ad_account_id,id,name,status,bid_options"]].concat();
    load.load(&run);
    let names = load.database.rows(&format!("SELECT DISTINCT name, 1 FROM {TABLE}"));
    for name in NAMES {
        let row = vec![name.to_owned(), "1".to_owned()];
        assert!(names.contains(&row), "{name:?} is not in {names:?}");
    }
    let missing = format!("SELECT count(*) FROM {TABLE} WHERE status IS NULL AND name = '\\.'");
    assert_eq!(load.database.rows(&missing), [["2"]]);

    let nothing = altered(|rows| rows[0]["name"] = "a\0b".into());
    let other = Sandbox::new(world());
    other.server.inject("/campaigns", Times::Always, nothing);
    let options = ["--format", "postgres", "--table", "t"];
    let stderr = other.fail(5, &[&run[..], &options].concat());
    assert!(stderr.contains("in column `name` of row 1"), "{stderr}");
}

#[test]
fn two_loads_at_once_are_one_after_the_other() {
    let Some(load) = Load::new() else { return };
    let (script, _) = load.script(&RUN);
    thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| load.database.run(&script))).collect();
        for run in runs {
            let Outcome { code, stderr, .. } = run.join().expect("it ends");
            assert_eq!(code, Some(0), "{stderr}");
        }
    });
    same(&load.rows(), &load.csv(&RUN));
}

#[test]
fn daily_snapshots_keep_the_history_and_a_second_one_of_a_day_replaces_it() {
    let Some(load) = Load::new() else { return };
    let run = ["object-information", "--object-type", "campaigns", "--all-ad-accounts"];
    let run =
        [&run[..], &["--snapshot", "--columns", "ad_account_id,id,snapshot_at,name"]].concat();
    load.load(&run);
    load.sandbox.pass(chrono::TimeDelta::hours(2));
    load.load(&run);
    let days = format!("SELECT count(*), count(DISTINCT snapshot_at) FROM {TABLE}");
    assert_eq!(load.database.rows(&days), [["12", "1"]]);
    load.sandbox.pass(chrono::TimeDelta::hours(24));
    load.load(&run);
    assert_eq!(load.database.rows(&days), [["24", "2"]]);
}

#[test]
fn a_full_disk_costs_nothing() {
    let Some(load) = Load::new() else { return };
    let options = ["--format", "postgres", "--table", TABLE, "-o", "/dev/full"];
    load.sandbox.fail(7, &[&RUN[..], &options].concat());
    let file = [&RUN[..], &["--table", TABLE, "-o", "out.sql"]].concat();
    load.sandbox.succeed(&file);
    load.database.succeed(&load.sandbox.read("out.sql"));
    same(&load.rows(), &load.csv(&RUN));
}

#[test]
fn what_cannot_be_meant_is_refused_before_any_request() {
    let sandbox = Sandbox::new(world());
    let postgres = ["--format", "postgres"];
    let table = ["--format", "postgres", "--table", "t"];
    for (options, said) in [
        (&postgres[..], "`--format postgres` requires `--table`"),
        (&["--table", "t"], "`--table` requires `--format postgres`"),
        (&[&table[..], &["-o", "{date}.sql"]].concat(), "does not work with `{date}`"),
        (&[&table[..], &["--excel"]].concat(), "`--excel` requires CSV"),
        (&["--format", "postgres", "--table", "a.b.c"], "expected the name of a table"),
        (&["--schema", "oracle"], "oracle"),
    ] {
        let stderr = sandbox.fail(2, &[&RUN[..], options].concat());
        assert!(stderr.contains(said), "{said}: {stderr}");
    }
    let pins = ["pins", "--limit", "3", "--format", "postgres", "--table", "t"];
    assert!(sandbox.fail(2, &pins).contains("does not work with `--limit`"));
    let without = ["object-information", "--object-type", "campaigns", "--all-ad-accounts"];
    let without = [&without[..], &["--columns", "id", "--format", "postgres", "--table", "t"]];
    let stderr = sandbox.fail(2, &without.concat());
    assert!(stderr.contains("requires the column `ad_account_id`"), "{stderr}");
    assert!(sandbox.server.log().is_empty());
}
