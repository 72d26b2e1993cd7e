//! The choice of a route: the one that can serve the query; if both can, the cheaper one.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::ValueEnum;
use futures_util::{StreamExt, TryFutureExt};

use crate::api::Client;
use crate::error::{Error, Result};
use crate::options::accounts::AdAccount;
use crate::reports::delivery_metrics::asynchronous::AsyncRoute;
use crate::reports::delivery_metrics::edge::{DAYS_BACK, Edge};
use crate::reports::delivery_metrics::plan::{Polls, Prices};
use crate::reports::delivery_metrics::sync::{Looked, SyncRoute};
use crate::reports::forecast::Requests;
use crate::reports::report::Batches;

pub(super) const SYNC: &str = "analytics endpoints";
const ASYNC: &str = "asynchronous reports";
const NOT_IN_SANDBOX: &str = "the sandbox does not create asynchronous reports";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Via {
    /// The one that needs fewer requests
    Auto,
    /// Analytics endpoints: immediate, up to 90 days back
    Sync,
    /// Asynchronous reports: prepared by Pinterest, up to 914 days back
    Async,
}

/// The possible routes.
pub(super) enum Routes {
    /// With the route to use if the API refuses the first day, if there is one.
    Sync(Arc<SyncRoute>, Option<Arc<AsyncRoute>>),
    /// With what the sign-in of an app itself gets, because it cannot order reports.
    Async(Arc<AsyncRoute>, Result<Arc<SyncRoute>>),
    /// The cheaper one depends on the number of entities in an ad account.
    Either(Arc<SyncRoute>, Arc<AsyncRoute>, Prices),
}

/// The route of an ad account.
pub(super) struct ChosenRoute {
    pub(super) route: &'static str,
    /// The reason, if it lies in the ad account.
    pub(super) why: Option<String>,
    sender: Sender,
}

enum Sender {
    /// With the IDs, if they are known: joined, because those of many ad accounts can wait.
    Sync(Arc<SyncRoute>, Option<Box<str>>),
    Async(Arc<AsyncRoute>),
}

impl Routes {
    /// Each route is passed with the error that rules it out, if any. Returns the reason for the
    /// choice.
    pub(super) fn find(
        via: Via,
        sync: Result<SyncRoute>,
        asynchronous: Result<AsyncRoute>,
    ) -> Result<(Self, String)> {
        let (sync, asynchronous) = match (via, sync, asynchronous) {
            (Via::Sync, sync, _) => {
                return Ok((Routes::Sync(Arc::new(sync?), None), "`--via sync`".to_owned()));
            }
            (Via::Async, _, asynchronous) => {
                let why = "`--via async`";
                let routes = Routes::Async(Arc::new(asynchronous?), Err(Error::usage(why)));
                return Ok((routes, why.to_owned()));
            }
            (Via::Auto, Err(_), Err(error)) => return Err(error),
            (Via::Auto, Ok(sync), Err(barred)) => {
                return Ok((Routes::Sync(Arc::new(sync), None), barred.message));
            }
            (Via::Auto, Err(barred), Ok(asynchronous)) => {
                let why = barred.message.clone();
                return Ok((Routes::Async(Arc::new(asynchronous), Err(barred)), why));
            }
            (Via::Auto, Ok(sync), Ok(asynchronous)) => (Arc::new(sync), Arc::new(asynchronous)),
        };
        let prices = Prices {
            for_each_chunk: sync.requests_for_each_chunk(),
            ids_per_request: sync.ids_per_request(),
            reports: asynchronous.reports(),
            polls: Polls::FEW,
        };
        let Some(ids) = sync.known_ids() else {
            let routes = Routes::Either(sync, asynchronous, prices);
            return Ok((routes, "whichever needs fewer requests".to_owned()));
        };
        let is_sync = prices.is_sync_cheaper(0, ids.len());
        let routes = if is_sync {
            Routes::Sync(sync, Some(asynchronous))
        } else {
            Routes::Async(asynchronous, Ok(sync))
        };
        Ok((routes, prices.compare(0, ids.len(), "")))
    }

    /// The ways for the sign-in of an app itself; nothing where they are these.
    pub(super) fn for_an_app(&self) -> Result<Option<Self>> {
        match self {
            Routes::Sync(_, None) => Ok(None),
            Routes::Sync(sync, _) if sync.edge.is_none() => Ok(None),
            Routes::Sync(sync, _) | Routes::Either(sync, ..) | Routes::Async(_, Ok(sync)) => {
                Ok(Some(Routes::Sync(Arc::clone(sync), None)))
            }
            Routes::Async(_, Err(barred)) => {
                let message = format!(
                    "{}, and the credentials of an app (`--client-credentials`) cannot request \
                     asynchronous reports",
                    barred.message
                );
                Err(Error { message, ..barred.clone() })
            }
        }
    }

    pub(super) fn name(&self) -> String {
        match self {
            Routes::Sync(..) => SYNC.to_owned(),
            Routes::Async(..) => ASYNC.to_owned(),
            Routes::Either(..) => format!("{SYNC} or {ASYNC}"),
        }
    }

    /// The first day, if the API may refuse it and another route may be left.
    pub(super) fn edge(&self) -> Option<&Edge> {
        match self {
            Routes::Sync(route, _) | Routes::Either(route, ..) => route.edge.as_ref(),
            Routes::Async(..) => None,
        }
    }

