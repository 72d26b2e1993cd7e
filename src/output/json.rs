//! JSON as text: taken apart without changing a digit of it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Calls `entry` for each name and value of an object. An answer that is no object is an error.
pub(crate) fn each_entry<'a>(
    object: &'a str,
    entry: impl FnMut(Cow<'a, str>, &'a str),
) -> serde_json::Result<()> {
    struct Entries<F>(F);

    impl<'de, F: FnMut(Cow<'de, str>, &'de str)> Visitor<'de> for Entries<F> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
            while let Some((Text(name), value)) = map.next_entry::<Text<'de>, &'de RawValue>()? {
                (self.0)(name, value.get());
            }
            Ok(())
        }
    }

    serde_json::Deserializer::from_str(object).deserialize_map(Entries(entry))
}

/// The text of a JSON string, or nothing for any other value.
pub(crate) fn text(value: &str) -> Option<Cow<'_, str>> {
    if !value.starts_with('"') {
        return None;
    }
    serde_json::from_str(value).ok().map(|Text(text)| text)
}

/// The value of a field of an object: the text of a string, the digits of a number.
pub(crate) fn field<'a>(object: &'a str, wanted: &str) -> Option<Cow<'a, str>> {
    let mut found = None;
    each_entry(object, |name, value| {
        if name == wanted {
            found = Some(value);
        }
    })
    .ok()?;
    found.filter(|value| *value != "null").map(|value| text(value).unwrap_or(Cow::Borrowed(value)))
}

/// The value without white space between its tokens: on one line, whatever the API did.
pub(crate) fn compact(value: &str) -> Cow<'_, str> {
    if !value.bytes().any(|byte| byte.is_ascii_whitespace()) {
        return Cow::Borrowed(value);
    }
    let mut in_text = false;
    let mut escaped = false;
    let kept = |c: &char| {
        let keep = in_text || !c.is_ascii_whitespace();
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = in_text,
            '"' => in_text = !in_text,
            _ => {}
        }
        keep
    };
    Cow::Owned(value.chars().filter(kept).collect())
}

/// A string that is borrowed where nothing in it is escaped.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AsText;

        impl<'de> Visitor<'de> for AsText {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(AsText)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_goes_between_tokens_only() {
        assert_eq!(
            compact("{ \"a b\" :\n[1,\t\"\\\" c \\\\\" , 2 ] }"),
            "{\"a b\":[1,\"\\\" c \\\\\",2]}"
        );
        assert_eq!(compact("1e-7"), "1e-7");
    }
}
