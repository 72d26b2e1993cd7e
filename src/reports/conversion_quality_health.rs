//! `conversion-quality-health`: how good the conversion events are that an advertiser sends.
//!
//! The report of this name has no successor in v5. The Event Quality Score answers the same
//! question, so the report keeps its name; the numbers cannot be compared.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::ValueEnum;
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::error::{Error, Result};
use crate::json::row::Row;
use crate::json::{self, Entries};
use crate::options::accounts::AccountOptions;
use crate::options::choice::{api_name, choice};
use crate::output::Batch;
use crate::output::key::KeyPart;
use crate::reports::field::fields;
use crate::reports::listing::Listing;
use crate::reports::report::{Facts, Report, Section, Source, no_more};
use crate::terminal::console::Console;

/// Get Event Quality Scores of conversion events
#[derive(clap::Args, Debug)]
pub(crate) struct ConversionQualityHealth {
    #[command(flatten)]
    accounts: AccountOptions,
    #[command(flatten)]
    scores: ScoreOptions,
}

#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Scores")]
struct ScoreOptions {
    /// Period that the score covers
    #[arg(long, value_name = "PERIOD", value_parser = choice::<Lookback>(), default_value = "14d")]
    lookback: Lookback,
    /// Events of this platform [default: all]
    #[arg(long, value_name = "PLATFORM", value_parser = choice::<SourcePlatform>())]
    source_platform: Option<SourcePlatform>,
    /// Events from this ingestion source [default: all]
    #[arg(long, value_name = "WAY", value_parser = choice::<IngestionSource>())]
    ingestion_source: Option<IngestionSource>,
    /// Components of the score, or groups of components [default: all]
    #[arg(long, value_name = "TYPES", value_delimiter = ',', value_parser = choice::<HealthType>())]
    health_type: Vec<HealthType>,
    /// Other reports have dates; who tries them here is told why there are none.
    #[arg(long, hide = true, aliases = ["end-date", "date", "days-back", "days-back-from"])]
    start_date: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Lookback {
    #[value(name = "1d")]
    Day,
    #[value(name = "14d")]
    TwoWeeks,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SourcePlatform {
    Web,
    Mobile,
    MobileAndroid,
    MobileIos,
    Offline,
    PinterestWeb,
    PinterestAndroid,
    PinterestIos,
    PointOfSale,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum IngestionSource {
    Tag,
    Mmp,
    FileUpload,
    ConversionsApi,
    Native,
}

/// The components of the score, and the groups that the API's description sorts them into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum HealthType {
    UserMatching,
    Deduplication,
    EventMetadata,
    HashedEmail,
    HashedMaid,
    IpAddress,
    UserAgent,
    ClickIdEpik,
    AdvertiserExternalId,
    ExternalEventId,
    OrderId,
    ProductId,
    OrderValue,
    SourceUrl,
}

impl HealthType {
    fn covers(self, component: &str) -> bool {
        match self {
            HealthType::UserMatching => [
                "hashed_email",
                "hashed_maid",
                "ip_address",
                "user_agent",
                "click_id_epik",
                "advertiser_external_id",
            ]
            .contains(&component),
            HealthType::Deduplication => ["external_event_id", "order_id"].contains(&component),
            HealthType::EventMetadata => {
                ["product_id", "order_value", "source_url"].contains(&component)
            }
            one => api_name(one).eq_ignore_ascii_case(component),
        }
    }
}

const COLUMNS: &str = "\
    ad_account_id source_platform ingestion_source lookback_period overall_status component \
    event_type coverage overlap issue_count issue_ids issue_names issue_reasons";

impl Report for ConversionQualityHealth {
    const FACTS: Facts = Facts {
        name: "conversion-quality-health",
        section: Section::Ads,
        domo: Some("Conversion Quality Health Metrics"),
        endpoints: &["GET /ad_accounts/{ad_account_id}/conversion_eqs"],
        scopes: &["ads:read"],
        columns: COLUMNS,
        key: &[
            KeyPart::of("ad_account_id", "ad account"),
            KeyPart::of("source_platform", "source platform"),
            KeyPart::of("ingestion_source", "ingestion source"),
            KeyPart::of("component", "component").or_null(),
            KeyPart::of("event_type", "event type").or_null(),
        ],
        examples: [
            "pinads conversion-quality-health --all-ad-accounts",
            "pinads conversion-quality-health --all-ad-accounts --lookback 1d --health-type deduplication",
        ],
        more: no_more,
    };

    fn accounts(&self) -> Option<&AccountOptions> {
        Some(&self.accounts)
    }

    fn source(self, _today: NaiveDate, console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        if self.scores.start_date.is_some() {
            return Err(Error::usage(
                "`conversion-quality-health` takes no dates: Pinterest scores conversion events \
                 over a fixed window of 1 or 14 days",
            )
            .hint("use `--lookback 1d` or `--lookback 14d`"));
        }
        console.note(
            "these are Event Quality Scores, which replaced the conversion quality health \
             metrics; the two cannot be compared",
        );
        let (options, console) = (Arc::new(self.scores), Arc::clone(console));
        Ok(Arc::new(Listing::over_accounts(fields(COLUMNS), "1", move |client, account| {
            let (options, console) = (Arc::clone(&options), Arc::clone(&console));
            stream::once(scores(client, account.to_owned(), options, console)).boxed()
        })))
    }
}

/// The score of one platform and one ingestion source.
#[derive(Deserialize)]
struct Score {
    ingestion_source: Box<RawValue>,
    lookback_period: Box<RawValue>,
    overall_status: Box<RawValue>,
    source_platform: Box<RawValue>,
    quality_components: Option<Entries<Option<Entries<Details>>>>,
}

#[derive(Deserialize)]
struct Details {
    coverage: Option<Box<RawValue>>,
    overlap: Option<Box<RawValue>>,
    issues: Option<Vec<Issue>>,
}

#[derive(Deserialize)]
struct Issue {
    id: Box<RawValue>,
    name: Box<RawValue>,
    reason: Box<RawValue>,
}

/// The scores of one ad account.
async fn scores(
    client: Arc<Client>,
    account: String,
    options: Arc<ScoreOptions>,
    console: Arc<Console>,
) -> Result<Batch> {
    let scores: Vec<Score> = client.fetch(&options.request(&account)).await?;
    if scores.is_empty() {
        console.note(&format!(
            "no rows for ad account {account}: Pinterest scored no conversion events in this window"
        ));
    }
    let rows = scores.iter().flat_map(|score| options.rows(score)).collect();
    Ok(Batch { rows, known: Vec::new() })
}

impl ScoreOptions {
    fn request(&self, account: &str) -> Request {
        Request::get(Category::AdsRead, ["ad_accounts", account, "conversion_eqs"])
            .param("lookback_period", api_name(self.lookback).to_lowercase())
            .param_if("source_platform", self.source_platform.map(api_name))
            .param_if("ingestion_source", self.ingestion_source.map(api_name))
    }

    /// A row for each component and type of event. A score without any still has its own row, so
    /// that its status is not lost.
    fn rows(&self, score: &Score) -> Vec<Row> {
        let head = [
            ("source_platform", score.source_platform.get().to_owned()),
            ("ingestion_source", score.ingestion_source.get().to_owned()),
            ("lookback_period", score.lookback_period.get().to_owned()),
            ("overall_status", score.overall_status.get().to_owned()),
        ];
        let wanted = |component: &str| {
            self.health_type.is_empty() || self.health_type.iter().any(|t| t.covers(component))
        };
        let components = score.quality_components.iter().flat_map(|it| &it.0);
        let details: Vec<_> = components
            .filter(|(component, _)| wanted(component))
            .flat_map(|(component, events)| {
                events.iter().flat_map(|it| &it.0).map(move |event| (component, event))
            })
            .map(|(component, (event, details))| {
                let mut row = head.to_vec();
                row.push(("component", json::quoted(component)));
                row.push(("event_type", json::quoted(event)));
                row.extend(details.cells());
                json::object(row)
            })
            .collect();
        if details.is_empty() { vec![json::object(head)] } else { details }
    }
}

impl Details {
    fn cells(&self) -> Vec<(&'static str, String)> {
        let number = |value: &Option<Box<RawValue>>| {
            value.as_ref().map_or("null", |value| value.get()).to_owned()
        };
        let issues = self.issues.as_deref().unwrap_or_default();
        let list = |field: fn(&Issue) -> &RawValue| {
            let texts: Vec<_> = issues.iter().map(|issue| field(issue).get()).collect();
            format!("[{}]", texts.join(","))
        };
        vec![
            ("coverage", number(&self.coverage)),
            ("overlap", number(&self.overlap)),
            ("issue_count", issues.len().to_string()),
            ("issue_ids", list(|issue| &issue.id)),
            ("issue_names", list(|issue| &issue.name)),
            ("issue_reasons", list(|issue| &issue.reason)),
        ]
    }
}
