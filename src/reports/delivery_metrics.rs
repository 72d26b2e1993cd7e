//! `delivery-metrics`: how ads were delivered, by ad account, campaign, ad group, ad or product
//! group, over time.

mod column;
mod entity;
mod finality;
mod level;
mod sync;
mod window;

use std::sync::Arc;

use chrono::NaiveDate;
use clap::ValueEnum;

use crate::accounts::AccountOptions;
use crate::cli::choice::choice;
use crate::console::Console;
use crate::dates::{Cut, DateOptions, Reach};
use crate::error::{Error, Result};
use crate::id;
use crate::reports::delivery_metrics::column::{DEFAULT, Selection};
use crate::reports::delivery_metrics::entity::Given;
use crate::reports::delivery_metrics::finality::FinalityOptions;
use crate::reports::delivery_metrics::level::Level;
use crate::reports::delivery_metrics::sync::{Chunk, Question};
use crate::reports::delivery_metrics::window::WindowOptions;
use crate::reports::entity::EntityStatus;
use crate::reports::{Facts, Report, Source, no_more};

/// Delivery metrics of ad accounts, campaigns, ad groups, ads or product groups
#[derive(clap::Args, Debug)]
pub(crate) struct DeliveryMetrics {
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
#[command(next_help_heading = "Entities")]
struct EntityOptions {
    /// What a row is about
    #[arg(
        long,
        visible_alias = "level",
        value_name = "TYPE",
        value_parser = choice::<Level>(),
        default_value = "campaign"
    )]
    object_type: Level,
    /// These campaigns, or what belongs to them
    #[arg(long, value_name = "IDS", value_delimiter = ',', value_parser = id::parse, group = "given")]
    campaign: Vec<String>,
    /// These ad groups, or what belongs to them
    #[arg(long, value_name = "IDS", value_delimiter = ',', value_parser = id::parse, group = "given")]
    ad_group: Vec<String>,
    /// These ads
    #[arg(
        long,
        visible_alias = "pin-promotion",
        value_name = "IDS",
        value_delimiter = ',',
        value_parser = id::parse,
        group = "given"
    )]
    ad: Vec<String>,
    /// These product groups
    #[arg(long, value_name = "IDS", value_delimiter = ',', value_parser = id::parse, group = "given")]
    product_group: Vec<String>,
    /// Entities in these states [default: active, paused and archived, for archived ones have
    /// spend]
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = choice::<EntityStatus>())]
    entity_status: Vec<EntityStatus>,
}

#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Metrics")]
struct MetricOptions {
    /// What a row covers in time
    #[arg(long, value_parser = choice::<Granularity>(), default_value = "day")]
    granularity: Granularity,
    /// `default`, `all`, or names of columns such as `SPEND_IN_DOLLAR`
    #[arg(long, value_name = "NAMES", value_delimiter = ',', default_value = "default")]
    columns: Vec<String>,
    /// Head the columns by Pinterest's display names
    #[arg(long)]
    display_names: bool,
    /// Which of Pinterest's two ways to ask
    #[arg(long, value_parser = choice::<Via>(), default_value = "auto")]
    via: Via,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Granularity {
    /// One row for the whole range
    Total,
    Day,
    /// The last 8 days only
    Hour,
    Week,
    Month,
}

impl Granularity {
    fn cut(self) -> Cut {
        match self {
            Granularity::Total => Cut::Never,
            Granularity::Day | Granularity::Hour => Cut::BetweenDays,
            Granularity::Week => Cut::BeforeMonday,
            Granularity::Month => Cut::BeforeFirstOfMonth,
        }
    }

    /// What the synchronous endpoints allow.
    fn reach(self) -> Reach {
        match self {
            Granularity::Hour => Reach { days_back: 8, days_per_request: 3 },
            _ => Reach { days_back: 90, days_per_request: 90 },
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Via {
    /// The way that needs fewer requests
    Auto,
    /// Analytics endpoints: at once, 90 days back
    Sync,
    /// Reports made by Pinterest in the background: 914 days back
    Async,
}

impl Report for DeliveryMetrics {
    const FACTS: Facts = Facts {
        name: "delivery-metrics",
        domo: Some("Delivery Metrics"),
        endpoints: &[
            "GET /ad_accounts/{ad_account_id}/analytics",
            "GET /ad_accounts/{ad_account_id}/campaigns/analytics",
            "GET /ad_accounts/{ad_account_id}/ad_groups/analytics",
            "GET /ad_accounts/{ad_account_id}/ads/analytics",
            "GET /ad_accounts/{ad_account_id}/product_groups/analytics",
        ],
        scopes: &["ads:read"],
        columns: DEFAULT,
        examples: [
            "pinads delivery-metrics --all-ad-accounts --days-back 30 -o 'pinterest-{date}.csv'",
            "pinads delivery-metrics --all-ad-accounts --object-type ad --granularity total --columns CTR",
        ],
        more: no_more,
    };

    fn accounts(&self) -> Option<&AccountOptions> {
        Some(&self.accounts)
    }

    fn source(self, today: NaiveDate, console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        let level = self.entities.object_type;
        let Some(endpoints) = level.endpoints() else {
            return Err(not_yet(&format!("metrics of a {}", level.name())));
        };
        if self.metrics.via == Via::Async {
            return Err(not_yet("`--via async`"));
        }
        let range = self.dates.resolve(today)?;
        let granularity = self.metrics.granularity;
        let pieces = range.pieces(granularity.cut(), granularity.reach(), today)?;
        let columns = Selection::parse(&self.metrics.columns, level, console)?;
        self.windows.check(console);
        Ok(Arc::new(Question {
            endpoints,
            given: self.entities.given(level, self.accounts.may_be_several())?,
            statuses: self.entities.entity_status,
            range,
            pieces,
            granularity,
            columns,
            display_names: self.metrics.display_names,
            windows: self.windows,
            finality: self.finality,
            console: Arc::clone(console),
            chunk: Chunk::default(),
        }))
    }
}

impl EntityOptions {
    /// The ids that were given, with the type of what they name.
    fn given(&self, level: Level, several_accounts: bool) -> Result<Option<Given>> {
        let options = [
            ("--campaign", Level::Campaign, &self.campaign),
            ("--ad-group", Level::AdGroup, &self.ad_group),
            ("--ad", Level::Ad, &self.ad),
            ("--product-group", Level::ProductGroup, &self.product_group),
        ];
        let Some((option, of, ids)) = options.into_iter().find(|(_, _, ids)| !ids.is_empty())
        else {
            return Ok(None);
        };
        if several_accounts {
            return Err(Error::usage(format!("`{option}` names ids of one ad account"))
                .hint("`--ad-account` with that one"));
        }
        if !level.belongs_to(of) {
            let accepted: Vec<_> = options
                .iter()
                .filter(|(_, of, _)| level.belongs_to(*of))
                .map(|(option, ..)| format!("`{option}`"))
                .collect();
            let accepted =
                if accepted.is_empty() { "no ids".to_owned() } else { accepted.join(" or ") };
            return Err(Error::usage(format!(
                "`{option}` does not go with `--object-type {}`, which takes {accepted}",
                level.name()
            )));
        }
        Ok(Some(Given { of, ids: ids.clone() }))
    }
}

fn not_yet(what: &str) -> Error {
    Error::usage(format!(
        "{what} comes only from Pinterest's asynchronous reports, which this version cannot ask for"
    ))
    .hint("`--object-type` ad-account, campaign, ad-group, ad or product-group, without `--via async`")
}
