//! Bounds that the options of the command line share with `config.toml`.

use std::ops::RangeInclusive;
use std::time::Duration;

/// A longer wait than a year has no use, and this one cannot overflow a date.
const LONGEST_WAIT: Duration = Duration::from_secs(366 * 24 * 3600);

pub(crate) const CONCURRENCY: RangeInclusive<i64> = 1..=32;

pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let length = humantime::parse_duration(text)
        .map_err(|_| "expected a number with a unit, such as `90s`, `65m`, or `1h 30m`")?;
    if length.is_zero() || length > LONGEST_WAIT {
        return Err("expected more than zero and at most a year".to_owned());
    }
    Ok(length)
}
