//! Any bytes as the ledger's file.

use std::num::NonZeroU32;
use std::time::Duration;

use super::{Budget, nanos};
use crate::api::request::Category;
use crate::system::fuzz::{check, choices};

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
            goes_on(&budget, now, |budget, now| budget.take(category, limit, now));
        }
        goes_on(&budget, now, Budget::take_of_app);
    });
}

/// No wait is longer than a day, and after it there is a place.
fn goes_on(budget: &Budget, mut now: u64, take: impl Fn(&mut Budget, u64) -> Result<(), Duration>) {
    let mut budget = budget.clone();
    for _ in 0..3 {
        if let Err(wait) = take(&mut budget, now) {
            assert!(wait <= DAY, "a wait of {wait:?}");
            now += nanos(wait);
            assert_eq!(take(&mut budget, now), Ok(()), "no place after the wait");
        }
    }
}
