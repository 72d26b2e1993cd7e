//! Tests of which there is one for each case of a table: `cargo test --test cases -- user-metrics` runs
//! those with this in their name.

mod cases {
    pub(crate) mod columns;
    pub(crate) mod doubts;
    pub(crate) mod reports;
}
#[allow(dead_code, reason = "the other tests and the demo use more of it")]
mod support;

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    let trials = [cases::reports::trials(), cases::doubts::trials()];
    libtest_mimic::run(&Arguments::from_args(), trials.into_iter().flatten().collect()).exit_code()
}
