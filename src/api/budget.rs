//! How many requests may go out, and when the next one may. Pure: the time is given.
//!
//! Every limit is an exact sliding window, and one list of the last requests serves them all: the
//! window of N requests has room when the N-th newest of them is older than the window. To governor
//! this is a quota of one cell a window, whose only ticket is that N-th newest request. (A bucket
//! of N with a refill of N an hour would let 2 N through in one hour.)

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, FakeRelativeClock};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{NotKeyed, StateStore};
use governor::{Quota, RateLimiter};
use serde::{Deserialize, Serialize};

use crate::api::request::Category;

/// The most that may be asked for: 1000 requests of one user in any hour.
pub(crate) const MOST_PER_HOUR: NonZeroU32 = NonZeroU32::new(1000).expect("not zero");

const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(60);
const SECOND: Duration = Duration::from_secs(1);

/// Nanoseconds since 1970.
pub(crate) type Instant = u64;

/// The requests of the last hour, oldest first, and what the server asked to wait for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Budget {
    requests: Vec<(Instant, String)>,
    /// By category, the instant before which the server wants no request.
    held: BTreeMap<String, Instant>,
}

/// At most `limit` requests in any window of this length.
struct Window {
    length: Duration,
    limit: u32,
    category: Option<Category>,
}

impl Budget {
    /// Takes a place for one request at `now`, or tells how long to wait before asking again.
    pub(crate) fn take(
        &mut self,
        category: Category,
        per_hour: NonZeroU32,
        now: Instant,
    ) -> Result<(), Duration> {
        self.forget(now);
        let held = self.held.get(category.name()).map_or(0, |until| until.saturating_sub(now));
        let wait = windows(category, per_hour)
            .iter()
            .map(|window| self.wait(window, now))
            .fold(Duration::from_nanos(held), Duration::max);
        if wait > Duration::ZERO {
            return Err(wait);
        }
        self.requests.push((now, category.name().to_owned()));
        Ok(())
    }

    /// How many requests the hour still has room for.
    pub(crate) fn left(&self, per_hour: NonZeroU32, now: Instant) -> usize {
        let is_counted = |at: &Instant| now.saturating_sub(*at) < nanos(HOUR);
        let used = self.requests.iter().filter(|(at, _)| is_counted(at)).count();
        (per_hour.get() as usize).saturating_sub(used)
    }

    /// When the last of so many requests can go, as far as the hour is concerned and nobody else asks.
    pub(crate) fn last_of(&self, count: usize, per_hour: NonZeroU32, now: Instant) -> Instant {
        let limit = per_hour.get() as usize;
        let mut sent: Vec<_> = self.requests.iter().map(|(at, _)| (*at).min(now)).collect();
        for _ in 0..count {
            let nth_newest = sent.len().checked_sub(limit).map(|place| sent[place]);
            let free = nth_newest.map_or(now, |at| now.max(at.saturating_add(nanos(HOUR))));
            sent.push(free);
        }
        sent.last().copied().unwrap_or(now).max(now)
    }

    /// No request of this category before `until`.
    pub(crate) fn hold(&mut self, category: Category, until: Instant) {
        let held = self.held.entry(category.name().to_owned()).or_default();
        *held = until.max(*held);
    }

    /// Drops what is older than an hour. What lies in the future was written under a wrong clock:
    /// it is taken as of now, so that it counts once more but ends. (A wait that a server asked
    /// for is never longer than the day that its longest quota lasts.)
    fn forget(&mut self, now: Instant) {
        for (at, _) in &mut self.requests {
            *at = (*at).min(now);
        }
        self.requests.sort_by_key(|(at, _)| *at);
        self.requests.retain(|(at, _)| now - at < nanos(HOUR));
        let longest = now.saturating_add(24 * nanos(HOUR));
        self.held.retain(|_, until| (now..=longest).contains(until));
    }

    fn wait(&self, window: &Window, now: Instant) -> Duration {
        let category = window.category.map(Category::name);
        let nth_newest = self
            .requests
            .iter()
            .rev()
            .filter(|(_, of)| category.is_none_or(|category| category == of))
            .nth(window.limit as usize - 1);
        let Some(quota) = Quota::with_period(window.length) else {
            return Duration::ZERO;
        };
        // A clock that stands at zero: the ticket is relative to now.
        let clock = FakeRelativeClock::default();
        let ticket = Ticket {
            free_in: nth_newest.map(|(at, _)| (at + nanos(window.length)).saturating_sub(now)),
        };
        let limiter = RateLimiter::<_, _, _, NoOpMiddleware<Nanos>>::new(quota, ticket, clock);
        limiter
            .check()
            .err()
            .map_or(Duration::ZERO, |not_until| not_until.wait_time_from(limiter.clock().now()))
    }
}

fn windows(category: Category, per_hour: NonZeroU32) -> [Window; 3] {
    let per_minute = match category {
        Category::AdsAnalytics => 300,
        Category::AdsRead => 1000,
        // Nobody has published these: a cautious start, which the server's answers correct.
        Category::CatalogsRead
        | Category::OrgAnalytics
        | Category::OrgRead
        | Category::TrendsRead => 60,
    };
    [
        Window { length: HOUR, limit: per_hour.get(), category: None },
        Window { length: MINUTE, limit: per_minute, category: Some(category) },
        Window { length: SECOND, limit: 100, category: None },
    ]
}

/// The ticket whose turn it is: free at once, or in so many nanoseconds.
struct Ticket {
    free_in: Option<u64>,
}

impl StateStore for Ticket {
    type Key = NotKeyed;

