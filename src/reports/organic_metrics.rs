//! Dates and filters that the analytics of an account and its top Pins share.

use chrono::NaiveDate;
use clap::ValueEnum;

use crate::api::request::Request;
use crate::error::Result;
use crate::options::choice::{api_name, choice};
use crate::options::dates::{Cut, DateOptions, DateRange, Reach};
use crate::output::columns::Column;
use crate::output::data_type::DataType;
use crate::output::unit::Unit;

/// The reach of the organic analytics, and the longest range of one request.
const REACH: Reach = Reach { days_back: 90, days_per_request: 90 };

#[derive(clap::Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Filters (default: everything)")]
pub(crate) struct FilterOptions {
    /// Pins with this format
    #[arg(long, value_name = "FORMAT", value_parser = choice::<PinFormat>())]
    pin_format: Option<PinFormat>,
    /// Activity on these devices
    #[arg(long, hide_short_help = true, value_name = "TYPE", value_parser = choice::<AppType>())]
    app_type: Option<AppType>,
    /// Paid or organic activity
    #[arg(long, hide_short_help = true, value_name = "TYPE", value_parser = choice::<ContentType>())]
    content_type: Option<ContentType>,
    /// Your own Pins, or Pins of others that link to your claimed websites
    #[arg(long, hide_short_help = true, value_parser = choice::<PinSource>())]
    source: Option<PinSource>,
    /// Content that links to your claimed website, or other content
    #[arg(long, hide_short_help = true, value_name = "WHICH", value_parser = choice::<Content>())]
    from_claimed_content: Option<Content>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PinFormat {
    All,
    OrganicImage,
    OrganicProduct,
    OrganicVideo,
    AdsStandard,
    AdsProduct,
    AdsVideo,
    AdsIdea,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AppType {
    All,
    Mobile,
    Tablet,
    Web,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ContentType {
    All,
    Paid,
    Organic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PinSource {
    All,
    YourPins,
    OtherPins,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Content {
    Both,
    Claimed,
    Other,
}

/// The content that the API counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Metric {
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

/// The column of a metric, headed by the metric's own name.
pub(crate) fn metric_column(name: &str) -> Column {
    let (data_type, unit) = if name.ends_with("_RATE") {
        (DataType::Double, Unit::Ratio)
    } else if name.contains("_AVG_") {
        (DataType::Double, Unit::Milliseconds)
    } else if name.ends_with("_WATCH_TIME") {
        (DataType::Double, Unit::WatchTime)
    } else {
        (DataType::Integer, Unit::Count)
    };
    Column::titled(&format!("metrics.{name}"), name).of_type(data_type, unit)
}

impl FilterOptions {
    /// Adds the given filters; the API has defaults for the others.
    pub(crate) fn add_to(self, request: Request) -> Request {
        request
            .param_if("pin_format", self.pin_format.map(api_name))
            .param_if("app_types", self.app_type.map(api_name))
            .param_if("content_type", self.content_type.map(api_name))
            .param_if("source", self.source.map(api_name))
            .param_if("from_claimed_content", self.from_claimed_content.map(api_name))
    }
}

/// The range of the dates, and the pieces to request.
pub(crate) fn pieces(
    dates: &DateOptions,
    cut: Cut,
    today: NaiveDate,
) -> Result<(DateRange, Vec<DateRange>)> {
    let range = dates.resolve(today)?;
    Ok((range, range.pieces(cut, REACH, today)?))
}

pub(crate) fn add_dates(request: Request, range: DateRange) -> Request {
    request.param("start_date", range.start).param("end_date", range.end)
}
