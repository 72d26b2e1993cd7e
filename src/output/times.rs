//! Unix times as people write them: RFC 3339 in UTC.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat};

use crate::output::decimal::Decimal;

const NANOSECONDS: i128 = 1_000_000_000;
const PLACES: i32 = 9;

/// No second has this number before the year 5138, and no millisecond of Pinterest's a lower one.
/// The description itself errs in which of the two a field has.
const FIRST_MILLISECOND: i128 = 100_000_000_000;

/// A JSON number of seconds or milliseconds since 1970 as a text; 0 is `null`, for nothing at
/// Pinterest is that old. A value that is not a number is text already and stays as it is.
pub(crate) fn in_rfc_3339(value: &str) -> Cow<'_, str> {
    let instant = Decimal::parse(value).and_then(|number| number.times_ten_to(PLACES));
    match instant {
        None => Cow::Borrowed(value),
        Some(0) => Cow::Owned("null".to_owned()),
        Some(instant) => written(instant).map_or(Cow::Borrowed(value), Cow::Owned),
    }
}

fn written(instant: i128) -> Option<String> {
    let is_milli = instant.abs() >= FIRST_MILLISECOND * NANOSECONDS;
    let instant = if is_milli { instant / 1000 } else { instant };
    let seconds = i64::try_from(instant.div_euclid(NANOSECONDS)).ok()?;
    let nanoseconds = u32::try_from(instant.rem_euclid(NANOSECONDS)).ok()?;
    let time = DateTime::from_timestamp(seconds, nanoseconds)?;
    Some(format!("\"{}\"", time.to_rfc3339_opts(SecondsFormat::AutoSi, true)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn seconds_and_milliseconds_are_told_apart() {
        for (unix, iso) in [
            ("1773144000", "\"2026-03-10T12:00:00Z\""),
            ("1773144000000", "\"2026-03-10T12:00:00Z\""),
            ("1773144000123", "\"2026-03-10T12:00:00.123Z\""),
            ("1.773144e9", "\"2026-03-10T12:00:00Z\""),
            ("5705424000", "\"2150-10-19T00:00:00Z\""),
            ("0", "null"),
            ("\"2021-06-08T09:37:18\"", "\"2021-06-08T09:37:18\""),
            ("true", "true"),
            ("1e30", "1e30"),
        ] {
            assert_eq!(in_rfc_3339(unix), iso, "{unix}");
        }
    }

    proptest! {
        #[test]
        fn a_time_read_back_is_the_same(seconds in 1_i64..99_999_999_999, milli in 0_i64..1000) {
            let read = |text: &str| {
                let text = text.trim_matches('"').to_owned();
                DateTime::parse_from_rfc3339(&text).expect("RFC 3339").timestamp_millis()
            };
            let back = read(&in_rfc_3339(&seconds.to_string()));
            prop_assert_eq!(back, seconds * 1000);
            let milli = seconds.max(100_000_000) * 1000 + milli;
            prop_assert_eq!(read(&in_rfc_3339(&milli.to_string())), milli);
        }
    }
}
