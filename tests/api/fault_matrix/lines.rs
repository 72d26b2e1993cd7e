//! The lines of the matrix.

mod answers;
mod network;
mod paging;
mod refusals;

use super::line::{Line, NONE};
use crate::support::server::Fault;

/// It passes by itself; if not, there is an end of it.
const PASSES: [&str; 4] = [
    "exact, +1 request",
    "exit 5, no file, 6 requests",
    "exact, +1 request",
    "exit 5, no file, 6 requests",
];
/// As often as it happens, it changes nothing.
const HARMLESS: [&str; 4] = ["exact"; 4];
/// It is not asked again.
const ENDS: [&str; 4] = ["exit 5, no file"; 4];
const REFUSED: [&str; 4] = ["exit 4, no file"; 4];

pub(super) fn all() -> Vec<Line> {
    let lines = [refusals::lines(), network::lines(), answers::lines(), paging::lines()];
    lines.into_iter().flatten().collect()
}

/// What is the same whatever is asked.
fn both(once: &'static str, always: &'static str) -> [&'static str; 4] {
    [once, always, once, always]
}

fn status(status: u16, headers: &[(&'static str, &str)], body: &str) -> Fault {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Fault::Status { status, headers, body: body.to_owned() }
}
