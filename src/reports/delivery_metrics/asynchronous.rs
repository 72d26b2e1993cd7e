//! By Pinterest's asynchronous reports: far back, and without ids.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::error::Result;
use crate::options::choice::api_name;
use crate::options::dates::DateRange;
use crate::reports::delivery_metrics::column::{self, Route};
use crate::reports::delivery_metrics::in_turn::in_turn;
use crate::reports::delivery_metrics::job::Job;
use crate::reports::delivery_metrics::learned::{Learned, kind, learned, level_of_kind};
use crate::reports::delivery_metrics::narrowing::narrowings;
use crate::reports::delivery_metrics::ordered_report::OrderedReport;
use crate::reports::delivery_metrics::plan::{
    MEASURE, Polls, SEVERAL, forecast_of_reports, price_of_reports,
};
use crate::reports::delivery_metrics::polling::{Place, Polling};
use crate::reports::delivery_metrics::query::DeliveryQuery;
use crate::reports::delivery_metrics::row_key::RowKey;
use crate::reports::forecast::Requests;
use crate::reports::report::Batches;
use crate::terminal::console::Console;

pub(super) struct AsyncRoute {
    pub(super) query: Arc<DeliveryQuery>,
    /// The longest range of one report.
    pub(super) pieces: Vec<DateRange>,
    pub(super) polling: Arc<Polling>,
    pub(super) console: Arc<Console>,
}

/// The share of one report: a part of the days, and a part of the entities or targeting types.
struct Share {
    /// Its place in the output of the ad account.
    place: usize,
    piece: DateRange,
    narrowing: Map<String, Value>,
}

impl AsyncRoute {
    /// The number of reports of an ad account.
    pub(super) fn reports(&self) -> usize {
        self.shares().len()
    }

    /// The requests of this number of ad accounts.
    pub(super) fn requests(&self, client: &Client, accounts: usize) -> Requests {
        let reports = accounts * self.reports();
        let price = price_of_reports(reports);
        let most = if reports == 0 || self.is_known(client) { price } else { price + MEASURE };
        Requests::between(2 * reports, price, most)
    }

    /// The same in words.
    pub(super) fn forecast(&self, accounts: usize) -> String {
        forecast_of_reports(accounts * self.reports())
    }

    /// The polls of a report that are expected now, in a run over this number of ad accounts.
    pub(super) fn polls(&self, client: &Client, accounts: usize) -> Polls {
        if accounts >= SEVERAL || self.is_known(client) { Polls::FEW } else { Polls::MANY }
    }

    /// Is the duration of such reports known?
    fn is_known(&self, client: &Client) -> bool {
        self.pieces.first().is_some_and(|piece| {
            learned(client, &self.kind(*piece)).recall().is_some_and(Learned::is_known)
        })
    }

    /// The number of ad accounts whose reports are ordered ahead of their turn.
    pub(super) fn ahead(&self, client: &Client) -> usize {
        self.polling.ahead(client) / self.reports().max(1)
    }

    /// Its rows, as soon as the first report is ordered. `turn` is the place of the ad account in
    /// the output.
    pub(super) async fn batches(
        self: Arc<Self>,
        client: Arc<Client>,
        account: String,
        turn: usize,
    ) -> Result<Batches> {
        let (shares, ahead) = (self.shares(), self.polling.ahead_in_account(&client));
        let of_account = account.clone();
        let order = move |share| {
            let (this, client, account) = (self.clone(), client.clone(), account.clone());
            async move { this.order(client, account, turn, &share).await }
        };
        in_turn(shares, order, ahead, &of_account).await
    }

    async fn order(
        &self,
        client: Arc<Client>,
        account: String,
        turn: usize,
        share: &Share,
    ) -> Result<OrderedReport> {
        let keys = column::keys(Route::Async, self.query.level);
        let order = |columns: Vec<String>| {
            let segments = ["ad_accounts", &account, "reports"];
            let order =
                Request::post(Category::AdsAnalytics, segments).json(&self.body(share, &columns));
            let (client, account) = (Arc::clone(&client), account.clone());
            let polling = Arc::clone(&self.polling);
            let place = Place { polling, kind: self.kind(share.piece), turn: (turn, share.place) };
            let job = Job { client, account, order, range: share.piece, place };
            async move {
                let ordered = job.order(false).await?;
                Ok((job, ordered))
            }
        };
        let (job, ordered) = self.query.columns.asking(Route::Async, &keys, order).await?;
        let (row_key, console) = (RowKey::of(self.query.level), Arc::clone(&self.console));
        Ok(OrderedReport { job, ordered, row_key, console })
    }

    fn kind(&self, piece: DateRange) -> String {
        kind(&self.level(), self.query.granularity, piece)
    }

    fn level(&self) -> String {
        level_of_kind(self.query.level, self.query.breakdown.is_some())
    }

    fn shares(&self) -> Vec<Share> {
        let narrowings = narrowings(&self.query);
        let of_piece = |piece: &DateRange| {
            let piece = *piece;
            narrowings.iter().map(move |narrowing| (piece, narrowing.clone()))
        };
        let parts = self.pieces.iter().flat_map(of_piece).enumerate();
        parts.map(|(place, (piece, narrowing))| Share { place, piece, narrowing }).collect()
    }

    /// The body of an order.
    fn body(&self, share: &Share, columns: &[String]) -> Value {
        let query = &self.query;
        let columns: Vec<_> = columns.iter().filter(|name| !query.level.forbids(name)).collect();
        let mut order = json!({
            "start_date": share.piece.start,
            "end_date": share.piece.end,
            "granularity": api_name(query.granularity),
            "level": self.level(),
            "columns": columns,
            "report_format": "JSON",
        });
        if let Value::Object(order) = &mut order {
            let windows = query.windows.parameters();
            order.extend(windows.into_iter().map(|(name, value)| (name.to_owned(), value)));
            order.extend(share.narrowing.clone());
            let attribution = query.breakdown.as_ref().map(|it| it.attribution.as_slice());
            if let Some(attribution @ [_, ..]) = attribution {
                order.insert("attribution_types".to_owned(), attribution.into());
            }
        }
        order
    }
}