    /// Chooses for one of `accounts` ad accounts, whose entities may have to be listed for that.
    pub(super) async fn choose(
        &self,
        client: &Client,
        account: &str,
        accounts: usize,
    ) -> Result<ChosenRoute> {
        let sync = |route: &Arc<SyncRoute>, ids, why| ChosenRoute {
            route: SYNC,
            why,
            sender: Sender::Sync(Arc::clone(route), ids),
        };
        let asynchronous = |route: &Arc<AsyncRoute>, why| ChosenRoute {
            route: ASYNC,
            why,
            sender: Sender::Async(Arc::clone(route)),
        };
        Ok(match self {
            Routes::Async(route, _) => asynchronous(route, None),
            Routes::Sync(route, reports) if route.is_out_of_reach(client) => match reports {
                Some(reports) if !client.is_sandbox() => asynchronous(reports, Some(refused())),
                _ => return Err(out_of_reach(route.query.range.start, DAYS_BACK - 1)),
            },
            Routes::Sync(route, _) => sync(route, None, None),
            Routes::Either(route, ..) if client.is_sandbox() => {
                sync(route, None, Some(NOT_IN_SANDBOX.to_owned()))
            }
            Routes::Either(route, reports, _) if route.is_out_of_reach(client) => {
                asynchronous(reports, Some(refused()))
            }
            Routes::Either(endpoints, reports, prices) => {
                let prices = Prices { polls: reports.polls(client, accounts), ..*prices };
                match endpoints.look(client, account, prices).await? {
                    Looked::Few { ids, lists } => {
                        let why = prices.compare(lists, ids.len(), "");
                        sync(endpoints, Some(ids.join(",").into()), Some(why))
                    }
                    Looked::Many(it) => {
                        let why = prices.compare(it.lists, it.entities, " or more");
                        asynchronous(reports, Some(why))
                    }
                }
            }
        })
    }

    /// For `--dry-run`: the pieces and the requests. With two routes, each ad account decides its
    /// own.
    pub(super) fn forecast(&self, client: &Client, accounts: usize) -> Vec<String> {
        let (pieces, requests) = match self {
            Routes::Sync(route, _) => (&route.pieces, route.forecast(accounts)),
            Routes::Async(route, _) => (&route.pieces, route.forecast(accounts)),
            Routes::Either(endpoints, ..) if client.is_sandbox() => {
                return vec![
                    NOT_IN_SANDBOX.to_owned(),
                    format!("requests: {}", endpoints.forecast(accounts)),
                ];
            }
            Routes::Either(_, reports, prices) => {
                let polls = reports.polls(client, accounts);
                return vec![Prices { polls, ..*prices }.forecast()];
            }
        };
        let pieces = pieces.iter().map(|piece| format!("piece: {piece}"));
        pieces.chain([format!("requests: {requests}")]).collect()
    }

    /// The number of ad accounts that may prepare ahead of their turn; nothing if they wait for no
    /// reports.
    pub(super) fn ahead(&self, client: &Client) -> Option<usize> {
        match self {
            Routes::Sync(..) => None,
            Routes::Async(route, _) => Some(route.ahead(client)),
            // Lists take requests too.
            Routes::Either(_, route, _) => Some(route.ahead(client) / 2),
        }
    }

    /// The requests of these ad accounts, from what earlier runs have learned.
    pub(super) fn requests(&self, client: &Client, accounts: &[AdAccount]) -> Requests {
        let each = accounts.iter().map(|account| account.id.as_str());
        let (endpoints, reports, prices) = match self {
            Routes::Sync(route, _) => {
                return each.map(|account| route.requests(client, account)).sum();
            }
            Routes::Either(route, ..) if client.is_sandbox() => {
                return each.map(|account| route.requests(client, account)).sum();
            }
            Routes::Async(route, _) => return route.requests(client, accounts.len()),
            Routes::Either(endpoints, reports, prices) => (endpoints, reports, prices),
        };
        let prices = Prices { polls: reports.polls(client, accounts.len()), ..*prices };
        let (mut total, mut asynchronous) = (Requests::exactly(0), 0);
        for account in each {
            match endpoints.size(client, account).recall() {
                Some(size) if !prices.is_sync_cheaper(size.lists, size.entities) => {
                    asynchronous += 1;
                }
                Some(size) if size.is_whole => {
                    total = total + Requests::exactly(prices.sync(size.lists, size.entities));
                }
                _ => total = total + prices.unknown(),
            }
        }
        total + reports.requests(client, asynchronous)
    }
}

fn separated(ids: &str) -> Vec<String> {
    ids.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

/// The reason for asynchronous reports.
fn refused() -> String {
    format!("the analytics endpoints refuse data from {DAYS_BACK} days ago")
}

pub(super) fn out_of_reach(start: NaiveDate, days_back: u32) -> Error {
    Error::usage(format!("{start} is more than {days_back} days ago"))
        .hint(format!("use `--start-date {days_back}d`"))
}

impl ChosenRoute {
    /// `turn` is the place of the ad account in the output.
    pub(super) async fn batches(
        self,
        client: Arc<Client>,
        account: String,
        turn: usize,
    ) -> Result<Batches> {
        match self.sender {
            Sender::Async(route) => route.batches(client, account, turn).await,
            Sender::Sync(route, ids) => Ok(async move {
                let ids = match ids {
                    Some(ids) => separated(&ids),
                    None => route.ids(&client, &account).await?,
                };
                Ok(route.batches(client, account, &ids))
            }
            .try_flatten_stream()
            .boxed()),
        }
    }
}
