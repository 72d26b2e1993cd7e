//! By Pinterest's asynchronous reports: far back, and without ids.

use std::sync::Arc;

use futures_util::stream::{self, StreamExt};
use futures_util::{Stream, TryStreamExt};
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;

use crate::api::Client;
use crate::background::in_background;
use crate::console::Console;
use crate::dates::DateRange;
use crate::error::Result;
use crate::options::choice::api_name;
use crate::output::{Batch, Rows, known_account};
use crate::reports::Batches;
use crate::reports::delivery_metrics::column::{self, Way};
use crate::reports::delivery_metrics::job::Job;
use crate::reports::delivery_metrics::level::Level;
use crate::reports::delivery_metrics::plan::{POLLS, price_of_reports};
use crate::reports::delivery_metrics::question::{ACCOUNT, Asked};
use crate::reports::delivery_metrics::report::Report;
use crate::reports::delivery_metrics::row_key::RowKey;
use crate::reports::entity::EntityStatus;

/// The most ids that one report may be narrowed to.
const MOST_IDS: usize = 500;

/// The most states.
const MOST_STATUSES: usize = 6;

/// The most targeting types that one report may be broken down by.
const MOST_TYPES: usize = 5;

pub(super) struct Async {
    pub(super) asked: Arc<Asked>,
    /// What one report may ask.
    pub(super) pieces: Vec<DateRange>,
    pub(super) console: Arc<Console>,
}

/// What one report is asked: a part of the days, and a part of the entities or targeting types.
struct Share {
    piece: DateRange,
    narrowing: Map<String, Value>,
}

impl Async {
    /// How many requests it takes in an ad account, as a rule.
    pub(super) fn price(&self) -> usize {
        price_of_reports(self.shares().len())
    }

    /// The same in words, for all ad accounts.
    pub(super) fn forecast(&self, accounts: usize) -> String {
        format!(
            "about {}: 1 for each of {} reports to order it, and about {POLLS} to see whether it is \
             made",
            accounts * self.price(),
            accounts * self.shares().len()
        )
    }

    /// Its rows, as soon as the first report is made.
    pub(super) async fn batches(
        self: Arc<Self>,
        client: Arc<Client>,
        account: String,
    ) -> Result<Batches> {
        let in_flight = client.concurrency();
        let known = known_account(ACCOUNT, &account);
        let shares = self.shares();
        let made = stream::iter(shares).map(move |share| {
            let (this, client, account) = (self.clone(), client.clone(), account.clone());
            in_background(async move { this.report(client, account, &share).await })
        });
        let mut made = made.buffered(in_flight).boxed();
        let first = made.try_next().await?;
        let reports = stream::iter(first).map(Ok).chain(made);
        let rows = reports.map_ok(rows).try_flatten();
        Ok(rows.map_ok(move |rows| Batch { rows, known: vec![known.clone()] }).boxed())
    }

    async fn report(&self, client: Arc<Client>, account: String, share: &Share) -> Result<Report> {
        let keys = column::keys(Way::Async, self.asked.level);
        let order = |columns: Vec<String>| {
            let order = self.order(share, &columns);
            let job = Job { client: Arc::clone(&client), account: account.clone(), order };
            async move {
                let token = job.order(false).await?;
                Ok((job, token))
            }
        };
        let (job, token) = self.asked.columns.asking(Way::Async, &keys, order).await?;
        Report::make(job, token, RowKey::of(self.asked.level), Arc::clone(&self.console)).await
    }

    fn shares(&self) -> Vec<Share> {
        let narrowings = self.narrowings();
        let of_piece = |piece: &DateRange| {
            let piece = *piece;
            narrowings.iter().map(move |it| Share { piece, narrowing: it.clone() })
        };
        self.pieces.iter().flat_map(of_piece).collect()
    }

    /// The body of an order.
    fn order(&self, share: &Share, columns: &[String]) -> Value {
        let asked = &self.asked;
        let targeting = if asked.breakdown.is_some() { "_TARGETING" } else { "" };
        let mut order = json!({
            "start_date": share.piece.start,
            "end_date": share.piece.end,
            "granularity": api_name(asked.granularity),
            "level": format!("{}{targeting}", asked.level.in_reports()),
            "columns": columns,
            "report_format": "JSON",
        });
        if let Value::Object(order) = &mut order {
            let windows = asked.windows.parameters();
            order.extend(windows.into_iter().map(|(name, value)| (name.to_owned(), value)));
            order.extend(share.narrowing.clone());
            let attribution = asked.breakdown.as_ref().map(|it| it.attribution.as_slice());
            if let Some(attribution @ [_, ..]) = attribution {
                order.insert("attribution_types".to_owned(), attribution.into());
            }
        }
        order
    }

    /// What each report of a piece is narrowed to; one that is narrowed to nothing has all.
    fn narrowings(&self) -> Vec<Map<String, Value>> {
        let Asked { level, given, statuses, breakdown, .. } = &*self.asked;
        let statuses = statuses.iter().flat_map(|status| in_reports(*level, *status));
        let statuses: Vec<_> = statuses.map(|status| (*status).to_owned()).collect();
        let of = given.as_ref().and_then(|given| given.of.filter()).unwrap_or_default();
        let ids = given.as_ref().map_or(&[][..], |given| &given.ids);
        let level = level.filter().unwrap_or_default();
        let types = breakdown.as_ref().map_or(&[][..], |breakdown| &breakdown.types);
        let by = [
            (format!("{of}_ids"), ids, MOST_IDS),
            (format!("{level}_statuses"), &statuses, MOST_STATUSES),
            ("targeting_types".to_owned(), types, MOST_TYPES),
        ];
        by.into_iter().fold(vec![Map::new()], |narrowings, (name, values, most)| {
            if values.is_empty() {
                return narrowings;
            }
            let narrower = |narrowing: &Map<String, Value>| {
                let with = |some: &[String]| {
                    let mut narrower = narrowing.clone();
                    narrower.insert(name.clone(), some.into());
                    narrower
                };
                values.chunks(most).map(with).collect::<Vec<_>>()
            };
            narrowings.iter().flat_map(narrower).collect()
        })
    }
}

/// What the states of an entity are called in reports, which tell more of them apart.
pub(super) fn in_reports(level: Level, status: EntityStatus) -> &'static [&'static str] {
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
