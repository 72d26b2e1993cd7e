//! JSON as text: it is split without changing a digit.

pub(crate) mod names;
pub(crate) mod report_file;
pub(crate) mod row;
pub(crate) mod rows;
pub(crate) mod scan;
pub(crate) mod secret_fields;
mod text;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::json::row::Row;
use crate::json::scan::Entry;

use crate::json::text::text_or_digits;

pub(crate) use crate::json::text::{inside, text, unescape, unescaped};

/// No response of the API is nested this deep. A deeper one must not overflow the stack.
const DEEPEST: u32 = 32;

/// A value that is not an object, or has a name that is not Unicode.
#[derive(Debug)]
pub(crate) struct NoObject;

/// Calls `entry` for each name and value of an object.
pub(crate) fn each_entry<'a>(
    object: &'a str,
    mut entry: impl FnMut(Cow<'a, str>, &'a str),
) -> Result<(), NoObject> {
    let mut are_unicode = true;
    let bytes = object.as_bytes();
    scan::entries(bytes, scan::white(bytes, 0), |Entry { name, value }| {
        match unescaped(name.of(object)) {
            Some(name) if are_unicode => entry(name, value.of(object)),
            _ => are_unicode = false,
        }
    })
    .map_err(|_| NoObject)?;
    if are_unicode { Ok(()) } else { Err(NoObject) }
}

/// The value of a field of an object, the last if there are several: the text of a string, the digits
/// of a number.
pub(crate) fn field(object: &str, wanted: &str) -> Option<String> {
    let mut found = None;
    each_entry(object, |name, value| {
        if name == wanted {
            found = Some(value);
        }
    })
    .ok()?;
    found.and_then(text_or_digits)
}

/// The value without the entries of these names, however deep they are.
pub(crate) fn without<'a>(value: &'a str, names: &[&str]) -> Cow<'a, str> {
    without_below(value, names, DEEPEST)
}

/// Values below `left` levels are dropped, because they could contain such an entry.
fn without_below<'a>(value: &'a str, names: &[&str], left: u32) -> Cow<'a, str> {
    if !names.iter().any(|name| value.contains(name)) && !has_escaped_letters(value) {
        return Cow::Borrowed(value);
    }
    let Some(left) = left.checked_sub(1) else {
        return Cow::Owned("null".to_owned());
    };
    let mut entries = Vec::new();
    let mut has_changed = false;
    let bytes = value.as_bytes();
    let is_object = scan::entries(bytes, scan::white(bytes, 0), |entry| {
        let name = entry.name.of(value);
        if unescaped(name).is_some_and(|name| names.contains(&name.as_ref())) {
            has_changed = true;
        } else {
            let value = without_below(entry.value.of(value), names, left);
            has_changed |= matches!(value, Cow::Owned(_));
            entries.push(format!("\"{name}\":{value}"));
        }
    });
    if is_object.is_ok() && has_changed {
        return Cow::Owned(format!("{{{}}}", entries.join(",")));
    }
    let items: Vec<_> = serde_json::from_str::<Vec<&RawValue>>(value)
        .unwrap_or_default()
        .iter()
        .map(|item| without_below(item.get(), names, left))
        .collect();
    if items.iter().any(|item| matches!(item, Cow::Owned(_))) {
        return Cow::Owned(format!("[{}]", items.join(",")));
    }
    Cow::Borrowed(value)
}

/// Are there ASCII letters or underscores that are escaped? A name can be written with these.
fn has_escaped_letters(value: &str) -> bool {
    const ESCAPE: &[u8] = b"\\u00";
    let is_letter =
        |at: usize| matches!(value.as_bytes().get(at + ESCAPE.len()), Some(b'4'..=b'7'));
    memchr::memmem::find_iter(value.as_bytes(), ESCAPE).any(is_letter)
}

/// The value at a JSON pointer (RFC 6901) through objects.
pub(crate) fn pointed<'a>(value: &'a str, pointer: &str) -> Option<&'a str> {
    pointer.split('/').skip(1).try_fold(value, |value, name| {
        let name = name.replace("~1", "/").replace("~0", "~");
        let mut found = None;
        each_entry(value, |known, value| {
            if known == name {
                found = Some(value);
            }
        })
        .ok()?;
        found
    })
}

