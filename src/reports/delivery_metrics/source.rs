//! The source of delivery metrics, by either route.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use clap::ValueEnum;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, TryStreamExt};

use crate::api::Client;
use crate::error::Result;
use crate::options::accounts::AdAccount;
use crate::options::choice::api_name;
use crate::options::dates::DateRange;
use crate::output::columns::{Column, Columns};
use crate::output::data_type::DataType;
use crate::output::key::KeyPart;
use crate::output::unit::Unit;
use crate::reports::delivery_metrics::column;
use crate::reports::delivery_metrics::finality::FinalityOptions;
use crate::reports::delivery_metrics::granularity::Granularity;
use crate::reports::delivery_metrics::keys::{
    DATE, HOUR, TARGETING_TYPE, TARGETING_VALUE, key, keys,
};
use crate::reports::delivery_metrics::level::Level;
use crate::reports::delivery_metrics::query::DeliveryQuery;
use crate::reports::delivery_metrics::routes::{Routes, SYNC};
use crate::reports::delivery_metrics::targeting_names::{self, TargetingNames};
use crate::reports::field::field;
use crate::reports::forecast::{Forecast, Requests};
use crate::reports::glossary::{definitions, display_names};
use crate::reports::report::{AHEAD, Batches, Named, Source};
use crate::terminal::console::Console;
use crate::terminal::counted::counted;

/// Columns that rows of this or of another request can have.
static REQUESTABLE: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let ids = Level::value_variants().iter().flat_map(|level| level.keys()).copied();
    let others = [DATE, HOUR, TARGETING_TYPE, TARGETING_VALUE];
    column::all(&[], false).into_iter().chain(ids).chain(others).collect()
});

pub(super) struct DeliverySource {
    pub(super) query: Arc<DeliveryQuery>,
    pub(super) routes: Routes,
    /// The reason for these routes.
    pub(super) why: String,
    pub(super) display_names: bool,
    /// The names of targeting values, if they are wanted.
    pub(super) targeting_names: Option<Arc<TargetingNames>>,
    pub(super) finality: FinalityOptions,
    /// The number of ad accounts of the run …
    pub(super) accounts: AtomicUsize,
    /// … and of those that have begun.
    pub(super) turns: AtomicUsize,
    pub(super) console: Arc<Console>,
}

impl Source for DeliverySource {
    fn columns(&self) -> Columns {
        let DeliveryQuery { level, granularity, breakdown, columns, .. } = &*self.query;
        let columns = columns_of_rows(*level, *granularity, breakdown.is_some(), &columns.names);
        if self.targeting_names.is_some() {
            columns.with_behind_keys(targeting_names::column())
        } else {
            columns
        }
    }

    fn asks_for_columns(&self) -> bool {
        self.display_names
    }

    fn key(&self) -> Option<Vec<KeyPart>> {
        let DeliveryQuery { level, granularity, breakdown, .. } = &*self.query;
        Some(key(*level, *granularity, breakdown.is_some()))
    }

