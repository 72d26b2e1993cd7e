//! By Pinterest's asynchronous reports: far back, and without ids.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt, TryStreamExt};
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;

use crate::api::Client;
use crate::cli::choice::api_name;
use crate::dates::DateRange;
use crate::error::Result;
use crate::output::{Batch, known_account};
use crate::reports::delivery_metrics::column;
use crate::reports::delivery_metrics::entity::Given;
use crate::reports::delivery_metrics::level::Level;
use crate::reports::delivery_metrics::question::{ACCOUNT, Question, Way};
use crate::reports::delivery_metrics::report::{Report, Rows};
use crate::reports::entity::EntityStatus;

/// The most ids that one report may be narrowed to.
const MOST_IDS: usize = 500;

/// The most states.
const MOST_STATUSES: usize = 6;

pub(super) struct Async {
    pub(super) given: Option<Given>,
    /// Empty: no report is narrowed by states.
    pub(super) statuses: Vec<EntityStatus>,
}

impl Way for Async {
    fn requests(question: &Question<Self>, accounts: usize) -> String {
        let reports = accounts
            * question.asked.pieces.len()
            * question.way.narrowings(question.asked.level).len();
        format!(
            "requests: 1 for each of {reports} reports to order it, and about 3 to see whether it is \
             made"
        )
    }

    fn batches(
        question: Arc<Question<Self>>,
        client: Arc<Client>,
        account: String,
    ) -> BoxStream<'static, Result<Batch>> {
        let orders = question.orders();
        let in_flight = client.concurrency();
        let ordering = stream::iter(orders).map({
            let account = account.clone();
            move |order| Report::order(Arc::clone(&client), account.clone(), order)
        });
        ordering
            .buffered(in_flight)
            .map_ok(rows)
            .try_flatten()
            .map_ok(move |rows| Batch { rows, known: vec![known_account(ACCOUNT, &account)] })
            .boxed()
    }
}

impl Question<Async> {
    /// The bodies of the orders: one for each piece, and for each few ids where ids are given.
    fn orders(&self) -> Vec<Value> {
        let narrowings = self.way.narrowings(self.asked.level);
        let pieces = self.asked.pieces.iter();
        pieces
            .flat_map(|piece| narrowings.iter().map(|narrowing| self.order(*piece, narrowing)))
            .collect()
    }

    fn order(&self, piece: DateRange, narrowing: &Map<String, Value>) -> Value {
        // Whether the id comes unasked is nowhere told.
        let key = Some(self.asked.level.key()).filter(|name| column::is_known(name));
        let columns = key.into_iter().chain(self.asked.columns.0.iter().map(String::as_str));
        let mut seen = BTreeSet::new();
        let columns: Vec<_> = columns.filter(|name| seen.insert(*name)).collect();
        let mut order = json!({
            "start_date": piece.start,
            "end_date": piece.end,
            "granularity": api_name(self.asked.granularity),
            "level": self.asked.level.in_reports(),
            "columns": columns,
            "report_format": "JSON",
        });
        if let Value::Object(order) = &mut order {
            let windows = self.asked.windows.parameters();
            order.extend(windows.into_iter().map(|(name, value)| (name.to_owned(), value)));
            order.extend(narrowing.clone());
        }
        order
    }
}

/// What the states of an entity are called in reports, which tell more of them apart.
fn in_reports(level: Level, status: EntityStatus) -> &'static [&'static str] {
    match (level, status) {
        (Level::Ad, EntityStatus::Active) => &["APPROVED", "PENDING", "REJECTED"],
        (Level::ProductGroup, EntityStatus::Active) => &["RUNNING"],
        (_, EntityStatus::Active) => &["RUNNING", "NOT_STARTED", "COMPLETED"],
        (Level::ProductGroup, EntityStatus::Paused) => &["PAUSED"],
        (_, EntityStatus::Paused) => &["PAUSED", "ADVERTISER_DISABLED"],
        (Level::ProductGroup, EntityStatus::Archived) => &["ARCHIVED", "EXCLUDED"],
        (_, EntityStatus::Archived) => &["ARCHIVED"],
        (Level::ProductGroup, EntityStatus::Draft | EntityStatus::DeletedDraft) => &[],
        (_, EntityStatus::Draft) => &["DRAFT"],
        (_, EntityStatus::DeletedDraft) => &["DELETED_DRAFT"],
    }
}

impl Async {
    /// What each report of a piece is narrowed to; one that is narrowed to nothing has all.
    fn narrowings(&self, level: Level) -> Vec<Map<String, Value>> {
        let by = |name: &str, values: &[String]| Map::from_iter([(name.to_owned(), values.into())]);
        let by_id = match &self.given {
            None => vec![Map::new()],
            Some(given) => {
                let name = format!("{}_ids", given.of.filter());
                given.ids.chunks(MOST_IDS).map(|ids| by(&name, ids)).collect()
            }
        };
        let statuses = self.statuses.iter().flat_map(|status| in_reports(level, *status));
        let statuses: Vec<_> = statuses.map(|status| (*status).to_owned()).collect();
        if statuses.is_empty() {
            return by_id;
        }
        let name = format!("{}_statuses", level.filter());
        let by_status: Vec<_> =
            statuses.chunks(MOST_STATUSES).map(|some| by(&name, some)).collect();
        let both = by_id.iter().flat_map(|ids| {
            by_status
                .iter()
                .map(|statuses| ids.clone().into_iter().chain(statuses.clone()).collect())
        });
        both.collect()
    }
}

/// The rows of a report, as they come.
fn rows(report: Report) -> impl Stream<Item = Result<Rows>> {
    let (sender, mut rows) = mpsc::channel(1);
    tokio::spawn(async move {
        if let Err(error) = report.deliver(&sender).await {
            // If nobody listens any more, nobody wants to know.
            let _ = sender.send(Err(error)).await;
        }
    });
    stream::poll_fn(move |context| rows.poll_recv(context))
}
