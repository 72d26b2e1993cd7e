//! Rows: objects that have been read once, so that nobody needs to search their ends again.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::json::names::{NameReader, Names, Numbered};
use crate::json::scan::{self, Place, Stop};
use crate::json::text::{text_or_digits, unescaped};

/// A row, usually an object. Rows of the same response or file share its text.
#[derive(Clone)]
pub(crate) struct Row {
    page: Arc<Page>,
    place: Place,
    /// The entries of the row among those of the page; nothing if it is not an object.
    entries: Option<Place>,
}

/// A text with the entries of the rows in it.
struct Page {
    text: String,
    /// Shared with other pages.
    names: Arc<Names>,
    entries: Vec<Entry>,
}

struct Entry {
    /// The number of the name.
    name: usize,
    value: Place,
}

/// Finds rows in texts that are still being read.
#[derive(Default)]
pub(crate) struct Found {
    rows: Vec<(Place, Option<Place>)>,
    names: NameReader,
    entries: Vec<Entry>,
    /// The length of the last text, and the numbers of rows and entries in it.
    last: (usize, usize, usize),
}

impl Found {
    /// Reads the row that begins at this place, and returns its end.
    pub(crate) fn row(&mut self, bytes: &[u8], at: usize) -> Result<usize, Stop> {
        if bytes.get(at).is_some_and(|byte| *byte != b'{') {
            let end = scan::value(bytes, at)?;
            self.rows.push((Place::new(at, end), None));
            return Ok(end);
        }
        let Found { rows, names, entries, .. } = self;
        let first = entries.len();
        names.begin();
        let read = scan::list(bytes, at, b'{', |at| {
            let start = names.read(bytes, at)?;
            let end = scan::value(bytes, start)?;
            entries.push(Entry { name: names.last(), value: Place::new(start, end) });
            Ok(end)
        });
        // Of an incomplete row, nothing stays.
        let end = read.inspect_err(|_| entries.truncate(first))?;
        rows.push((Place::new(at, end), Some(Place::new(first, entries.len()))));
        Ok(end)
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Takes the rows that are in this text as a whole. The names stay, for the next text.
    pub(crate) fn take(&mut self, text: String) -> impl Iterator<Item = Row> + use<> {
        self.last = (text.len(), self.rows.len(), self.entries.len());
        let mut rows = std::mem::take(&mut self.rows);
        let whole = rows.iter().take_while(|(place, _)| place.is_in(&text)).count();
        rows.truncate(whole);
        let entries = std::mem::take(&mut self.entries);
        let page = Arc::new(Page { text, names: Arc::clone(self.names.names()), entries });
        self.names.forget_too_many();
        rows.into_iter().map(move |(place, entries)| Row {
            page: Arc::clone(&page),
            place,
            entries,
        })
    }

    /// Makes room for a text of this length, if it is like the last one.
    pub(crate) fn reserve(&mut self, length: usize) {
        let (of, rows, entries) = self.last;
        let share = |count: usize| (count + count / 8).saturating_mul(length) / of.max(1);
        self.rows.reserve(share(rows));
        self.entries.reserve(share(entries));
    }
}

impl Row {
    /// A row of this JSON text.
    pub(crate) fn new(text: String) -> Self {
        let mut found = Found::default();
        if found.row(text.as_bytes(), 0) != Ok(text.len()) {
            // What is no JSON has no entries.
            found = Found { rows: vec![(Place::new(0, text.len()), None)], ..Found::default() };
        }
        let row = found.take(text).next();
        row.unwrap_or_else(|| unreachable!("a text is a row of itself"))
    }

    /// Its text.
    pub(crate) fn get(&self) -> &str {
        self.place.of(&self.page.text)
    }

    pub(crate) fn is_object(&self) -> bool {
        self.entries.is_some()
    }

    fn own(&self) -> &[Entry] {
        self.entries.map(|own| own.of_list(&self.page.entries)).unwrap_or_default()
    }

    /// Its entries: the numbers of their names, and their values.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (usize, &str)> {
        self.own().iter().map(|entry| (entry.name, entry.value.of(&self.page.text)))
    }

    /// The names of all rows on its page, and maybe others.
    pub(crate) fn names(&self) -> &Arc<Names> {
        &self.page.names
    }

    /// The value of a field: the text of a string, the digits of a number.
    pub(crate) fn field(&self, wanted: &str) -> Option<String> {
        text_or_digits(self.value(wanted)?)
    }

    /// Is there a value for this field that is not null?
    pub(crate) fn has(&self, wanted: &str) -> bool {
        self.value(wanted).is_some_and(|value| value != "null")
    }

    /// The JSON text of a field, the last if there are several.
    fn value(&self, wanted: &str) -> Option<&str> {
        let number = self.page.names.number(wanted);
        let is_it = |name: usize| match number {
            Numbered::Is(number) => name == number,
            Numbered::Missing => false,
            Numbered::Unclear => {
                unescaped(self.page.names.text(name)).is_some_and(|name| name == wanted)
            }
        };
        let found = self.own().iter().rev().find(|entry| is_it(entry.name))?;
        Some(found.value.of(&self.page.text))
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.get())
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text: Box<str> = Box::<RawValue>::deserialize(deserializer)?.into();
        Ok(Row::new(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_the_last_of_its_name_however_that_is_written() {
        let row = |text: &str| Row::new(text.to_owned());
        assert_eq!(row(r#"{"a":1,"b":"x\n","a":2}"#).field("a").as_deref(), Some("2"));
        assert_eq!(row(r#"{"a":1,"b":"x\n"}"#).field("b").as_deref(), Some("x\n"));
        assert_eq!(row(r#"{"a":1,"\u0061":2,"b":3}"#).field("a").as_deref(), Some("2"));
        assert_eq!(row(r#"{"\u0061":1,"a":2}"#).field("a").as_deref(), Some("2"));
        assert!(row(r#"{"a":false}"#).has("a"));
        for without in [r#"{"a":1,"a":null}"#, r#"{"b":1}"#, "[1]", r#"{"\ud800":1}"#] {
            assert_eq!(row(without).field("a"), None, "{without}");
            assert!(!row(without).has("a"), "{without}");
        }
    }

    #[test]
    fn rows_keep_their_names_when_these_change_or_are_forgotten() {
        let mut found = Found::default();
        let mut rows = Vec::new();
        for text in 0..30 {
            // Each text has other names, and one that they all have.
            let text = (0..1000).map(|name| format!("\"{text}.{name}\":{name},"));
            let text = format!("{{{}\"same\":{}}}", text.collect::<String>(), rows.len());
            assert_eq!(found.row(text.as_bytes(), 0), Ok(text.len()));
            rows.extend(found.take(text));
        }
        for (place, row) in rows.iter().enumerate() {
            assert_eq!(row.field("same"), Some(place.to_string()));
            assert_eq!(row.field(&format!("{place}.999")).as_deref(), Some("999"));
            assert_eq!(row.field(&format!("{}.999", place + 1)), None);
        }
        assert!(rows.last().is_some_and(|row| row.names().len() < 12_000));
    }
}
