//! Options that reports share.

pub(crate) mod accounts;
pub(crate) mod choice;
pub(crate) mod contract;
pub(crate) mod dates;
pub(crate) mod id;
pub(crate) mod nearest;
pub(crate) mod output;
pub(crate) mod presentation;
pub(crate) mod rows;
pub(crate) mod unknown_columns;

use clap_complete::CompletionCandidate;

/// Completion candidates: names without a description.
pub(crate) fn candidates<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<CompletionCandidate> {
    names.into_iter().map(|name| CompletionCandidate::new(name.to_owned())).collect()
}
