//! Values of all types, as the API gives them: not all are easy to read.

use std::fmt::Write;

use chrono::{Days, NaiveDate};
use fastrand::Rng;

use crate::columns::{Column, Kind};

pub(crate) const ACCOUNT: &str = "549755885175";

/// The row that a cell is in.
pub(crate) struct Row {
    pub(crate) ad: u64,
    pub(crate) date: NaiveDate,
    /// IDs are numbers, not strings.
    has_numeric_ids: bool,
}

impl Row {
    pub(crate) fn new(ad: u64, day: u64, first: NaiveDate, rng: &mut Rng) -> Self {
        Row { ad, date: first + Days::new(day), has_numeric_ids: rng.u8(..7) == 0 }
    }

    /// The campaign, the ad group, or the ad that a column describes.
    fn subject(&self, column: &str) -> u64 {
        let name = column.to_ascii_uppercase();
        let ads = match name {
            _ if name.starts_with("CAMPAIGN") => 80,
            _ if name.starts_with("AD_GROUP") => 10,
            _ => 1,
        };
        self.ad / ads
    }
}

/// Nothing if the row lacks the key: one in twelve. One in fifteen is `null`.
pub(crate) fn value(column: &Column, row: &Row, rng: &mut Rng) -> Option<String> {
    if column.is_key {
        return Some(present(column, row, rng));
    }
    if rng.u8(..12) == 0 {
        return None;
    }
    if rng.u8(..15) == 0 {
        return Some("null".to_owned());
    }
    Some(present(column, row, rng))
}

fn present(column: &Column, row: &Row, rng: &mut Rng) -> String {
    match column.kind {
        Kind::Text => text(&column.name, row, rng),
        Kind::Date => format!("\"{}\"", row.date),
        Kind::Integer => integer(&column.unit, rng),
        Kind::Decimal => format!("{}.{:02}", rng.u32(..900), rng.u32(..100)),
        Kind::Double => double(rng),
        Kind::Boolean => rng.bool().to_string(),
        Kind::Json => json(row, rng),
    }
}

fn text(column: &str, row: &Row, rng: &mut Rng) -> String {
    let name = column.rsplit('.').next().unwrap_or_default().to_ascii_uppercase();
    let subject = row.subject(&name);
    match name.as_str() {
        "AD_ACCOUNT_ID" if row.has_numeric_ids => ACCOUNT.to_owned(),
        "AD_ACCOUNT_ID" => format!("\"{ACCOUNT}\""),
        name if name == "ID" || name.ends_with("_ID") => {
            let id = 626_735_565_838 + subject;
            if row.has_numeric_ids { id.to_string() } else { format!("\"{id}\"") }
        }
        name if name.ends_with("URL") || name.ends_with("LINK") => link(subject),
        name if name.ends_with("NAME") || name.ends_with("TITLE") => words(subject),
        _ => rng.choice(["\"ACTIVE\"", "\"PAUSED\"", "\"NOT_STARTED\""]).expect("one").to_owned(),
    }
}

/// A third has escapes, the others have the characters themselves.
fn words(subject: u64) -> String {
    match subject % 6 {
        0 => format!(r#""Spring \"bright rooms\" caf\u00e9 {subject} \ud83c\udf37""#),
        1 => format!(r#""Fr\u00fchling\nHelle R\u00e4ume \ud83c\udf37 {subject}""#),
        2 | 3 => format!("\"Frühling 🌷 Helle Räume {subject}\""),
        _ => format!("\"Intérieurs, été {subject} – Möbel & Licht\""),
    }
}

fn link(subject: u64) -> String {
    format!("\"https://example.com/landing?utm_source=pinterest&utm_id={subject}\"")
}

fn integer(unit: &str, rng: &mut Rng) -> String {
    let most = 10_u64.pow(rng.u32(1..7));
    let number = if rng.u8(..4) == 0 { 0 } else { rng.u64(..most) };
    match unit {
        "micro-currency" => number * 10_000,
        "seconds since 1970" => 1_700_000_000 + number,
        _ => number,
    }
    .to_string()
}

/// 17 digits, some with a negative exponent.
fn double(rng: &mut Rng) -> String {
    let digits = rng.u64(1_000_000_000_000_000..10_000_000_000_000_000);
    match rng.u8(..8) {
        0 => "0.0".to_owned(),
        1 => format!("{}.{digits}e-0{}", rng.u8(1..10), rng.u8(5..9)),
        2 => format!("{}.{digits}", rng.u8(1..10)),
        _ => format!("0.{}{digits}", rng.u8(..10)),
    }
}

/// A list of links, or of objects.
fn json(row: &Row, rng: &mut Rng) -> String {
    let mut list = "[".to_owned();
    for place in 0..rng.u64(..4) {
        let comma = if place == 0 { "" } else { "," };
        let (link, words) = (link(row.ad * 4 + place), words(row.ad + place));
        if rng.u8(..3) == 0 {
            write!(
                list,
                "{comma}{{\"title\":{words},\"url\":{link},\"place\":{place},\"note\":null}}"
            )
        } else {
            write!(list, "{comma}{link}")
        }
        .expect("a string takes all");
    }
    list + "]"
}
