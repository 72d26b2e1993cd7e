//! Any bytes as the ledger's file.

use std::num::NonZeroU32;
use std::time::Duration;

use super::{Budget, Departure};
use crate::api::quota::REPORTS_OF_APP;
use crate::api::request::Category;
use crate::api::steady::nanos;
use crate::system::fuzz::{check, choices};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// The noon of 10 March 2026, at which the corpus is made.
const NOON: u64 = 1_773_144_000_000_000_000;

/// Seconds after which the next process reads the file.
const LATER: [u64; 6] = [0, 1, 59, 3590, 86_000, 90_000];

#[test]
fn ledger() {
    check("ledger", |bytes| {
        let Ok(budget) = serde_json::from_slice::<Budget>(bytes) else { return };
        let text = serde_json::to_vec(&budget).expect("JSON");
        assert_eq!(serde_json::from_slice::<Budget>(&text).ok().as_ref(), Some(&budget));
        let mut random = choices(bytes);
        let seconds = random.choice(LATER).expect("some");
        let now = NOON + nanos(Duration::from_secs(seconds));
        let limit = NonZeroU32::new(random.u32(1..=1000)).expect("not zero");
        for category in Category::ALL {
            goes_on(&budget, now, category.name(), |budget, departure, now| {
                budget.take(category, limit, departure, now)
            });
        }
        goes_on(&budget, now, REPORTS_OF_APP.name, Budget::take_of_app);
    });
}

/// No wait is longer than a day, and after it there is a place: at once, or when the requests that
/// were in flight have timed out.
fn goes_on(
    budget: &Budget,
    mut now: u64,
    name: &str,
    take: impl Fn(&mut Budget, Departure, u64) -> Result<(), Duration>,
) {
    let mut budget = budget.clone();
    for id in 0..3 {
        let departure = Departure { id, timeout: HOUR };
        let latest = now + nanos(DAY + 2 * HOUR);
        while let Err(wait) = take(&mut budget, departure, now) {
            assert!(wait <= DAY, "a wait of {wait:?}");
            now += nanos(wait);
            assert!(now <= latest, "no place after the waits");
        }
        budget.end(id, name, now);
    }
}
