//! The ending of `--output` and the format of the rows.

use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::World;

const RUN: [&str; 4] = ["delivery-metrics", "--all-ad-accounts", "--days-back", "2"];

fn notes(stderr: &str) -> String {
    stderr.lines().filter(|line| line.starts_with("note: ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_ending_of_the_path_chooses_the_format() {
    let sandbox = Sandbox::new(World::sample());
    let csv = sandbox.succeed(&RUN);
    let ndjson = sandbox.succeed(&[&RUN[..], &["-f", "ndjson"]].concat());
    for (path, expected) in
        [("a.csv", &csv), ("a.CSV", &csv), ("a.ndjson", &ndjson), ("b.jsonl", &ndjson), ("a", &csv)]
    {
        let outcome = sandbox.run(&[&RUN[..], &["-o", path]].concat());
        assert_eq!(outcome.code, Some(0), "{path}: {}", outcome.stderr);
        assert_eq!(notes(&outcome.stderr), "", "{path}");
        assert_eq!(sandbox.read(path), *expected, "{path}");
    }
    sandbox.succeed(&[&RUN[..], &["-o", "{date}.ndjson"]].concat());
    assert!(sandbox.read("2026-03-09.ndjson").starts_with("{\"AD_ACCOUNT_ID\""));
}

#[test]
fn the_ending_goes_before_the_format_of_the_profile() {
    let sandbox = Sandbox::new(World::sample());
    std::fs::create_dir_all(sandbox.path("config")).expect("a folder");
    let config = "[profiles.default]\nformat = \"ndjson\"\n";
    std::fs::write(sandbox.path("config/config.toml"), config).expect("a file");
    sandbox.succeed(&[&RUN[..], &["-o", "a.csv"]].concat());
    sandbox.succeed(&[&RUN[..], &["-o", "a"]].concat());
    assert!(sandbox.read("a.csv").starts_with("AD_ACCOUNT_ID,"));
    assert!(sandbox.read("a").starts_with("{\"AD_ACCOUNT_ID\""));
}

#[test]
fn a_typed_format_wins_and_a_note_names_what_the_file_contains() {
    let sandbox = Sandbox::new(World::sample());
    for (path, format, note) in [
        (
            "a.ndjson",
            "csv",
            "`a.ndjson` contains CSV: `--format csv` overrides the ending `.ndjson`",
        ),
        (
            "a.CSV",
            "ndjson",
            "`a.CSV` contains NDJSON: `--format ndjson` overrides the ending `.CSV`",
        ),
        (
            "a.parquet",
            "csv",
            "`a.parquet` contains CSV: `--format csv` overrides the ending `.parquet`",
        ),
        ("a.csv", "csv", ""),
        ("a.jsonl", "ndjson", ""),
        ("a.txt", "table", ""),
    ] {
        let outcome = sandbox.run(&[&RUN[..], &["-o", path, "-f", format]].concat());
        assert_eq!(outcome.code, Some(0), "{path}: {}", outcome.stderr);
        let note = if note.is_empty() { String::new() } else { format!("note: {note}") };
        let notes = notes(&outcome.stderr);
        // A table has notes of its own.
        assert_eq!(if format == "table" { "" } else { &notes }, note, "{path}");
        assert!(!notes.contains("a.txt"), "{notes}");
        let begin = if format == "ndjson" { "{\"AD_ACCOUNT_ID\"" } else { "AD_ACCOUNT_ID" };
        assert!(sandbox.read(path).starts_with(begin) || format == "table", "{path}");
    }
}

#[test]
fn the_ending_before_that_of_a_compression_chooses_the_format() {
    let sandbox = Sandbox::new(World::sample());
    for (path, more, note) in [
        ("a.csv.gz", vec![], ""),
        ("a.NDJSON.ZST", vec![], ""),
        ("a.gz", vec![], ""),
        ("{date}.zst", vec![], ""),
        ("a.gz", vec!["-f", "ndjson"], ""),
        (
            "a.csv.zst",
            vec!["-f", "ndjson"],
            "`a.csv.zst` contains NDJSON: `--format ndjson` overrides the ending `.csv`",
        ),
        (
            "a.txt.gz",
            vec![],
            "`a.txt.gz` contains CSV because `.txt` is not the ending of a format; `--format` \
             chooses the format",
        ),
    ] {
        let outcome = sandbox.run(&[&RUN[..], &["-o", path], &more].concat());
        assert_eq!(outcome.code, Some(0), "{path}: {}", outcome.stderr);
        let note = if note.is_empty() { String::new() } else { format!("note: {note}") };
        assert_eq!(notes(&outcome.stderr), note, "{path}");
    }
}

#[test]
fn an_unknown_ending_means_csv_and_a_note() {
    let sandbox = Sandbox::new(World::sample());
    let outcome = sandbox.run(&[&RUN[..], &["-o", "rows.xlsx"]].concat());
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(
        notes(&outcome.stderr),
        "note: `rows.xlsx` contains CSV because `.xlsx` is not the ending of a format; `--format` \
         chooses the format"
    );
    assert!(sandbox.read("rows.xlsx").starts_with("AD_ACCOUNT_ID,"));
}

#[test]
fn an_ending_that_promises_another_content_is_refused_before_any_request() {
    let sandbox = Sandbox::new(World::sample());
    let run = [&RUN[..], &["-o", "a.sql"]].concat();
    let outcome = Outcome::run(&mut sandbox.command(&run));
    assert_eq!(outcome.code, Some(2), "{}", outcome.stderr);
    let said = "`--format postgres` requires `--table`";
    assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    assert_eq!(sandbox.server.log().len(), 0);
    assert!(sandbox.files(".").is_empty());
}
