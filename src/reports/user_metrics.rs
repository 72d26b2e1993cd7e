//! `user-metrics`: how the content of an account does, by day or in sum.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::ValueEnum;
use futures_util::{StreamExt, stream};
use serde::Deserialize;

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::error::Result;
use crate::json;
use crate::json::Entries;
use crate::json::row::Row;
use crate::options::choice::{api_name, choice};
use crate::options::dates::{Cut, DateOptions, DateRange};
use crate::output::Batch;
use crate::output::columns::Column;
use crate::output::key::KeyPart;
use crate::output::states::States;
use crate::reports::field::fields;
use crate::reports::listing::Listing;
use crate::reports::organic::OwnerOptions;
use crate::reports::organic_metrics::{FilterOptions, Metric, add_dates, metric_column, pieces};
use crate::reports::report::{Facts, Report, Section, Source, no_more};
use crate::terminal::console::Console;

/// Get the organic metrics of an account
#[derive(clap::Args, Debug)]
pub(crate) struct UserMetrics {
    #[command(flatten)]
    owner: OwnerOptions,
    #[command(flatten)]
    dates: DateOptions,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    metrics: MetricOptions,
}

#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Metrics")]
struct MetricOptions {
    /// One row per day, or one row for the whole range
    #[arg(long, value_parser = choice::<Aggregation>(), default_value = "daily")]
    aggregation: Aggregation,
    /// Metrics to write [default: all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = choice::<Metric>())]
    metric: Vec<Metric>,
    /// Field to split the metrics by; the column `group` has its value
    #[arg(long, value_name = "FIELD", value_parser = choice::<SplitField>())]
    split_field: Option<SplitField>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Aggregation {
    Daily,
    Summary,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SplitField {
    NoSplit,
    AppType,
    OwnedContent,
    Source,
    PinFormat,
}

/// The columns by day. Behind the keys: the metrics that may be named, and more, which come when
/// none is named, as the description's example shows.
const COLUMNS: &str = "\
    group date data_status ENGAGEMENT ENGAGEMENT_RATE IMPRESSION OUTBOUND_CLICK \
    OUTBOUND_CLICK_RATE PIN_CLICK PIN_CLICK_RATE SAVE SAVE_RATE CLOSEUP CLOSEUP_RATE \
    PROFILE_VISIT QUARTILE_95_PERCENT_VIEW VIDEO_10S_VIEW VIDEO_AVG_WATCH_TIME VIDEO_MRC_VIEW \
    VIDEO_START VIDEO_V50_WATCH_TIME";

const GROUP: KeyPart = KeyPart::of("group", "group");

const STATES: States =
    States { column: "data_status", processing: "PROCESSING", before: "BEFORE_" };

impl Report for UserMetrics {
    const FACTS: Facts = Facts {
        name: "user-metrics",
        section: Section::Organic,
        domo: Some("User Metrics"),
        endpoints: &["GET /user_account/analytics"],
        scopes: &["user_accounts:read"],
        columns: COLUMNS,
        key: &[],
        examples: [
            "pinads user-metrics --days-back 30",
            "pinads user-metrics --aggregation summary --split-field app-type",
        ],
        more: no_more,
    };

    fn needs_a_user(&self) -> Option<&'static str> {
        Some(Self::FACTS.endpoints[0])
    }

    fn source(self, today: NaiveDate, _console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        let daily = self.metrics.aggregation == Aggregation::Daily;
        let cut = if daily { Cut::BetweenDays } else { Cut::Never };
        let (range, pieces) = pieces(&self.dates, cut, today)?;
        let requests: Vec<_> = pieces.iter().map(|piece| self.request(*piece)).collect();
        let listing = Listing::new(self.columns(), pieces.len().to_string(), move |client| {
            stream::iter(requests.clone())
                .then(move |request| rows(Arc::clone(&client), request, daily))
                .boxed()
        })
        .over(range);
        if !daily {
            let listing = listing.keyed_by([GROUP]);
            return Ok(Arc::new(listing.by_day_with("--aggregation daily")));
        }
        let listing = listing.keyed_by([GROUP, KeyPart::of("date", "day")]);
        Ok(Arc::new(listing.by_day("date").with_states(STATES)))
    }
}

impl UserMetrics {
    fn request(&self, piece: DateRange) -> Request {
        let metrics: Vec<_> = self.metrics.metric.iter().copied().map(api_name).collect();
        let request = self.owner.request(Category::OrgAnalytics, ["user_account", "analytics"]);
        let request = self
            .filters
            .add_to(add_dates(request, piece))
            .param_if("split_field", self.metrics.split_field.map(api_name));
        if metrics.is_empty() { request } else { request.joined("metric_types", &metrics) }
    }

    fn columns(&self) -> Vec<Column> {
        let keys = match self.metrics.aggregation {
            Aggregation::Daily => "group date data_status",
            Aggregation::Summary => "group",
        };
        let metrics: Vec<_> = match self.metrics.metric.as_slice() {
            [] => COLUMNS.split_whitespace().skip(3).map(str::to_owned).collect(),
            some => some.iter().copied().map(api_name).collect(),
        };
        // Of the parts, the API does not say that they are all, or apart.
        let is_split = !matches!(self.metrics.split_field, None | Some(SplitField::NoSplit));
        let metrics = metrics.iter().map(|name| {
            let column = metric_column(name);
            let unit = column.unit;
            column.in_unit(if is_split { unit.overlapping() } else { unit })
        });
        fields(keys).chain(metrics).collect()
    }
}

/// One group of the answer, whose name is the key that leads to it.
#[derive(Deserialize)]
struct Group {
    #[serde(default)]
    daily_metrics: Vec<Row>,
    #[serde(default)]
    summary_metrics: Option<Row>,
}

async fn rows(client: Arc<Client>, request: Request, daily: bool) -> Result<Batch> {
    let Entries::<Group>(groups) = client.fetch(&request).await?;
    let rows = groups.iter().flat_map(|(name, group)| {
        let name = json::quoted(name);
        let summary = group.summary_metrics.as_ref();
        let summary = summary.map(|metrics| json::object([("metrics", metrics.get())]));
        let rows: Vec<_> = if daily {
            group.daily_metrics.iter().map(|row| json::prepended("group", &name, row)).collect()
        } else {
            summary.iter().map(|row| json::prepended("group", &name, row)).collect()
        };
        rows
    });
    Ok(Batch { rows: rows.collect(), known: Vec::new() })
}
