//! The request budget: the time at which the next request can be sent. Pure: the caller passes the
//! time.
//!
//! The limits hold at the server, and the server receives a request at any time between its
//! admission and its response. So a request has its place in each window from its admission until
//! the window has passed after its response.

mod flight;
mod windows;

use std::collections::{BTreeMap, HashSet};
use std::num::NonZeroU32;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub(crate) use crate::api::budget::flight::Departure;
use crate::api::budget::flight::Flight;
use crate::api::budget::windows::Window;
use crate::api::hold::{Hold, Why};
use crate::api::quota::{ALL_OF_USER, Quota, REPORTS_OF_APP, Rate};
use crate::api::request::Category;
use crate::api::steady::{Instant, Steady, nanos};
use crate::system::clock;

/// The maximum that a user can set: 1000 requests of one user in any hour.
pub(crate) const MOST_PER_HOUR: NonZeroU32 = NonZeroU32::new(1000).expect("not zero");

const HOUR: Duration = Duration::from_secs(3600);

/// A stated limit holds for a day, because limits change. It is saved again after an hour, because
/// a write for each response would be too much.
const GOOD_FOR: Duration = Duration::from_secs(24 * 3600);
const RESTATED: Duration = HOUR;

/// The requests of the last hour, oldest first, and the waits that the server requested.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Budget {
    /// Each with the latest time at which the server can have received it.
    requests: Vec<(Instant, String)>,
    /// A file of an earlier version has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    in_flight: Vec<Flight>,
    /// By category, the end of the wait that the server requested.
    held: BTreeMap<String, Hold>,
    /// By quota, the limits that the server stated. A file of an earlier version has none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    learned: BTreeMap<String, Learned>,
    /// A file of an earlier version has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<Steady>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Learned {
    rates: Vec<Rate>,
    at: Instant,
}

impl Budget {
    /// The time of this budget, which all its methods use.
    pub(crate) fn now(&mut self, clock: clock::Clock) -> Instant {
        Steady::now(&mut self.time, clock)
    }

    /// Takes a place for one request of a user at `now`, or returns the time to wait before the
    /// next attempt.
    pub(crate) fn take(
        &mut self,
        category: Category,
        per_hour: NonZeroU32,
        departure: Departure,
        now: Instant,
    ) -> Result<(), Duration> {
        let hour = Window { length: HOUR, limit: per_hour.get(), only: None };
        self.take_within(category.name(), departure, now, |budget| {
            let of_all = budget.windows(ALL_OF_USER, None);
            let of_category = budget.windows(Quota::of(category), Some(category.name()));
            [hour].into_iter().chain(of_all).chain(of_category).collect()
        })
    }

    /// The same in the budget of an app, which counts only the requests that all its users share.
    pub(crate) fn take_of_app(
        &mut self,
        departure: Departure,
        now: Instant,
    ) -> Result<(), Duration> {
        let quota = REPORTS_OF_APP;
        self.take_within(quota.name, departure, now, |budget| budget.windows(quota, None).collect())
    }

    fn take_within(
        &mut self,
        name: &str,
        departure: Departure,
        now: Instant,
        windows: impl FnOnce(&Self) -> Vec<Window>,
    ) -> Result<(), Duration> {
        self.forget(now);
        let held = self.held.get(name).map_or(0, |hold| hold.until.saturating_sub(now));
        let wait = windows(self)
            .iter()
            .map(|window| window.wait(self.newest_first(now), now))
            .fold(Duration::from_nanos(held), Duration::max);
        if wait > Duration::ZERO {
            return Err(wait);
        }
        self.in_flight.push(Flight::begin(departure, name, now));
        Ok(())
    }

    /// The request has a response, or will never have one: from now on, the server receives it no
    /// more.
    pub(crate) fn end(&mut self, id: u64, name: &str, now: Instant) {
        self.in_flight.retain(|flight| flight.id != id);
        self.requests.push((now, name.to_owned()));
    }

    /// These requests of a process are still in flight.
    pub(crate) fn renew(&mut self, ids: &HashSet<u64>, timeout: Duration, now: Instant) {
        for flight in self.in_flight.iter_mut().filter(|flight| ids.contains(&flight.id)) {
            flight.renew(timeout, now);
        }
    }

    /// The requests with the time after which they leave the windows. A request in flight can end
    /// now at the earliest.
    fn newest_first(&self, now: Instant) -> impl Iterator<Item = (Instant, &str)> {
        let in_flight = self.in_flight.iter().map(move |flight| (now, flight.of.as_str()));
        in_flight.chain(self.requests.iter().rev().map(|(at, of)| (*at, of.as_str())))
    }

