//! The difference between this machine's clock and the API's.

use chrono::{DateTime, TimeDelta, Utc};

use crate::terminal::counted::in_words;

/// More than the travel time of a response.
const TOLERATED: TimeDelta = TimeDelta::seconds(60);

/// The minimum lead of this machine: the server's clock was read between the two instants.
pub(crate) fn ahead(
    sent: DateTime<Utc>,
    received: DateTime<Utc>,
    there: DateTime<Utc>,
) -> TimeDelta {
    // The header has whole seconds.
    let there_at_last = there + TimeDelta::seconds(1);
    if sent > there_at_last {
        sent - there_at_last
    } else {
        (received - there).min(TimeDelta::zero())
    }
}

/// The difference in words, if it matters.
pub(crate) fn far_off(ahead: TimeDelta) -> Option<String> {
    let which = if ahead > TimeDelta::zero() { "ahead of" } else { "behind" };
    (ahead.abs() > TOLERATED).then(|| format!("{} {which} the API's", difference(ahead)))
}

pub(crate) fn difference(ahead: TimeDelta) -> String {
    in_words(ahead.abs().to_std().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_that_a_response_needs_is_no_difference() {
        let at = |second: i64| DateTime::from_timestamp(1_000_000 + second, 0).expect("an instant");
        let ahead = |sent, received, there| ahead(at(sent), at(received), at(there)).num_seconds();
        assert_eq!([ahead(0, 300, 0), ahead(0, 300, 299), ahead(0, 300, 150)], [0, 0, 0]);
        assert_eq!(ahead(100, 300, 0), 99);
        assert_eq!(ahead(100, 300, 1000), -700);
        assert_eq!(far_off(TimeDelta::seconds(60)), None);
        assert_eq!(far_off(TimeDelta::seconds(99)).as_deref(), Some("1m 39s ahead of the API's"));
        assert_eq!(far_off(TimeDelta::seconds(-700)).as_deref(), Some("11m 40s behind the API's"));
    }
}
