//! The only place that reads the time, and the only place that waits.
//!
//! `PINADS_TEST_CLOCK` lets tests live on another day and at another speed: its value is an instant,
//! the real Unix time in seconds at which that instant was, and how much faster time runs since
//! then, as in `2026-03-10T09:00:00Z 1771200000.25 600`. All processes that share the value share
//! the time.

use std::env;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};

use crate::error::{Error, Result};

pub(crate) const TEST_CLOCK: &str = "PINADS_TEST_CLOCK";

/// The real clock, unless a test sets another.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Clock {
    #[default]
    Real,
    Test(TestClock),
    /// The time of a paused runtime, which passes while all its tasks sleep.
    #[cfg(test)]
    Virtual,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct TestClock {
    /// An instant of this clock …
    shown: DateTime<Utc>,
    /// … the real instant at which it was shown …
    real: DateTime<Utc>,
    /// … and the speed since.
    speed: f64,
}

/// The time since the machine was started. It includes the time in standby, changes of the clock do
/// not affect it, and all processes of the machine share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SinceBoot {
    /// Identifies this start of the machine.
    pub(crate) boot: String,
    pub(crate) passed: Duration,
}

impl Clock {
    pub(crate) fn from_env() -> Result<Self> {
        let Ok(text) = env::var(TEST_CLOCK) else { return Ok(Clock::Real) };
        TestClock::parse(&text)
            .map(Clock::Test)
            .ok_or_else(|| Error::usage(format!("`{TEST_CLOCK}` is not `INSTANT REAL SPEED`")))
    }

    pub(crate) fn now(self) -> DateTime<Utc> {
        match self {
            Clock::Real => Utc::now(),
            Clock::Test(test) => test.now(),
            #[cfg(test)]
            Clock::Virtual => virtual_time::now(),
        }
    }

    /// Today, as Pinterest counts its days: in UTC.
    pub(crate) fn today(self) -> NaiveDate {
        self.now().date_naive()
    }

    /// Time that never goes back, to measure how long something takes.
    pub(crate) fn elapsed(self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        match self {
            Clock::Real => START.get_or_init(Instant::now).elapsed(),
            Clock::Test(test) => START.get_or_init(Instant::now).elapsed().mul_f64(test.speed),
            #[cfg(test)]
            Clock::Virtual => virtual_time::passed(),
        }
    }

    /// Nothing if the system does not identify its starts.
    pub(crate) fn since_boot(self) -> Option<SinceBoot> {
        match self {
            Clock::Real => since_boot(),
            Clock::Test(test) => Some(SinceBoot {
                boot: format!("{} {}", test.shown.to_rfc3339(), test.real.timestamp_micros()),
                passed: test.passed(),
            }),
            #[cfg(test)]
            Clock::Virtual => {
                Some(SinceBoot { boot: "virtual".to_owned(), passed: virtual_time::passed() })
            }
        }
    }

    pub(crate) async fn sleep(self, wait: Duration) {
        let speed = if let Clock::Test(test) = self { test.speed } else { 1.0 };
        tokio::time::sleep(wait.div_f64(speed)).await;
    }
}

#[cfg(target_os = "linux")]
fn since_boot() -> Option<SinceBoot> {
    use rustix::time::{ClockId, clock_gettime};

    static BOOT: OnceLock<Option<String>> = OnceLock::new();
    let read = || std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok();
    let boot = BOOT.get_or_init(read).as_ref()?.trim().to_owned();
    let passed = clock_gettime(ClockId::Boottime).try_into().ok()?;
    Some(SinceBoot { boot, passed })
}

#[cfg(not(target_os = "linux"))]
fn since_boot() -> Option<SinceBoot> {
    None
}

impl TestClock {
    fn parse(text: &str) -> Option<Self> {
        let [shown, real, speed] = text.split(' ').collect::<Vec<_>>().try_into().ok()?;
        let real = Duration::try_from_secs_f64(real.parse().ok()?).ok()?;
        Some(TestClock {
            shown: shown.parse().ok()?,
            real: DateTime::UNIX_EPOCH + real,
            speed: speed.parse().ok().filter(|speed: &f64| speed.is_normal() && *speed > 0.0)?,
        })
    }

    fn passed(self) -> Duration {
        (Utc::now() - self.real).to_std().unwrap_or_default().mul_f64(self.speed)
    }

    fn now(self) -> DateTime<Utc> {
        self.shown + self.passed()
    }
}

/// A clock for tests that live on a paused runtime.
#[cfg(test)]
pub(crate) mod virtual_time {
    use std::cell::Cell;

    use chrono::TimeDelta;

    use super::{Clock, DateTime, Duration, Utc};

    thread_local! {
        static START: Cell<Option<tokio::time::Instant>> = const { Cell::new(None) };
        static WRONG_BY: Cell<TimeDelta> = const { Cell::new(TimeDelta::zero()) };
    }

    /// From now on; for all tasks of this thread.
    pub(crate) fn begin() -> Clock {
        START.set(Some(tokio::time::Instant::now()));
        WRONG_BY.set(TimeDelta::zero());
        Clock::Virtual
    }

    /// Somebody sets the clock.
    pub(crate) fn jump(by: TimeDelta) {
        WRONG_BY.set(WRONG_BY.get() + by);
    }

    pub(super) fn passed() -> Duration {
        START.get().expect("a virtual time that has begun").elapsed()
    }

    pub(super) fn now() -> DateTime<Utc> {
        let start: DateTime<Utc> = "2026-03-10T09:00:00Z".parse().expect("an instant");
        start + passed() + WRONG_BY.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_clock_is_an_instant_a_real_second_and_a_speed() {
        let clock = TestClock::parse("2026-03-10T09:00:00Z 1771200000.5 600").expect("well-formed");
        assert_eq!(clock.shown.to_rfc3339(), "2026-03-10T09:00:00+00:00");
        assert_eq!(clock.real.timestamp_millis(), 1_771_200_000_500);
        for wrong in
            ["", "2026-03-10 1 1", "2026-03-10T09:00:00Z 1 0", "2026-03-10T09:00:00Z 1 NaN"]
        {
            assert!(TestClock::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_time_since_the_start_of_the_machine_is_known_and_goes_on() {
        let clock = Clock::Real;
        let [first, second] = [(); 2].map(|()| clock.since_boot().expect("Linux tells it"));
        assert_eq!(first.boot, second.boot);
        assert!(first.passed <= second.passed && first.boot.len() >= 32, "{first:?} {second:?}");
    }
}
