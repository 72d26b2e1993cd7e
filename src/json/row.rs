//! Rows: objects that have been read once, so that nobody needs to search their ends again.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::json::names::Names;
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
    /// No other page has it.
    number: u64,
    text: String,
    names: Vec<Place>,
    entries: Vec<Entry>,
}

struct Entry {
    /// The name, by its place among the names of the page.
    name: usize,
    value: Place,
}

/// The rows that have been found in a text that is still being read.
#[derive(Default)]
pub(crate) struct Found {
    rows: Vec<(Place, Option<Place>)>,
    names: Names,
    entries: Vec<Entry>,
}

impl Found {
    /// Reads the row that begins at this place, and returns its end.
    pub(crate) fn row(&mut self, bytes: &[u8], at: usize) -> Result<usize, Stop> {
        if bytes.get(at).is_some_and(|byte| *byte != b'{') {
            let end = scan::value(bytes, at)?;
            self.rows.push((Place::new(at, end), None));
            return Ok(end);
        }
        let Found { rows, names, entries } = self;
        let first = entries.len();
        names.begin();
        let read = scan::list(bytes, at, b'{', |at| {
            let (name, start) = names.read(bytes, at)?;
            let end = scan::value(bytes, start)?;
            entries.push(Entry { name, value: Place::new(start, end) });
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

    /// The rows that are in this text as a whole.
    pub(crate) fn rows(self, text: String) -> impl Iterator<Item = Row> {
        static PAGES: AtomicU64 = AtomicU64::new(0);
        let whole = self.rows.into_iter().take_while(|(place, _)| place.is_in(&text));
        let whole: Vec<_> = whole.collect();
        let number = PAGES.fetch_add(1, Ordering::Relaxed);
        let (names, entries) = (self.names.places(), self.entries);
        let page = Arc::new(Page { number, text, names, entries });
        whole.into_iter().map(move |(place, entries)| Row {
            page: Arc::clone(&page),
            place,
            entries,
        })
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
        let row = found.rows(text).next();
        row.unwrap_or_else(|| unreachable!("a text is a row of itself"))
    }

    /// Its text.
    pub(crate) fn get(&self) -> &str {
        self.place.of(&self.page.text)
    }

    pub(crate) fn is_object(&self) -> bool {
        self.entries.is_some()
    }

    /// The number of the page that it is on.
    pub(crate) fn page(&self) -> u64 {
        self.page.number
    }

    /// Its entries: the places of their names among those of the page, and their values.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (usize, &str)> {
        let Page { text, entries, .. } = &*self.page;
        let own = self.entries.map(|own| own.of_list(entries)).unwrap_or_default();
        own.iter().map(|entry| (entry.name, entry.value.of(text)))
    }

    /// The number of names of all rows on its page.
    pub(crate) fn names(&self) -> usize {
        self.page.names.len()
    }

    /// The name at this place among those of its page, as JSON writes it, without quotes.
    pub(crate) fn name(&self, place: usize) -> &str {
        self.page.names[place].of(&self.page.text)
    }

    /// The value of a field, the last if there are several: the text of a string, the digits of a
    /// number.
    pub(crate) fn field(&self, wanted: &str) -> Option<String> {
        let is_it = |name| unescaped(self.name(name)).is_some_and(|name| name == wanted);
        let (_, value) = self.entries().filter(|(name, _)| is_it(*name)).last()?;
        text_or_digits(value)
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
