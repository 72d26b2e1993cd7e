//! The limits as the server counts: it receives each request at any time between its admission and
//! its response.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::Duration;

use proptest::prelude::*;

use super::{Budget, Departure};
use crate::api::quota::{ALL_OF_USER, Quota, Rate};
use crate::api::request::Category;
use crate::api::steady::{Instant, nanos};

const START: Instant = 1_700_000_000_000_000_000;
const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);
const TIMEOUT: Duration = Duration::from_secs(60);

/// One request: how long it takes, and when the server receives it in that time.
#[derive(Clone, Copy, Debug)]
struct Trip {
    takes: Duration,
    received: f64,
    /// Its process is killed, so that nobody ends it.
    is_killed: bool,
}

impl Trip {
    const fn of(takes: Duration, received: f64) -> Self {
        Trip { takes, received, is_killed: false }
    }
}

/// Several processes that send requests side by side, and the instants at which the server receives
/// them.
struct Traffic {
    budget: Budget,
    category: Category,
    per_hour: u32,
    concurrency: usize,
    now: Instant,
    /// The requests that somebody will end, by that time.
    under_way: Vec<(Instant, u64)>,
    admitted: Vec<Instant>,
    received: Vec<Instant>,
}

impl Traffic {
    fn new(category: Category, per_hour: u32, concurrency: usize) -> Self {
        Traffic {
            budget: Budget::default(),
            category,
            per_hour,
            concurrency,
            now: START,
            under_way: Vec::new(),
            admitted: Vec::new(),
            received: Vec::new(),
        }
    }

    fn send(&mut self, trips: impl IntoIterator<Item = Trip>) {
        for trip in trips {
            let id = u64::try_from(self.received.len()).expect("few");
            self.admit(id);
            let takes = if trip.is_killed { trip.takes.min(TIMEOUT) } else { trip.takes };
            self.admitted.push(self.now);
            self.received.push(self.now + nanos(takes.mul_f64(trip.received)));
            if !trip.is_killed {
                self.under_way.push((self.now + nanos(takes), id));
            }
        }
    }

    /// Lets time pass until the request is admitted.
    fn admit(&mut self, id: u64) {
        loop {
            let departure = Departure { id, timeout: TIMEOUT };
            let ids = self.under_way.iter().map(|(_, id)| *id).collect();
            self.budget.renew(&ids, TIMEOUT, self.now);
            let first_end = self.under_way.iter().map(|(end, _)| *end).min();
            let mut next = first_end.unwrap_or(Instant::MAX);
            if self.under_way.len() < self.concurrency {
                let per_hour = NonZeroU32::new(self.per_hour).expect("not zero");
                match self.budget.take(self.category, per_hour, departure, self.now) {
                    Ok(()) => return,
                    Err(wait) => next = next.min(self.now + nanos(wait)),
                }
            }
            self.now = next;
            for (end, id) in self.under_way.extract_if(.., |(end, _)| *end <= next) {
                self.budget.end(id, self.category.name(), end);
            }
        }
    }

    fn most_in_any(&self, window: Duration) -> usize {
        let mut received = self.received.clone();
        received.sort_unstable();
        let (mut inside, mut most) = (VecDeque::new(), 0);
        for at in received {
            while inside.front().is_some_and(|first| first + nanos(window) <= at) {
                inside.pop_front();
            }
            inside.push_back(at);
            most = most.max(inside.len());
        }
        most
    }
}

fn rate(limit: u32, seconds: u32) -> Rate {
    let number = |number| NonZeroU32::new(number).expect("not zero");
    Rate { limit: number(limit), seconds: number(seconds) }
}

#[test]
fn the_thousandth_request_of_an_idle_hour_goes_out_at_once() {
    let mut traffic = Traffic::new(Category::AdsRead, 1000, 32);
    let trip = Trip::of(Duration::from_millis(500), 1.0);
    traffic.send(vec![trip; 999]);
    let before = traffic.now;
    traffic.now += nanos(2 * SECOND);
    traffic.send([trip; 1]);
    assert_eq!(traffic.admitted[999], before + nanos(2 * SECOND));
    traffic.send([trip; 1]);
    let first_end = START + nanos(trip.takes);
    assert_eq!(traffic.admitted[1000], first_end + nanos(HOUR), "an hour after the first response");
}

