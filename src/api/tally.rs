//! The requests of a run so far.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::api::clocks;
use crate::api::waits::Waits;
use crate::system::clock::Clock;

#[derive(Debug, Default)]
pub(crate) struct Tally {
    requests: AtomicUsize,
    retries: AtomicUsize,
    waits: Mutex<Waits>,
    reused: AtomicUsize,
    /// The number of requests that the run expects in total.
    expected: AtomicUsize,
    /// The lead of this machine's clock over the API's, by the first response.
    ahead: OnceLock<TimeDelta>,
}

impl Tally {
    /// Counts a request; returns how many there are now.
    pub(crate) fn request(&self) -> usize {
        self.requests.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Saves the time of the API's clock between two instants.
    pub(crate) fn compare_clocks(
        &self,
        sent: DateTime<Utc>,
        received: DateTime<Utc>,
        there: DateTime<Utc>,
    ) {
        self.ahead.get_or_init(|| clocks::ahead(sent, received, there));
    }

    pub(crate) fn ahead(&self) -> Option<TimeDelta> {
        self.ahead.get().copied()
    }

    /// Expects this many more requests.
    pub(crate) fn expect(&self, more: usize) {
        self.expected.fetch_max(self.requests() + more, Ordering::Relaxed);
    }

    /// The number of requests still to come.
    pub(crate) fn left(&self) -> usize {
        self.expected.load(Ordering::Relaxed).saturating_sub(self.requests())
    }

    pub(crate) fn retry(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a response that an earlier run saved.
    pub(crate) fn reuse(&self) {
        self.reused.fetch_add(1, Ordering::Relaxed);
    }

    /// Waits, and adds the wait to the total.
    pub(crate) async fn wait(&self, clock: Clock, wait: Duration) {
        self.locked().begin(clock.elapsed());
        let _waiting = Waiting { tally: self, clock };
        clock.sleep(wait).await;
    }

    /// Requests sent, repeated ones included.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    pub(crate) fn retries(&self) -> usize {
        self.retries.load(Ordering::Relaxed)
    }

    pub(crate) fn waits(&self) -> usize {
        self.locked().count()
    }

    /// The time during which at least one request waited.
    pub(crate) fn waited(&self) -> Duration {
        self.locked().total()
    }

    fn locked(&self) -> MutexGuard<'_, Waits> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn reused(&self) -> usize {
        self.reused.load(Ordering::Relaxed)
    }
}

/// A current wait. It ends early if the run ends.
struct Waiting<'a> {
    tally: &'a Tally,
    clock: Clock,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.tally.locked().end(self.clock.elapsed());
    }
}
