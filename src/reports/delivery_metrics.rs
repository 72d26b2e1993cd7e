//! `delivery-metrics`: how ads were delivered, by ad account, campaign, ad group, ad or product
//! group, over time.

mod asynchronous;
mod column;
mod entity;
mod finality;
mod level;
mod question;
mod report;
mod sync;
mod window;

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use clap::ValueEnum;

use crate::accounts::AccountOptions;
use crate::cli::choice::choice;
use crate::console::Console;
use crate::dates::{Cut, DateOptions, DateRange, Reach};
use crate::error::{Error, Result};
use crate::id;
use crate::reports::delivery_metrics::asynchronous::Async;
use crate::reports::delivery_metrics::column::{DEFAULT, Selection};
use crate::reports::delivery_metrics::entity::Given;
use crate::reports::delivery_metrics::finality::FinalityOptions;
use crate::reports::delivery_metrics::level::{Endpoints, Level};
use crate::reports::delivery_metrics::question::{Asked, Question};
use crate::reports::delivery_metrics::sync::{Chunk, Sync};
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

    /// What asynchronous reports allow; 186 days are said to be, and 185 are known to work.
    fn reach_of_reports(self, level: Level) -> Reach {
        match (self, level) {
            (Granularity::Hour, _) => self.reach(),
            (_, Level::ProductItem) => Reach { days_back: 92, days_per_request: 31 },
            _ => Reach { days_back: 914, days_per_request: 185 },
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
            "POST and GET /ad_accounts/{ad_account_id}/reports",
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
        let granularity = self.metrics.granularity;
        let range = self.dates.resolve(today)?;
        let columns = Selection::parse(&self.metrics.columns, level, console)?;
        self.windows.check(console);
        let given = self.entities.given(level, self.accounts.may_be_several())?;
        let statuses = self.entities.entity_status;
        let endpoints = self.metrics.via.endpoints(level, range, granularity, today)?;
        let reach = match endpoints {
            Some(_) => granularity.reach(),
            None => granularity.reach_of_reports(level),
        };
        let pieces = range.pieces(granularity.cut(), reach, today)?;
        let (display_names, windows) = (self.metrics.display_names, self.windows);
        let (finality, console) = (self.finality, Arc::clone(console));
        let asked = Asked {
            level,
            range,
            pieces,
            granularity,
            columns,
            display_names,
            windows,
            finality,
            console,
        };
        Ok(match endpoints {
            Some(endpoints) => {
                let way = Sync { endpoints, given, statuses, chunk: Chunk::default() };
                Arc::new(Question { asked, way })
            }
            None => Arc::new(Question { asked, way: Async { given, statuses } }),
        })
    }
}

impl Via {
    /// Those of the synchronous way, if it is taken.
    fn endpoints(
        self,
        level: Level,
        range: DateRange,
        granularity: Granularity,
        today: NaiveDate,
    ) -> Result<Option<Endpoints>> {
        let endpoints = level.endpoints();
        // Others were refused at exactly 90 days.
        let days_back = granularity.reach().days_back.min(89);
        let reaches = today.checked_sub_days(Days::new(days_back.into())) <= Some(range.start);
        match self {
            Via::Async => Ok(None),
            Via::Auto => Ok(endpoints.filter(|_| reaches || granularity == Granularity::Hour)),
            Via::Sync if endpoints.is_some() => Ok(endpoints),
            Via::Sync => Err(Error::usage(format!(
                "metrics of a {} come only from asynchronous reports",
                level.name()
            ))
            .hint("without `--via sync`")),
        }
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
