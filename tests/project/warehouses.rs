//! The guides to databases do what they say, with the real `psql` and `duckdb`.

mod dbt;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::commands::catalogue::{run_line, shell};
use crate::project::guides::blocks;
use crate::support::postgres::Database;
use crate::support::sandbox::{Outcome, Sandbox, has_program};
use crate::support::server::World;

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
