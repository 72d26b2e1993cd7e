//! Ad accounts that are known to have too many entities to list. A listing that is given up wastes
//! its requests, so the result is saved for a while.

use std::fs;
use std::path::PathBuf;

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::api::Client;
use crate::system::hash::hash;
use crate::system::private::Draft;

/// An ad account can shrink. Until the next listing, the more expensive route is used.
const GOOD_FOR: TimeDelta = TimeDelta::days(7);

/// The point at which a listing was given up, as its minimum size.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct GivenUp {
    pub(super) lists: usize,
    pub(super) entities: usize,
}

#[derive(Deserialize, Serialize)]
struct Remembered {
    on: NaiveDate,
    given_up: GivenUp,
}

/// The facts about one listing.
pub(super) struct Large {
    file: PathBuf,
    today: NaiveDate,
}

impl Large {
    /// `listing` identifies the listing.
    pub(super) fn of(client: &Client, listing: &str) -> Self {
        let file = client.state_folder().join("large").join(hash(listing) + ".json");
        Large { file, today: client.today() }
    }

    pub(super) fn recall(&self) -> Option<GivenUp> {
        let kept: Remembered = serde_json::from_slice(&fs::read(&self.file).ok()?).ok()?;
        let age = self.today - kept.on;
        (TimeDelta::zero()..=GOOD_FOR).contains(&age).then_some(kept.given_up)
    }

    /// A fact that cannot be saved is found out again.
    pub(super) fn keep(&self, given_up: GivenUp) {
        let text = serde_json::to_vec(&Remembered { on: self.today, given_up }).unwrap_or_default();
        let _ = Draft::of(&self.file, 0).and_then(|draft| draft.publish(&text));
    }
}
