//! Values that follow from an id alone, so that an object is the same whenever it is asked for.

use chrono::DateTime;
use serde_json::{Map, Value, json};

use super::hash::Hash;

/// The years 2022 to 2025 in seconds since 1970.
const FIRST_SECOND: u64 = 1_640_995_200;
const SECONDS: u64 = 126_230_400;

/// Texts over which a CSV or JSON writer can stumble.
const WORDS: [&str; 10] = [
    "Spring \"Bloom\" 2026 🌷",
    "Küche, Bad & Flur",
    "=SUM(A1:A9)",
    "first line\nsecond line",
    "日本語のラベル",
    "semi;colon | pipe\ttab",
    "O'Neill \\ Söhne",
    "  spaces around  ",
    "-10 % auf alles",
    "plain",
];

#[derive(Clone, Copy)]
pub(super) struct Seed(Hash);

impl Seed {
    pub(super) fn of(kind: &str, id: &str) -> Self {
        Self(Hash::new().text(kind).text(id))
    }

    /// A number below `outcomes`.
    pub(super) fn chance(self, what: &str, outcomes: u64) -> u64 {
        self.0.text(what).value() % outcomes
    }

    pub(super) fn once_in(self, what: &str, outcomes: u64) -> bool {
        self.chance(what, outcomes) == 0
    }

    pub(super) fn pick<T: Copy>(self, what: &str, choices: &[T]) -> T {
        let position = self.chance(what, choices.len() as u64);
        choices[usize::try_from(position).expect("less than the number of choices")]
    }

    pub(super) fn words(self, what: &str) -> &'static str {
        self.pick(what, &WORDS)
    }

    pub(super) fn id(self, what: &str, digits: u32) -> String {
        let lowest = 10_u64.pow(digits - 1);
        (lowest + self.chance(what, lowest)).to_string()
    }

    pub(super) fn seconds(self, what: &str) -> u64 {
        FIRST_SECOND + self.chance(what, SECONDS)
    }

    /// A date-time with its zone, with a fraction or without.
    pub(super) fn moment(self, what: &str) -> String {
        let plain = self.local_moment(what);
        match self.chance(what, 3) {
            0 => format!("{plain}Z"),
            1 => format!("{plain}.{:03}Z", self.chance("fraction", 1_000)),
            _ => format!("{plain}+00:00"),
        }
    }

    /// The same without a zone, as it comes where the description names no format.
    pub(super) fn local_moment(self, what: &str) -> String {
        let seconds = i64::try_from(self.seconds(what)).expect("before the year 2026");
        let time = DateTime::from_timestamp(seconds, 0).expect("before the year 2026");
        time.format("%Y-%m-%dT%H:%M:%S").to_string()
    }

    /// `null` every fourth time.
    pub(super) fn or_null(self, what: &str, value: impl Into<Value>) -> Value {
        if self.once_in(&format!("{what} is null"), 4) { Value::Null } else { value.into() }
    }

    /// Takes optional fields away, each of them now and then.
    pub(super) fn thinned(self, mut item: Value, optional: &[&str]) -> Value {
        let fields = item.as_object_mut().expect("an item is an object");
        for name in optional {
            assert!(fields.contains_key(*name), "an item has no {name} to take away");
            if self.once_in(&format!("{name} is absent"), 6) {
                fields.remove(*name);
            }
        }
        item
    }
}

/// Ids of the children of a parent, in the order of their creation.
pub(super) fn ids(kind: &str, parent: &str, digits: u32, count: usize) -> Vec<String> {
    let first = 10_u64.pow(digits - 1);
    let seed = Seed::of(kind, parent);
    // Room for a thousand children, each some ids after the one before it.
    let first = first + seed.chance("first", first / 10_000) * 10_000;
    let next = |number: u64| first + number * 7 + seed.chance(&number.to_string(), 7);
    (0..count as u64).map(|number| next(number).to_string()).collect()
}

pub(super) fn tracking_urls(seed: Seed) -> Value {
    let count = seed.id("tracker", 6);
    let urls = json!({
        "impression": [format!("https://track.example/i?c={count}&cb=[timestamp]")],
        "click": ["https://track.example/c?a=1,2", "https://count.example/c"],
        "engagement": [],
        "buyable_button": [],
        "audience_verification": [],
    });
    seed.or_null("tracking", urls)
}

/// A map whose keys nobody knows beforehand.
pub(super) fn open_map(pairs: impl IntoIterator<Item = (String, Value)>) -> Value {
    Value::Object(pairs.into_iter().collect::<Map<_, _>>())
}