#[test]
fn all_windows_hold_at_any_concurrency_and_latency() {
    for latency in [20, 50, 100, 250, 500] {
        for concurrency in [1, 4, 16, 32] {
            let mut traffic = Traffic::new(Category::AdsAnalytics, 1000, concurrency);
            let mut random = fastrand::Rng::with_seed(latency);
            let trips = (0..2100).map(|_| {
                let takes = Duration::from_millis(latency).mul_f64(0.5 + random.f64());
                // The extremes are the worst.
                Trip::of(takes, *random.choice(&[0.0, 0.5, 1.0]).expect("some"))
            });
            traffic.send(trips);
            let case = format!("{latency} ms, {concurrency} in flight");
            for (window, limit) in [(SECOND, 100), (60 * SECOND, 300), (HOUR, 1000)] {
                let most = traffic.most_in_any(window);
                assert!(most <= limit, "{most} in {window:?} at {case}");
            }
            assert_eq!(traffic.most_in_any(HOUR), 1000, "the hour is full: {case}");
        }
    }
}

#[test]
fn the_windows_lose_little_to_the_latency() {
    let mut traffic = Traffic::new(Category::AdsAnalytics, 1_000_000, 32);
    traffic.send(vec![Trip::of(Duration::from_millis(500), 0.5); 3001]);
    let ideal = 10 * 60 * SECOND;
    let real = Duration::from_nanos(traffic.admitted[3000] - START);
    assert!(real >= ideal && real < ideal.mul_f64(1.02), "{real:?} instead of {ideal:?}");
}

#[test]
fn a_killed_process_gives_its_places_back_after_its_timeout() {
    let mut traffic = Traffic::new(Category::TrendsRead, 1000, 32);
    traffic.send([Trip { is_killed: true, ..Trip::of(TIMEOUT, 1.0) }; 60]);
    assert_eq!(traffic.now, START);
    traffic.send([Trip::of(SECOND, 0.0)]);
    assert_eq!(traffic.now, START + nanos(TIMEOUT + 60 * SECOND));
}

#[test]
fn a_living_process_keeps_its_places_beyond_the_timeout() {
    let mut budget = Budget::default();
    let (category, per_hour) = (Category::TrendsRead, NonZeroU32::MAX);
    budget.learn(Quota::of(category).name, &[rate(1, 1)], START);
    let departure = |id| Departure { id, timeout: TIMEOUT };
    budget.take(category, per_hour, departure(1), START).expect("the first");
    let mut now = START;
    for _ in 0..10 {
        now += nanos(TIMEOUT) - 1;
        budget.renew(&[1].into(), TIMEOUT, now);
        let wait = budget.take(category, per_hour, departure(2), now).expect_err("one in flight");
        assert_eq!(wait, SECOND, "it can end now");
    }
    budget.end(1, category.name(), now);
    assert_eq!(budget.take(category, per_hour, departure(2), now + nanos(SECOND)), Ok(()));
}

#[test]
fn a_departure_in_the_future_comes_from_a_wrong_clock() {
    let category = Category::TrendsRead;
    let per_hour = NonZeroU32::MIN;
    let departure = |id| Departure { id, timeout: TIMEOUT };
    let mut budget = Budget::default();
    budget.take(category, per_hour, departure(1), START + nanos(900 * HOUR)).expect("the first");
    assert_eq!(budget.take(category, per_hour, departure(2), START), Err(HOUR));
    let later = START + nanos(HOUR + TIMEOUT);
    assert_eq!(budget.take(category, per_hour, departure(2), later), Ok(()));
}

fn trips() -> impl Strategy<Value = Vec<Trip>> {
    let trip = (0u64..90_000, 0.0..=1.0f64, prop::bool::weighted(0.1)).prop_map(
        |(millis, received, is_killed)| Trip {
            takes: Duration::from_millis(millis),
            received,
            is_killed,
        },
    );
    prop::collection::vec(trip, 1..150)
}

proptest! {
    #[test]
    fn no_window_is_exceeded_at_the_server(
        trips in trips(),
        concurrency in 1usize..33,
        per_hour in 1u32..60,
        (of_second, of_window, seconds) in (1u32..9, 1u32..30, 2u32..90),
    ) {
        let category = Category::TrendsRead;
        let mut traffic = Traffic::new(category, per_hour, concurrency);
        traffic.budget.learn(ALL_OF_USER.name, &[rate(of_second, 1)], START);
        traffic.budget.learn(Quota::of(category).name, &[rate(of_window, seconds)], START);
        // Stated limits hold for a day, and the defaults are wider.
        let day = START + nanos(23 * HOUR);
        for trip in trips {
            traffic.send([trip]);
            if traffic.now > day {
                break;
            }
        }
        for (limit, window) in [
            (per_hour, HOUR),
            (of_second, SECOND),
            (of_window, Duration::from_secs(seconds.into())),
        ] {
            let most = traffic.most_in_any(window);
            prop_assert!(most <= limit as usize, "{most} in {window:?}, {limit} are allowed");
        }
    }
}
