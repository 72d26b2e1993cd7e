//! Templates: the reports that users save in Ads Manager.

use chrono::NaiveDate;
use clap::ValueEnum;
use serde::Deserialize;

use crate::api::request::{Category, Request};
use crate::api::{Client, Pager};
use crate::error::{Error, Kind, Result};
use crate::options::choice::{api_name, name};
use crate::options::dates::{Cut, DateRange, Reach};
use crate::options::id;
use crate::output::columns::Columns;
use crate::output::key::KeyPart;
use crate::reports::delivery_metrics::column;
use crate::reports::delivery_metrics::granularity::Granularity;
use crate::reports::delivery_metrics::keys::key;
use crate::reports::delivery_metrics::learned::level_of_kind;
use crate::reports::delivery_metrics::level::Level;
use crate::reports::delivery_metrics::source::columns_of_rows;
use crate::terminal::printable::one_line;

/// The end of the name of a level whose rows are broken down by targeting.
const TARGETING: &str = "_TARGETING";

/// The reach of the reports of templates: two and a half years.
const REACH: Reach = Reach { days_back: 912, days_per_request: 912 };

/// The part of a template that decides the form of its rows.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) id: String,
    name: Option<String>,
    pub(super) level: Level,
    is_broken_down: bool,
    pub(super) granularity: Granularity,
    columns: Vec<String>,
    /// The options that stand for its attribution.
    attribution: Vec<String>,
}

/// A template as the API lists it.
#[derive(Deserialize)]
struct Listed {
    #[serde(deserialize_with = "id::deserialize")]
    id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    report_level: Option<String>,
    #[serde(default)]
    granularity: Option<String>,
    #[serde(default)]
    columns: Option<Vec<String>>,
    /// Metrics of the events that the advertiser defines.
    #[serde(default)]
    ade_columns: Option<Vec<String>>,
    #[serde(default)]
    report_format: Option<String>,
    #[serde(flatten)]
    attribution: Attribution,
}

#[derive(Deserialize)]
struct Attribution {
    #[serde(default)]
    click_window_days: Option<f64>,
    #[serde(default)]
    engagement_window_days: Option<f64>,
    #[serde(default)]
    view_window_days: Option<f64>,
    #[serde(default)]
    conversion_report_time_type: Option<String>,
    #[serde(default)]
    reporting_time_zone: Option<String>,
}

impl Template {
    /// Finds a template in the list of an ad account: the API returns no single one.
    pub(super) async fn find(client: &Client, account: &str, id: &str) -> Result<Self> {
        let list = Request::get(Category::AdsRead, ["ad_accounts", account, "templates"]);
        let name = client.name(&list);
        let mut pages = Pager::new(&list);
        while let Some(templates) = pages.next::<Listed>(client).await? {
            if let Some(listed) = templates.into_iter().find(|template| template.id == id) {
                return listed.understood(account).map_err(|error| error.about(name));
            }
        }
        let message = format!("ad account {account} has no template `{id}`");
        let list = "pinads object-information --object-type report-templates";
        let hint = format!("`{list} --ad-account {account}` lists the templates");
        Err(Error::new(Kind::Refused, message).about(name).hint(hint))
    }

    pub(super) fn level_of_kind(&self) -> String {
        level_of_kind(self.level, self.is_broken_down)
    }

    pub(super) fn key(&self) -> Vec<KeyPart> {
        key(self.level, self.granularity, self.is_broken_down)
    }

    pub(super) fn columns(&self) -> Columns {
        columns_of_rows(self.level, self.granularity, self.is_broken_down, &self.columns)
    }

    /// The days of each report that has a part of these days.
    pub(super) fn pieces(&self, range: DateRange, today: NaiveDate) -> Result<Vec<DateRange>> {
        let reach = match (self.granularity, self.level) {
            (Granularity::Hour, _) | (_, Level::ProductItem) => {
                self.granularity.reach_of_reports(self.level)
            }
            _ => REACH,
        };
        range.pieces(self.granularity.cut(), reach, today)
    }