    /// Nothing is kept here: taking a ticket is adding a request to the budget, once for all
    /// windows.
    fn measure_and_replace<T, F, E>(&self, _key: &NotKeyed, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        decide(self.free_in.map(Nanos::new)).map(|(answer, _)| answer)
    }
}

fn nanos(length: Duration) -> u64 {
    length.as_nanos().try_into().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: Instant = 1_700_000_000_000_000_000;

    fn per_hour(limit: u32) -> NonZeroU32 {
        NonZeroU32::new(limit).expect("not zero")
    }

    /// Asks for `count` places, waiting as told, and returns when each was given.
    fn take(
        budget: &mut Budget,
        category: Category,
        count: usize,
        limit: u32,
        mut now: Instant,
    ) -> Vec<Instant> {
        let mut taken = Vec::new();
        while taken.len() < count {
            match budget.take(category, per_hour(limit), now) {
                Ok(()) => taken.push(now),
                Err(wait) => now += nanos(wait),
            }
        }
        taken
    }

    fn most_in_any(window: Duration, taken: &[Instant]) -> usize {
        let inside = |from: Instant| {
            taken.iter().filter(move |at| (from..from + nanos(window)).contains(at))
        };
        taken.iter().map(|from| inside(*from).count()).max().unwrap_or(0)
    }

    #[test]
    fn a_thousand_go_at_once_and_the_next_thousand_an_hour_later() {
        let taken = take(&mut Budget::default(), Category::AdsRead, 2001, 1000, START);
        assert_eq!(most_in_any(HOUR, &taken), 1000);
        assert_eq!(most_in_any(SECOND, &taken), 100);
        // 100 a second are the API's universal limit: 1000 take nine full seconds.
        assert_eq!(taken[999] - START, nanos(9 * SECOND));
        assert_eq!(taken[1000] - START, nanos(HOUR));
        assert_eq!(taken[1999] - START, nanos(HOUR + 9 * SECOND));
        assert_eq!(taken[2000] - START, nanos(2 * HOUR));
    }

    #[test]
    fn when_the_last_of_many_goes_is_known_beforehand() {
        let mut budget = Budget::default();
        let limit = per_hour(100);
        take(&mut budget, Category::AdsRead, 30, 100, START);
        for (count, later) in [(0, 0), (70, 0), (71, 1), (100, 1), (170, 1), (171, 2)] {
            let last = budget.last_of(count, limit, START + 1);
            let hours = if later == 0 { START + 1 } else { START + later * nanos(HOUR) };
            assert!(last.abs_diff(hours) <= 2, "{count}");
            let mut real = budget.clone();
            let taken = take(&mut real, Category::AdsRead, count, 100, START + 1);
            let taken = taken.last().copied().unwrap_or(START + 1);
            assert!(taken.abs_diff(last) < nanos(3 * SECOND), "{count}");
        }
    }

    #[test]
    fn each_category_has_its_own_minute() {
        let mut budget = Budget::default();
        let taken = take(&mut budget, Category::AdsAnalytics, 700, 1000, START);
        assert_eq!(most_in_any(MINUTE, &taken), 300);
        assert_eq!(taken[600] - START, nanos(2 * MINUTE));
        let later = taken[699] + nanos(SECOND);
        take(&mut budget, Category::AdsAnalytics, 100, 1000, later);
        take(&mut budget, Category::AdsAnalytics, 100, 1000, later + nanos(SECOND));
        let third = later + nanos(2 * SECOND);
        assert!(budget.take(Category::AdsAnalytics, per_hour(1000), third).is_err());
        assert!(budget.take(Category::AdsRead, per_hour(1000), third).is_ok());
    }

    #[test]
    fn what_the_server_asks_for_is_waited_for_in_its_category() {
        let mut budget = Budget::default();
        budget.hold(Category::AdsRead, START + 5);
        budget.hold(Category::AdsRead, START + 3);
        let wait = |budget: &mut Budget, category| budget.take(category, per_hour(9), START).err();
        assert_eq!(wait(&mut budget, Category::AdsRead), Some(Duration::from_nanos(5)));
        assert_eq!(wait(&mut budget, Category::AdsAnalytics), None);
        assert!(budget.take(Category::AdsRead, per_hour(9), START + 5).is_ok());
    }

    #[test]
    fn a_clock_that_was_in_the_future_blocks_an_hour_at_most() {
        let mut budget = Budget::default();
        take(&mut budget, Category::AdsRead, 1000, 1000, START + nanos(1000 * HOUR));
        budget.hold(Category::AdsRead, START + nanos(1000 * HOUR));
        let wait = budget.take(Category::AdsRead, per_hour(1000), START).expect_err("all taken");
        assert_eq!(wait, HOUR);
        assert!(budget.take(Category::AdsRead, per_hour(1000), START + nanos(HOUR)).is_ok());
    }

    #[test]
    fn processes_with_different_limits_share_one_list() {
        let mut budget = Budget::default();
        take(&mut budget, Category::AdsRead, 30, 1000, START);
        assert_eq!(budget.take(Category::AdsRead, per_hour(30), START), Err(HOUR));
        assert_eq!(budget.take(Category::AdsRead, per_hour(31), START), Ok(()));
    }

    proptest! {
        #[test]
        fn the_hour_holds_whatever_the_pauses(limit in 1u32..40, pauses in prop::collection::vec(0u64..1200, 1..200)) {
            let mut budget = Budget::default();
            let mut now = START;
            let mut taken = Vec::new();
            for pause in pauses {
                now += nanos(Duration::from_secs(pause));
                taken.extend(take(&mut budget, Category::AdsRead, 1, limit, now));
                now = *taken.last().expect("just taken");
            }
            prop_assert!(most_in_any(HOUR, &taken) <= limit as usize);
        }
    }
}
