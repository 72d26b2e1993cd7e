//! The one place that asks for the time and the one that waits.
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

/// The real clock, unless a test says otherwise.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    test: Option<TestClock>,
}

#[derive(Clone, Copy, Debug)]
struct TestClock {
    /// An instant of this clock …
    shown: DateTime<Utc>,
    /// … the real instant at which it was shown …
    real: DateTime<Utc>,
    /// … and the speed since.
    speed: f64,
}

impl Clock {
    pub(crate) fn from_env() -> Result<Self> {
        let Ok(text) = env::var(TEST_CLOCK) else { return Ok(Self::default()) };
        let parsed = TestClock::parse(&text)
            .ok_or_else(|| Error::usage(format!("`{TEST_CLOCK}` is not `INSTANT REAL SPEED`")))?;
        Ok(Clock { test: Some(parsed) })
    }

    pub(crate) fn now(self) -> DateTime<Utc> {
        self.test.map_or_else(Utc::now, TestClock::now)
    }

    /// Today, as Pinterest counts its days: in UTC.
    pub(crate) fn today(self) -> NaiveDate {
        self.now().date_naive()
    }

    /// Time that never goes back, to measure how long something takes.
    pub(crate) fn elapsed(self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed().mul_f64(self.test.map_or(1.0, |test| test.speed))
    }

    pub(crate) async fn sleep(self, wait: Duration) {
        tokio::time::sleep(wait.div_f64(self.test.map_or(1.0, |test| test.speed))).await;
    }
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

    fn now(self) -> DateTime<Utc> {
        let passed = (Utc::now() - self.real).to_std().unwrap_or_default();
        self.shown + passed.mul_f64(self.speed)
    }
}

#[cfg(test)]
mod tests {
    use super::TestClock;

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
}
