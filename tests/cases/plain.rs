//! The output of each run without further options, which several tests compare with their own.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::support::sandbox::Sandbox;
use crate::support::server::World;

/// A server that no test changes, and what the runs write.
pub(crate) struct Plain {
    pub(crate) sandbox: Sandbox,
    written: BTreeMap<String, OnceLock<String>>,
}

impl Plain {
    pub(crate) fn new(runs: &[String]) -> Arc<Self> {
        let written = runs.iter().map(|run| (run.clone(), OnceLock::new())).collect();
        Arc::new(Plain { sandbox: Sandbox::brisk(World::sample()), written })
    }

    /// The CSV of a run.
    pub(crate) fn csv(&self, run: &str) -> &str {
        let words: Vec<_> = run.split_whitespace().collect();
        self.written[run].get_or_init(|| self.sandbox.succeed(&words))
    }

    /// The CSV of the same run with one more option.
    pub(crate) fn csv_with(&self, run: &str, option: &str) -> String {
        self.sandbox.succeed(&with(run, option))
    }

    /// The error of the same run with one more option.
    pub(crate) fn refusal(&self, run: &str, option: &str) -> String {
        self.sandbox.fail(2, &with(run, option))
    }
}

fn with<'a>(run: &'a str, option: &'a str) -> Vec<&'a str> {
    run.split_whitespace().chain([option]).collect()
}
