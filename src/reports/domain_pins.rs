//! The Pins of a site, ranked by clicks or by saves.
//!
//! Of the endpoints of v5, only the list of own Pins takes a domain. Three sources come near, and `--scope` chooses among them: the
//! ranking of an account's Pins that lead to its claimed sites, all own Pins by their counters, and
//! ads by their metrics.

mod ads;
mod claimed;
mod details;
mod known_pins;
mod links;
mod own;
mod own_list;
mod query;

use std::slice;
use std::sync::Arc;

use chrono::NaiveDate;
use futures_util::future::BoxFuture;
use futures_util::stream;

use crate::api::Client;
use crate::error::{Error, Result};
use crate::json;
use crate::json::row::Row;
use crate::options::accounts::{AccountOptions, AdAccount};
use crate::options::choice::choice;
use crate::options::dates::{Cut, DateOptions, DateRange};
use crate::output::columns::Columns;
use crate::output::key::KeyPart;
use crate::output::{Batch, known_account};
use crate::reports::domain_pins::query::{PinRanking, Ranked, Scope};
use crate::reports::field::fields;
use crate::reports::forecast::{Forecast, Requests};
use crate::reports::linked_pins;
use crate::reports::organic_metrics::pieces;
use crate::reports::report::{Batches, Source, at_once};
use crate::reports::site::{self, Site};
use crate::terminal::console::Console;
use crate::terminal::counted::counted;

pub(crate) use crate::reports::domain_pins::query::{COLUMNS, Measure};

/// The endpoint of claimed sites.
const WEBSITES: &str = "GET /user_account/websites";

/// The endpoints that rank by clicks: the list of own Pins has them.
pub(crate) const CLICK_ENDPOINTS: &[&str] = &[
    WEBSITES,
    "GET /user_account/analytics/top_pins",
    "GET /pins/{pin_id}",
    "GET /pins",
    "GET /ad_accounts/{ad_account_id}/ads",
    "GET /ad_accounts/{ad_account_id}/ads/analytics",
];

/// The endpoints that rank by saves.
pub(crate) const SAVE_ENDPOINTS: &[&str] = &[
    WEBSITES,
    "GET /user_account/analytics/top_pins",
    "GET /pins/{pin_id}",
    "GET /pins",
    "GET /pins/{pin_id}/analytics",
    "GET /ad_accounts/{ad_account_id}/ads",
    "GET /ad_accounts/{ad_account_id}/ads/analytics",
];

pub(crate) const SCOPES: &[&str] = &["boards:read", "pins:read", "user_accounts:read"];

#[derive(clap::Args, Debug)]
pub(crate) struct DomainOptions {
    #[command(flatten)]
    accounts: AccountOptions,
    #[command(flatten)]
    dates: DateOptions,
    #[command(flatten)]
    pins: SiteOptions,
}

#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Site")]
struct SiteOptions {
    /// Domain of the website, such as `example.com`
    #[arg(long, value_name = "D", value_parser = site::parse)]
    domain: Site,
    /// Include subdomains
    #[arg(long)]
    subdomains: bool,
    /// Pins to rank
    #[arg(long, value_parser = choice::<Scope>(), default_value = "claimed")]
    scope: Scope,
    /// Maximum number of Pins; with `--scope ads`, in each ad account
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Rank your own Pins and those of others separately and merge them: up to 100 Pins, one more
    /// request
    #[arg(long)]
    deep: bool,
    /// Keep ranked Pins whose link cannot be read
    #[arg(long)]
    keep_unmatched: bool,
}

impl DomainOptions {
    pub(crate) fn accounts(&self) -> Option<&AccountOptions> {
        (self.pins.scope == Scope::Ads).then_some(&self.accounts)
    }

