//! The reports of one kind in a run: each poll costs a request, so one report shows how long they
//! take, and the others are polled after it. Pure.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::reports::delivery_metrics::learned::{LastPoll, Learned, pause_at};

/// The place of a report in the output: its ad account, and its place in that.
pub(super) type Turn = (usize, usize);

#[derive(Debug, Default)]
pub(super) struct Kind {
    learned: Learned,
    /// The age at which the first report was finished.
    measured: Option<Duration>,
    /// Has a report been finished?
    is_measured: bool,
    /// Reports that can take longer than the others. Only the first of them is polled.
    open: BTreeSet<Turn>,
    /// A report was not finished within the longest wait.
    gave_up: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Poll,
    Pause(Duration),
    /// Wait until a report before it is finished.
    AfterOthers,
}

impl Kind {
    pub(super) fn of(learned: Option<Learned>) -> Self {
        Kind { learned: learned.unwrap_or_default(), ..Kind::default() }
    }

    /// A report waits from now on.
    pub(super) fn enter(&mut self, turn: Turn) {
        if !self.is_measured {
            self.open.insert(turn);
        }
    }

    /// The age at which a report is polled first.
    pub(super) fn first_due(&self) -> Duration {
        self.measured.unwrap_or(self.learned.first())
    }

    pub(super) fn step(&self, turn: Turn, age: Duration, due: Duration) -> Step {
        if self.open.first().is_some_and(|first| *first < turn) {
            Step::AfterOthers
        } else if age >= due {
            Step::Poll
        } else {
            Step::Pause(due.saturating_sub(age))
        }
    }

    /// A poll has found the report unfinished, for which the run has `waited`. Returns the age at
    /// which it is due again; nothing if that is too long. Once a report took too long, the age of
    /// the others counts, so that each does not take that long again.
    pub(super) fn unfinished(
        &mut self,
        turn: Turn,
        age: Duration,
        waited: Duration,
        longest: Duration,
    ) -> Option<Duration> {
        let waited = if self.gave_up { waited.max(age) } else { waited };
        if waited >= longest {
            self.gave_up = true;
            return None;
        }
        self.open.insert(turn);
        let due = age + pause_at(age);
        // All reports must be finished before the run can end.
        let slowest = self.learned.slowest().filter(|_| self.is_measured);
        let due = slowest.map_or(due, |slowest| due.max(slowest));
        Some(due.min(age.saturating_add(longest.saturating_sub(waited))))
    }

    /// A poll has found the report finished; it is nothing if the age of the report is unknown.
    /// Returns the facts for later runs, if they changed.
    pub(super) fn finished(&mut self, turn: Turn, poll: Option<LastPoll>) -> Option<Learned> {
        self.leave(turn);
        self.is_measured = true;
        let poll = poll?;
        if self.measured.is_none() {
            self.measured = Some(poll.due);
            self.learned.learn_first(poll);
        } else if !poll.is_first {
            self.learned.learn_slow(poll.due);
        } else {
            return None;
        }
        Some(self.learned)
    }

    /// The report waits no longer.
    pub(super) fn leave(&mut self, turn: Turn) -> bool {
        self.open.remove(&turn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The polls of a run and its length, if its reports take these seconds and `near` of them are
    /// near their turn.
    fn run(kind: &mut Kind, takes: &[u64], near: usize) -> (usize, u64) {
        let (mut polls, mut now) = (0, Duration::ZERO);
        let mut waiting: Vec<(usize, Option<Duration>)> = Vec::new();
        let mut next = 0;
        loop {
            while waiting.len() < near && next < takes.len() {
                kind.enter((next, 0));
                waiting.push((next, None));
                next += 1;
            }
            if waiting.is_empty() {
                return (polls, now.as_secs());
            }
            let (mut shortest, mut left) = (Duration::MAX, Vec::new());
            for (place, due) in waiting.drain(..) {
                let turn = (place, 0);
                let first_due = due.unwrap_or(kind.first_due());
                match kind.step(turn, now, first_due) {
                    Step::Poll => {
                        polls += 1;
                        shortest = Duration::ZERO;
                        if now >= Duration::from_secs(takes[place]) {
                            let poll =
                                LastPoll { due: first_due, age: now, is_first: due.is_none() };
                            kind.finished(turn, Some(poll));
                        } else {
                            let longest = Duration::MAX;
                            let due = kind.unfinished(turn, now, Duration::ZERO, longest);
                            left.push((place, due));
                        }
                    }
                    Step::Pause(pause) => {
                        shortest = shortest.min(pause);
                        left.push((place, due));
                    }
                    Step::AfterOthers => left.push((place, due)),
                }
            }
            assert!(shortest < Duration::MAX, "all reports wait for others");
            waiting = left;
            now += shortest;
        }
    }

    /// The next run of the same sign-in.
    fn again(kind: &Kind) -> Kind {
        Kind::of(Some(kind.learned))
    }

    #[test]
    fn five_reports_of_a_known_duration_need_six_polls() {
        for takes in [1, 5, 30, 120, 600] {
            for reports in [1, 5, 40] {
                let takes = vec![takes; reports];
                let mut kind = Kind::default();
                let (polls, _) = run(&mut kind, &takes, 4);
                assert!(polls <= reports + 28, "{takes:?}: {polls}");
                for _ in 0..20 {
                    kind = again(&kind);
                    let (polls, end) = run(&mut kind, &takes, 4);
                    assert!(polls <= reports + 1, "{takes:?}: {polls}");
                    assert!(end * 100 <= takes[0] * 115 || end <= takes[0] + 5, "{takes:?} {end}");
                }
            }
        }
    }

    #[test]
    fn reports_that_take_longer_than_the_first_are_polled_one_after_another() {
        let mut takes = vec![5; 40];
        (takes[3], takes[4], takes[5], takes[30]) = (300, 290, 299, 20);
        for near in [1, 4, 32] {
            let mut kind = Kind::default();
            let (polls, end) = run(&mut kind, &takes, near);
            assert!(polls < 40 + 40 && end <= 345, "{near}: {polls} in {end} s");
            let mut kind = again(&kind);
            let (polls, end) = run(&mut kind, &takes, near);
            assert!(polls <= 52 && end <= 345, "{near}: {polls} in {end} s");
        }
    }

    #[test]
    fn reports_that_are_never_finished_take_the_longest_wait_once() {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        let mut kind = Kind::default();
        let unfinished = |kind: &mut Kind, place, age: u64, waited: u64| {
            kind.unfinished((place, 0), minutes(age), minutes(waited), minutes(65))
        };
        assert_eq!(unfinished(&mut kind, 1, 100, 0), Some(minutes(105)), "its turn came late");
        assert_eq!(unfinished(&mut kind, 1, 105, 63), Some(minutes(107)), "the last poll");
        assert_eq!(unfinished(&mut kind, 1, 107, 65), None);
        assert_eq!(unfinished(&mut kind, 2, 107, 0), None);
        assert_eq!(unfinished(&mut kind, 3, 20, 0), Some(minutes(23)));
    }

    #[test]
    fn a_report_waits_for_no_later_one() {
        let mut kind = Kind::default();
        kind.enter((7, 0));
        kind.enter((3, 0));
        let old = Duration::from_secs(1000);
        assert_eq!(kind.step((3, 0), old, Duration::ZERO), Step::Poll);
        assert_eq!(kind.step((7, 0), old, Duration::ZERO), Step::AfterOthers);
        kind.leave((3, 0));
        assert_eq!(kind.step((7, 0), old, Duration::ZERO), Step::Poll);
    }
}
