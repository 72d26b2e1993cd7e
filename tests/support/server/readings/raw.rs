//! JSON taken apart and put together again without changing a digit or the order of keys.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The entries of an object in their order: name and JSON text.
pub(super) type Entries = Vec<(String, String)>;

struct Ordered(Entries);

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Ordered;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered, A::Error> {
                let mut entries = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    entries.push((name, value.get().to_owned()));
                }
                Ok(Ordered(entries))
            }
        }

        deserializer.deserialize_map(Reader)
    }
}

/// Nothing for what is no object.
pub(super) fn entries(text: &str) -> Option<Entries> {
    serde_json::from_str::<Ordered>(text).ok().map(|ordered| ordered.0)
}

/// Nothing for what is no array.
pub(super) fn items(text: &str) -> Option<Vec<String>> {
    let items: Vec<Box<RawValue>> = serde_json::from_str(text).ok()?;
    Some(items.iter().map(|item| item.get().to_owned()).collect())
}

pub(super) fn object(entries: &[(String, String)]) -> String {
    let entries = entries.iter().map(|(name, value)| format!("{}:{value}", quoted(name)));
    format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
}

pub(super) fn array(items: &[String]) -> String {
    format!("[{}]", items.join(","))
}

pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The text of a string, without the quotes and escapes.
pub(super) fn unquoted(value: &str) -> Option<String> {
    serde_json::from_str(value).ok()
}

/// Changes every object, from the innermost out.
pub(super) fn everywhere(text: &str, change: fn(Entries) -> Entries) -> String {
    if let Some(items) = items(text) {
        let items: Vec<_> = items.iter().map(|item| everywhere(item, change)).collect();
        return array(&items);
    }
    let Some(mut found) = entries(text) else { return text.to_owned() };
    for (_, value) in &mut found {
        *value = everywhere(value, change);
    }
    object(&change(found))
}
