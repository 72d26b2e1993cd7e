//! The rows in the responses to `get`.

use std::sync::OnceLock;

use serde_json::value::RawValue;

use crate::api::Page;
use crate::error::{Error, Result};
use crate::json;
use crate::json::row::Row;
use crate::output::Rows;

/// Reads the pages of one list.
pub(super) struct Reading {
    /// The place of the rows.
    pointer: Option<String>,
    /// The kind of value that the first page has there: later pages must have the same.
    expected: OnceLock<Shape>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Each element is a row.
    Array,
    /// A row.
    Object,
    /// No rows: a text, a number or nothing at all.
    Other,
}

impl Shape {
    fn of(json: &str) -> Self {
        match json.as_bytes().first() {
            Some(b'[') => Shape::Array,
            Some(b'{') => Shape::Object,
            _ => Shape::Other,
        }
    }
}

impl Reading {
    pub(super) fn new(pointer: Option<String>) -> Self {
        Reading { pointer, expected: OnceLock::new() }
    }

    /// The rows of one page. The outer error is why the attempt failed; the inner one is a mistake
    /// in the command, which another attempt cannot correct.
    pub(super) fn page(&self, text: &[u8]) -> Result<Result<Page<Row>>, String> {
        let answer: &RawValue = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        let answer = answer.get();
        let found = self.find(answer).unwrap_or_default();
        let shape = Shape::of(found);
        match self.expected.get() {
            Some(expected) if *expected != shape => {
                return Err("this page has no rows where the first page has them".to_owned());
            }
            None if shape == Shape::Other => return self.without_rows(),
            _ => {}
        }
        let items = match shape {
            Shape::Array => serde_json::from_str(found)
                .map(|rows: Rows| rows.into_iter().map(row).collect::<Rows>()),
            _ => serde_json::from_str(found).map(|row| vec![row]),
        };
        let items = items.map_err(|error| error.to_string())?;
        // The first page of a list is the only one that can set it.
        self.expected.get_or_init(|| shape);
        Ok(Ok(Page { items, bookmark: json::field(answer, "bookmark"), print: None }))
    }

    /// The part of a response that is or holds its rows.
    fn find<'a>(&self, answer: &'a str) -> Option<&'a str> {
        match &self.pointer {
            Some(pointer) => json::pointed(answer, pointer),
            None => match json::pointed(answer, "/items") {
                Some(items) if Shape::of(items) == Shape::Array || is_a_page(answer) => Some(items),
                _ if is_a_page(answer) => None,
                _ => Some(answer),
            },
        }
    }

    fn without_rows<T>(&self) -> Result<Result<T>, String> {
        let Some(pointer) = &self.pointer else {
            return Err("it has no rows".to_owned());
        };
        let message = format!("there is no array or object at `{pointer}` in the response");
        Ok(Err(Error::usage(message).hint("use `--rows '' -f ndjson` to see the whole response")))
    }
}

/// Has the response nothing but what a page of a list has?
fn is_a_page(answer: &str) -> bool {
    let (mut has_fields, mut has_others) = (false, false);
    let is_object = json::each_entry(answer, |name, _| {
        has_fields = true;
        has_others |= !matches!(name.as_ref(), "items" | "bookmark");
    });
    is_object.is_ok() && has_fields && !has_others
}

/// An element of an array as a row: an element that is no object has one column.
fn row(element: Row) -> Row {
    if element.get().starts_with('{') {
        return element;
    }
    json::object([("value", element.get())])
}
