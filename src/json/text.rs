//! Strings, which are copied only where something in them is escaped.

use std::borrow::Cow;

/// The text of a JSON string, or nothing for any other value and for escapes that are not Unicode.
pub(crate) fn text(value: &str) -> Option<Cow<'_, str>> {
    unescaped(inside(value)?)
}

/// The characters between the quotes of a JSON string.
pub(crate) fn inside(value: &str) -> Option<&str> {
    value.strip_prefix('"')?.strip_suffix('"')
}

/// The text of a string, the digits of a number, and nothing for null.
pub(super) fn text_or_digits(value: &str) -> Option<String> {
    let value = Some(value).filter(|value| *value != "null")?;
    Some(text(value).map_or_else(|| value.to_owned(), Cow::into_owned))
}

/// The characters between quotes without their escapes; nothing if these are not Unicode.
pub(crate) fn unescaped(inside: &str) -> Option<Cow<'_, str>> {
    if !inside.contains('\\') {
        return Some(Cow::Borrowed(inside));
    }
    let mut text = String::with_capacity(inside.len());
    unescape(inside, &mut text)?;
    Some(Cow::Owned(text))
}

/// Adds the characters between quotes to a text, without their escapes. Returns nothing if these are
/// not Unicode.
pub(crate) fn unescape(inside: &str, text: &mut String) -> Option<()> {
    let mut rest = inside;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        let (plain, escape) = rest.split_at(at);
        text.push_str(plain);
        let (character, length) = first_escape(escape)?;
        text.push(character);
        rest = &escape[length..];
    }
    text.push_str(rest);
    Some(())
}

/// The character of the escape that a text begins with, and the length of the escape.
fn first_escape(text: &str) -> Option<(char, usize)> {
    let character = match text.as_bytes().get(1)? {
        byte @ (b'"' | b'\\' | b'/') => char::from(*byte),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return first_unicode_escape(text),
        _ => return None,
    };
    Some((character, 2))
}

/// The same of an escape with the digits of a unit of UTF-16, or two such escapes.
fn first_unicode_escape(text: &str) -> Option<(char, usize)> {
    const LENGTH: usize = r"\u0000".len();
    let first = unit(text)?;
    if let Some(character) = char::from_u32(first.into()) {
        return Some((character, LENGTH));
    }
    let pair = [first, unit(text.get(LENGTH..)?)?];
    let character = char::decode_utf16(pair).next()?.ok()?;
    Some((character, 2 * LENGTH))
}

fn unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix(r"\u")?.get(..4)?;
    // A sign is no digit.
    let digits = Some(digits).filter(|digits| !digits.starts_with('+'))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The text that serde reads.
    fn expected(value: &str) -> Option<String> {
        serde_json::from_str(value).ok()
    }

    #[test]
    fn escapes_are_read_as_serde_reads_them() {
        for value in [
            r#""""#,
            r#""plain""#,
            r#""\"\\\/\b\f\n\r\t""#,
            r#""caf\u00e9 \ud83c\udf37 \uD83C\uDF37 \u0000\uffff""#,
            r#""\ud83c""#,
            r#""\ud83c\u0041""#,
            r#""\ud83cx\udf37""#,
            r#""\udf37\ud83c""#,
            r#""\u+041""#,
            r#""\u00g0""#,
            r#""\u00""#,
            r#""\u00é""#,
            r#""\x""#,
            r#""\""#,
            r#"""#,
            "1",
            "null",
        ] {
            assert_eq!(text(value).map(Cow::into_owned), expected(value), "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_serde_reads_it(
            parts in prop::collection::vec(
                r#"\\["\\/bfnrtux]|\\u[0-9a-fA-F]{4}|\\ud[89a-f][0-9a-f]{2}|[a-zé🌷]{1,3}"#, 0..8,
            ),
        ) {
            let value = format!("\"{}\"", parts.concat());
            prop_assert_eq!(text(&value).map(Cow::into_owned), expected(&value), "{}", value);
        }
    }
}
