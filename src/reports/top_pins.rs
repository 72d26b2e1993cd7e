//! The common part of the two reports on top Pins.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, SecondsFormat};
use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use futures_util::{FutureExt, StreamExt, stream};
use serde::Deserialize;

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::error::Result;
use crate::json;
use crate::json::row::Row;
use crate::options::choice::{api_name, choice};
use crate::options::dates::{Cut, DateOptions};
use crate::output::Batch;
use crate::output::columns::Column;
use crate::output::data_type::DataType;
use crate::output::unit::Unit;
use crate::reports::field::fields;
use crate::reports::listing::Listing;
use crate::reports::organic::OwnerOptions;
use crate::reports::organic_metrics::{FilterOptions, add_dates, metric_column, pieces};
use crate::reports::report::Source;
use crate::terminal::console::Console;

/// The most Pins that the API ranks.
pub(crate) const MOST: u32 = 50;

/// `S` are the metrics to rank by, `M` those to show.
#[derive(clap::Args, Debug)]
pub(crate) struct TopPinOptions<S, M>
where
    S: ValueEnum + Clone + Send + Sync + 'static,
    M: ValueEnum + Clone + Send + Sync + 'static,
{
    #[command(flatten)]
    owner: OwnerOptions,
    #[command(flatten)]
    dates: DateOptions,
    #[command(flatten)]
    filters: FilterOptions,
    /// Only Pins created in the last N days; the API accepts 30
    #[arg(
        long,
        value_name = "N",
        value_parser = PossibleValuesParser::new(["30"]),
        hide_possible_values = true,
        help_heading = "Filters (default: everything)"
    )]
    created_in_last_days: Option<String>,
    /// Maximum number of Pins; the API ranks at most 50
    #[arg(
        long,
        value_name = "N",
        default_value_t = MOST,
        value_parser = clap::value_parser!(u32).range(1..),
        help_heading = "Metrics"
    )]
    limit: u32,
    /// Metric to rank by
    #[arg(
        long,
        value_name = "METRIC",
        value_parser = choice::<S>(),
        default_value = "impression",
        help_heading = "Metrics"
    )]
    sort_by: S,
    /// Metrics to write [default: all]
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        value_parser = choice::<M>(),
        help_heading = "Metrics"
    )]
    metric: Vec<M>,
}

#[derive(Deserialize)]
pub(crate) struct Answer {
    #[serde(default)]
    date_availability: Option<Availability>,
    pub(crate) pins: Vec<Row>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Availability {
    /// In milliseconds.
    latest_available_timestamp: Option<f64>,
}

impl<S, M> TopPinOptions<S, M>
where
    S: ValueEnum + Clone + Send + Sync + 'static,
    M: ValueEnum + Clone + Send + Sync + 'static,
{
    /// `endpoint` is `top_pins` or `top_video_pins`; `columns` are those at the default options:
    /// keys, all metrics, the status of the data.
    pub(crate) fn source(
        self,
        endpoint: &str,
        columns: &str,
        today: NaiveDate,
        console: &Arc<Console>,
    ) -> Result<Arc<dyn Source>> {
        if self.limit > MOST {
            console.note(&format!("the API ranks at most {MOST} Pins; requesting {MOST}"));
        }
        // Ranks of parts do not add up to ranks of the whole.
        let (range, pieces) = pieces(&self.dates, Cut::Never, today)?;
        let segments = ["user_account", "analytics", endpoint];
        let request = self.owner.request(Category::OrgAnalytics, segments);
        let request = pieces.into_iter().fold(request, add_dates);
        let request = request.param("sort_by", api_name(self.sort_by));
        let request = self
            .filters
            .add_to(request)
            .param_if("created_in_last_n_days", self.created_in_last_days)
            .param("num_of_pins", self.limit.min(MOST));
        let metrics: Vec<_> = self.metric.into_iter().map(api_name).collect();
        let request =
            if metrics.is_empty() { request } else { request.joined("metric_types", &metrics) };
        let console = Arc::clone(console);
        let listing = Listing::new(with_metrics(columns, metrics), "1", move |client| {
            let rows = rows(client, request.clone(), Arc::clone(&console));
            stream::once(rows.boxed()).boxed()
        });
        Ok(Arc::new(listing.over(range)))
    }
}

/// The state of each metric.
pub(crate) fn data_status() -> Column {
    Column::new("data_status").of_type(DataType::Json, Unit::Plain)
}

/// The columns, with these metrics if some were chosen.
fn with_metrics(columns: &str, chosen: Vec<String>) -> Vec<Column> {
    let is_metric = |name: &&str| name.chars().all(|c| !c.is_ascii_lowercase());
    let all = || columns.split_whitespace().filter(is_metric).map(str::to_owned).collect();
    let metrics = if chosen.is_empty() { all() } else { chosen };
    let metrics = metrics.iter().map(|name| metric_column(name));
    fields("rank pin_id").chain(metrics).chain([data_status()]).collect()
}

impl Answer {
    /// Tells how fresh the ranking is.
    pub(crate) fn tell(&self, console: &Console) {
        #[expect(clippy::cast_possible_truncation, reason = "a year has few milliseconds")]
        let milliseconds = |it: &Availability| it.latest_available_timestamp.map(|ms| ms as i64);
        let latest = self.date_availability.as_ref().and_then(milliseconds);
        if let Some(latest) = latest.and_then(DateTime::from_timestamp_millis) {
            let latest = latest.to_rfc3339_opts(SecondsFormat::Secs, true);
            console.note(&format!("the ranking is complete through {latest}"));
        }
    }
}

async fn rows(client: Arc<Client>, request: Request, console: Arc<Console>) -> Result<Batch> {
    let answer: Answer = client.fetch(&request).await?;
    answer.tell(&console);
    let ranked = answer.pins.iter().enumerate();
    let rows = ranked.map(|(place, pin)| json::prepended("rank", &(place + 1).to_string(), pin));
    Ok(Batch { rows: rows.collect(), known: Vec::new() })
}
