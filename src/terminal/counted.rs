//! Numbers and lengths of time in words.

use std::time::Duration;

/// `1 row`, `2 rows`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A length of time to the second, rounded up, as `1h 5m 3s`.
pub(crate) fn in_words(wait: Duration) -> String {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    humantime::format_duration(Duration::from_secs(seconds)).to_string()
}

/// The number of names that are written out.
const LISTED: usize = 5;

/// The first few names, and the number of the others: `1, 2, 3, 4, 5, and 7 more`.
pub(crate) fn listed<T: ToString>(names: &[T]) -> String {
    let (first, rest) = names.split_at(names.len().min(LISTED));
    let more = if rest.is_empty() { None } else { Some(format!("and {} more", rest.len())) };
    first.iter().map(ToString::to_string).chain(more).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{counted, listed};

    #[test]
    fn a_list_is_bounded() {
        assert_eq!(listed(&[7]), "7");
        assert_eq!(listed(&[1, 2, 3, 4, 5]), "1, 2, 3, 4, 5");
        assert_eq!(listed(&[1, 2, 3, 4, 5, 6, 7]), "1, 2, 3, 4, 5, and 2 more");
    }

    #[test]
    fn a_noun_agrees_with_its_number() {
        let texts = [0, 1, 2, 1000].map(|count| counted(count, "ad account"));
        assert_eq!(texts, ["0 ad accounts", "1 ad account", "2 ad accounts", "1000 ad accounts"]);
    }
}
