//! The time of the request budget. Changes of the system clock do not affect it, and all processes
//! that share a file share it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::system::clock::Clock;

/// Nanoseconds since 1970, by the clock with which the file began.
pub(crate) type Instant = u64;

pub(crate) fn nanos(length: Duration) -> Instant {
    length.as_nanos().try_into().unwrap_or(Instant::MAX)
}

/// The origin of the time of a file. After a restart, and on systems without a boot ID, only the
/// system clock remains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Steady {
    boot: String,
    /// The boot time of the machine.
    start: Instant,
}

impl Steady {
    /// Also saves the origin of the time if it is new.
    pub(crate) fn now(kept: &mut Option<Self>, clock: Clock) -> Instant {
        let wall = instant(clock.now());
        let Some(since) = clock.since_boot() else { return wall };
        let passed = nanos(since.passed);
        let start = match kept {
            Some(steady) if steady.boot == since.boot => steady.start,
            _ => kept.insert(Steady { boot: since.boot, start: wall.saturating_sub(passed) }).start,
        };
        start.saturating_add(passed)
    }
}

fn instant(time: DateTime<Utc>) -> Instant {
    time.timestamp_nanos_opt().and_then(|nanos| nanos.try_into().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::system::clock::virtual_time;

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_set_moves_nothing_until_the_machine_starts_anew() {
        let clock = virtual_time::begin();
        let mut kept = None;
        let first = Steady::now(&mut kept, clock);
        assert_eq!(first, instant(clock.now()));
        for by in [TimeDelta::hours(-1), TimeDelta::days(400)] {
            virtual_time::jump(by);
            clock.sleep(Duration::from_secs(5)).await;
        }
        assert_eq!(Steady::now(&mut kept, clock) - first, 10_000_000_000);
        kept = kept.map(|steady| Steady { boot: "another".to_owned(), ..steady });
        assert_eq!(Steady::now(&mut kept, clock), instant(clock.now()));
    }
}
