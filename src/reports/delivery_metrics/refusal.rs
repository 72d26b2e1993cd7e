//! The columns that a refusal of the API names.

use std::collections::HashSet;

/// The phrase after the columns that the API refuses, if it lists the accepted ones behind it.
const BEFORE_LIST: &str = "is not one of";

/// The columns of a request that the API refuses, in these words of it: `Columns A, B are not
/// available.`, `'A' is not one of ['B', 'C']` or `Parameter 'columns' (value A) is not one of B, C.`
pub(super) fn refused_columns(words: &str, requested: &[String]) -> Vec<String> {
    let (refused, accepted) = match words.split_once(BEFORE_LIST) {
        Some((before, list)) => (names(before), names(list)),
        None => (names(after_noun(before_verdict(words))), HashSet::new()),
    };
    // A list that names a requested column and ends is complete: it lacks all that is refused.
    let is_complete = !words.contains('…')
        && !words.contains("...")
        && requested.iter().any(|name| accepted.contains(name.as_str()));
    let is_refused = |name: &&String| {
        let name = name.as_str();
        !accepted.contains(name) && (is_complete || refused.contains(name))
    };
    requested.iter().filter(is_refused).cloned().collect()
}

/// The part of a sentence that names columns: behind it, `for level CAMPAIGN` names none.
fn before_verdict(words: &str) -> &str {
    words.split_once("not available").map_or(words, |(before, _)| before)
}

/// Nothing if the message is not about columns.
fn after_noun(words: &str) -> &str {
    let noun = ["olumns", "olumn"].iter().find_map(|noun| words.rsplit_once(noun));
    noun.map_or("", |(_, after)| after)
}

fn names(words: &str) -> HashSet<&str> {
    words.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wording_names_the_refused_columns() {
        let requested = ["CTR", "AD_NAME", "AD_ID", "CAMPAIGN"].map(str::to_owned);
        for (words, refused) in [
            ("Columns AD_NAME, AD_ID are not available.", &["AD_NAME", "AD_ID"][..]),
            ("Column CTR is not available for level CAMPAIGN", &["CTR"]),
            ("For level CAMPAIGN, columns CTR are not available.", &["CTR"]),
            ("Invalid parameter columns: Columns AD_ID are not available.", &["AD_ID"]),
            ("columns: 'AD_NAME' is not one of ['CTR', 'AD_ID', 'CAMPAIGN']", &["AD_NAME"]),
            // The list includes further columns, so that each does not cost a request.
            ("'AD_NAME' is not one of ['CTR', 'AD_ID']", &["AD_NAME", "CAMPAIGN"]),
            ("'AD_NAME' is not one of ['CTR', …]", &["AD_NAME"]),
            ("'AD_NAME' is not one of ['SPEND_IN_DOLLAR']", &["AD_NAME"]),
            ("Parameter 'columns' (value CTR) is not one of AD_NAME, AD_ID, CAMPAIGN.", &["CTR"]),
            (
                "Parameter 'columns' (value AD_ID,CTR) is not one of CTR, AD_NAME, CAMPAIGN.",
                &["AD_ID"],
            ),
            ("Parameter 'columns' is invalid: CTR", &["CTR"]),
            ("Column AD_NAME_2 is not available", &[]),
            ("Parameter 'granularity' (value CTR) is too long", &[]),
            ("CTR: retry after 3 seconds", &[]),
        ] {
            assert_eq!(refused_columns(words, &requested), refused, "{words}");
        }
    }
}
