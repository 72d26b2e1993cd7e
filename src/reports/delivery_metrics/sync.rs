//! Delivery metrics by the synchronous endpoints: list the entities, then ask for their metrics in
//! chunks.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, StreamExt, TryFutureExt, TryStreamExt, stream};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::accounts::AdAccount;
use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::cli::choice::api_name;
use crate::console::Console;
use crate::dates::DateRange;
use crate::error::Result;
use crate::json;
use crate::output::columns::{Column, Columns};
use crate::output::{Batch, known_account};
use crate::reports::Source;
use crate::reports::delivery_metrics::Granularity;
use crate::reports::delivery_metrics::column::Selection;
use crate::reports::delivery_metrics::entity::{self, Given};
use crate::reports::delivery_metrics::finality::FinalityOptions;
use crate::reports::delivery_metrics::level::{Endpoints, Level};
use crate::reports::delivery_metrics::window::WindowOptions;
use crate::reports::entity::EntityStatus;

type Rows = Vec<Box<RawValue>>;

/// The most ids that one analytics request may name.
const MOST_IDS: usize = 250;

const ACCOUNT: &str = "AD_ACCOUNT_ID";
const DATE: &str = "DATE";
const HOUR: &str = "HOUR";

/// Delivery metrics, as they are asked for.
pub(super) struct Question {
    pub(super) endpoints: Endpoints,
    pub(super) given: Option<Given>,
    /// Empty: every state in which an entity can have spend.
    pub(super) statuses: Vec<EntityStatus>,
    pub(super) range: DateRange,
    pub(super) pieces: Vec<DateRange>,
    pub(super) granularity: Granularity,
    pub(super) columns: Selection,
    pub(super) display_names: bool,
    pub(super) windows: WindowOptions,
    pub(super) finality: FinalityOptions,
    pub(super) console: Arc<Console>,
    pub(super) chunk: Chunk,
}

/// How many ids one request names. Once the API finds a request too large, all later ones are
/// smaller.
pub(super) struct Chunk(AtomicUsize);

impl Default for Chunk {
    fn default() -> Self {
        Chunk(MOST_IDS.into())
    }
}

impl Chunk {
    fn size(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn shrink_below(&self, refused: usize) {
        self.0.fetch_min(refused.div_ceil(2), Ordering::Relaxed);
    }
}

impl Source for Question {
    fn columns<'a>(&'a self, client: &'a Arc<Client>) -> BoxFuture<'a, Result<Columns>> {
        async move {
            let time: &[&str] = match self.granularity {
                Granularity::Total => &[],
                Granularity::Hour => &[DATE, HOUR],
                Granularity::Day | Granularity::Week | Granularity::Month => &[DATE],
            };
            let keys = [ACCOUNT, self.endpoints.key].into_iter().chain(time.iter().copied());
            let names = keys.chain(self.columns.0.iter().map(String::as_str));
            let columns = Columns::new(names.map(Column::new));
            if !self.display_names {
                return Ok(columns);
            }
            Ok(columns.titled(&display_names(client).await?))
        }
        .boxed()
    }

    fn dates(&self) -> Option<DateRange> {
        Some(self.range)
    }

    fn check<'a>(&'a self, client: &'a Arc<Client>) -> BoxFuture<'a, Result<()>> {
        self.finality.check(client, self.range, &self.console).boxed()
    }

    fn day_column(&self) -> Option<&'static str> {
        match self.granularity {
            Granularity::Day | Granularity::Hour => Some(DATE),
            Granularity::Total | Granularity::Week | Granularity::Month => None,
        }
    }

    fn forecast(&self, accounts: &[AdAccount]) -> Vec<String> {
        let pieces = self.pieces.iter().map(|piece| format!("piece: {piece}"));
        let head = [
            format!("object type: {}", self.endpoints.level.name()),
            format!("granularity: {}", api_name(self.granularity)),
            format!("dates: {} ({} days)", self.range, self.range.day_count()),
        ];
        let finality = self.finality.requests(self.range);
        let finality = finality.map(|days| format!("requests to see what is final: {days}"));
        let requests = [self.requests(accounts.len())];
        head.into_iter().chain(pieces).chain(finality).chain(requests).collect()
    }

