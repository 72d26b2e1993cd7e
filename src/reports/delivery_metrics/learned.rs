//! The time that reports of a kind take. Later runs of the same sign-in poll when it has passed.

use std::time::Duration;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::api::Client;
use crate::api::remembered::Remembered;
use crate::options::choice::api_name;
use crate::options::dates::DateRange;
use crate::reports::delivery_metrics::granularity::Granularity;
use crate::reports::delivery_metrics::level::Level;

const GOOD_FOR: TimeDelta = TimeDelta::days(30);

/// The age at which a report of unknown duration is polled first.
const FIRST: Duration = Duration::from_secs(2);

/// The longest pause after a poll of a new report. Few requests are worth more seconds than this.
const SHORT: Duration = Duration::from_secs(5);

/// The longest pause in proportion to the age of the report, and the longest one of all.
const PROPORTION: f64 = 0.15;
const LONG: Duration = Duration::from_secs(5 * 60);

/// The longest duration to expect of a report that a first poll found finished at any time.
const LATE: f64 = 60.0;

/// A known duration becomes shorter by this part if the first poll finds the report finished,
/// because it may have been finished earlier. The next pause makes up for it.
const SHORTER: f64 = 0.05;

/// The ages, in seconds, at which polls have found reports finished.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
pub(super) struct Learned {
    /// Of the report that was polled first.
    first: Option<f64>,
    /// The number of consecutive runs whose first poll came late enough.
    hits: u32,
    /// Of the slowest report after it.
    slowest: Option<f64>,
}

/// A poll that found a report finished.
#[derive(Clone, Copy, Debug)]
pub(super) struct LastPoll {
    /// The age at which the report was due.
    pub(super) due: Duration,
    /// The age at which the poll was sent.
    pub(super) age: Duration,
    pub(super) is_first: bool,
}

/// Reports of one kind take about the same time: those of a level, a granularity, and a number of
/// days between two powers of two.
pub(super) fn kind(level: &str, granularity: Granularity, range: DateRange) -> String {
    format!("{level} {} {}", api_name(granularity), range.day_count().max(1).ilog2())
}

/// The level of a report, as its order states it.
pub(super) fn level_of_kind(level: Level, is_broken_down: bool) -> String {
    let targeting = if is_broken_down { "_TARGETING" } else { "" };
    format!("{}{targeting}", level.in_reports())
}

pub(super) fn learned(client: &Client, kind: &str) -> Remembered<Learned> {
    Remembered::of(client, "durations", kind, GOOD_FOR)
}

/// The pause after a poll that found a report of this age unfinished.
pub(super) fn pause_at(age: Duration) -> Duration {
    age.mul_f64(PROPORTION).clamp(SHORT, LONG)
}

impl Learned {
    /// The age at which the first report of a run is polled first.
    pub(super) fn first(self) -> Duration {
        self.first.map_or(FIRST, seconds)
    }

    pub(super) fn is_known(self) -> bool {
        self.first.is_some()
    }

    pub(super) fn slowest(self) -> Option<Duration> {
        self.slowest.map(seconds)
    }

    /// Learns from the first report of a run.
    pub(super) fn learn_first(&mut self, poll: LastPoll) {
        if !poll.is_first {
            (self.first, self.hits) = (Some(poll.due.as_secs_f64()), 0);
        } else if let Some(first) = self.first {
            let shorter = (SHORTER * f64::from(1 << self.hits.min(4))).min(0.5);
            self.first = Some(first.min(poll.age.as_secs_f64()) * (1.0 - shorter));
            self.hits = self.hits.saturating_add(1);
        } else {
            // Its turn may have come late.
            self.first = Some(poll.age.as_secs_f64().min(LATE));
        }
    }

    /// Learns from a report that was not finished when the first one was.
    pub(super) fn learn_slow(&mut self, due: Duration) {
        let due = due.as_secs_f64();
        let is_as_before = self.slowest == Some(due);
        self.slowest = Some(if is_as_before { due * (1.0 - SHORTER) } else { due });
    }
}

/// A file can contain any number.
fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(FIRST).max(FIRST)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The polls of a run whose single report takes this long, and the age at the last one.
    fn run(learned: &mut Learned, takes: f64) -> (usize, f64) {
        let (mut polls, mut age) = (1, learned.first());
        while age.as_secs_f64() < takes {
            age += pause_at(age);
            polls += 1;
        }
        learned.learn_first(LastPoll { due: age, age, is_first: polls == 1 });
        (polls, age.as_secs_f64())
    }

    #[test]
    fn a_known_duration_needs_two_polls_at_most_and_is_noticed_in_time() {
        for takes in [0.5, 3.0, 5.0, 17.0, 30.0, 120.0, 600.0, 3000.0] {
            let mut learned = Learned::default();
            let (polls, age) = run(&mut learned, takes);
            assert!(polls <= 40 && (age <= takes * 1.15 || age <= takes + 5.0), "{takes} {age}");
            let mut all = 0;
            for night in 0..100 {
                let (polls, age) = run(&mut learned, takes);
                assert!(polls <= 2, "{takes} {night}: {polls} polls");
                assert!(age <= takes * 1.15 || age <= takes + 5.0, "{takes} {night}: {age}");
                all += polls;
            }
            assert!(all < 170, "{takes}: {all} polls in 100 nights");
        }
    }

    #[test]
    fn a_shorter_duration_is_learned_within_days() {
        let mut learned = Learned::default();
        run(&mut learned, 1800.0);
        let nights = (0..100).take_while(|_| run(&mut learned, 60.0).1 > 75.0).count();
        assert!(nights < 12, "{nights}");
    }

    #[test]
    fn a_report_whose_turn_comes_late_shows_little_about_its_duration() {
        let mut learned = Learned::default();
        let late = LastPoll { due: FIRST, age: Duration::from_secs(900), is_first: true };
        learned.learn_first(late);
        assert_eq!(learned.first(), Duration::from_secs(60));
        let nights = (0..100).take_while(|_| run(&mut learned, 4.0).1 > 9.0).count();
        assert!(nights < 9, "{nights}");
    }

    #[test]
    fn a_strange_file_is_no_strange_pause() {
        for text in ["-1", "1e300", "0", "null"] {
            let text = format!(r#"{{"first":{text},"hits":4000000000,"slowest":null}}"#);
            let mut learned: Learned = serde_json::from_str(&text).expect("readable");
            assert_eq!(learned.first(), FIRST, "{text}");
            run(&mut learned, 3.0);
        }
    }
}
