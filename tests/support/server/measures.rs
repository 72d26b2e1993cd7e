//! The numbers of organic reports as they are sent, and how far they can be trusted.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::activity::Counts;
use super::made_up::Seed;

pub(super) const OF_USERS: [&str; 9] = [
    "ENGAGEMENT",
    "ENGAGEMENT_RATE",
    "IMPRESSION",
    "OUTBOUND_CLICK",
    "OUTBOUND_CLICK_RATE",
    "PIN_CLICK",
    "PIN_CLICK_RATE",
    "SAVE",
    "SAVE_RATE",
];

pub(super) const OF_VIDEOS: [&str; 9] = [
    "IMPRESSION",
    "SAVE",
    "VIDEO_MRC_VIEW",
    "VIDEO_AVG_WATCH_TIME",
    "VIDEO_V50_WATCH_TIME",
    "QUARTILE_95_PERCENT_VIEW",
    "VIDEO_10S_VIEW",
    "VIDEO_START",
    "OUTBOUND_CLICK",
];

/// What comes along when nobody says which metrics are wanted.
pub(super) const UNASKED: [&str; 2] = ["CLOSEUP", "CLOSEUP_RATE"];

/// The same of videos.
pub(super) const UNASKED_OF_VIDEOS: [&str; 6] = [
    "ENGAGEMENT",
    "ENGAGEMENT_RATE",
    "PIN_CLICK",
    "PIN_CLICK_RATE",
    "OUTBOUND_CLICK_RATE",
    "SAVE_RATE",
];

/// Metrics by name; a rate without a base is left out.
pub(super) fn metrics(counts: &Counts, names: &[&str]) -> Map<String, Value> {
    let known = names.iter().filter_map(|name| {
        let value = measure(counts, name)?;
        Some(((*name).to_owned(), value))
    });
    known.collect()
}

fn measure(counts: &Counts, name: &str) -> Option<Value> {
    if name == "VIDEO_AVG_WATCH_TIME" {
        return ratio(counts.get("VIDEO_V50_WATCH_TIME"), counts.get("VIDEO_START"));
    }
    match name.strip_suffix("_RATE") {
        Some(counted) => ratio(counts.get(counted), counts.get("IMPRESSION")),
        None => Some(counts.get(name).into()),
    }
}

/// The value to sort by; what is left out comes last.
pub(super) fn rank(counts: &Counts, name: &str) -> f64 {
    measure(counts, name).and_then(|value| value.as_f64()).unwrap_or(-1.0)
}

#[expect(clippy::cast_precision_loss, reason = "sums of a few months stay far below 2^53")]
fn ratio(part: u64, whole: u64) -> Option<Value> {
    (whole > 0).then(|| Value::from(part as f64 / whole as f64))
}

/// The numbers of such a day are not there yet: each metric is 0.0.
pub(super) const PROCESSING: &str = "PROCESSING";

/// The status of a day's numbers; those from `READY` on come with numbers.
pub(super) fn status(seed: Seed, day: NaiveDate, today: NaiveDate) -> &'static str {
    match (today - day).num_days() {
        ..=0 => PROCESSING,
        1 => "ESTIMATE",
        88.. => "BEFORE_DATA_RETENTION_PERIOD",
        84..88 => "BEFORE_BUSINESS_CREATED",
        _ if seed.once_in(&format!("bad {day}"), 15) => "IN_BAD_TAG_DATE",
        _ => "READY",
    }
}

pub(super) fn has_numbers(status: &str) -> bool {
    !status.starts_with("BEFORE")
}
