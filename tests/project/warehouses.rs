//! The guides to databases do what they say, with the real `psql` and `duckdb`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::commands::catalogue::{run_line, shell};
use crate::project::guides::blocks;
use crate::support::postgres::Database;
use crate::support::sandbox::{Outcome, Sandbox, has_program};
use crate::support::server::World;

/// The tables of the dbt package, which are described beside the repository.
const DBT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/DBT.md");

fn guides() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/guides")
}

fn guide(name: &str) -> String {
    fs::read_to_string(guides().join(name)).expect("a guide")
}

/// Runs a script in bash, with `psql` on its path.
fn bash(sandbox: &Sandbox, database: &Database, script: &str) -> Outcome {
    let mut shell = shell(sandbox, "PATH=$PROGRAMS:$PATH exec bash -c \"$SCRIPT\"");
    shell.envs(database.variables()).env("PROGRAMS", database.programs()).env("SCRIPT", script);
    Outcome::run(&mut shell)
}

fn succeed(sandbox: &Sandbox, database: &Database, script: &str) -> String {
    let Outcome { code, stdout, stderr } = bash(sandbox, database, script);
    assert_eq!((code, stderr.contains("ERROR")), (Some(0), false), "{script}: {stderr}");
    stdout
}

/// The command of the crontab.
fn nightly(guide: &str) -> &str {
    let crontab = blocks(guide, "crontab")[0];
    assert!(crontab.contains("SHELL=/bin/bash\n"), "{crontab}");
    let line = crontab.lines().find(|line| line.starts_with(|it: char| it.is_ascii_digit()));
    // Five fields and two spaces stand before it.
    line.and_then(|line| line.split_once("  ")).expect("a line of the table").1
}

#[test]
fn the_guide_to_postgres_loads_its_tables_every_night() {
    let Some(database) = Database::new() else { return };
    let sandbox = Sandbox::brisk(World::sample());
    let guide = guide("postgres.md");
    let blocks = blocks(&guide, "bash");
    let outputs: Vec<_> = blocks.iter().map(|it| succeed(&sandbox, &database, it)).collect();
    assert!(outputs[0].contains("2026-03-09"), "{outputs:?}");

    let counts =
        "SELECT (SELECT count(*) FROM pinterest.delivery), count(*) FROM pinterest.campaigns";
    let before = database.rows(counts);
    assert!(
        before[0].iter().all(|count| count.parse::<usize>().is_ok_and(|it| it > 5)),
        "{before:?}"
    );
    let nightly = nightly(&guide);
    assert_eq!(succeed(&sandbox, &database, nightly), "");
    assert_eq!(database.rows(counts), before);

    let refused = format!("export PINADS_ACCESS_TOKEN=pina_OTHER\n{nightly}");
    assert_eq!(bash(&sandbox, &database, &refused).code, Some(3));
    let without = refused.replace("set -o pipefail; ", "");
    assert_eq!(bash(&sandbox, &database, &without).code, Some(0), "the guide warns needlessly");
    assert_eq!(database.rows(counts), before);
}

/// A `bq` that writes its arguments, and fails if it lacks a file.
const BQ: &str = "bq() { echo \"$@\"; [ -s \"${@: -2:1}\" ] && [ -s \"${@: -1}\" ]; }";

#[test]
fn the_guide_to_bigquery_loads_what_its_commands_write() {
    let Some(database) = Database::new() else { return };
    let sandbox = Sandbox::brisk(World::sample());
    let guide = guide("bigquery.md");
    let script = format!("set -e\n{BQ}\n{}", blocks(&guide, "bash")[0]);
    let printed = succeed(&sandbox, &database, &script);
    let line = |day: &str| {
        let parts = day.replace('-', "");
        format!(
            "load --replace --source_format=NEWLINE_DELIMITED_JSON --time_partitioning_type=DAY \
             --time_partitioning_field=date pinterest.delivery${parts} delivery/{day}.ndjson.gz \
             delivery.json\n"
        )
    };
    assert_eq!(printed, ["2026-03-07", "2026-03-08", "2026-03-09"].map(line).concat());

    let schema: serde_json::Value =
        serde_json::from_str(&sandbox.read("delivery.json")).expect("JSON");
    let columns = schema.as_array().expect("columns").iter();
    let names: BTreeSet<_> = columns.filter_map(|it| it["name"].as_str()).collect();
    let unpack = "gzip -dc delivery/2026-03-09.ndjson.gz | head -n 1";
    let row = succeed(&sandbox, &database, unpack);
    let row: serde_json::Map<_, _> = serde_json::from_str(&row).expect("a row");
    assert_eq!(names, row.keys().map(String::as_str).collect());
    assert_eq!(schema[2]["name"], "date", "the column of the partitions");
    assert_eq!(schema[2]["type"], "DATE");
}

