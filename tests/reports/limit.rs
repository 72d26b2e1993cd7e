//! `--limit`: the first rows of the whole output, with no request behind the last one.

use super::words;
use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Fault, Sizes, Times, World};

/// A run of each report that has no limit of its own in the API.
const RUNS: [&str; 17] = [
    "board-details --board 日本の庭",
    "board-pins --board 日本の庭",
    "board-pins --all-boards",
    "conversion-quality-health --all-ad-accounts",
    "delivery-metrics --all-ad-accounts",
    "delivery-metrics --all-ad-accounts --via async",
    "delivery-metrics-definitions",
    "followers",
    "get /pins",
    "object-information --object-type campaigns --all-ad-accounts",
    "object-information --object-type keywords --all-ad-accounts",
    "pins",
    "targeting-metrics --all-ad-accounts --targeting-type gender",
    "user-boards",
    "user-metrics",
    "user-metrics --aggregation summary --split-field app-type",
    "users",
];

#[test]
fn every_report_can_write_its_first_rows() {
    let sandbox = Sandbox::brisk(World::sample());
    for run in RUNS {
        let whole = cells(&sandbox.succeed(&words(run, &[])));
        for limit in ["1", "3", "1000000"] {
            let count = whole.len().min(limit.parse::<usize>().expect("a number") + 1);
            let some = cells(&sandbox.succeed(&words(run, &["--limit", limit])));
            assert_eq!(some, whole[..count], "{run} --limit {limit}");
        }
        let help = sandbox.succeed(&[run.split(' ').next().expect("a name"), "--help"]);
        assert!(help.contains("--limit <N>"), "{run}");
        let stderr = sandbox.fail(2, &words(run, &["--limit", "0"]));
        assert!(stderr.contains("expected a whole number of at least 1"), "{run}: {stderr}");
    }
}

/// The requests of a run.
fn asked(sandbox: &Sandbox, run: &str, more: &[&str]) -> Vec<String> {
    let before = sandbox.server.log().len();
    sandbox.succeed(&words(run, more));
    let log = sandbox.server.log().split_off(before);
    log.into_iter().map(|exchange| exchange.path).collect()
}

#[test]
fn nothing_is_requested_behind_the_last_row() {
    let sizes = Sizes { boards: 2, pins: 1200, ..Sizes::NOTHING };
    let sandbox = Sandbox::brisk(World { sizes, ..World::sized(3, 600, 0, 0, 0) });
    let page_counts = [("1", 1), ("250", 1), ("251", 2), ("750", 3)];
    for (limit, pages) in page_counts {
        for run in ["pins", "get /pins -q page_size=250"] {
            let asked = asked(&sandbox, run, &["--limit", limit, "--concurrency", "8"]);
            assert!(asked.iter().all(|path| path.ends_with("/pins")), "{run}: {asked:?}");
            assert_eq!(asked.len(), pages, "{run} --limit {limit}");
        }
    }
    let asked_of_boards = asked(&sandbox, "board-pins --all-boards", &["--limit", "260"]);
    assert_eq!(asked_of_boards.len(), 3, "{asked_of_boards:?}");

    let first = &sandbox.server.world().accounts[0].id;
    for run in [
        "object-information --object-type campaigns",
        "delivery-metrics --via sync --days-back 1",
        "delivery-metrics --via async --days-back 1",
        "targeting-metrics --via sync --days-back 1 --targeting-type gender",
    ] {
        let more = ["--all-ad-accounts", "--limit", "5", "--concurrency", "8"];
        let asked = asked(&sandbox, run, &more);
        let is_of_first = |path: &String| path.ends_with("/ad_accounts") || path.contains(first);
        assert!(asked.iter().all(is_of_first), "{run}: {asked:?}");
        let metrics = asked.iter().filter(|path| path.ends_with("analytics")).count();
        assert!(metrics <= 1, "{run}: {asked:?}");
    }
}

#[test]
fn ad_accounts_behind_the_last_row_are_named_and_have_empty_files() {
    let sandbox = Sandbox::brisk(World::sized(3, 4, 0, 0, 0));
    let ids: Vec<_> = sandbox.server.world().accounts.iter().map(|it| it.id.clone()).collect();
    let run = "object-information --object-type campaigns --all-ad-accounts";
    let whole = cells(&sandbox.succeed(&words(run, &[])));
    let outcome = sandbox.run(&words(run, &["--limit", "6", "-o", "{account}.csv"]));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let note = "note: `--limit 6` ended the output; 1 of 3 ad accounts was not read\n";
    assert!(outcome.stderr.contains(note), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("6 rows of 2 ad accounts, 3 files"), "{}", outcome.stderr);
    let files = ids.iter().map(|id| cells(&sandbox.read(&format!("{id}.csv"))));
    let files: Vec<_> = files.collect();
    let lengths: Vec<_> = files.iter().map(Vec::len).collect();
    assert_eq!(lengths, [5, 3, 1]);
    assert!(files.iter().all(|file| file[0] == whole[0]));
    assert_eq!(files.iter().flat_map(|file| &file[1..]).collect::<Vec<_>>(), {
        whole[1..7].iter().collect::<Vec<_>>()
    });

    let all = sandbox.run(&words(run, &["--limit", "12"]));
    assert!(!all.stderr.contains("--limit"), "{}", all.stderr);
    let plan = sandbox.succeed(&words(run, &["--limit", "6", "--dry-run"]));
    assert!(plan.contains("\nlimit: 6 rows; the run stops as soon as it has them\n"), "{plan}");
}

#[test]
fn days_behind_the_last_row_have_empty_files() {
    let sandbox = Sandbox::brisk(World::sample());
    let run = "user-metrics --days-back 3";
    let whole = cells(&sandbox.succeed(&words(run, &[])));
    sandbox.succeed(&words(run, &["--limit", "2", "-o", "{date}.csv"]));
    let days = ["2026-03-07.csv", "2026-03-08.csv", "2026-03-09.csv"];
    let rows: Vec<_> = days.iter().flat_map(|day| cells(&sandbox.read(day)).split_off(1)).collect();
    assert_eq!(rows, whole[1..3]);
}

#[test]
fn a_table_that_ends_early_says_so() {
    let sandbox = Sandbox::brisk(World::sample());
    let run = "delivery-metrics --all-ad-accounts --format table";
    let outcome = sandbox.run(&words(run, &["--limit", "2"]));
    let note = "note: `--limit 2` ended the output; totals and bars do not include later rows\n";
    assert!(outcome.stderr.contains(note), "{}", outcome.stderr);
    let outcome = sandbox.run(&words(run, &["--limit", "100000"]));
    assert!(!outcome.stderr.contains("--limit"), "{}", outcome.stderr);
}

#[test]
fn a_resumed_run_has_the_same_rows() {
    let sandbox = Sandbox::brisk(World::sized(2, 300, 0, 0, 0));
    let run = "object-information --object-type campaigns --all-ad-accounts --limit 310";
    let whole = sandbox.succeed(&words(run, &[]));
    let second = sandbox.server.world().accounts[1].id.clone();
    let down = Fault::Status { status: 503, headers: vec![], body: String::new() };
    sandbox.server.inject(&format!("/{second}/campaigns"), Times::Always, down);
    sandbox.fail(6, &words(run, &["--resume", "-o", "out.csv"]));
    sandbox.server.forget_faults();
    let before = sandbox.server.log().len();
    sandbox.succeed(&words(run, &["--resume", "-o", "out.csv"]));
    assert_eq!(sandbox.read("out.csv"), whole);
    assert_eq!(sandbox.server.log().len() - before, 1, "one page of the second ad account");
}