/// Calls `leaf` with the path of each value that is not an object with entries.
pub(crate) fn leaves(object: &str, leaf: &mut dyn FnMut(&String)) {
    fn below(value: &str, path: &str, left: u32, leaf: &mut dyn FnMut(&String)) {
        // A value that is not an object has no entries.
        let _ = each_entry(value, |name, value| {
            let path = if path.is_empty() { name.into_owned() } else { format!("{path}.{name}") };
            let mut is_leaf = true;
            let _ = each_entry(value, |_, _| is_leaf = false);
            match left.checked_sub(1) {
                Some(left) if !is_leaf => below(value, &path, left, leaf),
                _ => leaf(&path),
            }
        });
    }
    below(object, "", DEEPEST, leaf);
}

/// An object of these names and JSON texts: a row that the API does not return in this form.
pub(crate) fn object<N: AsRef<str>, V: AsRef<str>>(
    entries: impl IntoIterator<Item = (N, V)>,
) -> Row {
    let entries: Vec<_> = entries
        .into_iter()
        .map(|(name, value)| format!("{}:{}", quoted(name.as_ref()), value.as_ref()))
        .collect();
    Row::new(format!("{{{}}}", entries.join(",")))
}

/// An object with one more entry, before its own.
pub(crate) fn prepended(name: &str, value: &str, row: &Row) -> Row {
    let mut entries = vec![(Cow::Borrowed(name), value)];
    // A value that is not an object has no entries: then the row has only the known entry.
    let _ = each_entry(row.get(), |name, value| entries.push((name, value)));
    object(entries)
}

/// The entries of an object in their order, each value read as a `T`.
#[derive(Debug)]
pub(crate) struct Entries<T>(pub(crate) Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
            type Value = Entries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(InOrder(PhantomData))
    }
}

/// The text as a JSON string.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The value without white space between its tokens: on one line, however the API wrote it.
pub(crate) fn compact(value: &str) -> Cow<'_, str> {
    let bytes = value.as_bytes();
    // A text, a number and the like are one token.
    if !matches!(bytes, [b'{' | b'[', ..]) {
        return Cow::Borrowed(value);
    }
    let mut kept = String::new();
    let (mut at, mut copied) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = scan::quoted(bytes, at).unwrap_or(bytes.len()),
            b' ' | b'\n' | b'\r' | b'\t' => {
                kept.push_str(&value[copied..at]);
                at += 1;
                copied = at;
            }
            _ => at += 1,
        }
    }
    if copied == 0 {
        return Cow::Borrowed(value);
    }
    kept.push_str(&value[copied..]);
    Cow::Owned(kept)
}

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_goes_between_tokens_only() {
        assert_eq!(
            compact("{ \"a b\" :\n[1,\t\"\\\" c \\\\\" , 2 ] }"),
            "{\"a b\":[1,\"\\\" c \\\\\",2]}"
        );
        assert_eq!(compact("[ ]"), "[]");
        for compacted in ["1e-7", "\" a \"", "[\" a \",{\"b \\\" \":\" \"}]"] {
            assert!(matches!(compact(compacted), Cow::Borrowed(same) if same == compacted));
        }
    }

    #[test]
    fn a_name_is_copied_only_if_it_is_escaped() {
        let mut names = Vec::new();
        each_entry(r#"{"a":1,"\u0062":2}"#, |name, _| names.push(name)).expect("an object");
        assert!(matches!(names[..], [Cow::Borrowed("a"), Cow::Owned(_)]) && names[1] == "b");
    }

    #[test]
    fn what_is_named_is_left_out_at_any_depth() {
        let value = r#"{"a":[{"key":1,"b":2},["key"]],"key":{"c":3},"d":"key"}"#;
        assert_eq!(without(value, &["key"]), r#"{"a":[{"b":2},["key"]],"d":"key"}"#);
        assert_eq!(without("[1]", &["key"]), "[1]");
        // A name can be escaped, and other texts stay as they are.
        assert_eq!(without(r#"{"a":[{"k\u0065y":1}]}"#, &["key"]), r#"{"a":[{}]}"#);
        let odd = r#"{"a":{"\ud800":1,"key":2}}"#;
        assert_eq!(without(odd, &["key"]), r#"{"a":{"\ud800":1}}"#, "a name that is no text");
        let other = r#"{ "a\u0065": [{"b": "key"}] }"#;
        assert_eq!(without(other, &["key"]), other);
    }
}
