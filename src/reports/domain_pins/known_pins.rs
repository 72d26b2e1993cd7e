//! Pins that earlier runs have read.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::api::Client;
use crate::api::remembered::Remembered;
use crate::reports::domain_pins::details::{Details, Read};

/// The link of a Pin seldom changes.
const GOOD_FOR: TimeDelta = TimeDelta::days(7);

/// The maximum number of Pins in the file: those of twenty rankings.
const MOST: usize = 1000;

/// The maximum length of a link and a title in the file.
const LONGEST: usize = 2048;

pub(super) struct KnownPins {
    memory: Remembered<Vec<Known>>,
    /// Those that were read last are at the end.
    pins: Vec<Known>,
    now: DateTime<Utc>,
    has_news: bool,
}

#[derive(Deserialize, Serialize)]
struct Known {
    id: String,
    read_at: DateTime<Utc>,
    /// Nothing if the Pin could not be read.
    pin: Option<Details>,
}

impl KnownPins {
    pub(super) fn recall(client: &Client) -> Self {
        let memory = Remembered::of(client, "pins", "links", GOOD_FOR);
        let now = client.clock().now();
        let mut pins: Vec<Known> = memory.recall().unwrap_or_default();
        pins.retain(|known| (TimeDelta::zero()..GOOD_FOR).contains(&(now - known.read_at)));
        KnownPins { memory, pins, now, has_news: false }
    }

    /// The known ones among these Pins.
    pub(super) fn among(&self, ids: &[String]) -> Read {
        let known: HashMap<_, _> =
            self.pins.iter().map(|known| (known.id.as_str(), &known.pin)).collect();
        let known = |id: &String| Some((id.clone(), (*known.get(id.as_str())?).clone()));
        ids.iter().filter_map(known).collect()
    }

    pub(super) fn learn(&mut self, read: &Read) {
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let is_short = |pin: &Details| length(&pin.link) + length(&pin.title) <= LONGEST;
        let mut news: Vec<_> = read
            .iter()
            .filter(|(_, pin)| pin.as_ref().is_none_or(is_short))
            .map(|(id, pin)| Known { id: id.clone(), read_at: self.now, pin: pin.clone() })
            .collect();
        news.sort_by(|one, other| one.id.cmp(&other.id));
        self.has_news |= !news.is_empty();
        self.pins.extend(news);
    }

    pub(super) fn keep(mut self) {
        if self.has_news {
            let surplus = self.pins.len().saturating_sub(MOST);
            self.pins.drain(..surplus);
            self.memory.keep(&self.pins);
        }
    }
}