    fn asked_columns<'a>(
        &'a self,
        client: &'a Arc<Client>,
        accounts: &'a [AdAccount],
    ) -> BoxFuture<'a, Result<Columns>> {
        self.accounts.store(accounts.len(), Ordering::Relaxed);
        async move {
            if !self.display_names {
                return Ok(self.columns());
            }
            // The columns of both routes, because the route can change from day to day, and the
            // header must not.
            Ok(self.columns().titled(&display_names(&definitions(client, None).await?)))
        }
        .boxed()
    }

    fn dates(&self) -> Option<DateRange> {
        Some(self.query.range)
    }

    fn check<'a>(&'a self, client: &'a Arc<Client>) -> BoxFuture<'a, Result<()>> {
        async move {
            self.finality.check(client, self.query.range, &self.console).await?;
            match &self.targeting_names {
                Some(names) => names.request(client, &self.console).await,
                None => Ok(()),
            }
        }
        .boxed()
    }

    fn for_an_app(&self) -> Result<Option<Arc<dyn Source>>> {
        let Some(routes) = self.routes.for_an_app()? else { return Ok(None) };
        Ok(Some(Arc::new(DeliverySource {
            query: Arc::clone(&self.query),
            routes,
            why: "the credentials of an app (`--client-credentials`) cannot request asynchronous \
                  reports"
                .to_owned(),
            display_names: self.display_names,
            targeting_names: self.targeting_names.clone(),
            finality: self.finality,
            accounts: AtomicUsize::new(0),
            turns: AtomicUsize::new(0),
            console: Arc::clone(&self.console),
        })))
    }

    fn bars_several_accounts(&self) -> Option<String> {
        let option = self.query.given.as_ref()?.option;
        Some(format!("`{option}` requires one ad account"))
    }

    fn named(&self) -> Option<Named> {
        let given = self.query.given.as_ref()?;
        Some(Named {
            option: given.option,
            column: given.of.key(),
            ids: given.ids.clone(),
            advice: "check the ad account, the filters, and the dates",
        })
    }

    fn day_column(&self) -> Option<&'static str> {
        match self.query.granularity {
            Granularity::Day | Granularity::Hour => Some(DATE),
            Granularity::Total | Granularity::Week | Granularity::Month => None,
        }
    }

    fn day_option(&self) -> Option<&'static str> {
        Some("--granularity day")
    }

    fn forecast<'a>(&'a self, client: &'a Client, accounts: &'a [AdAccount]) -> Forecast<'a> {
        let days = self.query.range.days().count();
        let mut lines = vec![
            format!("object type: {}", self.query.level.name()),
            format!("granularity: {}", api_name(self.query.granularity)),
            format!("dates: {} ({})", self.query.range, counted(days, "day")),
            format!("API: {} ({})", self.routes.name(), self.why),
        ];
        lines.extend(self.routes.forecast(client, accounts.len()));
        let mut requests = self.routes.requests(client, accounts);
        if let Some(days) = self.finality.requests(self.query.range) {
            requests = requests + Requests::between(0, days as usize, days as usize);
            lines.push(format!("requests to check which days are final: {days}"));
        }
        if self.display_names {
            requests = requests + Requests::exactly(1);
            lines.push("requests for display names: 1".to_owned());
        }
        if let Some(names) = &self.targeting_names {
            let most = names.requests(accounts.len());
            requests = requests + Requests::between(0, most, most);
            lines.push(format!(
                "requests for targeting names: at most {most}; the names are kept for 7 days"
            ));
        }
        Forecast::of(lines, requests)
    }

    fn ahead(&self, client: &Client) -> usize {
        self.routes.ahead(client).unwrap_or(AHEAD)
    }

    fn batches(
        self: Arc<Self>,
        client: Arc<Client>,
        account: Option<AdAccount>,
    ) -> BoxFuture<'static, Result<Batches>> {
        let turn = self.turns.fetch_add(1, Ordering::Relaxed);
        async move {
            let account = account.map_or(String::new(), |account| account.id);
            let Some(names) = &self.targeting_names else {
                return self.rows(&client, &account, turn).await;
            };
            let names = names.in_account(&client, &account, &self.console).await?;
            let batches = self.rows(&client, &account, turn).await?;
            Ok(batches.map_ok(move |batch| names.add_to(batch)).boxed())
        }
        .boxed()
    }
}

/// The columns of rows, with those that identify one.
pub(super) fn columns_of_rows(
    level: Level,
    granularity: Granularity,
    is_broken_down: bool,
    names: &[String],
) -> Columns {
    // The API may write an hour behind the date.
    let has_hours = granularity == Granularity::Hour;
    let keys = keys(level, granularity, is_broken_down).into_iter().map(|name| match name {
        // What names a group is text, though it may look like a number.
        TARGETING_VALUE => Column { is_id: true, ..field(name) },
        DATE if has_hours => Column::new(name).of_type(DataType::Text, Unit::Plain),
        _ => field(name),
    });
    // A person is in a group of each type of targeting.
    let rows_overlap = is_broken_down;
    Columns::keyed(keys, column::in_their_units(names, rows_overlap))
        .requested_of(|name| REQUESTABLE.contains(name))
}

impl DeliverySource {
    /// The rows of an ad account. The first one finds out whether the API accepts the first day.
    async fn rows(&self, client: &Arc<Client>, account: &str, turn: usize) -> Result<Batches> {
        let edge = self.routes.edge();
        let probe = match edge {
            Some(edge) => edge.probe(client).await,
            None => None,
        };
        let (route, batches) = self.open(client, account, turn).await?;
        let Some(edge) = edge.filter(|_| probe.is_some() && route == SYNC) else {
            return Ok(batches);
        };
        match edge.ask(client, batches).await? {
            Some(batches) => Ok(batches),
            None => Ok(self.open(client, account, turn).await?.1),
        }
    }

    /// The name of the chosen route, and its rows.
    async fn open(
        &self,
        client: &Arc<Client>,
        account: &str,
        turn: usize,
    ) -> Result<(&'static str, Batches)> {
        let accounts = self.accounts.load(Ordering::Relaxed);
        let choice = self.routes.choose(client, account, accounts).await?;
        let route = choice.route;
        if let Some(why) = &choice.why {
            self.console.detail(|| format!("ad account {account}: {route} ({why})"));
        }
        Ok((route, choice.batches(Arc::clone(client), account.to_owned(), turn).await?))
    }
}
