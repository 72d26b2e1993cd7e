//! The number of entities in an ad account, as the last listing found it. A listing that is given up
//! wastes its requests, so the next run does not begin it.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::api::Client;
use crate::api::remembered::Remembered;

/// An ad account can shrink. Until the next listing, the more expensive route is used.
const GOOD_FOR: TimeDelta = TimeDelta::days(7);

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct Size {
    /// The requests that listed the entities.
    pub(super) lists: usize,
    pub(super) entities: usize,
    /// The listing came to its end; otherwise there are more entities.
    pub(super) is_whole: bool,
}

/// `listing` identifies the listing.
pub(super) fn size(client: &Client, listing: &str) -> Remembered<Size> {
    Remembered::of(client, "sizes", listing, GOOD_FOR)
}
