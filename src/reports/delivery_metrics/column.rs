//! Which columns: the names the API knows, and what `--columns` makes of them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ffi::OsStr;
use std::sync::{Arc, Mutex, PoisonError};

use clap_complete::CompletionCandidate;

use crate::console::Console;
use crate::error::{Error, Kind, Result};
use crate::nearest::nearest;
use crate::options;
use crate::output::columns::Column;
use crate::output::unit::Unit;
use crate::reports::delivery_metrics::level::Level;

/// Every column of v5's reports (API description 5.23.0): name, the way that serves it, and the unit
/// of its values.
const KNOWN: &str = include_str!("columns.tsv");

/// The columns of campaigns by day: keys, name, then what one looks at first: cost, reach, clicks,
/// saves, conversions.
pub(super) const DEFAULT: &str = "\
    AD_ACCOUNT_ID CAMPAIGN_ID DATE CAMPAIGN_NAME SPEND_IN_DOLLAR TOTAL_IMPRESSION IMPRESSION_1 \
    TOTAL_CLICKTHROUGH CLICKTHROUGH_1 OUTBOUND_CLICK_1 REPIN_1 TOTAL_ENGAGEMENT CTR \
    ECPC_IN_DOLLAR CPM_IN_DOLLAR TOTAL_CONVERSIONS TOTAL_CHECKOUT \
    TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR";

/// The columns that are asked for, in the order asked for, each once.
pub(super) struct Selection {
    pub(super) names: Vec<String>,
    /// Whatever there is was asked for, so that a column which is not there is left empty.
    has_all: bool,
    /// The columns that are not there, as the API has said.
    refused: Mutex<BTreeSet<String>>,
    console: Arc<Console>,
}

impl Selection {
    /// `all` is what that word stands for.
    pub(super) fn parse(
        given: &[String],
        level: Level,
        all: &[&'static str],
        console: &Arc<Console>,
    ) -> Result<Self> {
        let mut names: Vec<String> = Vec::new();
        let mut has_all = false;
        for word in given {
            let name = word.trim().to_uppercase().replace('-', "_");
            match name.as_str() {
                "DEFAULT" => names.extend(default_columns(level).map(str::to_owned)),
                "ALL" => {
                    has_all = true;
                    names.extend(all.iter().copied().map(str::to_owned));
                }
                _ => {
                    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                    if name.is_empty() || !name.chars().all(is_name) {
                        let message = format!("`{word}` in `--columns` is not a name of a column");
                        return Err(Error::usage(message)
                            .hint("`default`, `all`, or names such as `SPEND_IN_DOLLAR`"));
                    }
                    if way(&name).is_none() {
                        console.note(&unknown(&name));
                    }
                    names.push(name);
                }
            }
        }
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        let (refused, console) = (Mutex::default(), Arc::clone(console));
        Ok(Selection { names, has_all, refused, console })
    }

    /// The first column that only the other way has.
    pub(super) fn barred(&self, way: Way) -> Option<&str> {
        let other = match way {
            Way::Sync => "async",
            Way::Async => "sync",
        };
        self.names.iter().map(String::as_str).find(|name| self::way(name) == Some(other))
    }

    /// Asks with these columns, and once more without those that the API refuses where all were
    /// asked for. A column that was named and is refused is an error.
    pub(super) async fn asking<T, F>(&self, ask: impl Fn(Vec<String>) -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        loop {
            let columns = self.left();
            match ask(columns.clone()).await {
                Err(error) if error.kind == Kind::Refused => {
                    let refused = refused_of(&error.message, &columns);
                    if refused.is_empty() {
                        return Err(error);
                    }
                    let rest: Vec<_> =
                        columns.into_iter().filter(|name| !refused.contains(name)).collect();
                    if !self.has_all || rest.is_empty() {
                        return Err(error.hint(instead(&rest)));
                    }
                    self.note_refused(refused);
                }
                outcome => return outcome,
            }
        }
    }

    fn left(&self) -> Vec<String> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        self.names.iter().filter(|name| !refused.contains(*name)).cloned().collect()
    }

    fn note_refused(&self, names: Vec<String>) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let news: Vec<_> = names.into_iter().filter(|name| refused.insert(name.clone())).collect();
        if !news.is_empty() {
            self.console.note(&format!(
                "the API does not have these columns here, which stay empty: {}",
                news.join(", ")
            ));
        }
    }
}

/// The columns that the API's words say it does not have: `Columns A, B are not available` or
/// `'A' is not one of ['B', 'C']`.
fn refused_of(message: &str, asked: &[String]) -> Vec<String> {
    let told = match message.split_once("is not one of") {
        Some((told, _)) => told,
        None if message.contains("not available") => message,
        None => return Vec::new(),
    };
    let words = told.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let words: HashSet<_> = words.collect();
    asked.iter().filter(|name| words.contains(name.as_str())).cloned().collect()
}

