//! The Pins that a run ranks, and how it ranks them.

use std::sync::Arc;

use clap::ValueEnum;

use crate::json;
use crate::json::row::Row;
use crate::options::dates::DateRange;
use crate::reports::site::Site;
use crate::terminal::console::Console;

/// The columns of the scope `claimed`.
pub(crate) const COLUMNS: &str = "\
    rank pin_id link link_source title OUTBOUND_CLICK OUTBOUND_CLICK_RATE PIN_CLICK PIN_CLICK_RATE \
    SAVE SAVE_RATE IMPRESSION ENGAGEMENT ENGAGEMENT_RATE data_status";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Scope {
    /// Top 50 Pins of any account that link to your claimed website
    Claimed,
    /// Your own Pins, by their metrics
    Own,
    /// Ads of ad accounts
    Ads,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Those that lead to the site.
    Clicks,
    /// All clicks on a Pin.
    PinClicks,
    Saves,
}

/// The query of a run.
pub(super) struct PinRanking {
    pub(super) site: Site,
    pub(super) scope: Scope,
    pub(super) measure: Measure,
    pub(super) range: DateRange,
    pub(super) limit: usize,
    pub(super) deep: bool,
    pub(super) keep_unmatched: bool,
    /// The ad account whose owner the requests are for.
    pub(super) owner: Option<String>,
    pub(super) console: Arc<Console>,
}

/// A Pin, and the value that ranks it.
pub(super) struct Ranked {
    pub(super) value: f64,
    pub(super) row: Row,
}

/// The number that a field of an object holds; nothing counts as less than any number.
pub(super) fn number(object: &str, name: &str) -> f64 {
    json::field(object, name).and_then(|text| text.parse().ok()).unwrap_or(-1.0)
}
