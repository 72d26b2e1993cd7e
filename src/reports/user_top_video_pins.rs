//! `user-top-video-pins`: the video Pins of an account that do best.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::ValueEnum;

use crate::error::Result;
use crate::output::key::KeyPart;
use crate::reports::report::{Facts, Report, Section, Source, no_more};
use crate::reports::top_pins::TopPinOptions;
use crate::terminal::console::Console;

/// List the top video Pins of an account
#[derive(clap::Args, Debug)]
pub(crate) struct UserTopVideoPins {
    #[command(flatten)]
    top: TopPinOptions<Metric, Metric>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Metric {
    Impression,
    Save,
    #[value(name = "video-mrc-view")]
    VideoMrcView,
    #[value(name = "video-avg-watch-time")]
    VideoAvgWatchTime,
    #[value(name = "video-v50-watch-time")]
    VideoV50WatchTime,
    #[value(name = "quartile-95-percent-view")]
    Quartile95PercentView,
    #[value(name = "video-10s-view")]
    Video10sView,
    VideoStart,
    OutboundClick,
}

/// Behind the metrics that may be named stand those that the API adds when none is named.
const COLUMNS: &str = "\
    rank pin_id IMPRESSION SAVE VIDEO_MRC_VIEW VIDEO_AVG_WATCH_TIME VIDEO_V50_WATCH_TIME \
    QUARTILE_95_PERCENT_VIEW VIDEO_10S_VIEW VIDEO_START OUTBOUND_CLICK ENGAGEMENT \
    ENGAGEMENT_RATE PIN_CLICK PIN_CLICK_RATE OUTBOUND_CLICK_RATE SAVE_RATE data_status";

impl Report for UserTopVideoPins {
    const FACTS: Facts = Facts {
        name: "user-top-video-pins",
        section: Section::Organic,
        domo: Some("Users Top Video Pin Metrics"),
        endpoints: &["GET /user_account/analytics/top_video_pins"],
        scopes: &["pins:read", "user_accounts:read"],
        columns: COLUMNS,
        key: &[KeyPart::of("pin_id", "Pin")],
        examples: [
            "pinads user-top-video-pins",
            "pinads user-top-video-pins --sort-by video-mrc-view --limit 5",
        ],
        more: no_more,
    };

    fn source(self, today: NaiveDate, console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        self.top.source("top_video_pins", COLUMNS, today, console)
    }
}