    pub(crate) fn needs_a_user(&self) -> Option<&'static str> {
        (self.pins.scope == Scope::Claimed).then_some(WEBSITES)
    }

    pub(crate) fn source(
        self,
        measure: Measure,
        today: NaiveDate,
        console: &Arc<Console>,
    ) -> Result<Arc<dyn Source>> {
        let SiteOptions { domain, subdomains, scope, limit, deep, keep_unmatched } = self.pins;
        if scope == Scope::Ads && measure == Measure::PinClicks {
            return Err(Error::usage("`--scope ads` ranks by outbound clicks only")
                .hint("remove `--sort-by`, or use another `--scope`"));
        }
        if scope == Scope::Own && measure != Measure::Saves && self.dates.are_given() {
            return Err(Error::usage(
                "`--scope own` takes no dates: the API counts clicks on your own Pins over the \
                 last 90 days",
            )
            .hint("remove the dates, or use `--scope claimed`"));
        }
        let (range, pieces) = pieces(&self.dates, Cut::Never, today)?;
        debug_assert_eq!(pieces.len(), 1, "ranks of parts do not add up");
        let owner = match scope {
            Scope::Own => self.accounts.at_most_one("`--scope own`")?,
            Scope::Ads => None,
            // The API lists claimed sites only of the token's own user.
            Scope::Claimed => self.accounts.none("`--scope claimed`")?,
        };
        Ok(Arc::new(PinRanking {
            site: domain.with_subdomains(subdomains),
            scope,
            measure,
            range,
            limit: limit.try_into().unwrap_or(usize::MAX),
            deep,
            keep_unmatched,
            owner,
            console: Arc::clone(console),
        }))
    }
}

impl Source for PinRanking {
    fn columns(&self) -> Columns {
        Columns::new(match (self.scope, self.measure) {
            (Scope::Claimed, _) => claimed::columns(),
            (Scope::Own, Measure::Saves) => fields(own::SAVE_COLUMNS).collect(),
            (Scope::Own, _) => fields(own::CLICK_COLUMNS).collect(),
            (Scope::Ads, _) => fields(ads::COLUMNS).collect::<Vec<_>>(),
        })
    }

    fn key(&self) -> Option<Vec<KeyPart>> {
        Some(match self.scope {
            Scope::Claimed => vec![KeyPart::of("pin_id", "Pin")],
            Scope::Own => vec![KeyPart::of("id", "Pin")],
            Scope::Ads => {
                vec![KeyPart::of("ad_account_id", "ad account"), KeyPart::of("ad_id", "ad")]
            }
        })
    }

    fn forecast<'a>(&'a self, _client: &'a Client, accounts: &'a [AdAccount]) -> Forecast<'a> {
        let list = linked_pins::requests(slice::from_ref(&self.site));
        let requests = match (self.scope, self.measure) {
            (Scope::Claimed, _) => "1 for every 250 websites, 1 or 2 for the ranking, and, for \
                                    the links that no run of the last 7 days has read, 1 for \
                                    every 250 of your own Pins or 1 for each ranked Pin"
                .to_owned(),
            (Scope::Own, Measure::Saves) => {
                format!("{list}, and 1 for each Pin that leads to the site")
            }
            (Scope::Own, _) => list.to_owned(),
            (Scope::Ads, _) => format!(
                "in each of {}, 1 for every 250 ads to list them, and 1 for every 250 \
                 that lead to the site",
                counted(accounts.len(), "ad account")
            ),
        };
        let lines = [format!("dates: {}", self.range), format!("requests: {requests}")];
        Forecast::of(lines, Requests::at_least(accounts.len().max(1)))
    }

    fn dates(&self) -> Option<DateRange> {
        Some(self.range)
    }

    fn batches(
        self: Arc<Self>,
        client: Arc<Client>,
        account: Option<AdAccount>,
    ) -> BoxFuture<'static, Result<Batches>> {
        let rows = async move {
            let account = account.map_or(String::new(), |account| account.id);
            let pins = match self.scope {
                Scope::Claimed => claimed::pins(&self, &client).await?,
                Scope::Own => own::pins(&self, &client).await?,
                Scope::Ads => ads::pins(&self, &client, &account).await?,
            };
            let known = vec![known_account("ad_account_id", &account)];
            Ok(Batch { rows: ranked(pins, self.limit), known })
        };
        at_once(stream::once(rows))
    }
}

/// The first rows by value, each with its rank. Rows with the same value keep their order.
fn ranked(mut pins: Vec<Ranked>, limit: usize) -> Vec<Row> {
    pins.sort_by(|one, other| other.value.total_cmp(&one.value));
    let places = pins.iter().take(limit).enumerate();
    places.map(|(place, pin)| json::prepended("rank", &(place + 1).to_string(), &pin.row)).collect()
}
