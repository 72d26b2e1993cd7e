//! `delivery-metrics`: how ads were delivered, by ad account, campaign, ad group, ad or product
//! group, over time.

mod asynchronous;
pub(super) mod breakdown;
mod column;
mod edge;
mod entity;
mod entity_options;
mod finality;
mod granularity;
mod in_turn;
mod job;
mod keys;
mod kind;
mod learned;
mod level;
mod narrowing;
mod objective;
mod ordered_report;
mod plan;
mod polling;
mod query;
mod refusal;
mod routes;
mod row_key;
mod selection;
mod size;
mod source;
mod sync;
mod targeting_names;
mod template;
mod template_options;
mod template_source;
mod unknown;
mod window;

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use chrono::{Days, NaiveDate};
use clap_complete::ArgValueCompleter;

use crate::error::{Error, Result};
use crate::options::accounts::AccountOptions;
use crate::options::choice::{api_name, choice};
use crate::options::dates::periods::Periods;
use crate::options::dates::{DateOptions, DateRange};
use crate::reports::chunk::Chunk;
use crate::reports::delivery_metrics::asynchronous::AsyncRoute;
use crate::reports::delivery_metrics::breakdown::BreakdownOptions;
pub(super) use crate::reports::delivery_metrics::column::requestable;
use crate::reports::delivery_metrics::column::{DEFAULT, Route};
use crate::reports::delivery_metrics::edge::{DAYS_BACK, Edge};
use crate::reports::delivery_metrics::entity_options::EntityOptions;
use crate::reports::delivery_metrics::finality::FinalityOptions;
use crate::reports::delivery_metrics::granularity::Granularity;
use crate::reports::delivery_metrics::keys::keys;
use crate::reports::delivery_metrics::level::{Endpoints, Level};
use crate::reports::delivery_metrics::narrowing::in_reports;
use crate::reports::delivery_metrics::query::DeliveryQuery;
use crate::reports::delivery_metrics::routes::{Routes, Via, out_of_reach};
use crate::reports::delivery_metrics::selection::{Choices, Selection};
use crate::reports::delivery_metrics::source::DeliverySource;
use crate::reports::delivery_metrics::sync::SyncRoute;
use crate::reports::delivery_metrics::template_options::TemplateOptions;
use crate::reports::delivery_metrics::template_source::TemplateSource;
use crate::reports::delivery_metrics::unknown::UnknownColumns;
use crate::reports::delivery_metrics::window::WindowOptions;
use crate::reports::entity::EntityStatus;
use crate::reports::more::More;
use crate::reports::report::{Facts, Report, Section, Source};
use crate::terminal::console::Console;

/// Get metrics of campaigns, ad groups, and ads
#[derive(clap::Args, Debug)]
pub(crate) struct DeliveryMetrics {
    #[command(flatten)]
    options: DeliveryOptions,
    #[command(flatten)]
    template: TemplateOptions,
}

/// The options that `targeting-metrics` has too.
#[derive(clap::Args, Debug)]
pub(super) struct DeliveryOptions {
    #[command(flatten)]
    accounts: AccountOptions,
    #[command(flatten)]
    entities: EntityOptions,
    #[command(flatten)]
    dates: DateOptions,
    #[command(flatten)]
    metrics: MetricOptions,
    #[command(flatten)]
    windows: WindowOptions,
    #[command(flatten)]
    finality: FinalityOptions,
}

#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Metrics")]
struct MetricOptions {
    /// Period that a row covers
    #[arg(long, value_name = "PERIOD", value_parser = choice::<Granularity>(), default_value = "day")]
    granularity: Granularity,
    /// Leave out weeks or months that the dates cover only in part
    ///
    /// Weeks begin on Monday.
    #[arg(long, hide_short_help = true)]
    whole_periods: bool,
    /// `default`, `all`, or names of columns
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        default_value = "default",
        hide_default_value = true,
        add = ArgValueCompleter::new(column::complete)
    )]
    columns: Vec<String>,
    /// How to treat a name in `--columns` that pinads does not know
    #[arg(
        long,
        hide_short_help = true,
        value_name = "HOW",
        value_parser = choice::<UnknownColumns>(),
        default_value = "error"
    )]
    unknown_columns: UnknownColumns,
    /// Use Pinterest's display names as headers
    #[arg(long, hide_short_help = true)]
    display_names: bool,
    /// API to use for delivery metrics
    #[arg(long, hide_short_help = true, value_parser = choice::<Via>(), default_value = "auto")]
    via: Via,
}

