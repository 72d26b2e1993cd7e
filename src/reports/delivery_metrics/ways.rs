//! Which of Pinterest's two ways is taken: the one that can, and where both can, the cheaper one.

use std::sync::Arc;

use clap::ValueEnum;
use futures_util::{StreamExt, TryFutureExt};

use crate::api::Client;
use crate::error::{Error, Result};
use crate::reports::delivery_metrics::asynchronous::Async;
use crate::reports::delivery_metrics::plan::Prices;
use crate::reports::delivery_metrics::sync::{Looked, Sync};
use crate::reports::report::Batches;

const SYNC: &str = "analytics endpoints";
const ASYNC: &str = "asynchronous reports";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Via {
    /// The one that needs fewer requests
    Auto,
    /// Analytics endpoints: immediate, up to 90 days back
    Sync,
    /// Asynchronous reports: prepared by Pinterest, up to 914 days back
    Async,
}

/// The ways that can be taken.
pub(super) enum Ways {
    Sync(Arc<Sync>),
    /// With what the sign-in of an app itself gets, because it cannot order reports.
    Async(Arc<Async>, Result<Arc<Sync>>),
    /// What is cheaper depends on how many entities an ad account has.
    Either(Arc<Sync>, Arc<Async>, Prices),
}

/// The way that is taken in an ad account.
pub(super) struct Choice {
    pub(super) way: &'static str,
    /// What decided it, where that is the ad account.
    pub(super) why: Option<String>,
    taken: Taken,
}

enum Taken {
    /// With the ids, where they are known.
    Sync(Arc<Sync>, Option<Vec<String>>),
    Async(Arc<Async>),
}

impl Ways {
    /// Each way comes with what bars it, if anything does. Tells why it is to be this one.
    pub(super) fn find(
        via: Via,
        sync: Result<Sync>,
        asynchronous: Result<Async>,
    ) -> Result<(Self, String)> {
        let (sync, asynchronous) = match (via, sync, asynchronous) {
            (Via::Sync, sync, _) => {
                return Ok((Ways::Sync(Arc::new(sync?)), "`--via sync`".to_owned()));
            }
            (Via::Async, _, asynchronous) => {
                let why = "`--via async`";
                let ways = Ways::Async(Arc::new(asynchronous?), Err(Error::usage(why)));
                return Ok((ways, why.to_owned()));
            }
            (Via::Auto, Err(_), Err(error)) => return Err(error),
            (Via::Auto, Ok(sync), Err(barred)) => {
                return Ok((Ways::Sync(Arc::new(sync)), barred.message));
            }
            (Via::Auto, Err(barred), Ok(asynchronous)) => {
                let why = barred.message.clone();
                return Ok((Ways::Async(Arc::new(asynchronous), Err(barred)), why));
            }
            (Via::Auto, Ok(sync), Ok(asynchronous)) => (Arc::new(sync), Arc::new(asynchronous)),
        };
        let prices = Prices {
            for_each_chunk: sync.requests_for_each_chunk(),
            ids_per_request: sync.ids_per_request(),
            asynchronous: asynchronous.price(),
        };
        let Some(ids) = sync.known_ids() else {
            let ways = Ways::Either(sync, asynchronous, prices);
            return Ok((ways, "whichever needs fewer requests".to_owned()));
        };
        let is_sync = prices.is_sync_cheaper(0, ids.len());
        let ways = if is_sync { Ways::Sync(sync) } else { Ways::Async(asynchronous, Ok(sync)) };
        Ok((ways, prices.compare(0, ids.len(), "")))
    }

    /// The ways for the sign-in of an app itself; nothing where they are these.
    pub(super) fn for_an_app(&self) -> Result<Option<Self>> {
        match self {
            Ways::Sync(_) => Ok(None),
            Ways::Either(sync, ..) | Ways::Async(_, Ok(sync)) => {
                Ok(Some(Ways::Sync(Arc::clone(sync))))
            }
            Ways::Async(_, Err(barred)) => {
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
            Ways::Sync(_) => SYNC.to_owned(),
            Ways::Async(..) => ASYNC.to_owned(),
            Ways::Either(..) => format!("{SYNC} or {ASYNC}"),
        }
    }

    /// Chooses for one ad account, whose entities may have to be listed for that.
    pub(super) async fn choose(&self, client: &Client, account: &str) -> Result<Choice> {
        let sync = |way: &Arc<Sync>, ids, why| Choice {
            way: SYNC,
            why,
            taken: Taken::Sync(Arc::clone(way), ids),
        };
        let asynchronous = |way: &Arc<Async>, why| Choice {
            way: ASYNC,
            why,
            taken: Taken::Async(Arc::clone(way)),
        };
        Ok(match self {
            Ways::Sync(way) => sync(way, None, None),
            Ways::Async(way, _) => asynchronous(way, None),
            Ways::Either(way, ..) if client.is_sandbox() => {
                sync(way, None, Some("the sandbox does not create asynchronous reports".to_owned()))
            }
            Ways::Either(endpoints, reports, prices) => {
                match endpoints.look(client, account, *prices).await? {
                    Looked::Few { ids, lists } => {
                        let why = prices.compare(lists, ids.len(), "");
                        sync(endpoints, Some(ids), Some(why))
                    }
                    Looked::Many(it) => {
                        let why = prices.compare(it.lists, it.entities, " or more");
                        asynchronous(reports, Some(why))
                    }
                }
            }
        })
    }

    /// For `--dry-run`: the pieces and the requests. Of two ways, each ad account tells its own.
    pub(super) fn forecast(&self, accounts: usize) -> Vec<String> {
        let (pieces, requests) = match self {
            Ways::Sync(way) => (&way.pieces, way.forecast(accounts)),
            Ways::Async(way, _) => (&way.pieces, way.forecast(accounts)),
            Ways::Either(..) => return Vec::new(),
        };
        let pieces = pieces.iter().map(|piece| format!("piece: {piece}"));
        pieces.chain([format!("requests: {requests}")]).collect()
    }

    /// How many requests there will be at the most, where that is known before any is sent.
    pub(super) fn at_most(&self, accounts: usize) -> Option<usize> {
        match self {
            Ways::Sync(way) => way.known_ids().map(|ids| accounts * way.price(ids.len())),
            Ways::Async(way, _) | Ways::Either(_, way, _) => Some(accounts * way.price()),
        }
    }
}

impl Choice {
    pub(super) async fn batches(self, client: Arc<Client>, account: String) -> Result<Batches> {
        match self.taken {
            Taken::Async(way) => way.batches(client, account).await,
            Taken::Sync(way, Some(ids)) => Ok(way.batches(client, account, &ids)),
            Taken::Sync(way, None) => Ok(async move {
                let ids = way.ids(&client, &account).await?;
                Ok(way.batches(client, account, &ids))
            }
            .try_flatten_stream()
            .boxed()),
        }
    }
}
