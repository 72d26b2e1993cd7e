//! The columns that identify a row.

use crate::reports::delivery_metrics::granularity::Granularity;
use crate::reports::delivery_metrics::level::Level;

pub(super) const ACCOUNT: &str = "AD_ACCOUNT_ID";
pub(super) const DATE: &str = "DATE";
pub(super) const HOUR: &str = "HOUR";
pub(super) const TARGETING_TYPE: &str = "TARGETING_TYPE";
pub(super) const TARGETING_VALUE: &str = "TARGETING_VALUE";

/// The columns that identify a row.
pub(super) fn keys(
    level: Level,
    granularity: Granularity,
    is_broken_down: bool,
) -> Vec<&'static str> {
    let time: &[&str] = match granularity {
        Granularity::Total => &[],
        Granularity::Hour => &[DATE, HOUR],
        Granularity::Day | Granularity::Week | Granularity::Month => &[DATE],
    };
    let targeting: &[&str] = if is_broken_down { &[TARGETING_TYPE, TARGETING_VALUE] } else { &[] };
    [&[ACCOUNT], level.keys(), time, targeting].concat()
}
