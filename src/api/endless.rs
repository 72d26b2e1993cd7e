//! Lists that never end.

use crate::api::client::Client;
use crate::error::{Error, Kind};

/// A list with more consecutive pages without a new item never ends.
pub(super) const MOST_PAGES_WITHOUT_NEWS: u32 = 100;

/// The reason for a list without other rows.
pub(super) const REPEATED: &str = "the API returned the same rows repeatedly";

/// The error about a list that never ends. A resumed run requests the list anew: the responses of
/// this run would never end either.
pub(super) fn endless(client: &Client, why: &str, name: String) -> Error {
    client.forget();
    Error::new(Kind::Unreachable, format!("{why}, so the list never ends"))
        .hint("run the same command again with `-v` to see each request")
        .about(name)
}
