//! Captured rate limits: what a response states in its headers is what the request budget keeps.

use std::collections::BTreeSet;

use serde_json::Value;

use super::capture::{Capture, Kind};
use super::trial::Trial;
use super::{run, sandbox_of};
use crate::support::server::Times;

const LIMIT: &str = "x-ratelimit-limit";
const HEADERS: [&str; 3] = [LIMIT, "x-ratelimit-remaining", "x-ratelimit-reset"];

/// Name, requests and seconds of a window.
type Limits = BTreeSet<(String, u64, u64)>;

/// What is wrong with how headers are read.
pub(super) fn problems(capture: &Capture, captures: &[Capture]) -> Vec<String> {
    let stated = stated(capture);
    if stated.is_empty() {
        return Vec::new();
    }
    let beside = captures.iter().find(|it| {
        it.path == capture.path
            && it.method == capture.method
            && it.status == capture.status
            && matches!(it.kind, Kind::Answer | Kind::Error)
    });
    let mut trial = Trial::get_of(capture, beside.map_or(r#"{"items": []}"#, |it| &it.text));
    let header = |name: &'static str| Some((name, capture.header(name)?.to_owned()));
    trial.played.headers = HEADERS.into_iter().filter_map(header).collect();
    trial.played.times = Times::Always;
    let sandbox = sandbox_of(&trial);
    let outcome = run(&sandbox, &trial, &trial.commands[0], &[]);
    let mut kept = Limits::new();
    for name in sandbox.files("state/budget") {
        add_kept(&sandbox.read(&format!("state/budget/{name}")), &mut kept);
    }
    if stated.is_subset(&kept) {
        return Vec::new();
    }
    vec![format!("stated {stated:?}, kept {kept:?}: {}", outcome.stderr)]
}

impl Capture {
    fn header(&self, wanted: &str) -> Option<&str> {
        let mut headers = self.body.entries();
        headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted))?.1.text()
    }
}

/// Whatever the header names, but for writing, which no run does.
fn stated(capture: &Capture) -> Limits {
    let header = capture.header(LIMIT).unwrap_or_default();
    let windows = header.split(',').filter_map(|window| {
        let (limit, rest) = window.trim().split_once(";w=")?;
        let (seconds, name) = rest.split_once(";name=")?;
        Some((name.trim_matches('"').to_owned(), limit.parse().ok()?, seconds.parse().ok()?))
    });
    windows.filter(|(name, _, _)| !name.contains("_write_")).collect()
}

fn add_kept(file: &str, kept: &mut Limits) {
    // The folder also has the locks, which are empty.
    let file: Value = serde_json::from_str(file).unwrap_or_default();
    for (name, learned) in file["learned"].as_object().into_iter().flatten() {
        for rate in learned["rates"].as_array().into_iter().flatten() {
            let number = |field: &str| rate[field].as_u64().expect("a number");
            kept.insert((name.clone(), number("limit"), number("seconds")));
        }
    }
}