#[test]
fn the_guide_to_duckdb_reads_partitions() {
    if !has_program("duckdb") {
        return;
    }
    let sandbox = Sandbox::brisk(World::sample());
    let guide = guide("duckdb.md");
    let run = run_line(&sandbox, blocks(&guide, "sh").last().expect("a block"));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    for day in ["2026-03-07", "2026-03-08", "2026-03-09"] {
        assert!(run.stdout.contains(day), "{}", run.stdout);
        let file = format!("delivery/date={day}/delivery.parquet");
        assert!(sandbox.path(&file).is_file(), "{file}");
    }
}

type Table = BTreeMap<String, String>;

/// The tables of the description, each with the types of its columns as `PostgreSQL` names them.
fn described(text: &str) -> BTreeMap<String, Table> {
    let names = |part: &str| -> Vec<String> {
        part.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let metrics = text.lines().find(|line| line.starts_with("Metrics **M**")).expect("the metrics");
    let metrics = names(metrics.split_once(": all i").expect("all integers").0);
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let (head, columns) = line[2..].split_once('|').expect("two cells");
        let name = names(head).remove(0);
        let mut table = Table::from([("_fivetran_synced".to_owned(), type_name("t").to_owned())]);
        let mut untyped: Vec<String> = Vec::new();
        for word in columns.split([' ', ',', ';']) {
            match word {
                "M" => untyped.extend(metrics.iter().cloned()),
                "s" | "i" | "n" | "t" | "b" => {}
                _ if word.starts_with('`') => {
                    // "as `other table`, and …"
                    match tables.get(names(word)[0].as_str()) {
                        Some(other) => table.extend(other.clone()),
                        None => untyped.extend(names(word)),
                    }
                    continue;
                }
                _ => continue,
            }
            let type_name = type_name(word).to_owned();
            table.extend(untyped.drain(..).map(|name| (name, type_name.clone())));
        }
        assert!(untyped.is_empty(), "{name}: {untyped:?} without a type");
        for (at, metric) in metrics.iter().enumerate() {
            let letter = if at < 5 && name.starts_with("pin_promotion") { "n" } else { "i" };
            table.entry(metric.clone()).and_modify(|it| type_name(letter).clone_into(it));
        }
        tables.insert(name, table);
    }
    tables
}

fn type_name(letter: &str) -> &'static str {
    match letter {
        "s" => "text",
        "i" => "bigint",
        "n" => "numeric",
        "b" => "boolean",
        _ => "timestamp without time zone",
    }
}

/// The columns without a value: two that API v5 does not have, and those that the server leaves out.
const EMPTY: [&str; 9] = [
    "campaign_history.budget_spend_cap",
    "campaign_history.end_time",
    "campaign_history.is_campaign_budget_optimization",
    "campaign_history.lifetime_spend_cap",
    "keyword_report.pin_promotion_id",
    "pin_promotion_history.android_deep_link",
    "pin_promotion_history.click_tracking_url",
    "pin_promotion_history.ios_deep_link",
    "pin_promotion_history.view_tracking_url",
];

#[test]
fn the_views_for_dbt_are_the_tables_that_its_package_reads() {
    let Some(database) = Database::new() else { return };
    let sandbox = Sandbox::brisk(World::sample());
    symlink(guides().join("dbt"), sandbox.path("dbt")).expect("a link");
    let guide = guide("dbt.md");
    // A second night changes nothing.
    for _ in 0..2 {
        for block in blocks(&guide, "bash") {
            assert_eq!(succeed(&sandbox, &database, block), "");
        }
    }

    let query = "SELECT table_name, column_name, data_type FROM information_schema.columns \
                 WHERE table_schema = 'pinterest_ads'";
    let mut views: BTreeMap<String, Table> = BTreeMap::new();
    for row in database.rows(query) {
        views.entry(row[0].clone()).or_default().insert(row[1].clone(), row[2].clone());
    }
    let counts =
        views.keys().map(|view| format!("SELECT '{view}', count(*) FROM pinterest_ads.{view}"));
    for row in database.rows(&counts.collect::<Vec<_>>().join(" UNION ALL ")) {
        assert_ne!(row[1], "0", "{} has no rows", row[0]);
    }
    let mut empty = Vec::new();
    for (view, table) in &views {
        for column in table.keys() {
            let count = format!("SELECT count({column}) FROM pinterest_ads.{view}");
            if database.rows(&count) == [["0"]] {
                empty.push(format!("{view}.{column}"));
            }
        }
    }
    assert_eq!(empty, EMPTY);
    let same_key = "SELECT count(*) = count(DISTINCT (id, _fivetran_synced)) FROM pinterest_ads.";
    for view in views.keys().filter(|view| view.ends_with("_history")) {
        assert_eq!(database.rows(&format!("{same_key}{view}")), [["t"]], "{view}");
    }

    let Ok(text) = fs::read_to_string(DBT) else {
        writeln!(io::stdout(), "skipped: {DBT} is missing").expect("stdout is open");
        return;
    };
    let described = described(&text);
    assert_eq!(described.len(), 13);
    assert_eq!(described["pin_promotion_report"].len(), 14);
    assert_eq!(views, described);
}
