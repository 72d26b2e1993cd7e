//! The rows of a whole response.

use crate::json::row::{Found, Row};
use crate::json::scan::{self, Stop};
use crate::json::text::{text, unescaped};

/// A page of a list.
pub(crate) struct Items<'a> {
    pub(crate) rows: Vec<Row>,
    /// Their array.
    pub(crate) text: &'a str,
    /// The bookmark of the next page; nothing or an empty text if there is none.
    pub(crate) bookmark: Option<String>,
}

/// The rows of a response that is an array, or the words of its error.
pub(crate) fn read_array(response: &[u8]) -> Result<Vec<Row>, String> {
    let other = || serde_json::from_slice(response).map_err(|error| error.to_string());
    array(response).map_or_else(other, Ok)
}

/// The rows of a response that is an array; nothing for any other response.
pub(crate) fn array(response: &[u8]) -> Option<Vec<Row>> {
    let response = simdutf8::basic::from_utf8(response).ok()?;
    let bytes = response.as_bytes();
    let mut found = Found::default();
    let end = scan::list(bytes, scan::white(bytes, 0), b'[', |at| found.row(bytes, at)).ok()?;
    is_end(bytes, end).then(|| found.take(response.to_owned()).collect())
}

/// The page of a response that is an object with `items`; nothing for any other response.
pub(crate) fn items(response: &[u8]) -> Option<Items<'_>> {
    let response = simdutf8::basic::from_utf8(response).ok()?;
    let bytes = response.as_bytes();
    let mut found = Found::default();
    let (mut lists, mut bookmarks) = (Vec::new(), Vec::new());
    let end = scan::list(bytes, scan::white(bytes, 0), b'{', |at| {
        let (name, at) = scan::name(bytes, at)?;
        let name = unescaped(name.of(response)).ok_or(Stop::Malformed)?;
        if name == "items" {
            let end = scan::list(bytes, at, b'[', |at| found.row(bytes, at))?;
            lists.push(&response[at..end]);
            return Ok(end);
        }
        let end = scan::value(bytes, at)?;
        if name == "bookmark" {
            bookmarks.push(&response[at..end]);
        }
        Ok(end)
    });
    let bookmark = match bookmarks.as_slice() {
        [] | ["null"] => None,
        [bookmark] => Some(text(bookmark)?.into_owned()),
        _ => return None,
    };
    let [text] = lists.as_slice() else { return None };
    let mut rows = || found.take(response.to_owned()).collect();
    is_end(bytes, end.ok()?).then(|| Items { rows: rows(), text, bookmark })
}

/// Is only white space left?
fn is_end(bytes: &[u8], at: usize) -> bool {
    scan::white(bytes, at) == bytes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;
    use serde_json::value::RawValue;

    use super::*;

    /// A page as `serde` reads it.
    #[derive(Deserialize)]
    struct Expected {
        items: Vec<Box<RawValue>>,
        #[serde(default)]
        bookmark: Option<String>,
    }

    fn texts(rows: &[Row]) -> Vec<&str> {
        rows.iter().map(Row::get).collect()
    }

    fn raw(rows: &[Box<RawValue>]) -> Vec<&str> {
        rows.iter().map(|row| row.get()).collect()
    }

    fn compare(response: &str) {
        let page = items(response.as_bytes());
        if let (Some(page), Ok(expected)) = (&page, serde_json::from_str::<Expected>(response)) {
            assert_eq!(texts(&page.rows), raw(&expected.items), "{response}");
            assert_eq!(page.bookmark, expected.bookmark, "{response}");
        } else {
            assert!(page.is_none(), "{response}");
        }
        let rows = array(response.as_bytes());
        let expected = serde_json::from_str::<Vec<Box<RawValue>>>(response).ok();
        assert_eq!(rows.as_deref().map(texts), expected.as_deref().map(raw), "{response}");
    }

    #[test]
    fn a_page_is_read_as_serde_reads_it() {
        for response in [
            r#" {"items":[ {"a":1}, {"b":[{}]} ],"bookmark":"x\u0041","other":{"items":1}} "#,
            r#"{"\u0069tems":[],"bookmark":null}"#,
            r#"{"items":[1,"a",[2],null,{}]}"#,
            r#"{"bookmark":"x"}"#,
            r#"{"items":null}"#,
            r#"{"items":[],"items":[]}"#,
            r#"{"items":[],"bookmark":"a","bookmark":"b"}"#,
            r#"{"items":[],"bookmark":1}"#,
            r#"{"items":[],"bookmark":"\ud800"}"#,
            r#"{"items":[]} {}"#,
            r#"{"items":[{"a":01}]}"#,
            r#"[{"a":1} , {"b":2},3]"#,
            "[]",
            "[{}",
            "[{}]]",
            "",
        ] {
            compare(response);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_serde_reads_it(text in "[ \\[\\]{}:,\"a\\\\01.e-]{0,24}") {
            compare(&text);
            compare(&format!("{{\"items\":[{text}]}}"));
            compare(&format!("[{{\"a\":{text}}}]"));
        }
    }
}
