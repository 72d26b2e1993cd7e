//! The cost of a run, known before its first request for data.

use futures_util::future::BoxFuture;

use crate::api::Client;
use crate::error::Result;

/// Finds out more lines, at the price of requests that return no data.
pub(crate) type Survey<'a> = Box<dyn FnOnce(&'a Client) -> BoxFuture<'a, Result<Vec<String>>> + 'a>;

#[derive(Default)]
pub(crate) struct Forecast<'a> {
    /// The requests and the facts that decide them, for `--dry-run`.
    pub(crate) lines: Vec<String>,
    /// The maximum number of requests, if it is known.
    pub(crate) at_most: Option<usize>,
    /// Only `--dry-run` sends its requests.
    pub(crate) survey: Option<Survey<'a>>,
}

impl Forecast<'_> {
    pub(crate) fn of(lines: impl IntoIterator<Item = String>) -> Self {
        Forecast { lines: lines.into_iter().collect(), ..Forecast::default() }
    }
}
