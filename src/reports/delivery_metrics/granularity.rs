//! What a row covers in time, and how far back and how long the API goes at that.

use clap::ValueEnum;

use crate::options::dates::{Cut, Reach};
use crate::reports::delivery_metrics::level::Level;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Granularity {
    /// One row for the whole range
    Total,
    Day,
    /// Last 8 days only
    Hour,
    Week,
    Month,
}

impl Granularity {
    pub(super) fn cut(self) -> Cut {
        match self {
            Granularity::Total => Cut::Never,
            Granularity::Day | Granularity::Hour => Cut::BetweenDays,
            Granularity::Week => Cut::BeforeMonday,
            Granularity::Month => Cut::BeforeFirstOfMonth,
        }
    }

    /// How many rows an entity has at most in these days.
    pub(super) fn rows_in(self, days: u32) -> u32 {
        match self {
            Granularity::Total => 1,
            Granularity::Day => days,
            Granularity::Hour => 24 * days,
            Granularity::Week => days.div_ceil(7) + 1,
            Granularity::Month => days.div_ceil(28) + 1,
        }
    }

    /// What the synchronous endpoints allow.
    pub(super) fn reach(self) -> Reach {
        match self {
            Granularity::Hour => Reach { days_back: 8, days_per_request: 3 },
            _ => Reach { days_back: 90, days_per_request: 90 },
        }
    }

    /// What asynchronous reports allow; 186 days are said to be, and 185 are known to work.
    pub(super) fn reach_of_reports(self, level: Level) -> Reach {
        match (self, level) {
            (Granularity::Hour, _) => self.reach(),
            (_, Level::ProductItem) => Reach { days_back: 92, days_per_request: 31 },
            _ => Reach { days_back: 914, days_per_request: 185 },
        }
    }
}
