//! The columns that identify a row.

use crate::output::key::KeyPart;
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
    let ids = level.keys().iter().filter(|id| **id != ACCOUNT);
    let ids = [ACCOUNT].into_iter().chain(ids.copied());
    ids.chain(time.iter().copied()).chain(targeting.iter().copied()).collect()
}

/// The same, each with the thing that it names.
pub(super) fn key(level: Level, granularity: Granularity, is_broken_down: bool) -> Vec<KeyPart> {
    let columns = keys(level, granularity, is_broken_down).into_iter();
    columns.map(|column| key_part(column, granularity)).collect()
}

/// The API may put the hour into `DATE`.
fn key_part(column: &'static str, granularity: Granularity) -> KeyPart {
    let thing = match column {
        ACCOUNT => "ad account",
        "CAMPAIGN_ID" => "campaign",
        "AD_GROUP_ID" => "ad group",
        "AD_ID" => "ad",
        "PRODUCT_GROUP_ID" => "product group",
        "KEYWORD_ID" => "keyword",
        "PRODUCT_ITEM_ID" => "product item",
        DATE => match granularity {
            Granularity::Week => "week",
            Granularity::Month => "month",
            Granularity::Total | Granularity::Day | Granularity::Hour => "day",
        },
        HOUR => return KeyPart::of(HOUR, "hour").or_null(),
        TARGETING_TYPE => "targeting type",
        _ => "targeting value",
    };
    KeyPart::of(column, thing)
}
