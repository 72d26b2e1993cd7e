//! Which columns: the names the API knows, and what `--columns` makes of them.

use std::collections::HashSet;

use crate::console::Console;
use crate::error::{Error, Result};
use crate::reports::delivery_metrics::level::Level;

/// Every column of v5's reports (API description 5.23.0): name, and the way that serves it.
const KNOWN: &str = include_str!("columns.tsv");

/// The columns of campaigns by day: keys, name, then what one looks at first: cost, reach, clicks,
/// saves, conversions.
pub(super) const DEFAULT: &str = "\
    AD_ACCOUNT_ID CAMPAIGN_ID DATE CAMPAIGN_NAME SPEND_IN_DOLLAR TOTAL_IMPRESSION IMPRESSION_1 \
    TOTAL_CLICKTHROUGH CLICKTHROUGH_1 OUTBOUND_CLICK_1 REPIN_1 TOTAL_ENGAGEMENT CTR \
    ECPC_IN_DOLLAR CPM_IN_DOLLAR TOTAL_CONVERSIONS TOTAL_CHECKOUT \
    TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR";

/// The columns that are asked for, in the order asked for, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Selection(pub(super) Vec<String>);

impl Selection {
    pub(super) fn parse(given: &[String], level: Level, console: &Console) -> Result<Self> {
        let mut names: Vec<String> = Vec::new();
        for word in given {
            let name = word.trim().to_uppercase().replace('-', "_");
            match name.as_str() {
                "DEFAULT" => names.extend(default_columns(level).map(str::to_owned)),
                "ALL" => names.extend(synchronous().map(str::to_owned)),
                _ => {
                    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                    if name.is_empty() || !name.chars().all(is_name) {
                        return Err(Error::usage(format!(
                            "`{word}` in `--columns` is not a name of a column; \
                             `default`, `all` or names such as `SPEND_IN_DOLLAR` are"
                        )));
                    }
                    match way(&name) {
                        Some("async") => console.note(&format!(
                            "`{name}` is a column of asynchronous reports only; it is asked for \
                             all the same"
                        )),
                        None => console.note(&format!(
                            "`{name}` is a column that this version does not know; it is asked \
                             for all the same"
                        )),
                        Some(_) => {}
                    }
                    names.push(name);
                }
            }
        }
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        Ok(Selection(names))
    }
}

/// The names of what a row is about and of what it belongs to, then the metrics.
fn default_columns(level: Level) -> impl Iterator<Item = &'static str> {
    let names = match level {
        Level::Campaign => "CAMPAIGN_NAME",
        Level::AdGroup => "AD_GROUP_NAME CAMPAIGN_ID CAMPAIGN_NAME",
        Level::Ad => "AD_NAME AD_GROUP_ID AD_GROUP_NAME CAMPAIGN_ID CAMPAIGN_NAME",
        Level::ProductGroup => "AD_GROUP_ID AD_GROUP_NAME CAMPAIGN_ID CAMPAIGN_NAME",
        Level::AdAccount | Level::Keyword | Level::ProductItem => "",
    };
    let metrics = DEFAULT.split_whitespace().skip(4);
    names.split_whitespace().chain(metrics)
}

fn known() -> impl Iterator<Item = (&'static str, &'static str)> {
    KNOWN.lines().filter_map(|line| line.split_once('\t'))
}

fn synchronous() -> impl Iterator<Item = &'static str> {
    known().filter(|(_, way)| *way != "async").map(|(name, _)| name)
}

/// `sync`, `async` or `both`; nothing for a name that this version does not know.
fn way(name: &str) -> Option<&'static str> {
    known().find(|(known, _)| *known == name).map(|(_, way)| way)
}

/// Does this version know the column?
pub(super) fn is_known(name: &str) -> bool {
    way(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_synchronous_way_has_175_columns_and_the_default_ones_are_among_them() {
        assert_eq!(synchronous().count(), 175);
        assert_eq!(known().count(), 614);
        for level in
            [Level::AdAccount, Level::Campaign, Level::AdGroup, Level::Ad, Level::ProductGroup]
        {
            for name in default_columns(level) {
                assert!(synchronous().any(|known| known == name), "{name}");
            }
        }
    }
}
