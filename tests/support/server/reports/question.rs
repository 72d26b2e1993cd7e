//! What an asynchronous report is asked for, read from the body of the request and checked.

use chrono::NaiveDate;
use serde_json::Value;

use super::days::Reach;
use super::fields::{Fields, is_required};
use super::filters::Filters;
use super::level::{Kind, ReportLevel};
use super::metric_filters::{self, MetricFilter};
use crate::support::server::breakdown;
use crate::support::server::definitions;
use crate::support::server::parameters::wrong;
use crate::support::server::refused_columns::{self, Api};
use crate::support::server::reply::Reply;
use crate::support::server::world::{Account, Granularity, Level, World};

/// Columns of ads, which reports on product items do not know.
const OF_ADS: [&str; 6] = [
    "AD_ID",
    "AD_NAME",
    "AD_STATUS",
    "PIN_PROMOTION_ID",
    "PIN_PROMOTION_NAME",
    "PIN_PROMOTION_STATUS",
];

pub(super) struct Question {
    pub(super) level: ReportLevel,
    pub(super) start: NaiveDate,
    pub(super) end: NaiveDate,
    pub(super) granularity: Granularity,
    pub(super) start_hour: Option<u32>,
    /// The first hour of the last day that is left out.
    pub(super) end_hour: Option<u32>,
    pub(super) columns: Vec<String>,
    pub(super) targeting_types: Vec<String>,
    pub(super) filters: Filters,
    pub(super) metric_filters: Vec<MetricFilter>,
    pub(super) by_date: bool,
    pub(super) as_csv: bool,
    /// The day on which it is asked.
    pub(super) today: NaiveDate,
}

impl Question {
    pub(super) fn read(
        world: &World,
        account: &Account,
        body: &Value,
        today: NaiveDate,
        reach: Reach,
    ) -> Result<Self, Reply> {
        let mut fields = Fields::new(body)?;
        let start = fields.date("start_date")?;
        let end = fields.date("end_date")?;
        let name = fields.required("granularity")?;
        fields.one_of("granularity", &Granularity::ALL.map(Granularity::key))?;
        let granularity = Granularity::ALL.into_iter().find(|one| one.key() == name);
        let granularity = granularity.expect("one of the allowed values");
        let name_of_level = fields.required("level")?;
        let level = ReportLevel::find(name_of_level);
        let level =
            level.ok_or_else(|| wrong("level", &format!("'{name_of_level}' is no level")))?;
        let columns = fields.columns(&definitions::async_columns())?;
        check_attribution(&mut fields)?;
        let filters = Filters::read(&mut fields, account, level.kind)?;
        let metric_filters = metric_filters::read(&mut fields)?;
        metric_filters::check_custom_events(&mut fields)?;
        let targeting_types = read_targeting(&mut fields, world, level)?;
        let start_hour = fields.integer("start_hour", |hour| hour < 24)?;
        let end_hour = fields.integer("end_hour", |hour| hour < 24)?;
        let sort = fields.one_of("primary_sort", &["BY_ID", "BY_DATE"])?;
        let format = fields.one_of("report_format", &["JSON", "CSV"])?;
        fields.finish()?;
        if granularity != Granularity::Hour && (start_hour.is_some() || end_hour.is_some()) {
            return Err(wrong("start_hour, end_hour", "are for reports by the hour"));
        }
        check_columns(&columns, level)?;
        let listed = definitions::async_columns();
        refused_columns::check(world, Api::Reports, name_of_level, &columns, &listed)?;
        reach(start, end, granularity, level.kind, today)?;
        let (by_date, as_csv) = (sort == Some("BY_DATE"), format == Some("CSV"));
        Ok(Self {
            level,
            start,
            end,
            granularity,
            start_hour,
            end_hour,
            columns,
            targeting_types,
            filters,
            metric_filters,
            by_date,
            as_csv,
            today,
        })
    }
}

fn check_attribution(fields: &mut Fields<'_>) -> Result<(), Reply> {
    for window in ["click_window_days", "engagement_window_days", "view_window_days"] {
        fields.integer(window, |days| [0, 1, 7, 14, 30, 60].contains(&days))?;
    }
    fields.one_of("conversion_report_time", &["TIME_OF_AD_ACTION", "TIME_OF_CONVERSION"])?;
    fields.one_of("reporting_timezone", &["PINTEREST_TIME_ZONE", "AD_ACCOUNT_TIME_ZONE"])?;
    fields.several("attribution_types", usize::MAX, &["INDIVIDUAL", "HOUSEHOLD"])?;
    Ok(())
}

fn read_targeting(
    fields: &mut Fields<'_>,
    world: &World,
    level: ReportLevel,
) -> Result<Vec<String>, Reply> {
    let name = "targeting_types";
    let types = fields.several(name, 5, &breakdown::OF_REPORTS)?;
    if fields.boolean("combine_targeting_types")? == Some(true) {
        // Joint breakdowns are in beta, and this token is not part of it.
        return Err(Reply::error(403, 29, "combine_targeting_types is not open to your app."));
    }
    if level.with_targeting && types.is_empty() {
        return Err(is_required(name));
    }
    if !level.with_targeting && !types.is_empty() {
        return Err(wrong(name, "needs a level that ends in _TARGETING"));
    }
    let only = |kind: &str, own: Kind| types.iter().any(|one| one == kind) && level.kind != own;
    if only("AUDIENCE_MULTIPLIER", Kind::Of(Level::Campaign)) {
        return Err(wrong(name, "AUDIENCE_MULTIPLIER needs the level CAMPAIGN_TARGETING"));
    }
    if only("MEDIA_TYPE", Kind::ProductItem) {
        return Err(wrong(name, "MEDIA_TYPE needs the level PRODUCT_ITEM_TARGETING"));
    }
    breakdown::check_betas(world, &types)?;
    Ok(types)
}

fn check_columns(columns: &[String], level: ReportLevel) -> Result<(), Reply> {
    if level.kind == Kind::ProductItem {
        breakdown::refuse_columns(columns, &OF_ADS)?;
    }
    if level.with_targeting {
        breakdown::refuse_columns(columns, &breakdown::NOT_BROKEN_DOWN)?;
    }
    Ok(())
}