impl Report for DeliveryMetrics {
    const FACTS: Facts = Facts {
        name: "delivery-metrics",
        section: Section::Ads,
        domo: Some("Delivery Metrics"),
        endpoints: &[
            "GET /ad_accounts/{ad_account_id}/analytics",
            "GET /ad_accounts/{ad_account_id}/campaigns/analytics",
            "GET /ad_accounts/{ad_account_id}/ad_groups/analytics",
            "GET /ad_accounts/{ad_account_id}/ads/analytics",
            "GET /ad_accounts/{ad_account_id}/product_groups/analytics",
            "POST and GET /ad_accounts/{ad_account_id}/reports",
            "GET /ad_accounts/{ad_account_id}/templates",
            "POST /ad_accounts/{ad_account_id}/templates/{template_id}/reports",
        ],
        scopes: &["ads:read"],
        columns: DEFAULT,
        key: &[],
        examples: [
            "pinads delivery-metrics --all-ad-accounts --days-back 30 -o 'pinterest-{date}.csv'",
            "pinads delivery-metrics --all-ad-accounts --object-type ad --granularity total --columns CTR",
        ],
        more: || More { requestable: requestable(false), ..More::default() },
    };

    fn head_by_display_names(&mut self) -> bool {
        self.options.head_by_display_names()
    }

    fn accounts(&self) -> Option<&AccountOptions> {
        Some(self.options.accounts())
    }

    fn needs_a_user(&self) -> Option<&'static str> {
        self.template.needs_a_user().or_else(|| self.options.needs_a_user_for(false))
    }

    fn source(self, today: NaiveDate, console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        match self.template.template {
            Some(id) => self.options.run_template(id, today, console),
            None => self.options.ask(None, today, console),
        }
    }
}

impl DeliveryOptions {
    pub(super) fn head_by_display_names(&mut self) -> bool {
        self.metrics.display_names = true;
        true
    }

    pub(super) fn accounts(&self) -> &AccountOptions {
        &self.accounts
    }

    /// Makes the source of the rows of a saved report.
    fn run_template(
        self,
        id: String,
        today: NaiveDate,
        console: &Arc<Console>,
    ) -> Result<Arc<dyn Source>> {
        let range = self.dates.resolve(today)?;
        let (display_names, finality) = (self.metrics.display_names, self.finality);
        let console = Arc::clone(console);
        TemplateSource::of(id, range, today, display_names, finality, console)
    }

    /// The endpoint that these options need and that refuses an app itself, whatever the range.
    pub(super) fn needs_a_user_for(&self, breakdown: bool) -> Option<&'static str> {
        let level = self.entities.object_type;
        let needs_reports = self.metrics.via == Via::Async
            || level.endpoints().is_none()
            || self.entities.needs_reports()
            || (breakdown && level == Level::ProductGroup);
        if needs_reports {
            return Some("POST /ad_accounts/{ad_account_id}/reports");
        }
        if self.finality.needs_requests() {
            return Some("GET /resources/metrics_ready_state");
        }
        self.entities
            .lists_product_groups()
            .then_some("GET /ad_accounts/{ad_account_id}/product_group_promotions")
    }

    /// Makes the source of the rows, broken down or not.
    pub(super) fn ask(
        self,
        breakdown: Option<&BreakdownOptions>,
        today: NaiveDate,
        console: &Arc<Console>,
    ) -> Result<Arc<dyn Source>> {
        let level = self.entities.object_type;
        let via = self.metrics.via;
        let (routes, is_broken_down) = (possible(via, level), breakdown.is_some());
        let choices = Choices {
            level,
            all: column::all(routes, is_broken_down),
            offered: column::offered(routes, level, is_broken_down),
            keys: keys(level, self.metrics.granularity, is_broken_down),
            unknown: self.metrics.unknown_columns,
        };
        self.windows.check(console);
        let query = Arc::new(DeliveryQuery {
            level,
            given: self.entities.given(level)?,
            statuses: self.entities.statuses(level)?,
            range: self.metrics.range(self.dates.resolve(today)?, today, console)?,
            granularity: self.metrics.granularity,
            columns: Selection::parse(&self.metrics.columns, &choices, console)?,
            breakdown: breakdown.map(BreakdownOptions::names),
            windows: self.windows,
            objectives: self.entities.objectives()?,
        });
        query.note_forbidden(console);
        let served = |route| breakdown.map_or(Ok(()), |it| it.check(route, level));
        let sync = served(Route::Sync).and_then(|()| query.by_endpoints(via, today, console));
        let asynchronous =
            served(Route::Async).and_then(|()| query.by_reports(via, today, console));
        let (routes, why) = Routes::find(via, sync, asynchronous)?;
        console.detail(|| format!("API: {} ({why})", routes.name()));
        Ok(Arc::new(DeliverySource {
            query,
            routes,
            why,
            display_names: self.metrics.display_names,
            targeting_names: breakdown.and_then(BreakdownOptions::value_names),
            finality: self.finality,
            accounts: AtomicUsize::new(0),
            turns: AtomicUsize::new(0),
            console: Arc::clone(console),
        }))
    }
}

