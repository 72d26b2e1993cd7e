//! The error about names in `--columns` that are not columns.

use std::collections::HashSet;

use crate::error::Error;
use crate::options::nearest::either;

/// Suggests the `likely` name for each unknown word, and the option with it. `list` names the
/// command that lists all columns.
pub(crate) fn error<'a>(
    words: &[&'a str],
    unknown: &[&str],
    likely: impl Fn(&str) -> Vec<&'a str>,
    list: &str,
) -> Error {
    let mut named = Vec::new();
    let mut better: Vec<&str> = Vec::new();
    for word in words {
        if !unknown.contains(word) {
            better.push(word);
            continue;
        }
        let likely = likely(word);
        named.push(match likely.as_slice() {
            [] => format!("`{word}`"),
            likely => format!("`{word}` (did you mean {}?)", either(likely)),
        });
        better.extend(likely.first());
    }
    let mut seen = HashSet::new();
    better.retain(|word| seen.insert(*word));
    let noun = if named.len() == 1 { "column" } else { "columns" };
    let hint = match better.as_slice() {
        [] => list.to_owned(),
        better => format!("use `--columns {}`; {list}", better.join(",")),
    };
    Error::usage(format!("unknown {noun} in `--columns`: {}", named.join(", "))).hint(hint)
}
