//! Secrets that no other text holds by chance, so that a search through all output finds a leak.

use std::collections::{BTreeSet, HashMap};
use std::iter;
use std::sync::{LazyLock, Mutex};

use super::state::lock;

/// The search compares the last so many bytes of a secret first.
const END: usize = 8;

/// So many bits of a hash of these bytes choose a flag.
const BITS: u32 = 20;

static ALL: LazyLock<Mutex<All>> = LazyLock::new(Mutex::default);

/// Those of all servers of this process. There are many, and all output is searched for them.
struct All {
    secrets: BTreeSet<String>,
    by_end: HashMap<[u8; END], Vec<String>>,
    /// Whether a secret may end so.
    flags: Vec<bool>,
}

impl Default for All {
    fn default() -> Self {
        Self { secrets: BTreeSet::new(), by_end: HashMap::new(), flags: vec![false; 1 << BITS] }
    }
}

/// Letters and digits only: they look the same in a URL, in JSON and in HTML.
pub(crate) fn secret(prefix: &str) -> String {
    let random = iter::repeat_with(fastrand::alphanumeric).take(40);
    let secret: String = prefix.chars().chain(random).collect();
    keep(&secret);
    secret
}

/// Counts a text among the secrets.
pub(super) fn keep(text: &str) {
    let mut all = lock(&ALL);
    if all.secrets.insert(text.to_owned()) {
        let end = *text.as_bytes().last_chunk().expect("a secret is not short");
        all.by_end.entry(end).or_default().push(text.to_owned());
        all.flags[flag(end)] = true;
    }
}

/// Those of all servers of this process, for a search that knows none of them.
pub(crate) fn secrets() -> Vec<String> {
    lock(&ALL).secrets.iter().cloned().collect()
}

/// Does a text have one of them in it?
pub(crate) fn holds_a_secret(text: &[u8]) -> bool {
    let all = lock(&ALL);
    text.windows(END).enumerate().any(|(start, end)| {
        let end = end.try_into().expect("as long as a window");
        all.flags[flag(end)]
            && all.by_end.get(&end).is_some_and(|secrets| {
                let before = &text[..start + END];
                secrets.iter().any(|secret| before.ends_with(secret.as_bytes()))
            })
    })
}

fn flag(end: [u8; END]) -> usize {
    let hash = u64::from_le_bytes(end).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(hash >> (u64::BITS - BITS)).expect("few bits")
}
