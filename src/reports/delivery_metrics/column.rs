//! The columns of delivery metrics: their names, which API provides them, and their units.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;

use clap_complete::CompletionCandidate;

use crate::options;
use crate::output::columns::Column;
use crate::output::data_type::DataType;
use crate::output::unit::Unit;
use crate::reports::delivery_metrics::level::Level;
use crate::reports::field::unknown_field;
use crate::reports::more::Requestable;

/// Every column of v5's reports (API description 5.28.0): name, the way that serves it, and the unit
/// and the type of its values.
const KNOWN: &str = include_str!("columns.tsv");

/// The columns of campaigns by day: keys, name, then the most important metrics: cost, reach,
/// clicks, saves, conversions.
pub(super) const DEFAULT: &str = "\
    AD_ACCOUNT_ID CAMPAIGN_ID DATE CAMPAIGN_NAME SPEND_IN_DOLLAR TOTAL_IMPRESSION IMPRESSION_1 \
    TOTAL_CLICKTHROUGH CLICKTHROUGH_1 OUTBOUND_CLICK_1 REPIN_1 TOTAL_ENGAGEMENT CTR \
    ECPC_IN_DOLLAR CPM_IN_DOLLAR TOTAL_CONVERSIONS TOTAL_CHECKOUT \
    TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR";

/// Every word that `--columns` knows.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    ["default", "all"].into_iter().chain(known().map(|(name, ..)| name))
}

/// The words that begin so, in any case.
pub(super) fn complete(begun: &OsStr) -> Vec<CompletionCandidate> {
    let begun = begun.to_string_lossy().to_lowercase().replace('-', "_");
    options::candidates(words().filter(|word| word.to_lowercase().starts_with(&begun)))
}

/// One of Pinterest's two APIs for metrics.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Route {
    Sync,
    Async,
}

impl Route {
    pub(super) fn name(self) -> &'static str {
        match self {
            Route::Sync => "analytics endpoints",
            Route::Async => "asynchronous reports",
        }
    }

    fn serves(self, serving: &str) -> bool {
        match self {
            Route::Sync => serving != "async",
            Route::Async => serving != "sync",
        }
    }
}

/// Every column of these routes that rows can have: rows broken down by targeting lack some.
pub(super) fn all(routes: &[Route], is_broken_down: bool) -> Vec<&'static str> {
    const NOT_BROKEN_DOWN: [&str; 2] = ["TOTAL_IMPRESSION_USER", "TOTAL_IMPRESSION_FREQUENCY"];
    known()
        .filter(|(_, serving, ..)| routes.iter().all(|route| route.serves(serving)))
        .map(|(name, ..)| name)
        .filter(|name| !is_broken_down || !NOT_BROKEN_DOWN.contains(name))
        .collect()
}

/// Every column of these routes, the default ones first.
pub(super) fn offered(routes: &[Route], level: Level, is_broken_down: bool) -> Vec<&'static str> {
    let mut left: HashSet<_> =
        routes.iter().flat_map(|route| all(&[*route], is_broken_down)).collect();
    default_columns(level)
        .chain(all(&[], is_broken_down))
        .filter(|name| left.remove(name) && !level.forbids(name))
        .collect()
}

/// The columns that identify a row and are requested even if nobody selects them.
pub(super) fn keys(route: Route, level: Level) -> Vec<&'static str> {
    let is_served = |name: &&str| self::route(name).is_some_and(|serving| route.serves(serving));
    // The id of the ad account is known from the request.
    let ids = if level == Level::AdAccount { &[] } else { level.keys() };
    ids.iter().copied().filter(is_served).collect()
}

/// The names of the entity of a row and of its parents, then the metrics.
pub(super) fn default_columns(level: Level) -> impl Iterator<Item = &'static str> {
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

/// Name, route, unit, and type.
fn known() -> impl Iterator<Item = (&'static str, &'static str, &'static str, &'static str)> {
    KNOWN.lines().filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next()?, cells.next()?, cells.next()?))
    })
}

/// The columns of these names, each in its unit. Where rows overlap, none of them adds up.
pub(super) fn in_their_units(names: &[String], rows_overlap: bool) -> impl Iterator<Item = Column> {
    let types: HashMap<_, _> =
        known().map(|(name, _, unit, data_type)| (name, (unit, data_type))).collect();
    names.iter().map(move |name| {
        let known = types.get(name.as_str()).and_then(|(unit, data_type)| {
            let (unit, data_type) = (Unit::declared(unit)?, DataType::declared(data_type)?);
            Some(Column::new(name).of_type(data_type, unit))
        });
        let column = known.unwrap_or_else(|| unknown_field(name));
        let unit = column.unit;
        column.in_unit(if rows_overlap { unit.overlapping() } else { unit })
    })
}

/// For `pinads reports`: every column that can be requested.
pub(in crate::reports) fn requestable(is_broken_down: bool) -> Vec<Requestable> {
    let names: Vec<_> = all(&[], is_broken_down).into_iter().map(str::to_owned).collect();
    let columns = in_their_units(&names, is_broken_down);
    let requestable = |column: Column| Requestable {
        apis: match route(&column.path) {
            Some("sync") => &["analytics"],
            Some("async") => &["reports"],
            _ => &["analytics", "reports"],
        },
        column,
    };
    columns.map(requestable).collect()
}

/// `sync`, `async` or `both`; nothing for a name that this version does not know.
pub(super) fn route(name: &str) -> Option<&'static str> {
    known().find(|(known, ..)| *known == name).map(|(_, route, ..)| route)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_has_its_columns_and_the_default_ones_are_on_both() {
        assert_eq!(all(&[Route::Sync], false).len(), 185);
        assert_eq!(all(&[Route::Async], false).len(), 626);
        let both = all(&[Route::Sync, Route::Async], false);
        assert_eq!(both.len(), 184);
        assert_eq!(all(&[Route::Sync, Route::Async], true).len(), 182);
        for level in
            [Level::AdAccount, Level::Campaign, Level::AdGroup, Level::Ad, Level::ProductGroup]
        {
            for name in default_columns(level) {
                assert!(both.contains(&name), "{name}");
            }
        }
    }

    #[test]
    fn every_column_has_a_type_and_a_unit_and_a_micro_dollar_is_one_of_micro_currency() {
        assert_eq!(known().count(), KNOWN.lines().count());
        for (name, _, unit, data_type) in known() {
            let unit = Unit::declared(unit).unwrap_or_else(|| panic!("{name}: {unit}"));
            assert!(DataType::declared(data_type).is_some(), "{name}: {data_type}");
            assert_eq!(unit.is_micro(), name.ends_with("_IN_MICRO_DOLLAR"), "{name}");
            let is_rate = ["RATE", "ROAS", "CTR", "COST_PER", "UNIQUE", "_USER", "CPM", "CPC"];
            assert!(!(unit.adds_up() && is_rate.iter().any(|part| name.contains(part))), "{name}");
        }
    }
}
