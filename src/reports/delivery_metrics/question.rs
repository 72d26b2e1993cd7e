//! Delivery metrics as they are asked for, whichever way they are asked.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use serde::Deserialize;

use crate::accounts::AdAccount;
use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::cli::choice::api_name;
use crate::console::Console;
use crate::dates::DateRange;
use crate::error::Result;
use crate::output::Batch;
use crate::output::columns::{Column, Columns};
use crate::reports::Source;
use crate::reports::delivery_metrics::Granularity;
use crate::reports::delivery_metrics::column::Selection;
use crate::reports::delivery_metrics::finality::FinalityOptions;
use crate::reports::delivery_metrics::level::Level;
use crate::reports::delivery_metrics::window::WindowOptions;

pub(super) const ACCOUNT: &str = "AD_ACCOUNT_ID";
const DATE: &str = "DATE";
const HOUR: &str = "HOUR";

/// What is asked, which is the same both ways.
pub(super) struct Asked {
    pub(super) level: Level,
    pub(super) range: DateRange,
    /// What one request or report may ask.
    pub(super) pieces: Vec<DateRange>,
    pub(super) granularity: Granularity,
    pub(super) columns: Selection,
    pub(super) display_names: bool,
    pub(super) windows: WindowOptions,
    pub(super) finality: FinalityOptions,
    pub(super) console: Arc<Console>,
}

pub(super) struct Question<W> {
    pub(super) asked: Asked,
    pub(super) way: W,
}

/// One of Pinterest's two ways to ask.
pub(super) trait Way: Sized + Send + Sync + 'static {
    /// How many requests it takes, in words, as far as that is known.
    fn requests(question: &Question<Self>, accounts: usize) -> String;

    fn batches(
        question: Arc<Question<Self>>,
        client: Arc<Client>,
        account: String,
    ) -> BoxStream<'static, Result<Batch>>;
}

impl<W: Way> Source for Question<W> {
    fn columns<'a>(&'a self, client: &'a Arc<Client>) -> BoxFuture<'a, Result<Columns>> {
        async move {
            let time: &[&str] = match self.asked.granularity {
                Granularity::Total => &[],
                Granularity::Hour => &[DATE, HOUR],
                Granularity::Day | Granularity::Week | Granularity::Month => &[DATE],
            };
            let keys = [ACCOUNT, self.asked.level.key()].into_iter().chain(time.iter().copied());
            let names = keys.chain(self.asked.columns.0.iter().map(String::as_str));
            let columns = Columns::new(names.map(Column::new));
            if !self.asked.display_names {
                return Ok(columns);
            }
            Ok(columns.titled(&display_names(client).await?))
        }
        .boxed()
    }

    fn dates(&self) -> Option<DateRange> {
        Some(self.asked.range)
    }

    fn check<'a>(&'a self, client: &'a Arc<Client>) -> BoxFuture<'a, Result<()>> {
        self.asked.finality.check(client, self.asked.range, &self.asked.console).boxed()
    }

    fn day_column(&self) -> Option<&'static str> {
        match self.asked.granularity {
            Granularity::Day | Granularity::Hour => Some(DATE),
            Granularity::Total | Granularity::Week | Granularity::Month => None,
        }
    }

    fn forecast(&self, accounts: &[AdAccount]) -> Vec<String> {
        let pieces = self.asked.pieces.iter().map(|piece| format!("piece: {piece}"));
        let head = [
            format!("object type: {}", self.asked.level.name()),
            format!("granularity: {}", api_name(self.asked.granularity)),
            format!("dates: {} ({} days)", self.asked.range, self.asked.range.day_count()),
        ];
        let finality = self.asked.finality.requests(self.asked.range);
        let finality = finality.map(|days| format!("requests to see what is final: {days}"));
        let requests = W::requests(self, accounts.len());
        head.into_iter().chain(pieces).chain(finality).chain([requests]).collect()
    }

    fn batches(
        self: Arc<Self>,
        client: Arc<Client>,
        account: Option<AdAccount>,
    ) -> BoxStream<'static, Result<Batch>> {
        let account = account.map_or(String::new(), |account| account.id);
        W::batches(self, client, account)
    }
}

/// Pinterest's names for people, by the names of the API. Not every column has one.
async fn display_names(client: &Client) -> Result<HashMap<String, String>> {
    #[derive(Deserialize)]
    struct Definitions {
        items: Vec<Definition>,
    }

    #[derive(Deserialize)]
    struct Definition {
        name: String,
        #[serde(default)]
        display_name: Option<String>,
    }

    let request = Request::get(Category::AdsRead, ["resources", "delivery_metrics"])
        .param("report_type", "SYNC");
    let definitions: Definitions = client.fetch(&request).await?;
    Ok(definitions
        .items
        .into_iter()
        .filter_map(|definition| {
            let title = definition.display_name.filter(|title| !title.trim().is_empty())?;
            Some((definition.name, title))
        })
        .collect())
}
