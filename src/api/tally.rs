//! The requests of a run so far.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
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
    /// The responses that an earlier run saved.
    saved: AtomicUsize,
    /// The number of requests that the run expects in total.
    expected: AtomicUsize,
    /// The run has printed that it takes more than an hour.
    announced: AtomicBool,
    /// The tally of the batch that the run is part of.
    of_batch: Option<Arc<Tally>>,
    /// The lead of this machine's clock over the API's, by the first response.
    ahead: OnceLock<TimeDelta>,
}

impl Tally {
    /// The tally of one report of a batch, which counts there too.
    pub(crate) fn within(batch: &Arc<Tally>) -> Self {
        Tally { of_batch: Some(Arc::clone(batch)), ..Tally::default() }
    }

    /// The tally of the whole run.
    pub(crate) fn whole(&self) -> &Tally {
        self.of_batch.as_deref().unwrap_or(self)
    }

    /// This one and that of the batch.
    fn all(&self) -> impl Iterator<Item = &Tally> {
        [Some(self), self.of_batch.as_deref()].into_iter().flatten()
    }

    /// Counts a request; returns how many there are now.
    pub(crate) fn request(&self) -> usize {
        for tally in self.all() {
            tally.requests.fetch_add(1, Ordering::Relaxed);
        }
        self.requests()
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
        let expected = self.requests() + self.reused() + more;
        let before = self.expected.fetch_max(expected, Ordering::Relaxed);
        if let Some(batch) = &self.of_batch {
            batch.expected.fetch_add(expected.saturating_sub(before), Ordering::Relaxed);
        }
    }

    /// Is it the first time that the run announces its length?
    pub(crate) fn is_unannounced(&self) -> bool {
        !self.announced.swap(true, Ordering::Relaxed)
    }

    /// An earlier run has saved this many responses, which need no request.
    pub(crate) fn found(&self, saved: usize) {
        self.saved.store(saved, Ordering::Relaxed);
    }

    /// The number of requests still to come.
    pub(crate) fn left(&self) -> usize {
        let answered = self.reused().max(self.saved.load(Ordering::Relaxed));
        self.expected.load(Ordering::Relaxed).saturating_sub(self.requests() + answered)
    }

    pub(crate) fn retry(&self) {
        for tally in self.all() {
            tally.retries.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts a response that an earlier run saved.
    pub(crate) fn reuse(&self) {
        for tally in self.all() {
            tally.reused.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits, and adds the wait to the total.
    pub(crate) async fn wait(&self, clock: Clock, wait: Duration) {
        let _waiting: Vec<_> = self.all().map(|tally| Waiting::begin(tally, clock)).collect();
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

impl<'a> Waiting<'a> {
    fn begin(tally: &'a Tally, clock: Clock) -> Self {
        tally.locked().begin(clock.elapsed());
        Waiting { tally, clock }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.tally.locked().end(self.clock.elapsed());
    }
}
