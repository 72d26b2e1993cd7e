//! Reports whose rows are what the API gives: a list page by page, or one object.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::stream;
use futures_util::{FutureExt, StreamExt, TryStreamExt};
use serde_json::value::RawValue;

use crate::api::request::Request;
use crate::api::{Client, pages_of_rows};
use crate::error::Result;
use crate::options::accounts::AdAccount;
use crate::options::dates::DateRange;
use crate::output::Batch;
use crate::output::columns::{Column, Columns};
use crate::output::states::States;
use crate::reports::report::{Batches, Source, at_once};
use crate::system::background::in_background;

/// The rows of a report that is not about ad accounts.
pub(crate) struct Listing<F> {
    columns: Vec<Column>,
    /// How many requests it takes, in words.
    requests: String,
    dates: Option<DateRange>,
    day_column: Option<&'static str>,
    day_option: Option<&'static str>,
    states: Option<States>,
    rows: F,
}

impl<F> Listing<F>
where
    F: Fn(Arc<Client>) -> Batches + Send + Sync + 'static,
{
    pub(crate) fn new(
        columns: impl IntoIterator<Item = Column>,
        requests: impl Into<String>,
        rows: F,
    ) -> Self {
        let columns = columns.into_iter().collect();
        let requests = requests.into();
        let (dates, day_column, day_option, states) = (None, None, None, None);
        Listing { columns, requests, dates, day_column, day_option, states, rows }
    }

    /// The days that are asked for.
    pub(crate) fn over(self, range: DateRange) -> Self {
        Listing { dates: Some(range), ..self }
    }

    /// The column that tells a row's day.
    pub(crate) fn by_day(self, column: &'static str) -> Self {
        Listing { day_column: Some(column), ..self }
    }

    /// The option with which rows have a day.
    pub(crate) fn by_day_with(self, option: &'static str) -> Self {
        Listing { day_option: Some(option), ..self }
    }

    /// How a row tells that it has no metrics.
    pub(crate) fn with_states(self, states: States) -> Self {
        Listing { states: Some(states), ..self }
    }
}

impl<F> Source for Listing<F>
where
    F: Fn(Arc<Client>) -> Batches + Send + Sync + 'static,
{
    fn columns(&self) -> Columns {
        Columns::new(self.columns.clone())
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

    fn forecast(&self, _accounts: &[AdAccount]) -> Vec<String> {
        vec![format!("requests: {}", self.requests)]
    }

    fn batches(
        self: Arc<Self>,
        client: Arc<Client>,
        _account: Option<AdAccount>,
    ) -> BoxFuture<'static, Result<Batches>> {
        at_once((self.rows)(client))
    }
}

/// The rows of a paged list, a batch for each page.
pub(crate) fn paged(client: Arc<Client>, request: Request) -> Batches {
    let pages = pages_of_rows(client, request, Some("id"));
    pages.map_ok(|rows| Batch { rows, known: Vec::new() }).boxed()
}

/// The rows of several lists, in the order of the lists.
pub(crate) fn in_turn(lists: Vec<Batches>, in_flight: usize) -> Batches {
    if lists.len() == 1 || in_flight == 1 {
        // A list may be long: it streams page by page.
        return stream::iter(lists).flatten().boxed();
    }
    let whole = |rows: Batches| in_background(rows.try_collect::<Vec<_>>());
    stream::iter(lists)
        .map(whole)
        .buffered(in_flight)
        .map_ok(|batches| stream::iter(batches).map(Ok))
        .try_flatten()
        .boxed()
}

/// The one row that an answer is.
pub(crate) fn single(client: Arc<Client>, request: Request) -> Batches {
    let row = async move {
        let row: Box<RawValue> = client.fetch(&request).await?;
        Ok(Batch { rows: vec![row], known: Vec::new() })
    };
    stream::once(row.boxed()).boxed()
}
