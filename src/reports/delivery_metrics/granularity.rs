//! The period that a row covers, and the reach of the API for it.

use clap::ValueEnum;

use crate::options::dates::{Cut, Reach};
use crate::reports::delivery_metrics::edge::DAYS_BACK;
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

    /// The maximum number of rows of an entity in these days.
    pub(super) fn rows_in(self, days: u32) -> u32 {
        match self {
            Granularity::Total => 1,
            Granularity::Day => days,
            Granularity::Hour => 24 * days,
            Granularity::Week => days.div_ceil(7) + 1,
            Granularity::Month => days.div_ceil(28) + 1,
        }
    }

    /// The reach of the analytics endpoints.
    pub(super) fn reach(self) -> Reach {
        match self {
            Granularity::Hour => Reach { days_back: 8, days_per_request: 3 },
            _ => Reach { days_back: DAYS_BACK, days_per_request: 90 },
        }
    }

    /// The reach of asynchronous reports; 186 days are documented, 185 are known to work.
    pub(super) fn reach_of_reports(self, level: Level) -> Reach {
        match (self, level) {
            (Granularity::Hour, _) => self.reach(),
            (_, Level::ProductItem) => Reach { days_back: 92, days_per_request: 31 },
            _ => Reach { days_back: 914, days_per_request: 185 },
        }
    }
}
