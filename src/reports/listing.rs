//! Reports whose rows are the objects of the API: a list page by page, or one object.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::stream;
use futures_util::{FutureExt, StreamExt, TryStreamExt};

use crate::api::request::Request;
use crate::api::{Client, pages_of_rows};
use crate::error::Result;
use crate::json::row::Row;
use crate::options::accounts::AdAccount;
use crate::options::dates::DateRange;
use crate::output::columns::{Column, Columns};
use crate::output::key::KeyPart;
use crate::output::states::States;
use crate::output::{Batch, known_account};
use crate::reports::forecast::{Forecast, Requests};
use crate::reports::report::{Batches, Source, at_once};
use crate::system::background::in_background;
use crate::terminal::counted::counted;

/// The source of a report whose columns are known, over ad accounts or not.
pub(crate) struct Listing {
    columns: Vec<Column>,
    /// The number of requests in words; for each ad account, if it is over ad accounts.
    requests: String,
    dates: Option<DateRange>,
    day_column: Option<&'static str>,
    day_option: Option<&'static str>,
    states: Option<States>,
    is_over_accounts: bool,
    key: Option<Vec<KeyPart>>,
    rows: Box<Rows>,
}

/// Makes the rows of a report; those of the ad account with this id, if it is over ad accounts.
type Rows = dyn Fn(Arc<Client>, &str) -> Batches + Send + Sync;

impl Listing {
    /// A report that is not about ad accounts.
    pub(crate) fn new(
        columns: impl IntoIterator<Item = Column>,
        requests: impl Into<String>,
        rows: impl Fn(Arc<Client>) -> Batches + Send + Sync + 'static,
    ) -> Self {
        Listing::of(columns, requests, false, Box::new(move |client, _| rows(client)))
    }

    /// A report over ad accounts. `requests` is the number for one of them, and `rows` gets its id,
    /// which each row then has as `ad_account_id`.
    pub(crate) fn over_accounts(
        columns: impl IntoIterator<Item = Column>,
        requests: impl Into<String>,
        rows: impl Fn(Arc<Client>, &str) -> Batches + Send + Sync + 'static,
    ) -> Self {
        Listing::of(columns, requests, true, Box::new(rows))
    }

    fn of(
        columns: impl IntoIterator<Item = Column>,
        requests: impl Into<String>,
        is_over_accounts: bool,
        rows: Box<Rows>,
    ) -> Self {
        let columns = columns.into_iter().collect();
        let requests = requests.into();
        Listing {
            columns,
            requests,
            dates: None,
            day_column: None,
            day_option: None,
            states: None,
            is_over_accounts,
            key: None,
            rows,
        }
    }

    /// The cost of this number of ad accounts, which only a report over ad accounts counts.
    fn cost(&self, accounts: usize) -> Forecast<'_> {
        let count = if self.is_over_accounts { accounts } else { 1 };
        let (text, requests) = match self.requests.parse::<usize>() {
            Ok(each) => ((each * count).to_string(), Requests::exactly(each * count)),
            Err(_) if !self.is_over_accounts => (self.requests.clone(), Requests::at_least(1)),
            Err(_) => {
                let accounts = counted(accounts, "ad account");
                let text = format!("in each of {accounts}, {}", self.requests);
                (text, Requests::at_least(count))
            }
        };
        Forecast::of([format!("requests: {text}")], requests)
    }

    /// Sets the requested days.
    pub(crate) fn over(self, range: DateRange) -> Self {
        Listing { dates: Some(range), ..self }
    }

    /// Sets the column of the day of a row.
    pub(crate) fn by_day(self, column: &'static str) -> Self {
        Listing { day_column: Some(column), ..self }
    }

    /// The option with which rows have a day.
    pub(crate) fn by_day_with(self, option: &'static str) -> Self {
        Listing { day_option: Some(option), ..self }
    }

    /// The columns that identify a row, where the options decide.
    pub(crate) fn keyed_by(self, key: impl IntoIterator<Item = KeyPart>) -> Self {
        Listing { key: Some(key.into_iter().collect()), ..self }
    }

    /// The column that states whether a row has metrics.
    pub(crate) fn with_states(self, states: States) -> Self {
        Listing { states: Some(states), ..self }
    }
}