    /// Saves the limits that the server stated for a quota, instead of the earlier ones.
    pub(crate) fn learn(&mut self, quota: &str, rates: &[Rate], now: Instant) {
        let is_fresh = |at: Instant| now.abs_diff(at) < nanos(RESTATED);
        if self.learned.get(quota).is_some_and(|old| old.rates == rates && is_fresh(old.at)) {
            return;
        }
        self.learned.insert(quota.to_owned(), Learned { rates: rates.to_vec(), at: now });
    }

    /// The limits that the server stated and that still hold.
    pub(crate) fn learned(&self, now: Instant) -> impl Iterator<Item = (&str, Rate)> {
        let fresh = self.learned.iter().filter(move |(_, learned)| learned.is_good(now));
        fresh.flat_map(|(name, learned)| learned.rates.iter().map(|rate| (name.as_str(), *rate)))
    }

    fn windows(&self, quota: Quota, only: Option<&'static str>) -> impl Iterator<Item = Window> {
        let learned = self.learned.get(quota.name).map(|learned| learned.rates.clone());
        let rates = learned.filter(|rates| !rates.is_empty()).unwrap_or(vec![quota.default]);
        rates.into_iter().map(move |rate| Window {
            // Requests are saved for an hour, so a longer window can only come from a corrupt file.
            length: Duration::from_secs(rate.seconds.get().into()).min(HOUR),
            limit: rate.limit.get(),
            only,
        })
    }

    /// The number of requests that still fit into the hour.
    pub(crate) fn left(&self, per_hour: NonZeroU32, now: Instant) -> usize {
        let is_counted = |at: &Instant| now.saturating_sub(*at) < nanos(HOUR);
        let ended = self.requests.iter().filter(|(at, _)| is_counted(at)).count();
        (per_hour.get() as usize).saturating_sub(ended + self.in_flight.len())
    }

    /// The time at which the last of these requests can be sent if no other run sends any this
    /// hour.
    pub(crate) fn last_of(&self, count: usize, per_hour: NonZeroU32, now: Instant) -> Instant {
        let limit = per_hour.get() as usize;
        let mut sent: Vec<_> = self.requests.iter().map(|(at, _)| (*at).min(now)).collect();
        sent.extend(self.in_flight.iter().map(|_| now));
        for _ in 0..count {
            let nth_newest = sent.len().checked_sub(limit).map(|place| sent[place]);
            let free = nth_newest.map_or(now, |at| now.max(at.saturating_add(nanos(HOUR))));
            sent.push(free);
        }
        sent.last().copied().unwrap_or(now).max(now)
    }

    /// Holds requests of this category for this long.
    pub(crate) fn hold(&mut self, category: Category, wait: Duration, why: Why, now: Instant) {
        let new = Hold { since: now, until: now.saturating_add(nanos(wait)), why };
        match self.held.get_mut(category.name()) {
            Some(held) if held.until >= new.until => {}
            Some(held) => *held = new,
            None => drop(self.held.insert(category.name().to_owned(), new)),
        }
    }

    /// The holds of the server, by category.
    pub(crate) fn holds(&self, now: Instant) -> impl Iterator<Item = (&str, &Hold)> {
        let held = self.held.iter().filter(move |(_, hold)| hold.until > now);
        held.map(|(name, hold)| (name.as_str(), hold))
    }

    pub(crate) fn clear_holds(&mut self) {
        self.held.clear();
    }

    /// Drops requests that are older than an hour. A time in the future comes from a wrong clock:
    /// it counts as now, so that it still counts but ends. (A wait that the server requested is
    /// never longer than a day, the window of its longest quota.)
    fn forget(&mut self, now: Instant) {
        for flight in &mut self.in_flight {
            flight.correct(now);
        }
        let killed = self.in_flight.extract_if(.., |flight| flight.until <= now);
        self.requests.extend(killed.map(|flight| (flight.until, flight.of)));
        for (at, _) in &mut self.requests {
            *at = (*at).min(now);
        }
        self.requests.sort_by_key(|(at, _)| *at);
        self.requests.retain(|(at, _)| now - at < nanos(HOUR));
        for hold in self.held.values_mut().filter(|hold| hold.since > now) {
            hold.until = now.saturating_add(hold.until.saturating_sub(hold.since));
            hold.since = now;
        }
        let longest = now.saturating_add(24 * nanos(HOUR));
        self.held.retain(|_, hold| (now..=longest).contains(&hold.until));
        for learned in self.learned.values_mut() {
            learned.at = learned.at.min(now);
        }
        self.learned.retain(|_, learned| learned.is_good(now));
    }
}

