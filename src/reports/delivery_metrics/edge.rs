//! The 90th day back: the API's description includes it, and the analytics endpoints have refused
//! it to others.

use std::sync::OnceLock;

use chrono::TimeDelta;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::{Mutex, MutexGuard};

use crate::api::Client;
use crate::api::remembered::Remembered;
use crate::error::{Error, Kind, Result};
use crate::reports::report::Batches;

/// The farthest day back of the analytics endpoints.
pub(super) const DAYS_BACK: u32 = 90;

/// A refusal costs a list and one more request. Until the next one, the other route is used.
const GOOD_FOR: TimeDelta = TimeDelta::days(7);

#[derive(Default)]
pub(super) struct Edge {
    is_accepted: OnceLock<bool>,
    /// Held by the ad account that finds out.
    probe: Mutex<()>,
}

impl Edge {
    /// Waits for the ad account that finds out; nothing if the answer is known.
    pub(super) async fn probe(&self, client: &Client) -> Option<MutexGuard<'_, ()>> {
        let is_known = || self.is_accepted.get().is_some() || self.is_refused(client);
        if is_known() {
            return None;
        }
        let probe = self.probe.lock().await;
        (!is_known()).then_some(probe)
    }

    /// Is the day known to be refused?
    pub(super) fn is_refused(&self, client: &Client) -> bool {
        match self.is_accepted.get() {
            Some(is_accepted) => !is_accepted,
            None => remembered(client).recall() == Some(true) && !self.learn(false),
        }
    }

    /// The rows, of which the first ones show whether the API accepts the day; nothing if it refuses
    /// it.
    pub(super) async fn ask(
        &self,
        client: &Client,
        mut batches: Batches,
    ) -> Result<Option<Batches>> {
        match batches.try_next().await {
            Ok(None) => Ok(Some(stream::empty().boxed())),
            Ok(Some(first)) => {
                self.learn(true);
                Ok(Some(stream::iter([Ok(first)]).chain(batches).boxed()))
            }
            Err(error) if is_refusal(&error) => {
                self.learn(false);
                remembered(client).keep(&true);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn learn(&self, is_accepted: bool) -> bool {
        *self.is_accepted.get_or_init(|| is_accepted)
    }
}

fn remembered(client: &Client) -> Remembered<bool> {
    Remembered::of(client, "reach", "analytics", GOOD_FOR)
}

fn is_refusal(error: &Error) -> bool {
    let words = error.words.as_deref().unwrap_or_default().to_lowercase();
    error.kind == Kind::Refused && words.contains("only get data from the last ")
}
