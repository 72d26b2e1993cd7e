//! The shared schedule of the polls of a run.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::api::Client;
use crate::reports::delivery_metrics::kind::{Kind, Step, Turn};
use crate::reports::delivery_metrics::learned::{LastPoll, learned};

/// The maximum number of reports that are ordered ahead of their turn.
const MOST_AHEAD: usize = 500;

/// Pinterest keeps a report for an hour. If one waits this long for its turn, it comes before
/// further orders.
const LONGEST_WAIT: Duration = Duration::from_secs(20 * 60);

pub(super) struct Polling {
    state: Mutex<State>,
    /// Wakes the reports that wait for others.
    changes: watch::Sender<()>,
}

#[derive(Default)]
struct State {
    kinds: HashMap<String, Kind>,
    /// The times at which reports were ordered that no poll has found finished.
    ordered: BTreeMap<Turn, Duration>,
}

/// A report in the schedule.
pub(super) struct Place {
    pub(super) polling: Arc<Polling>,
    pub(super) kind: String,
    pub(super) turn: Turn,
}

/// The wait for a report.
pub(super) struct Watch<'a> {
    place: &'a Place,
    client: &'a Client,
    /// Nothing if it may be finished already, and its duration remains unknown.
    ordered: Option<Duration>,
    began: Duration,
    /// The time that the run has waited for it.
    waited: Duration,
    /// The age at which it is polled again, after the first poll.
    due: Option<Duration>,
    changes: watch::Receiver<()>,
}

impl Default for Polling {
    fn default() -> Self {
        Polling { state: Mutex::default(), changes: watch::Sender::new(()) }
    }
}

impl Polling {
    /// The number of reports to order ahead of their turn: an hour must suffice to order and to poll
    /// them.
    pub(super) fn ahead(&self, client: &Client) -> usize {
        let is_late = self.oldest(client).is_some_and(|age| age > LONGEST_WAIT);
        if is_late { 1 } else { MOST_AHEAD.min(client.per_hour() / 2).max(1) }
    }

    /// The same in one ad account. A limited run sends one request at a time, because each report
    /// can have its last row.
    pub(super) fn ahead_in_account(&self, client: &Client) -> usize {
        if client.concurrency() == 1 { 1 } else { self.ahead(client) }
    }

    /// The age of the oldest report that no poll has found finished.
    fn oldest(&self, client: &Client) -> Option<Duration> {
        let state = self.locked();
        let ordered = state.ordered.values().min()?;
        Some(client.clock().elapsed().saturating_sub(*ordered))
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self) {
        self.changes.send_replace(());
    }
}

impl Place {
    /// The report was ordered at this time of the clock.
    pub(super) fn ordered(&self, at: Duration) {
        self.polling.locked().ordered.insert(self.turn, at);
    }

    /// Waits for the report, in its turn.
    pub(super) fn watch<'a>(&'a self, client: &'a Client, ordered: Option<Duration>) -> Watch<'a> {
        let changes = self.polling.changes.subscribe();
        self.with_kind(client, |kind| kind.enter(self.turn));
        let began = client.clock().elapsed();
        let waited = Duration::ZERO;
        Watch { place: self, client, ordered, began, waited, due: None, changes }
    }

    fn with_kind<T>(&self, client: &Client, act: impl FnOnce(&mut Kind) -> T) -> T {
        let mut state = self.polling.locked();
        let recall = || Kind::of(learned(client, &self.kind).recall());
        act(state.kinds.entry(self.kind.clone()).or_insert_with(recall))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.polling.locked().ordered.remove(&self.turn);
    }
}

impl Watch<'_> {
    /// Waits until the next poll.
    pub(super) async fn until_due(&mut self) {
        loop {
            self.changes.mark_unchanged();
            let due = self.due();
            let (turn, age) = (self.place.turn, self.age());
            let step = self.place.with_kind(self.client, |kind| kind.step(turn, age, due));
            match step {
                Step::Poll => return,
                Step::Pause(pause) => self.client.pause(pause).await,
                // The schedule lives as long as its places.
                Step::AfterOthers => drop(self.changes.changed().await),
            }
            // A pause after a poll is counted when it is planned.
            if self.due.is_none() || step == Step::AfterOthers {
                self.waited += self.age().saturating_sub(age);
            }
        }
    }

    /// A poll has found the report unfinished. Returns whether it may take longer.
    pub(super) fn unfinished(&mut self) -> bool {
        let (turn, age, waited) = (self.place.turn, self.age(), self.waited);
        let longest = self.client.max_wait();
        let due = |kind: &mut Kind| kind.unfinished(turn, age, waited, longest);
        self.due = self.place.with_kind(self.client, due);
        self.waited += self.due.unwrap_or(age).saturating_sub(age);
        self.due.is_some()
    }

    pub(super) fn finished(&mut self) {
        let (due, age, is_first) = (self.due(), self.age(), self.due.is_none());
        let poll = self.ordered.map(|_| LastPoll { due, age, is_first });
        let turn = self.place.turn;
        let news = self.place.with_kind(self.client, |kind| kind.finished(turn, poll));
        if let Some(news) = news {
            learned(self.client, &self.place.kind).keep(&news);
        }
        self.place.polling.locked().ordered.remove(&turn);
        self.place.polling.change();
    }

    fn due(&self) -> Duration {
        let first = || match self.ordered {
            Some(_) => self.place.with_kind(self.client, |kind| kind.first_due()),
            None => Duration::ZERO,
        };
        self.due.unwrap_or_else(|| first().min(self.client.max_wait()))
    }

    fn age(&self) -> Duration {
        self.client.clock().elapsed().saturating_sub(self.ordered.unwrap_or(self.began))
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        let turn = self.place.turn;
        if self.place.with_kind(self.client, |kind| kind.leave(turn)) {
            self.place.polling.change();
        }
    }
}
