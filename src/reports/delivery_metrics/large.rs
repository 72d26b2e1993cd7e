//! Ad accounts that are known to have too many entities to list. A listing that is given up wastes
//! its requests, so the result is remembered for a while.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::api::Client;
use crate::api::remembered::Remembered;

/// An ad account can shrink. Until the next listing, the more expensive route is used.
const GOOD_FOR: TimeDelta = TimeDelta::days(7);

/// The point at which a listing was given up, as its minimum size.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct GivenUp {
    pub(super) lists: usize,
    pub(super) entities: usize,
}

/// `listing` identifies the listing.
pub(super) fn large(client: &Client, listing: &str) -> Remembered<GivenUp> {
    Remembered::of(client, "large", listing, GOOD_FOR)
}
