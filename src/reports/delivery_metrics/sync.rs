//! Delivery metrics by the synchronous endpoints: list the entities, then ask for their metrics in
//! chunks.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, StreamExt, TryFutureExt, TryStreamExt, stream};
use serde_json::value::RawValue;

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::cli::choice::api_name;
use crate::dates::DateRange;
use crate::error::Result;
use crate::json;
use crate::output::{Batch, known_account};
use crate::reports::delivery_metrics::entity::{self, Given};
use crate::reports::delivery_metrics::level::{Endpoints, Level};
use crate::reports::delivery_metrics::question::{ACCOUNT, Question, Way};
use crate::reports::entity::EntityStatus;

type Rows = Vec<Box<RawValue>>;

/// The most ids that one analytics request may name.
const MOST_IDS: usize = 250;

/// By the analytics endpoints: at once, for ids that must be listed first.
pub(super) struct Sync {
    pub(super) endpoints: Endpoints,
    pub(super) given: Option<Given>,
    /// Empty: every state in which an entity can have spend.
    pub(super) statuses: Vec<EntityStatus>,
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

impl Way for Sync {
    fn batches(
        question: Arc<Question<Self>>,
        client: Arc<Client>,
        account: String,
    ) -> BoxStream<'static, Result<Batch>> {
        async move {
            let ids = question.entities(&client, &account).await?;
            let chunks: Vec<Vec<String>> = match question.asked.level {
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

    fn requests(question: &Question<Self>, accounts: usize) -> String {
        let pieces = question.asked.pieces.len();
        let glossary = usize::from(question.asked.display_names);
        let level = question.asked.level.name();
        let each = format!("{pieces} for every {MOST_IDS} of them");
        match &question.way.given {
            _ if question.asked.level == Level::AdAccount => {
                format!("requests: {}", accounts * pieces + glossary)
            }
            Some(given) if question.asks_for(given) => {
                format!("requests: {}", given.ids.len().div_ceil(MOST_IDS) * pieces + glossary)
            }
            _ if question.asked.level == Level::ProductGroup => format!(
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

impl Question<Sync> {
    async fn entities(&self, client: &Client, account: &str) -> Result<Vec<String>> {
        match &self.way.given {
            _ if self.asked.level == Level::AdAccount => Ok(Vec::new()),
            Some(given) if self.asks_for(given) => Ok(given.ids.clone()),
            given => {
                entity::list(
                    client,
                    account,
                    self.way.endpoints,
                    given.as_ref(),
                    &self.way.statuses,
                )
                .await
            }
        }
    }

    /// Are these the very ids to ask metrics of? A state can only be seen in the list.
    fn asks_for(&self, given: &Given) -> bool {
        given.of == self.asked.level && self.way.statuses.is_empty()
    }

    /// The rows of some entities over all pieces, ordered as the entities are.
    async fn batch(&self, client: &Client, account: &str, ids: &[String]) -> Result<Batch> {
        let pieces = self.asked.pieces.iter().map(|piece| self.rows(client, account, *piece, ids));
        let mut rows = in_order(client, pieces.collect()).await?;
        let place: HashMap<&str, usize> =
            ids.iter().enumerate().map(|(place, id)| (id.as_str(), place)).collect();
        // Stable: within an entity, the order stays the API's.
        rows.sort_by_cached_key(|row| {
            let id = json::field(row.get(), self.asked.level.key());
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
            let size = self.way.chunk.size();
            if ids.len() > size {
                let parts = ids.chunks(size).map(|ids| self.rows(client, account, piece, ids));
                return in_order(client, parts.collect()).await;
            }
            match client.fetch(&self.request(account, piece, ids)).await {
                Err(error) if error.too_large && ids.len() > 1 => {
                    self.way.chunk.shrink_below(ids.len());
                    self.rows(client, account, piece, ids).await
                }
                answer => answer,
            }
        }
        .boxed()
    }

    fn request(&self, account: &str, piece: DateRange, ids: &[String]) -> Request {
        let segments = ["ad_accounts", account].into_iter();
        let segments = segments.chain(self.way.endpoints.analytics).chain(["analytics"]);
        let request = Request::get(Category::AdsAnalytics, segments)
            .param("start_date", piece.start)
            .param("end_date", piece.end)
            .joined("columns", &self.asked.columns.0)
            .param("granularity", api_name(self.asked.granularity));
        self.asked.windows.add_to(request).repeated(self.way.endpoints.analytics_ids, ids)
    }
}

/// Rows that were asked for side by side, in the order in which they were asked for.
async fn in_order(client: &Client, parts: Vec<BoxFuture<'_, Result<Rows>>>) -> Result<Rows> {
    stream::iter(parts).buffered(client.concurrency()).try_concat().await
}
