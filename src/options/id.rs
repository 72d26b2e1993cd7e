//! Ids of Pinterest: digits, kept as text.

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::value::RawValue;

/// A typed ID. Characters other than digits could lead to another endpoint.
pub(crate) fn parse(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    let is_id = (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then(|| text.to_owned()).ok_or("expected an ID (a number of up to 20 digits)")
}

/// An ID as the API writes it: a string, or a number that is too large for a float.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let value = Box::<RawValue>::deserialize(deserializer)?;
    parse(value.get().trim_matches('"')).map_err(D::Error::custom)
}
