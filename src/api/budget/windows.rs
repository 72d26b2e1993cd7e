//! Exact sliding windows. One list of requests serves them all: the window of N requests has room
//! when the N-th newest of them is older than the window. In terms of governor, this is a quota of
//! one cell per window, and its only ticket is that N-th newest request. (A bucket of N with a
//! refill of N per hour would allow 2 N requests in one hour.)

use std::time::Duration;

use governor::RateLimiter;
use governor::clock::{Clock, FakeRelativeClock};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{NotKeyed, StateStore};

use crate::api::steady::{Instant, nanos};

/// At most `limit` requests in any window of this length.
pub(super) struct Window {
    pub(super) length: Duration,
    pub(super) limit: u32,
    /// The limit counts only these requests.
    pub(super) only: Option<&'static str>,
}

impl Window {
    /// The time until the next request has room. The requests come with their time and name,
    /// newest first.
    pub(super) fn wait<'a>(
        &self,
        newest_first: impl Iterator<Item = (Instant, &'a str)>,
        now: Instant,
    ) -> Duration {
        let Some(quota) = governor::Quota::with_period(self.length) else {
            return Duration::ZERO;
        };
        let nth_newest = newest_first
            .filter(|(_, of)| self.only.is_none_or(|only| only == *of))
            .nth(self.limit as usize - 1);
        // A clock that stands at zero: the ticket is relative to now.
        let clock = FakeRelativeClock::default();
        let ticket = Ticket {
            free_in: nth_newest.map(|(at, _)| (at + nanos(self.length)).saturating_sub(now)),
        };
        let limiter = RateLimiter::<_, _, _, NoOpMiddleware<Nanos>>::new(quota, ticket, clock);
        limiter
            .check()
            .err()
            .map_or(Duration::ZERO, |not_until| not_until.wait_time_from(limiter.clock().now()))
    }
}

/// The ticket whose turn it is: free at once, or in this many nanoseconds.
struct Ticket {
    free_in: Option<u64>,
}

impl StateStore for Ticket {
    type Key = NotKeyed;

    /// Nothing is stored here: a request that is added to the budget takes a ticket in all windows
    /// at once.
    fn measure_and_replace<T, F, E>(&self, _key: &NotKeyed, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        decide(self.free_in.map(Nanos::new)).map(|(answer, _)| answer)
    }
}