    /// The error about a template whose file is a table for people, with headings that can be
    /// those of several columns.
    fn unreadable(&self, format: &str, account: &str) -> Error {
        let (id, format) = (&self.id, one_line(format));
        let report = if self.is_broken_down { "targeting-metrics" } else { "delivery-metrics" };
        let known = self.columns.iter().filter(|name| column::route(name).is_some());
        let known: Vec<_> = known.map(String::as_str).collect();
        let columns = (!known.is_empty()).then(|| format!("--columns {}", known.join(",")));
        let mut words = vec![
            format!("pinads {report} --ad-account {account} --via async"),
            format!("--object-type {}", self.level.name()),
            format!("--granularity {}", name(self.granularity)),
        ];
        words.extend(columns);
        words.extend_from_slice(&self.attribution);
        Error::usage(format!(
            "template `{id}` has the report format {format}, and pinads reads JSON only"
        ))
        .hint(format!("run `{}`, which has its columns but not its filters", words.join(" ")))
    }

    /// Its choices, for `--dry-run`.
    pub(super) fn lines(&self) -> Vec<String> {
        let name =
            self.name.as_ref().map(|name| format!("name of the template: {}", one_line(name)));
        let broken_down = if self.is_broken_down { ", broken down by targeting" } else { "" };
        let columns: Vec<_> = self.columns.iter().map(|name| one_line(name)).collect();
        let choices = [
            format!("object type: {}{broken_down}", self.level.name()),
            format!("granularity: {}", api_name(self.granularity)),
            format!("columns: {}", columns.join(", ")),
            format!("attribution: {}", self.attribution.join(" ")),
        ];
        name.into_iter().chain(choices).collect()
    }
}

impl Listed {
    /// The template, unless pinads cannot read its rows.
    fn understood(self, account: &str) -> Result<Template> {
        let Listed { id, name, report_level, granularity, columns, ade_columns, .. } = self;
        let unknown = |what: &str, value: &str| {
            let value = one_line(value);
            Error::usage(format!("template `{id}` has the unknown {what} `{value}`")).hint(format!(
                "`pinads object-information --object-type report-templates --ad-account {account} \
                 --ids {id}` shows the template"
            ))
        };
        let name_of_level = report_level.unwrap_or_default();
        let of_level = name_of_level.strip_suffix(TARGETING).unwrap_or(&name_of_level);
        let levels = Level::value_variants();
        let Some(level) = levels.iter().copied().find(|level| level.in_reports() == of_level)
        else {
            return Err(unknown("report level", &name_of_level));
        };
        let granularity = match granularity.as_deref() {
            None => Granularity::Day,
            Some(text) => {
                let all = Granularity::value_variants();
                let found = all.iter().copied().find(|it| api_name(*it) == text);
                found.ok_or_else(|| unknown("granularity", text))?
            }
        };
        let columns: Vec<_> = [columns, ade_columns].into_iter().flatten().flatten().collect();
        let is_broken_down = of_level != name_of_level;
        let attribution = self.attribution.options();
        let template =
            Template { id, name, level, is_broken_down, granularity, columns, attribution };
        match self.report_format.as_deref() {
            None | Some("JSON") => Ok(template),
            Some(format) => Err(template.unreadable(format, account)),
        }
    }
}

impl Attribution {
    fn options(&self) -> Vec<String> {
        let windows = [
            ("click", self.click_window_days),
            ("engagement", self.engagement_window_days),
            ("view", self.view_window_days),
        ];
        let windows = windows.into_iter().filter_map(|(name, days)| Some((name, days?)));
        let windows = windows.map(|(name, days)| format!("--{name}-window-days {days}"));
        let time = match self.conversion_report_time_type.as_deref() {
            Some("TIME_OF_AD_ACTION") => Some("--conversion-report-time ad-action"),
            Some("TIME_OF_CONVERSION") => Some("--conversion-report-time conversion"),
            _ => None,
        };
        let zone = match self.reporting_time_zone.as_deref() {
            Some("PINTEREST_TIME_ZONE") => Some("--timezone pinterest"),
            Some("AD_ACCOUNT_TIME_ZONE") => Some("--timezone ad-account"),
            _ => None,
        };
        windows.chain([time, zone].into_iter().flatten().map(str::to_owned)).collect()
    }
}

/// Are the days within the reach of the reports of all templates?
pub(super) fn check_reach(range: DateRange, today: NaiveDate) -> Result<()> {
    range.pieces(Cut::Never, REACH, today).map(|_| ())
}
