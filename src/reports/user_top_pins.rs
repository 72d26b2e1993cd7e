//! `user-top-pins`: the Pins of an account that do best.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::ValueEnum;

use crate::error::Result;
use crate::output::key::KeyPart;
use crate::reports::organic_metrics::Metric;
use crate::reports::report::{Facts, Report, Section, Source, no_more};
use crate::reports::top_pins::TopPinOptions;
use crate::terminal::console::Console;

/// List the top Pins of an account
#[derive(clap::Args, Debug)]
pub(crate) struct UserTopPins {
    #[command(flatten)]
    top: TopPinOptions<SortBy, Metric>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SortBy {
    Engagement,
    Impression,
    OutboundClick,
    PinClick,
    Save,
}

const COLUMNS: &str = "\
    rank pin_id ENGAGEMENT ENGAGEMENT_RATE IMPRESSION OUTBOUND_CLICK OUTBOUND_CLICK_RATE \
    PIN_CLICK PIN_CLICK_RATE SAVE SAVE_RATE CLOSEUP CLOSEUP_RATE QUARTILE_95_PERCENT_VIEW \
    VIDEO_10S_VIEW VIDEO_AVG_WATCH_TIME VIDEO_MRC_VIEW VIDEO_START VIDEO_V50_WATCH_TIME \
    data_status";

impl Report for UserTopPins {
    const FACTS: Facts = Facts {
        name: "user-top-pins",
        section: Section::Organic,
        domo: Some("Users Top Pin Metrics Client"),
        endpoints: &["GET /user_account/analytics/top_pins"],
        scopes: &["pins:read", "user_accounts:read"],
        columns: COLUMNS,
        key: &[KeyPart::of("pin_id", "Pin")],
        examples: [
            "pinads user-top-pins --sort-by outbound-click --limit 10",
            "pinads user-top-pins --days-back 30 --metric impression,save",
        ],
        more: no_more,
    };

    fn source(self, today: NaiveDate, console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        self.top.source("top_pins", COLUMNS, today, console)
    }
}
