//! `user-top-pins`: the Pins of an account that do best.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::ValueEnum;

use crate::cli::choice::{api_name, choice};
use crate::console::Console;
use crate::error::Result;
use crate::reports::top_pins::{Ranking, TopPinOptions};
use crate::reports::{Facts, Report, Source, no_more};

/// The Pins of an account that do best
#[derive(clap::Args, Debug)]
pub(crate) struct UserTopPins {
    #[command(flatten)]
    top: TopPinOptions,
    /// Rank by this metric
    #[arg(
        long,
        value_name = "METRIC",
        value_parser = choice::<SortBy>(),
        default_value = "impression",
        help_heading = "Metrics"
    )]
    sort_by: SortBy,
    /// These metrics [default: all]
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        value_parser = choice::<Metric>(),
        help_heading = "Metrics"
    )]
    metric: Vec<Metric>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SortBy {
    Engagement,
    Impression,
    OutboundClick,
    PinClick,
    Save,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Metric {
    Engagement,
    EngagementRate,
    Impression,
    OutboundClick,
    OutboundClickRate,
    PinClick,
    PinClickRate,
    Save,
    SaveRate,
}

const COLUMNS: &str = "\
    rank pin_id ENGAGEMENT ENGAGEMENT_RATE IMPRESSION OUTBOUND_CLICK OUTBOUND_CLICK_RATE \
    PIN_CLICK PIN_CLICK_RATE SAVE SAVE_RATE CLOSEUP CLOSEUP_RATE QUARTILE_95_PERCENT_VIEW \
    VIDEO_10S_VIEW VIDEO_AVG_WATCH_TIME VIDEO_MRC_VIEW VIDEO_START VIDEO_V50_WATCH_TIME \
    data_status";

impl Report for UserTopPins {
    const FACTS: Facts = Facts {
        name: "user-top-pins",
        domo: Some("Users Top Pin Metrics Client"),
        endpoints: &["GET /user_account/analytics/top_pins"],
        scopes: &["pins:read", "user_accounts:read"],
        columns: COLUMNS,
        examples: [
            "pinads user-top-pins --sort-by outbound-click --limit 10",
            "pinads user-top-pins --days-back 30 --metric impression,save",
        ],
        more: no_more,
    };

    fn source(self, today: NaiveDate, console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        let ranking = Ranking {
            endpoint: "top_pins",
            sort_by: api_name(self.sort_by),
            metrics: self.metric.into_iter().map(api_name).collect(),
            columns: COLUMNS,
        };
        self.top.source(&ranking, today, console)
    }
}
