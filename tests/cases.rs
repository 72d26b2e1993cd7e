//! Tests of which there is one for each case of a table: `cargo test --test cases -- user-metrics` runs
//! those with this in their name.

mod cases {
    pub(crate) mod columns;
    pub(crate) mod contract;
    pub(crate) mod doubts;
    pub(crate) mod odd_answers;
    pub(crate) mod plain;
    pub(crate) mod reports;
    pub(crate) mod spreadsheet;
    pub(crate) mod units;
}
mod fuzz;
#[allow(dead_code, reason = "the other tests and the demo use more of it")]
mod support;

use std::process::ExitCode;
use std::thread;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    let reports = cases::reports::trials();
    let runs: Vec<_> = reports.iter().map(|trial| trial.name().to_owned()).collect();
    let plain = cases::plain::Plain::new(&runs);
    let trials = [
        reports,
        cases::doubts::trials(),
        cases::odd_answers::trials(),
        fuzz::trials(),
        cases::spreadsheet::trials(&runs, &plain),
        cases::units::trials(&runs, &plain),
        cases::contract::trials(&runs),
    ];
    let mut arguments = Arguments::from_args();
    // Most of them wait for a process, and some let a time pass.
    let processors = thread::available_parallelism().map_or(1, usize::from);
    arguments.test_threads = arguments.test_threads.or(Some(2 * processors));
    libtest_mimic::run(&arguments, trials.into_iter().flatten().collect()).exit_code()
}
