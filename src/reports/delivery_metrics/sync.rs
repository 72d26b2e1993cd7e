//! Delivery metrics by the analytics endpoints: immediate, for IDs that are listed first and
//! requested in chunks.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, stream};
use serde::Deserialize;

use crate::api::remembered::Remembered;
use crate::api::request::{Category, Request};
use crate::api::{Client, LISTING_PAGE};
use crate::error::Result;
use crate::json;
use crate::json::row::Row;
use crate::json::rows::read_array;
use crate::options::choice::api_name;
use crate::options::dates::DateRange;
use crate::output::{Batch, Rows, known_account};
use crate::reports::chunk::{Chunk, in_order};
use crate::reports::delivery_metrics::column::{self, Route};
use crate::reports::delivery_metrics::edge::Edge;
use crate::reports::delivery_metrics::entity;
use crate::reports::delivery_metrics::keys::{ACCOUNT, TARGETING_TYPE, TARGETING_VALUE};
use crate::reports::delivery_metrics::level::{Endpoints, Level};
use crate::reports::delivery_metrics::plan::{Prices, ids_per_request};
use crate::reports::delivery_metrics::query::DeliveryQuery;
use crate::reports::delivery_metrics::size::{Size, size};
use crate::reports::forecast::Requests;
use crate::reports::report::Batches;
use crate::system::background::in_background;
use crate::terminal::console::Console;
use crate::terminal::counted::counted;

/// The most targeting types that one request may name.
const MOST_TYPES: usize = 14;

pub(super) struct SyncRoute {
    pub(super) query: Arc<DeliveryQuery>,
    pub(super) endpoints: Endpoints,
    /// The longest range of one request.
    pub(super) pieces: Vec<DateRange>,
    pub(super) chunk: Chunk,
    /// If the range starts on a day that the API may refuse.
    pub(super) edge: Option<Edge>,
    pub(super) console: Arc<Console>,
}

/// The outcome of looking whether the entities are few enough.
pub(super) enum Looked {
    /// They are, and it took this many requests to list them.
    Few { ids: Vec<String>, lists: usize },
    /// They are not; this is their minimum cost.
    Many(Size),
}

/// A response about targeting.
#[derive(Deserialize)]
struct BrokenDown {
    data: Rows,
}

impl SyncRoute {
    /// The number of requests for the metrics of one chunk of entities.
    pub(super) fn requests_for_each_chunk(&self) -> usize {
        self.pieces.len() * self.groups().len()
    }

    /// The number of entities in one request.
    pub(super) fn ids_per_request(&self) -> usize {
        ids_per_request(
            self.pieces.iter().map(|piece| self.rows_of_each(*piece)).max().unwrap_or(0),
        )
    }

    /// The maximum number of rows of an entity in a request, for each value of a targeting type.
    fn rows_of_each(&self, piece: DateRange) -> usize {
        let types = self.groups().iter().map(|types| types.len()).max().unwrap_or(0).max(1);
        let periods = self.query.granularity.rows_in(piece.day_count());
        types * usize::try_from(periods).unwrap_or(usize::MAX)
    }

    /// The number of requests if the IDs are known.
    pub(super) fn price(&self, ids: usize) -> usize {
        self.requests_for_each_chunk() * ids.div_ceil(self.ids_per_request())
    }

    /// The number of requests for all ad accounts, in words.
    pub(super) fn forecast(&self, accounts: usize) -> String {
        let ids = self.ids_per_request();
        let metrics = format!("{} for every {ids} of them", self.requests_for_each_chunk());
        let level = self.query.level;
        match self.known_ids() {
            Some(ids) => (accounts * self.price(ids.len())).to_string(),
            None if level == Level::ProductGroup => format!(
                "in each ad account, 1 for every {LISTING_PAGE} ad groups and 1 for each ad group to \
                 list its product groups, and {metrics}"
            ),
            None => format!(
                "in each ad account, 1 for every {LISTING_PAGE} entities ({}) to list them, and \
                 {metrics}",
                level.name()
            ),
        }
    }