impl Source for Listing {
    fn columns(&self) -> Columns {
        Columns::new(self.columns.clone())
    }

    fn key(&self) -> Option<Vec<KeyPart>> {
        self.key.clone()
    }

    fn dates(&self) -> Option<DateRange> {
        self.dates
    }

    fn day_column(&self) -> Option<&'static str> {
        self.day_column
    }

    fn day_option(&self) -> Option<&'static str> {
        self.day_option
    }

    fn states(&self) -> Option<States> {
        self.states
    }

    fn forecast<'a>(&'a self, _client: &'a Client, accounts: &'a [AdAccount]) -> Forecast<'a> {
        self.cost(accounts.len())
    }

    fn batches(
        self: Arc<Self>,
        client: Arc<Client>,
        account: Option<AdAccount>,
    ) -> BoxFuture<'static, Result<Batches>> {
        let Some(AdAccount { id, .. }) = account.filter(|_| self.is_over_accounts) else {
            return at_once((self.rows)(client, ""));
        };
        let known = known_account("ad_account_id", &id);
        at_once((self.rows)(client, &id).map_ok(move |mut batch| {
            batch.known.push(known.clone());
            batch
        }))
    }
}

/// The rows of a paged list, a batch for each page.
pub(crate) fn paged(client: Arc<Client>, request: Request) -> Batches {
    let pages = pages_of_rows(client, request, Some("id"));
    pages.map_ok(|rows| Batch { rows, known: Vec::new() }).boxed()
}

/// The rows of several lists, in the order of the lists.
pub(crate) fn in_turn(lists: Vec<Batches>, client: &Client) -> Batches {
    if lists.len() == 1 || client.concurrency() == 1 {
        // A list may be long: it streams page by page.
        return stream::iter(lists).flatten().boxed();
    }
    let whole = |rows: Batches| in_background(rows.try_collect::<Vec<_>>());
    client
        .ahead(stream::iter(lists).map(whole))
        .map_ok(|batches| stream::iter(batches).map(Ok))
        .try_flatten()
        .boxed()
}

/// The single row of a response.
pub(crate) fn single(client: Arc<Client>, request: Request) -> Batches {
    let row = async move {
        let row: Row = client.fetch(&request).await?;
        Ok(Batch { rows: vec![row], known: Vec::new() })
    };
    stream::once(row.boxed()).boxed()
}

#[cfg(test)]
mod tests {
    use clap::{Args, Command, FromArgMatches};

    use super::*;
    use crate::reports::example::Example;
    use crate::reports::report::Report;
    use crate::system::clock::Clock;
    use crate::terminal::console::{Console, LogFormat, ProgressMode, Verbosity};

    #[test]
    fn the_report_to_copy_is_a_report() {
        let command = Example::augment_args(Command::new("example"));
        let words = ["example", "--all-ad-accounts", "--ownership-type", "received"];
        let matches = command.try_get_matches_from(words).expect("options");
        let report = Example::from_arg_matches(&matches).expect("a report");
        assert!(report.accounts().is_some());
        let clock = Clock::from_env().expect("a clock");
        let console = Console::new(Verbosity::Quiet, LogFormat::Text, ProgressMode::Never, clock);
        let source = report.source(clock.today(), &Arc::new(console)).expect("a source");
        assert_eq!(source.columns().iter().count(), Example::FACTS.columns.split(' ').count());
    }

    #[test]
    fn a_number_of_requests_is_that_of_all_ad_accounts() {
        let listing = Listing::over_accounts([], "2", |_, _| stream::empty().boxed());
        assert_eq!(listing.cost(3).lines, ["requests: 6"]);
        let lists = "1 for every 250 audiences";
        let listing = Listing::over_accounts([], lists, |_, _| stream::empty().boxed());
        assert_eq!(listing.cost(2).lines, [format!("requests: in each of 2 ad accounts, {lists}")]);
        let listing = Listing::new([], "2", |_| stream::empty().boxed());
        assert_eq!(listing.cost(3).lines, ["requests: 2"]);
    }
}
