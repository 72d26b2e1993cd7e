//! Names in `--columns` that pinads does not know.

use clap::ValueEnum;

use crate::error::{Error, Result};
use crate::options::nearest::{Vocabulary, nearest, nearest_by_words};
use crate::options::unknown_columns;

/// The words of people for those of the columns.
const WORDS: Vocabulary = Vocabulary {
    synonyms: &[
        ("CLICK", "CLICKTHROUGH"),
        ("PIN_CLICK", "CLICKTHROUGH"),
        ("LINK_CLICK", "OUTBOUND_CLICK"),
        ("AD_SPEND", "SPEND"),
        ("COST", "SPEND"),
        ("COST_PER_CLICK", "ECPC"),
        ("CPA", "COST_PER_ACTION"),
        ("SAVE", "REPIN"),
        ("PURCHASE", "CHECKOUT"),
        ("ORDER", "CHECKOUT"),
        ("SALE", "CHECKOUT"),
        ("REVENUE", "CHECKOUT_VALUE"),
        ("REACH", "IMPRESSION_USER"),
    ],
    fillers: &["TOTAL", "IN", "MICRO", "DOLLAR", "1"],
};

/// The treatment of a column that `pinads` does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum UnknownColumns {
    /// Reject it
    Error,
    /// Request it from the API
    Send,
}

impl UnknownColumns {
    /// Returns true if `name`, which is unknown and was typed as `word`, is to be requested.
    pub(super) fn sends(self, word: &str, name: &str) -> Result<bool> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if self == UnknownColumns::Send && (name.is_empty() || !name.chars().all(is_name)) {
            let message = format!("`{word}` in `--columns` is not a valid column name");
            return Err(Error::usage(message)
                .hint("use `default`, `all`, or names such as `SPEND_IN_DOLLAR`"));
        }
        Ok(self == UnknownColumns::Send)
    }
}

/// Refuses the unknown ones of the words in `--columns`, and suggests some of the `offered` columns.
pub(super) fn refuse(words: &[&str], unknown: &[&str], offered: &[&'static str]) -> Error {
    let list = "`pinads delivery-metrics-definitions` lists the columns of the API; \
                `--unknown-columns send` requests an unknown column anyway";
    unknown_columns::error(words, unknown, |word| likely(word, offered), list)
}

fn likely(word: &str, offered: &[&'static str]) -> Vec<&'static str> {
    let by_words = nearest_by_words(word, offered.iter().copied(), WORDS);
    if by_words.is_empty() {
        let word = word.to_uppercase().replace('-', "_");
        return nearest(&word, offered.iter().copied()).into_iter().collect();
    }
    by_words
}

/// The note about a column that is requested although it is unknown.
pub(super) fn note(name: &str) -> String {
    format!("`{name}` is not a known column; requesting it anyway")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::delivery_metrics::column::{self, Route};
    use crate::reports::delivery_metrics::level::Level;

    #[test]
    fn the_words_of_people_lead_to_columns() {
        let offered = column::offered(&[Route::Sync, Route::Async], Level::Campaign, false);
        for (word, first) in [
            ("SPEND", "SPEND_IN_DOLLAR"),
            ("spend", "SPEND_IN_DOLLAR"),
            ("AD_SPEND", "SPEND_IN_DOLLAR"),
            ("COST", "SPEND_IN_DOLLAR"),
            ("SPEND_IN_DOLAR", "SPEND_IN_DOLLAR"),
            ("CLICKS", "TOTAL_CLICKTHROUGH"),
            ("TOTAL_CLICKS", "TOTAL_CLICKTHROUGH"),
            ("Pin clicks", "TOTAL_CLICKTHROUGH"),
            ("OUTBOUND_CLICKS", "OUTBOUND_CLICK_1"),
            ("IMPRESSIONS", "TOTAL_IMPRESSION"),
            ("IMPRESION", "TOTAL_IMPRESSION"),
            ("SAVES", "REPIN_1"),
            ("ENGAGEMENTS", "TOTAL_ENGAGEMENT"),
            ("REVENUE", "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR"),
            ("PURCHASES", "TOTAL_CHECKOUT"),
            ("CONVERSION", "TOTAL_CONVERSIONS"),
            ("REACH", "TOTAL_IMPRESSION_USER"),
            ("FREQUENCY", "TOTAL_IMPRESSION_FREQUENCY"),
            ("CPC", "CPC_IN_MICRO_DOLLAR"),
            ("COST_PER_CLICK", "ECPC_IN_DOLLAR"),
            ("CPM", "CPM_IN_DOLLAR"),
            ("CRT", "CTR"),
            ("ROAS", "CHECKOUT_ROAS"),
        ] {
            let found = likely(word, &offered);
            assert_eq!(found.first(), Some(&first), "{word}: {found:?}");
        }
        for word in ["NOVEL", "NEW_METRIC_OF_2027", "LIKES", ""] {
            assert_eq!(likely(word, &offered), Vec::<&str>::new(), "{word}");
        }
    }

    #[test]
    fn every_synonym_stands_for_words_of_a_column() {
        for (said, meant) in WORDS.synonyms {
            let has_all = |column: &&str| {
                let words: Vec<_> = column.split('_').collect();
                meant.split('_').all(|word| words.contains(&word))
            };
            assert!(column::words().any(|column| has_all(&column)), "{said}: {meant}");
        }
    }
}
