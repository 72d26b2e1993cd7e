//! Tests of many values of one thing: some of the values by default, and all of them if asked.

use std::env;

/// Every so many of these, from the first to the last; all with `PINADS_SWEEPS=all`.
pub(crate) fn swept<T>(all: impl ExactSizeIterator<Item = T>, step: usize) -> Vec<T> {
    let is_whole = env::var_os("PINADS_SWEEPS").is_some_and(|word| word == "all");
    let last = all.len().saturating_sub(1);
    let is_chosen = |at: usize| is_whole || at.is_multiple_of(step) || at == last;
    all.enumerate().filter(|(at, _)| is_chosen(*at)).map(|(_, it)| it).collect()
}
