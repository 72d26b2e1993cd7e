//! The faults that may happen to any request, on the way to an asynchronous report.

use std::fs;

use super::line::Line;
use super::truth::OPTIONS;
use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::{Times, World};

/// Where they happen: the order and the question whether it is made, and the file.
pub(super) const PLACES: [&str; 2] = ["/reports", "metrics_report.txt"];

const RUN: [&str; 5] = ["delivery-metrics", "--via", "async", "--days-back", "2"];

/// What lies where a run writes.
const OLD: &str = "the table of yesterday\n";

fn sandbox() -> Sandbox {
    Sandbox::hasty(World::sized(1, 3, 0, 0, 0))
}

fn run(sandbox: &Sandbox) -> Outcome {
    sandbox.run(&[&RUN[..], &OPTIONS].concat())
}

/// What a run writes when nothing disturbs it.
pub(super) fn truth() -> String {
    let sandbox = sandbox();
    assert_eq!(run(&sandbox).code, Some(0));
    sandbox.read("out.csv")
}

/// What came of it, and whether that is against the rule: the exact data and 0, or an error and a
/// file as it was.
pub(super) fn outcome(line: &Line, place: &str, times: Times, truth: &str) -> (String, bool) {
    let sandbox = sandbox();
    fs::write(sandbox.path("out.csv"), OLD).expect("writable");
    for (at, fault) in line.faults.iter().enumerate() {
        let is_last = at + 1 == line.faults.len();
        let times = if is_last { times } else { Times::Once };
        sandbox.server.inject(place, times, fault.clone());
    }
    let outcome = run(&sandbox);
    let file = sandbox.read("out.csv");
    let (words, is_right) = match outcome.code {
        Some(0) => ("exact".to_owned(), file == truth),
        Some(code @ 3..=5) => (format!("exit {code}, no file"), file == OLD),
        other => (format!("{other:?}"), false),
    };
    let is_right = is_right
        && sandbox.files(".") == ["out.csv"]
        && outcome.stdout.is_empty()
        && outcome.is_fit_for_a_terminal()
        && (outcome.code == Some(0) || outcome.stderr.contains("\nhint: "));
    let words = if is_right { words } else { format!("{words} (!) {}", outcome.stderr) };
    (words, !is_right)
}
