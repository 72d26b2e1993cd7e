//! Attribution: how long after a click, an engagement or a view a conversion counts, and for which
//! day.

use clap::ValueEnum;
use serde_json::Value;

use crate::api::request::Request;
use crate::options::choice::choice;
use crate::terminal::console::Console;

#[derive(clap::Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Attribution")]
pub(super) struct WindowOptions {
    /// Days after a click in which a conversion counts [default: 30]
    #[arg(long, hide_short_help = true, value_name = "DAYS", value_parser = choice::<Days>())]
    click_window_days: Option<Days>,
    /// Days after a save, closeup, or swipe in which a conversion counts [default: 30]
    #[arg(long, hide_short_help = true, value_name = "DAYS", value_parser = choice::<Days>())]
    engagement_window_days: Option<Days>,
    /// Days after a view in which a conversion counts [default: 1]
    #[arg(long, hide_short_help = true, value_name = "DAYS", value_parser = choice::<Days>())]
    view_window_days: Option<Days>,
    /// Day that a conversion counts for: the day of the ad action or of the conversion
    #[arg(long, hide_short_help = true, value_name = "TIME", value_parser = choice::<ReportTime>())]
    conversion_report_time: Option<ReportTime>,
    /// Time zone of the days: Pinterest's (UTC) or the ad account's
    #[arg(long, hide_short_help = true, value_name = "ZONE", value_parser = choice::<TimeZone>())]
    timezone: Option<TimeZone>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Days {
    #[value(name = "0")]
    Zero,
    #[value(name = "1")]
    One,
    #[value(name = "7")]
    Seven,
    #[value(name = "14")]
    Fourteen,
    #[value(name = "30")]
    Thirty,
    #[value(name = "60")]
    Sixty,
}

impl Days {
    fn number(self) -> u8 {
        match self {
            Days::Zero => 0,
            Days::One => 1,
            Days::Seven => 7,
            Days::Fourteen => 14,
            Days::Thirty => 30,
            Days::Sixty => 60,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReportTime {
    #[value(alias = "time-of-ad-action")]
    AdAction,
    #[value(alias = "time-of-conversion")]
    Conversion,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TimeZone {
    #[value(alias = "pinterest-time-zone")]
    Pinterest,
    #[value(alias = "ad-account-time-zone")]
    AdAccount,
}

/// Click, engagement and view windows that others saw the API accept (docs.matia.io), from before 0
/// and 14 existed.
const USUAL: [(u8, u8, u8); 21] = [
    (60, 60, 60),
    (60, 60, 30),
    (60, 60, 7),
    (60, 60, 1),
    (60, 30, 30),
    (60, 30, 7),
    (60, 30, 1),
    (60, 7, 7),
    (60, 7, 1),
    (60, 1, 1),
    (30, 60, 1),
    (30, 30, 30),
    (30, 30, 7),
    (30, 30, 1),
    (30, 7, 7),
    (30, 7, 1),
    (30, 1, 1),
    (7, 7, 7),
    (7, 7, 1),
    (7, 1, 1),
    (1, 1, 1),
];

impl WindowOptions {
    /// Tells of a combination that the API is known to refuse now and then.
    pub(super) fn check(self, console: &Console) {
        let all = self.with_defaults();
        let days = |given: Option<Days>| given.map_or(0, Days::number);
        let windows = (
            days(all.click_window_days),
            days(all.engagement_window_days),
            days(all.view_window_days),
        );
        if !USUAL.contains(&windows) {
            let (click, engagement, view) = windows;
            console.note(&format!(
                "the API may refuse this combination of windows (in days): click {click}, \
                 engagement {engagement}, view {view}"
            ));
        }
    }

    /// The same with the defaults written out: the description of ads' targeting analytics names
    /// none, so that the API may have others.
    pub(super) fn with_defaults(self) -> Self {
        WindowOptions {
            click_window_days: self.click_window_days.or(Some(Days::Thirty)),
            engagement_window_days: self.engagement_window_days.or(Some(Days::Thirty)),
            view_window_days: self.view_window_days.or(Some(Days::One)),
            conversion_report_time: self.conversion_report_time.or(Some(ReportTime::AdAction)),
            ..self
        }
    }

    /// The given windows under the API's names; the API has defaults for the rest.
    pub(super) fn parameters(self) -> Vec<(&'static str, Value)> {
        let report_time = self.conversion_report_time.map(|time| match time {
            ReportTime::AdAction => "TIME_OF_AD_ACTION",
            ReportTime::Conversion => "TIME_OF_CONVERSION",
        });
        let timezone = self.timezone.map(|zone| match zone {
            TimeZone::Pinterest => "PINTEREST_TIME_ZONE",
            TimeZone::AdAccount => "AD_ACCOUNT_TIME_ZONE",
        });
        let days = |given: Option<Days>| given.map(|days| Value::from(days.number()));
        let parameters = [
            ("click_window_days", days(self.click_window_days)),
            ("engagement_window_days", days(self.engagement_window_days)),
            ("view_window_days", days(self.view_window_days)),
            ("conversion_report_time", report_time.map(Value::from)),
            ("reporting_timezone", timezone.map(Value::from)),
        ];
        parameters.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    pub(super) fn add_to(self, request: Request) -> Request {
        self.parameters().into_iter().fold(request, |request, (name, value)| match value {
            Value::String(text) => request.param(name, text),
            other => request.param(name, other),
        })
    }
}
