//! Strings, which are copied only where something in them is escaped.

use std::borrow::Cow;

use serde::Deserialize;

/// The text of a JSON string, or nothing for any other value.
pub(crate) fn text(value: &str) -> Option<Cow<'_, str>> {
    let text = value.strip_prefix('"')?.strip_suffix('"')?;
    if !text.contains('\\') {
        return Some(Cow::Borrowed(text));
    }
    serde_json::from_str(value).ok().map(|Text(text)| text)
}

/// The text of a string, the digits of a number, and nothing for null.
pub(super) fn text_or_digits(value: &str) -> Option<String> {
    let value = Some(value).filter(|value| *value != "null")?;
    Some(text(value).map_or_else(|| value.to_owned(), Cow::into_owned))
}

/// The name of an entry without its escapes; nothing if these are not Unicode.
pub(crate) fn unescaped(name: &str) -> Option<Cow<'_, str>> {
    if !name.contains('\\') {
        return Some(Cow::Borrowed(name));
    }
    serde_json::from_str(&format!("\"{name}\"")).ok().map(Cow::Owned)
}

/// A string that is borrowed where nothing in it is escaped.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
