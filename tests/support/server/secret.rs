//! Secrets that no other text holds by chance, so that a search through all output finds a leak.

use std::collections::BTreeSet;
use std::iter;
use std::sync::Mutex;

use super::state::lock;

static ALL: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Letters and digits only: they look the same in a URL, in JSON and in HTML.
pub(crate) fn secret(prefix: &str) -> String {
    let random = iter::repeat_with(fastrand::alphanumeric).take(40);
    let secret: String = prefix.chars().chain(random).collect();
    keep(&secret);
    secret
}

/// Counts a text among the secrets.
pub(super) fn keep(text: &str) {
    lock(&ALL).insert(text.to_owned());
}

/// Those of all servers of this process, for a search that knows none of them.
pub(crate) fn secrets() -> Vec<String> {
    lock(&ALL).iter().cloned().collect()
}