    /// The ids to ask metrics of, where they are known beforehand. The ad account has none but its
    /// own, which stands in the path.
    pub(super) fn known_ids(&self) -> Option<Vec<String>> {
        if self.query.level == Level::AdAccount {
            return Some(vec![String::new()]);
        }
        // A state can only be seen in the list.
        let given = self.query.given.as_ref();
        let given = given.filter(|given| given.of == self.query.level);
        given.filter(|_| self.query.statuses.is_empty()).map(|given| given.ids.clone())
    }

    pub(super) async fn ids(&self, client: &Client, account: &str) -> Result<Vec<String>> {
        match self.known_ids() {
            Some(ids) => Ok(ids),
            None => Ok(self.list(client, account, None).await?.unwrap_or_default()),
        }
    }

    /// Is the range known to start too early?
    pub(super) fn is_out_of_reach(&self, client: &Client) -> bool {
        self.edge.as_ref().is_some_and(|edge| edge.is_refused(client))
    }

    /// Lists the entities while that does not cost more than the other route.
    pub(super) async fn look(
        &self,
        client: &Client,
        account: &str,
        prices: Prices,
    ) -> Result<Looked> {
        let memory = self.size(client, account);
        let known = memory.recall();
        let cheap = |it: Size| prices.is_sync_cheaper(it.lists, it.entities);
        if let Some(known) = known.filter(|known| !cheap(*known)) {
            return Ok(Looked::Many(known));
        }
        let seen = Mutex::new(Size { lists: 0, entities: 0, is_whole: false });
        let limit = |lists, entities| {
            let now = Size { lists, entities, is_whole: false };
            *seen.lock().unwrap_or_else(PoisonError::into_inner) = now;
            cheap(now)
        };
        let ids = self.list(client, account, Some(&limit)).await?;
        let seen = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        let entities = ids.as_ref().map_or(seen.entities, Vec::len);
        let size = Size { entities, is_whole: ids.is_some(), ..seen };
        if known != Some(size) {
            memory.keep(&size);
        }
        Ok(match ids {
            Some(ids) if cheap(size) => Looked::Few { ids, lists: seen.lists },
            _ => Looked::Many(size),
        })
    }

    /// The last known size of an ad account.
    pub(super) fn size(&self, client: &Client, account: &str) -> Remembered<Size> {
        let DeliveryQuery { level, statuses, given, .. } = &*self.query;
        size(client, &format!("{account} {level:?} {statuses:?} {given:?}"))
    }

    /// The requests of one ad account.
    pub(super) fn requests(&self, client: &Client, account: &str) -> Requests {
        if let Some(ids) = self.known_ids() {
            return Requests::exactly(self.price(ids.len()));
        }
        match self.size(client, account).recall().filter(|size| size.is_whole) {
            Some(size) => Requests::exactly(size.lists + self.price(size.entities)),
            // The list, and the metrics of its first entities if there are any.
            None => Requests::at_least(1).expecting(1 + self.price(1)),
        }
    }

    async fn list(
        &self,
        client: &Client,
        account: &str,
        limit: Option<entity::Limit<'_>>,
    ) -> Result<Option<Vec<String>>> {
        let DeliveryQuery { given, statuses, .. } = &*self.query;
        entity::list(client, account, self.endpoints, given.as_ref(), statuses, limit).await
    }

    pub(super) fn batches(
        self: Arc<Self>,
        client: Arc<Client>,
        account: String,
        ids: &[String],
    ) -> Batches {
        let chunks: Vec<Vec<String>> =
            ids.chunks(self.ids_per_request()).map(<[String]>::to_vec).collect();
        let of_client = Arc::clone(&client);
        let batches = stream::iter(chunks).map(move |ids| {
            let (this, client, account) = (self.clone(), client.clone(), account.clone());
            in_background(async move { this.batch(&client, &account, &ids).await })
        });
        of_client.ahead(batches).boxed()
    }

    /// The rows of some entities over all pieces, ordered as the entities are.
    async fn batch(&self, client: &Client, account: &str, ids: &[String]) -> Result<Batch> {
        let groups = self.groups();
        let parts = self.pieces.iter().flat_map(|piece| {
            groups.iter().map(|types| self.rows(client, account, *piece, types, ids))
        });
        let mut rows = in_order(client, parts.collect()).await?;
        let place: HashMap<&str, usize> =
            ids.iter().enumerate().map(|(place, id)| (id.as_str(), place)).collect();
        // Stable: within an entity, the order stays the API's.
        rows.sort_by_cached_key(|row| {
            let id = row.field(self.query.level.key());
            id.and_then(|id| place.get(id.as_str()).copied()).unwrap_or(usize::MAX)
        });
        Ok(Batch { rows, known: vec![known_account(ACCOUNT, account)] })
    }