impl Learned {
    fn is_good(&self, now: Instant) -> bool {
        now.saturating_sub(self.at) < nanos(GOOD_FOR)
    }
}

#[cfg(test)]
mod at_the_server;
#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);
    const SECOND: Duration = Duration::from_secs(1);
    const START: Instant = 1_700_000_000_000_000_000;

    fn per_hour(limit: u32) -> NonZeroU32 {
        NonZeroU32::new(limit).expect("not zero")
    }

    fn departure() -> Departure {
        Departure { id: fastrand::u64(..), timeout: MINUTE }
    }

    /// Requests `count` places, waits as long as each answer says, and returns the time of each
    /// place. Each request has its response at once.
    fn take(
        budget: &mut Budget,
        category: Category,
        count: usize,
        limit: u32,
        mut now: Instant,
    ) -> Vec<Instant> {
        let mut taken = Vec::new();
        while taken.len() < count {
            let departure = departure();
            match budget.take(category, per_hour(limit), departure, now) {
                Ok(()) => {
                    budget.end(departure.id, category.name(), now);
                    taken.push(now);
                }
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
        assert!(budget.take(Category::AdsAnalytics, per_hour(1000), departure(), third).is_err());
        assert!(budget.take(Category::AdsRead, per_hour(1000), departure(), third).is_ok());
    }

    #[test]
    fn what_the_server_asks_for_is_waited_for_in_its_category() {
        let mut budget = Budget::default();
        budget.hold(Category::AdsRead, Duration::from_nanos(5), Why::default(), START);
        budget.hold(Category::AdsRead, Duration::from_nanos(3), Why::default(), START);
        let wait = |budget: &mut Budget, category| {
            budget.take(category, per_hour(9), departure(), START).err()
        };
        assert_eq!(wait(&mut budget, Category::AdsRead), Some(Duration::from_nanos(5)));
        assert_eq!(wait(&mut budget, Category::AdsAnalytics), None);
        assert!(budget.take(Category::AdsRead, per_hour(9), departure(), START + 5).is_ok());
    }

    #[test]
    fn a_clock_that_was_in_the_future_blocks_an_hour_at_most() {
        let mut budget = Budget::default();
        take(&mut budget, Category::AdsRead, 1000, 1000, START + nanos(1000 * HOUR));
        budget.hold(Category::AdsRead, 1000 * HOUR, Why::default(), START);
        let wait = budget
            .take(Category::AdsRead, per_hour(1000), departure(), START)
            .expect_err("all taken");
        assert_eq!(wait, HOUR);
        assert!(
            budget
                .take(Category::AdsRead, per_hour(1000), departure(), START + nanos(HOUR))
                .is_ok()
        );
    }

    #[test]
    fn processes_with_different_limits_share_one_list() {
        let mut budget = Budget::default();
        take(&mut budget, Category::AdsRead, 30, 1000, START);
        assert_eq!(budget.take(Category::AdsRead, per_hour(30), departure(), START), Err(HOUR));
        assert_eq!(budget.take(Category::AdsRead, per_hour(31), departure(), START), Ok(()));
    }

    fn rate(limit: u32, seconds: u32) -> Rate {
        let number = |number| NonZeroU32::new(number).expect("not zero");
        Rate { limit: number(limit), seconds: number(seconds) }
    }

    #[test]
    fn each_category_starts_with_the_minute_that_the_api_states() {
        for (category, limit) in [
            (Category::AdsAnalytics, 300),
            (Category::AdsReport, 300),
            (Category::AdsRead, 1000),
            (Category::CatalogsRead, 100),
            (Category::OrgAnalytics, 60),
            (Category::OrgRead, 1000),
            (Category::TrendsRead, 60),
        ] {
            let taken = take(&mut Budget::default(), category, limit + 1, 10_000, START);
            assert!(taken[limit - 1] < START + nanos(MINUTE), "{category:?}");
            assert_eq!(taken[limit], START + nanos(MINUTE), "{category:?}");
        }
    }

    #[test]
    fn an_app_has_800_states_of_reports_a_minute() {
        let mut budget = Budget::default();
        let taken = (0..800).filter(|_| budget.take_of_app(departure(), START).is_ok()).count();
        assert_eq!(taken, 800);
        assert_eq!(budget.take_of_app(departure(), START), Err(MINUTE));
        budget.learn(REPORTS_OF_APP.name, &[rate(801, 60)], START);
        assert_eq!(budget.take_of_app(departure(), START), Ok(()));
    }

    #[test]
    fn a_stated_limit_holds_until_another_is_stated_or_a_day_is_over() {
        let category = Category::OrgRead;
        let name = Quota::of(category).name;
        let fits = |budget: &Budget, now| {
            let mut budget = budget.clone();
            (0..2000)
                .filter(|_| budget.take(category, per_hour(5000), departure(), now).is_ok())
                .count()
        };
        let mut budget = Budget::default();
        budget.learn(ALL_OF_USER.name, &[rate(3000, 1)], START);
        assert_eq!(fits(&budget, START), 1000);
        budget.learn(name, &[rate(20, 60), rate(7, 10)], START);
        assert_eq!(fits(&budget, START), 7);
        assert_eq!(fits(&budget, START + nanos(GOOD_FOR) - 1), 7);
        assert_eq!(fits(&budget, START + nanos(GOOD_FOR)), 100, "the defaults again");
        budget.learn(name, &[rate(1500, 60)], START);
        assert_eq!(fits(&budget, START), 1500);
        // Stated under a clock that was wrong.
        assert_eq!(fits(&budget, START - nanos(100 * GOOD_FOR)), 1500);
    }

    #[test]
    fn what_is_stated_again_changes_the_file_once_an_hour() {
        let mut budget = Budget::default();
        let mut learn = |at| {
            let before = budget.clone();
            budget.learn(ALL_OF_USER.name, &[rate(50, 1)], at);
            budget != before
        };
        assert!(learn(START));
        assert!(!learn(START + nanos(HOUR) - 1));
        assert!(learn(START + nanos(HOUR)));
    }

    #[test]
    fn a_file_of_an_earlier_version_is_read() {
        let until = START + nanos(SECOND);
        let text =
            format!(r#"{{"requests":[[{START},"ads_read"]],"held":{{"org_read":{until}}}}}"#);
        let mut budget: Budget = serde_json::from_str(&text).expect("a budget");
        assert_eq!(budget.take(Category::AdsRead, per_hour(1), departure(), START), Err(HOUR));
        assert_eq!(budget.take(Category::OrgRead, per_hour(9), departure(), START), Err(SECOND));
        let again = serde_json::to_string(&budget).expect("JSON");
        assert_eq!(serde_json::from_str::<Budget>(&again).expect("a budget"), budget);
    }

    #[test]
    fn a_hold_is_as_long_as_the_server_said_though_the_clock_was_set_back() {
        let mut budget = Budget::default();
        let (category, why) = (Category::AdsRead, Why::default());
        budget.hold(category, 30 * SECOND, why, START + nanos(HOUR));
        assert_eq!(budget.take(category, per_hour(9), departure(), START), Err(30 * SECOND));
        assert_eq!(
            budget.take(category, per_hour(9), departure(), START + nanos(30 * SECOND)),
            Ok(())
        );
    }

    #[test]
    fn a_damaged_file_states_no_window_that_is_longer_than_an_hour() {
        let mut budget = Budget::default();
        budget.learn(Quota::of(Category::AdsRead).name, &[rate(1, u32::MAX)], START);
        assert_eq!(budget.take(Category::AdsRead, per_hour(9), departure(), START), Ok(()));
        let wait = budget
            .take(Category::AdsRead, per_hour(9), departure(), START)
            .expect_err("one is taken");
        assert!(wait <= HOUR, "{wait:?}");
    }

    proptest! {
        #[test]
        fn no_window_of_a_stated_limit_is_ever_exceeded(
            steps in prop::collection::vec((0u64..20_000, prop::option::of((1u32..9, 1u32..90))), 1..120),
        ) {
            let mut budget = Budget::default();
            let (category, mut current) = (Category::TrendsRead, rate(60, 60));
            let mut now = START;
            let mut taken = Vec::new();
            for (pause, stated) in steps {
                now += nanos(Duration::from_millis(pause));
                if let Some((limit, seconds)) = stated {
                    current = rate(limit, seconds);
                    budget.learn(Quota::of(category).name, &[current], now);
                }
                taken.extend(take(&mut budget, category, 1, 1000, now));
                now = *taken.last().expect("just taken");
                let length = nanos(Duration::from_secs(current.seconds.get().into()));
                let inside = taken.iter().filter(|at| now - **at < length).count();
                prop_assert!(inside <= current.limit.get() as usize, "{inside} in {current:?}");
            }
        }

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
