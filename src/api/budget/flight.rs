//! Requests that are under way: the server can receive one at any time until it responds.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::api::steady::{Instant, nanos};

/// A killed process does not hold its places for longer, whatever its timeout.
const LONGEST: Duration = Duration::from_secs(3600);

/// The next request, as its sender knows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Departure {
    /// Random, because all processes share the budget.
    pub(crate) id: u64,
    /// After this long without an end, its process has been killed.
    pub(crate) timeout: Duration,
}

/// A request that was admitted and has not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Flight {
    pub(super) id: u64,
    pub(super) of: String,
    /// The time of its admission, or of the last sign of its process.
    since: Instant,
    /// The latest time at which the server can receive it if its process has been killed.
    pub(super) until: Instant,
}

impl Flight {
    pub(super) fn begin(departure: Departure, of: &str, now: Instant) -> Self {
        let Departure { id, timeout } = departure;
        Flight { id, of: of.to_owned(), since: now, until: end(now, timeout) }
    }

    /// Its process is alive. The budget changes only once in half the timeout, because each change
    /// is a write.
    pub(super) fn renew(&mut self, timeout: Duration, now: Instant) {
        if self.until < end(now, timeout / 2) {
            (self.since, self.until) = (now, end(now, timeout));
        }
    }

    /// A time in the future comes from a wrong clock.
    pub(super) fn correct(&mut self, now: Instant) {
        let length = self.until.saturating_sub(self.since).min(nanos(LONGEST));
        self.since = self.since.min(now);
        self.until = self.since.saturating_add(length);
    }
}

fn end(now: Instant, timeout: Duration) -> Instant {
    now.saturating_add(nanos(timeout.min(LONGEST)))
}