fn instead(rest: &[String]) -> String {
    let list = "`pinads delivery-metrics-definitions` lists all";
    match rest {
        [] => list.to_owned(),
        rest => format!("`--columns {}` leaves them out; {list}", rest.join(",")),
    }
}

fn unknown(name: &str) -> String {
    let nearest =
        nearest(name, words()).map_or(String::new(), |it| format!(" (did you mean `{it}`?)"));
    format!(
        "`{name}` is a column that this version does not know{nearest}; it is asked for all the \
         same"
    )
}

/// Every word that `--columns` knows.
fn words() -> impl Iterator<Item = &'static str> {
    ["default", "all"].into_iter().chain(known().map(|(name, ..)| name))
}

/// The words that begin so, in any case.
pub(super) fn complete(begun: &OsStr) -> Vec<CompletionCandidate> {
    let begun = begun.to_string_lossy().to_lowercase().replace('-', "_");
    options::candidates(words().filter(|word| word.to_lowercase().starts_with(&begun)))
}

/// One of Pinterest's two ways to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Sync,
    Async,
}

/// Every column of these ways that rows can have: those broken down by targeting lack some.
pub(super) fn all(ways: &[Way], is_broken_down: bool) -> Vec<&'static str> {
    const NOT_BROKEN_DOWN: [&str; 2] = ["TOTAL_IMPRESSION_USER", "TOTAL_IMPRESSION_FREQUENCY"];
    let has = |way: &Way, serving: &str| match way {
        Way::Sync => serving != "async",
        Way::Async => serving != "sync",
    };
    known()
        .filter(|(_, serving, _)| ways.iter().all(|way| has(way, serving)))
        .map(|(name, ..)| name)
        .filter(|name| !is_broken_down || !NOT_BROKEN_DOWN.contains(name))
        .collect()
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

/// Name, way and unit.
fn known() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    KNOWN.lines().filter_map(|line| {
        let (name, rest) = line.split_once('\t')?;
        let (way, unit) = rest.split_once('\t')?;
        Some((name, way, unit))
    })
}

/// The columns of these names, each in its unit. Where rows overlap, none of them adds up.
pub(super) fn in_their_units(names: &[String], rows_overlap: bool) -> impl Iterator<Item = Column> {
    let units: HashMap<_, _> =
        known().map(|(name, _, unit)| (name, Unit::declared(unit))).collect();
    names.iter().map(move |name| {
        let column = Column::new(name);
        let unit = units.get(name.as_str()).copied().flatten().unwrap_or(column.unit);
        column.in_unit(if rows_overlap { unit.overlapping() } else { unit })
    })
}

/// `sync`, `async` or `both`; nothing for a name that this version does not know.
fn way(name: &str) -> Option<&'static str> {
    known().find(|(known, ..)| *known == name).map(|(_, way, _)| way)
}

/// Does this version know the column?
pub(super) fn is_known(name: &str) -> bool {
    way(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_has_its_columns_and_the_default_ones_are_on_both() {
        assert_eq!(all(&[Way::Sync], false).len(), 175);
        assert_eq!(all(&[Way::Async], false).len(), 613);
        let both = all(&[Way::Sync, Way::Async], false);
        assert_eq!(both.len(), 174);
        assert_eq!(all(&[Way::Sync, Way::Async], true).len(), 172);
        for level in
            [Level::AdAccount, Level::Campaign, Level::AdGroup, Level::Ad, Level::ProductGroup]
        {
            for name in default_columns(level) {
                assert!(both.contains(&name), "{name}");
            }
        }
    }

    #[test]
    fn every_column_has_a_unit_and_a_micro_dollar_is_one_of_micro_currency() {
        for (name, _, unit) in known() {
            let unit = Unit::declared(unit).unwrap_or_else(|| panic!("{name}: {unit}"));
            assert_eq!(unit.is_micro(), name.ends_with("_IN_MICRO_DOLLAR"), "{name}");
            let is_rate = ["RATE", "ROAS", "CTR", "COST_PER", "UNIQUE", "_USER", "CPM", "CPC"];
            assert!(!(unit.adds_up() && is_rate.iter().any(|part| name.contains(part))), "{name}");
        }
    }

    #[test]
    fn the_words_of_the_api_tell_which_columns_it_does_not_have() {
        let asked = ["CTR", "AD_NAME", "AD_ID"].map(str::to_owned);
        for (message, refused) in [
            ("Columns AD_NAME, AD_ID are not available.", &["AD_NAME", "AD_ID"][..]),
            ("columns: 'AD_NAME' is not one of ['CTR', 'AD_ID']", &["AD_NAME"]),
            ("Column AD_NAME_2 is not available", &[]),
            ("CTR: retry after 3 seconds", &[]),
        ] {
            assert_eq!(refused_of(message, &asked), refused, "{message}");
        }
    }
}
