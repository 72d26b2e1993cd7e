//! The time during which at least one request of a run waits.

use std::time::Duration;

/// All instants are times of one monotonic clock.
#[derive(Debug, Default)]
pub(super) struct Waits {
    count: usize,
    under_way: usize,
    /// The start of the first of the current waits.
    since: Duration,
    total: Duration,
}

impl Waits {
    pub(super) fn begin(&mut self, now: Duration) {
        if self.under_way == 0 {
            self.since = now;
        }
        self.count += 1;
        self.under_way += 1;
    }

    pub(super) fn end(&mut self, now: Duration) {
        self.under_way = self.under_way.saturating_sub(1);
        if self.under_way == 0 {
            self.total += now.saturating_sub(self.since);
        }
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The length of all waits that have ended; overlapping ones count once.
    pub(super) fn total(&self) -> Duration {
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The total after these events: a second, and whether a wait begins or ends there.
    fn total(events: &[(u64, bool)]) -> (usize, u64) {
        let mut waits = Waits::default();
        for &(second, begins) in events {
            let now = Duration::from_secs(second);
            if begins { waits.begin(now) } else { waits.end(now) }
        }
        (waits.count(), waits.total().as_secs())
    }

    #[test]
    fn waits_at_the_same_time_count_once() {
        assert_eq!(total(&[]), (0, 0));
        assert_eq!(total(&[(5, true), (8, false)]), (1, 3));
        assert_eq!(total(&[(5, true), (8, false), (10, true), (11, false)]), (2, 4));
        // Side by side, within each other, one after the other, and the last one first.
        let together = [(5, true), (5, true), (5, true), (9, false), (9, false), (9, false)];
        assert_eq!(total(&together), (3, 4));
        assert_eq!(total(&[(1, true), (2, true), (3, false), (9, false)]), (2, 8));
        assert_eq!(total(&[(1, true), (4, true), (6, false), (9, false)]), (2, 8));
        assert_eq!(total(&[(1, true), (4, false), (4, true), (9, false)]), (2, 8));
        assert_eq!(total(&[(1, true), (2, true), (3, false)]), (2, 0), "one is under way");
    }
}
