//! Ids of Pinterest: digits, kept as text.

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::value::RawValue;

/// An id as it is typed. Anything but digits would name another endpoint or nothing.
pub(crate) fn parse(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    let is_id = (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then(|| text.to_owned()).ok_or("expected an ID (a number of up to 20 digits)")
}

/// An id as the API writes it: a string, or a number that no float could hold.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let value = Box::<RawValue>::deserialize(deserializer)?;
    parse(value.get().trim_matches('"')).map_err(D::Error::custom)
}