    fn batches(
        self: Arc<Self>,
        client: Arc<Client>,
        account: Option<AdAccount>,
    ) -> BoxStream<'static, Result<Batch>> {
        let question = self;
        async move {
            let account = account.map_or(String::new(), |account| account.id);
            let ids = question.entities(&client, &account).await?;
            let chunks: Vec<Vec<String>> = match question.endpoints.level {
                Level::AdAccount => vec![Vec::new()],
                _ => ids.chunks(MOST_IDS).map(<[String]>::to_vec).collect(),
            };
            let in_flight = client.concurrency();
            let batches = stream::iter(chunks).map(move |ids| {
                let (question, client, account) =
                    (question.clone(), client.clone(), account.clone());
                async move { question.batch(&client, &account, &ids).await }
            });
            Ok(batches.buffered(in_flight))
        }
        .try_flatten_stream()
        .boxed()
    }
}

impl Question {
    async fn entities(&self, client: &Client, account: &str) -> Result<Vec<String>> {
        match &self.given {
            _ if self.endpoints.level == Level::AdAccount => Ok(Vec::new()),
            Some(given) if self.asks_for(given) => Ok(given.ids.clone()),
            given => {
                entity::list(client, account, self.endpoints, given.as_ref(), &self.statuses).await
            }
        }
    }

    /// Are these the very ids to ask metrics of? A state can only be seen in the list.
    fn asks_for(&self, given: &Given) -> bool {
        given.of == self.endpoints.level && self.statuses.is_empty()
    }

    /// The rows of some entities over all pieces, ordered as the entities are.
    async fn batch(&self, client: &Client, account: &str, ids: &[String]) -> Result<Batch> {
        let pieces = self.pieces.iter().map(|piece| self.rows(client, account, *piece, ids));
        let mut rows = in_order(client, pieces.collect()).await?;
        let place: HashMap<&str, usize> =
            ids.iter().enumerate().map(|(place, id)| (id.as_str(), place)).collect();
        // Stable: within an entity, the order stays the API's.
        rows.sort_by_cached_key(|row| {
            let id = json::field(row.get(), self.endpoints.key);
            id.and_then(|id| place.get(id.as_str()).copied()).unwrap_or(usize::MAX)
        });
        Ok(Batch { rows, known: vec![known_account(ACCOUNT, account)] })
    }

    /// The rows of one piece, in one request, or in smaller ones if that is too large.
    fn rows<'a>(
        &'a self,
        client: &'a Client,
        account: &'a str,
        piece: DateRange,
        ids: &'a [String],
    ) -> BoxFuture<'a, Result<Rows>> {
        async move {
            let size = self.chunk.size();
            if ids.len() > size {
                let parts = ids.chunks(size).map(|ids| self.rows(client, account, piece, ids));
                return in_order(client, parts.collect()).await;
            }
            match client.fetch(&self.request(account, piece, ids)).await {
                Err(error) if error.too_large && ids.len() > 1 => {
                    self.chunk.shrink_below(ids.len());
                    self.rows(client, account, piece, ids).await
                }
                answer => answer,
            }
        }
        .boxed()
    }

    fn request(&self, account: &str, piece: DateRange, ids: &[String]) -> Request {
        let segments = ["ad_accounts", account].into_iter();
        let segments = segments.chain(self.endpoints.analytics).chain(["analytics"]);
        let request = Request::get(Category::AdsAnalytics, segments)
            .param("start_date", piece.start)
            .param("end_date", piece.end)
            .joined("columns", &self.columns.0)
            .param("granularity", api_name(self.granularity));
        self.windows.add_to(request).repeated(self.endpoints.analytics_ids, ids)
    }

    fn requests(&self, accounts: usize) -> String {
        let pieces = self.pieces.len();
        let glossary = usize::from(self.display_names);
        let level = self.endpoints.level.name();
        let each = format!("{pieces} for every {MOST_IDS} of them");
        match &self.given {
            _ if self.endpoints.level == Level::AdAccount => {
                format!("requests: {}", accounts * pieces + glossary)
            }
            Some(given) if self.asks_for(given) => {
                format!("requests: {}", given.ids.len().div_ceil(MOST_IDS) * pieces + glossary)
            }
            _ if self.endpoints.level == Level::ProductGroup => format!(
                "requests: in each ad account, 1 for every {MOST_IDS} ad groups and 1 for each \
                 ad group to list its product groups, and {each}"
            ),
            _ => format!(
                "requests: in each ad account, 1 for every {MOST_IDS} entities ({level}) to list \
                 them, and {each}"
            ),
        }
    }
}

/// Rows that were asked for side by side, in the order in which they were asked for.
async fn in_order(client: &Client, parts: Vec<BoxFuture<'_, Result<Rows>>>) -> Result<Rows> {
    stream::iter(parts).buffered(client.concurrency()).try_concat().await
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