    /// The targeting types in groups for one request each; a single empty group if there are none.
    fn groups(&self) -> Vec<&[String]> {
        match &self.query.breakdown {
            None => vec![&[]],
            Some(breakdown) => breakdown.types.chunks(MOST_TYPES).collect(),
        }
    }

    /// The rows of one piece.
    fn rows<'a>(
        &'a self,
        client: &'a Client,
        account: &'a str,
        piece: DateRange,
        types: &'a [String],
        ids: &'a [String],
    ) -> BoxFuture<'a, Result<Rows>> {
        self.chunk.rows(client, ids, move |ids, tried| {
            let ask = move |columns: Vec<String>| async move {
                let request = self.request(account, piece, types, ids, &columns).after(tried);
                let rows = self.fetch(client, &request).await?;
                self.log(account, piece, ids.len(), rows.len());
                Ok(rows)
            };
            let (columns, keys) = (&self.query.columns, self.keys());
            async move { columns.asking(Route::Sync, &keys, ask).await }.boxed()
        })
    }

    /// Rows of analytics always have their ID; rows about targeting have only the requested
    /// columns.
    fn keys(&self) -> Vec<&'static str> {
        let breakdown = self.query.breakdown.as_ref();
        breakdown.map_or_else(Vec::new, |_| column::keys(Route::Sync, self.query.level))
    }

    async fn fetch(&self, client: &Client, request: &Request) -> Result<Rows> {
        if self.query.breakdown.is_none() {
            return client.fetch_as(request, read_array).await;
        }
        let answer: BrokenDown = client.fetch(request).await?;
        Ok(answer.data.iter().map(opened).collect())
    }

    /// A truncated response has no mark; only its number of rows shows it.
    fn log(&self, account: &str, piece: DateRange, ids: usize, received: usize) {
        self.console.detail(|| {
            let expected = ids * self.rows_of_each(piece);
            let is_broken_down = self.query.breakdown.is_some();
            let each = if is_broken_down { " for each targeting value" } else { "" };
            format!(
                "ad account {account}, {}, {piece}: expected at most {}{each}, received {received}",
                counted(ids, "ID"),
                counted(expected, "row")
            )
        });
    }

    fn request(
        &self,
        account: &str,
        piece: DateRange,
        types: &[String],
        ids: &[String],
        columns: &[String],
    ) -> Request {
        let what = if types.is_empty() { "analytics" } else { "targeting_analytics" };
        let segments = ["ad_accounts", account].into_iter();
        let segments = segments.chain(self.endpoints.analytics).chain([what]);
        let request = Request::get(Category::AdsAnalytics, segments)
            .param("start_date", piece.start)
            .param("end_date", piece.end)
            .joined("columns", columns)
            .param("granularity", api_name(self.query.granularity));
        let windows = self.query.windows;
        let windows = if types.is_empty() { windows } else { windows.with_defaults() };
        let mut request = windows.add_to(request);
        if self.query.level != Level::AdAccount {
            request = request.ids(self.endpoints.analytics_ids, ids);
        }
        let Some(breakdown) = &self.query.breakdown else { return request };
        let request = request.joined("targeting_types", types);
        match breakdown.attribution.as_slice() {
            [] => request,
            attribution => request.joined("attribution_types", attribution),
        }
    }
}

/// A row about targeting in the form of asynchronous reports: its keys, then its metrics.
fn opened(row: &Row) -> Row {
    let mut entries: Vec<(Cow<'_, str>, &str)> = Vec::new();
    // What is no object has no entries.
    let _ = json::each_entry(row.get(), |name, value| match name.as_ref() {
        "targeting_type" => entries.push((TARGETING_TYPE.into(), value)),
        "targeting_value" => entries.push((TARGETING_VALUE.into(), value)),
        "metrics" => {
            let _ = json::each_entry(value, |name, value| entries.push((name, value)));
        }
        _ => entries.push((name, value)),
    });
    json::object(entries)
}
