//! The contract of a report: its description, its options, and the source of its rows.

use std::sync::Arc;

use chrono::NaiveDate;
use futures_util::future::{self, BoxFuture};
use futures_util::stream::{BoxStream, Stream};
use futures_util::{FutureExt, StreamExt};

use crate::api::Client;
use crate::error::Result;
use crate::options::accounts::{AccountOptions, AdAccount};
use crate::options::dates::DateRange;
use crate::output::Batch;
use crate::output::columns::{Column, Columns};
use crate::output::key::KeyPart;
use crate::output::states::States;
use crate::reports::field::field;
use crate::reports::forecast::Forecast;
use crate::reports::more::More;
use crate::reports::organic_metrics::metric_column;
use crate::terminal::console::Console;

/// The section of the help that lists a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Ads,
    Organic,
    Other,
}

/// The description of a report that `pinads reports` shows, beside its options.
pub(crate) struct Facts {
    pub(crate) name: &'static str,
    pub(crate) section: Section,
    /// Its name in Domo's connector.
    pub(crate) domo: Option<&'static str>,
    pub(crate) endpoints: &'static [&'static str],
    /// The scopes that a token needs.
    pub(crate) scopes: &'static [&'static str],
    /// The columns at the default options, separated by spaces; none if the options select them.
    pub(crate) columns: &'static str,
    /// The columns that identify a row at any options; none if the options select them.
    pub(crate) key: &'static [KeyPart],
    /// Examples of command lines.
    pub(crate) examples: [&'static str; 2],
    pub(crate) more: fn() -> More,
}

impl Facts {
    /// One of the columns, in its unit.
    pub(crate) fn column(&self, name: &str) -> Column {
        let is_metric = !name.contains(|c: char| c.is_ascii_lowercase());
        match self.section {
            Section::Organic if is_metric => metric_column(name),
            _ => field(name),
        }
    }
}

/// A report with its typed options.
pub(crate) trait Report: clap::Args {
    const FACTS: Facts;

    /// Is the report quiet? Only a report with its own option for that knows.
    fn is_quiet(&self) -> bool {
        false
    }

    /// Heads the columns by display names. Returns whether the report has some.
    fn head_by_display_names(&mut self) -> bool {
        false
    }

    /// Over which ad accounts; nothing for a report that is not about ad accounts.
    fn accounts(&self) -> Option<&AccountOptions> {
        None
    }

    /// The scopes that a token needs for these options.
    fn scopes(&self) -> &'static [&'static str] {
        Self::FACTS.scopes
    }

    /// The endpoint that these options need and that refuses the token of an app itself
    /// (`client_credentials`), as in `GET /user_account/analytics`.
    fn needs_a_user(&self) -> Option<&'static str> {
        None
    }

    /// Makes the source of the rows, or refuses invalid options. Sends no request.
    fn source(self, today: NaiveDate, console: &Arc<Console>) -> Result<Arc<dyn Source>>;
}

/// Ids that were typed, and how rows show them.
pub(crate) struct Named {
    pub(crate) option: &'static str,
    /// The field of a row that has the id.
    pub(crate) column: &'static str,
    pub(crate) ids: Vec<String>,
    /// The end of a note about ids without rows.
    pub(crate) advice: &'static str,
}

/// The number of ad accounts that prepare their rows ahead of their turn.
pub(super) const AHEAD: usize = 32;

/// The source of the rows of a report.
pub(crate) trait Source: Send + Sync {
    /// The columns, known before the first row; none if they need a request.
    fn columns(&self) -> Columns;

    /// The columns, including headers or names that need a request.
    fn asked_columns<'a>(
        &'a self,
        _client: &'a Arc<Client>,
        _accounts: &'a [AdAccount],
    ) -> BoxFuture<'a, Result<Columns>> {
        future::ready(Ok(self.columns())).boxed()
    }

    /// Does `asked_columns` send a request?
    fn asks_for_columns(&self) -> bool {
        false
    }

    /// The columns that identify a row, where the options decide.
    fn key(&self) -> Option<Vec<KeyPart>> {
        None
    }

    /// The requested days, if the report has days.
    fn dates(&self) -> Option<DateRange> {
        None
    }

    /// The column of the day of a row; nothing if rows have no day.
    fn day_column(&self) -> Option<&'static str> {
        None
    }

    /// The option that adds a day to the rows, if the report has one.
    fn day_option(&self) -> Option<&'static str> {
        None
    }

    /// Why it is about one ad account only, if it is.
    fn bars_several_accounts(&self) -> Option<String> {
        None
    }

    /// The ids that were typed, if each of them should have rows.
    fn named(&self) -> Option<Named> {
        None
    }

    /// The column and the ids that the rows are narrowed to, if they are.
    fn narrowed(&self) -> Option<(&'static str, Vec<String>)> {
        let named = self.named().filter(|named| !named.ids.is_empty())?;
        Some((named.column, named.ids))
    }

    /// The column that states whether a row has metrics, if some have none.
    fn states(&self) -> Option<States> {
        None
    }

    /// A note on what the output leaves out, if anything; known after the last row.
    fn left_out(&self) -> Option<String> {
        None
    }

    /// Conditions that must hold before the first request for data.
    fn check<'a>(&'a self, _client: &'a Arc<Client>) -> BoxFuture<'a, Result<()>> {
        future::ready(Ok(())).boxed()
    }

    /// The source for the sign-in of an app itself (`client_credentials`), or why there is none;
    /// nothing where this is it.
    fn for_an_app(&self) -> Result<Option<Arc<dyn Source>>> {
        Ok(None)
    }

    /// The cost of these ad accounts; the list is empty for a report without ad accounts.
    fn forecast<'a>(&'a self, client: &'a Client, accounts: &'a [AdAccount]) -> Forecast<'a>;

    /// The number of ad accounts that prepare their rows ahead of their turn, such as by ordering a
    /// report. It may change during the run.
    fn ahead(&self, _client: &Client) -> usize {
        AHEAD
    }

    /// The rows, in the order of the output: those of one ad account, if the report has some. What
    /// comes before them may be done while other ad accounts have their turn.
    fn batches(
        self: Arc<Self>,
        client: Arc<Client>,
        account: Option<AdAccount>,
    ) -> BoxFuture<'static, Result<Batches>>;
}

pub(crate) type Batches = BoxStream<'static, Result<Batch>>;

/// For `Facts::more`: nothing.
pub(super) fn no_more() -> More {
    More::default()
}

/// Rows before which there is nothing to do.
pub(super) fn at_once(
    batches: impl Stream<Item = Result<Batch>> + Send + 'static,
) -> BoxFuture<'static, Result<Batches>> {
    future::ready(Ok(batches.boxed())).boxed()
}

/// The end of a command's help.
pub(super) fn examples(facts: &Facts) -> String {
    format!("Examples:\n  {}", facts.examples.join("\n  "))
}