impl MetricOptions {
    /// The range without the partial periods at its ends, if so desired.
    fn range(&self, range: DateRange, today: NaiveDate, console: &Console) -> Result<DateRange> {
        let periods = Periods::of(range, self.granularity.cut(), today);
        if !self.whole_periods {
            if let Some(note) = periods.and_then(|periods| periods.note()) {
                console.note(&note);
            }
            return Ok(range);
        }
        match periods {
            Some(periods) => periods.whole(),
            None => Err(Error::usage("`--whole-periods` requires weeks or months").hint(
                "use `--granularity week` or `--granularity month`, or remove `--whole-periods`",
            )),
        }
    }
}

/// The routes for a range of any length, because the meaning of `all` must not depend on the range.
fn possible(via: Via, level: Level) -> &'static [Route] {
    match via {
        Via::Sync => &[Route::Sync],
        Via::Async => &[Route::Async],
        Via::Auto if level.endpoints().is_none() => &[Route::Async],
        Via::Auto => &[Route::Sync, Route::Async],
    }
}

impl DeliveryQuery {
    /// The synchronous route, or the error that rules it out.
    fn by_endpoints(
        self: &Arc<Self>,
        via: Via,
        today: NaiveDate,
        console: &Arc<Console>,
    ) -> Result<SyncRoute> {
        let endpoints = self.endpoints().ok_or_else(|| {
            Error::usage(format!(
                "only asynchronous reports provide metrics of object type `{}`",
                self.level.name()
            ))
            .hint("remove `--via sync`")
        })?;
        if !self.objectives.is_empty() {
            return Err(Error::usage(
                "only asynchronous reports support `--campaign-objective-type`",
            )
            .hint("remove `--via sync` or `--campaign-objective-type`"));
        }
        let (start, reach) = (self.range.start, self.granularity.reach());
        let day = |days_back: u32| today.checked_sub_days(Days::new(days_back.into()));
        if via == Via::Auto {
            self.check_columns(Route::Sync)?;
            if day(reach.days_back) > Some(start) {
                return Err(out_of_reach(start, reach.days_back));
            }
        }
        let pieces = self.range.pieces(self.granularity.cut(), reach, today)?;
        let is_at_the_edge = via == Via::Auto && day(DAYS_BACK) == Some(start);
        let edge = is_at_the_edge.then(Edge::default);
        let (query, console) = (Arc::clone(self), Arc::clone(console));
        Ok(SyncRoute { query, endpoints, pieces, chunk: Chunk::default(), edge, console })
    }

    /// The asynchronous route, or the error that rules it out.
    fn by_reports(
        self: &Arc<Self>,
        via: Via,
        today: NaiveDate,
        console: &Arc<Console>,
    ) -> Result<AsyncRoute> {
        if via == Via::Auto {
            self.check_columns(Route::Async)?;
        }
        if self.breakdown.is_some() && self.level == Level::Keyword {
            return Err(Error::usage("the API provides no targeting metrics of keywords")
                .hint("use another `--object-type`"));
        }
        let unknown = |status: &&EntityStatus| in_reports(self.level, **status).is_empty();
        if let Some(status) = self.statuses.iter().find(unknown) {
            return Err(Error::usage(format!(
                "asynchronous reports cannot filter object type `{}` by status {}",
                self.level.name(),
                api_name(*status)
            ))
            .hint("use `--via sync`"));
        }
        let reach = self.granularity.reach_of_reports(self.level);
        let pieces = self.range.pieces(self.granularity.cut(), reach, today)?;
        let (query, console) = (Arc::clone(self), Arc::clone(console));
        Ok(AsyncRoute { query, pieces, polling: Arc::default(), console })
    }

    /// Nothing if only asynchronous reports have the rows.
    fn endpoints(&self) -> Option<Endpoints> {
        let endpoints = self.level.endpoints();
        // Product groups are broken down by asynchronous reports alone.
        endpoints.filter(|_| self.breakdown.is_none() || self.level != Level::ProductGroup)
    }

    fn note_forbidden(&self, console: &Console) {
        let names = self.columns.names.iter().filter(|name| self.level.forbids(name));
        let names: Vec<_> = names.map(String::as_str).collect();
        if !names.is_empty() {
            console.note(&format!(
                "the API does not allow these columns in reports of product items, so they stay \
                 empty: {}",
                names.join(", ")
            ));
        }
    }

    fn check_columns(&self, route: Route) -> Result<()> {
        let Some(barred) = self.columns.barred(route) else { return Ok(()) };
        let (has_it, hint) = match route {
            // Reports are taken anyway, except where they cannot be ordered.
            Route::Sync => ("asynchronous reports", format!("remove `{barred}` from `--columns`")),
            Route::Async => ("analytics endpoints", "use `--via sync`".to_owned()),
        };
        Err(Error::usage(format!("only {has_it} provide `{barred}`")).hint(hint))
    }
}
