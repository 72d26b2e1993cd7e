//! The id of the entity of a row, taken from the key of the report file where the row lacks it.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::json;
use crate::json::row::Row;
use crate::reports::delivery_metrics::level::Level;

/// Names the entity of each row of one report.
#[derive(Clone)]
pub(super) struct RowKey {
    level: Level,
}

impl RowKey {
    pub(super) fn of(level: Level) -> Self {
        RowKey { level }
    }

    /// The row with the id of its entity. `key` is the key that the row stands under in the file.
    pub(super) fn name(&self, key: Option<&str>, row: Row) -> Row {
        let name = self.level.key();
        match key.filter(|key| self.is_id(key) && !row.has(name)) {
            None => row,
            Some(key) => {
                let mut entries = vec![(Cow::Borrowed(name), Cow::Owned(json::quoted(key)))];
                // A row is an object: the file has no others.
                let _ = json::each_entry(row.get(), |known, value| {
                    if known != name {
                        entries.push((known, Cow::Borrowed(value)));
                    }
                });
                json::object(entries)
            }
        }
    }

    /// Files are keyed by the entity or by the date. The request names the ad account, and the ids
    /// of product items are any text.
    fn is_id(&self, key: &str) -> bool {
        match self.level {
            Level::AdAccount => false,
            Level::ProductItem => !key.is_empty() && key.parse::<NaiveDate>().is_err(),
            _ => !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(level: Level, key: Option<&str>, row: &str) -> String {
        RowKey::of(level).name(key, Row::new(row.to_owned())).get().to_owned()
    }

    #[test]
    fn a_row_without_its_id_gets_the_key_of_the_file_where_that_is_an_id() {
        let filled = r#"{"KEYWORD_ID":"12","CTR":1.50}"#;
        for row in [r#"{"CTR":1.50}"#, r#"{"CTR":1.50, "KEYWORD_ID" : null}"#] {
            assert_eq!(named(Level::Keyword, Some("12"), row), filled);
            for key in [None, Some(""), Some("2026-03-09"), Some("a")] {
                assert_eq!(named(Level::Keyword, key, row), row, "{key:?}");
            }
        }
        for row in [
            r#"{"KEYWORD_ID":"3","CTR":1.50}"#,
            r#"{"KEYWORD_ID" : 3}"#,
            r#"{"A":"KEYWORD_ID","KEYWORD_ID":3}"#,
        ] {
            assert_eq!(named(Level::Keyword, Some("12"), row), row);
        }
        let odd = r#"{"A":"\"KEYWORD_ID\":1"}"#;
        let filled = r#"{"KEYWORD_ID":"12","A":"\"KEYWORD_ID\":1"}"#;
        assert_eq!(named(Level::Keyword, Some("12"), odd), filled);
    }

    #[test]
    fn the_id_of_a_product_item_is_any_text_but_a_date() {
        assert_eq!(
            named(Level::ProductItem, Some("Lamp \"A\""), "{}"),
            r#"{"PRODUCT_ITEM_ID":"Lamp \"A\""}"#
        );
        assert_eq!(named(Level::ProductItem, Some("2026-03-09"), "{}"), "{}");
        assert_eq!(named(Level::AdAccount, Some("12"), "{}"), "{}");
    }
}
