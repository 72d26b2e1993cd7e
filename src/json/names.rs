//! The names of the entries of rows. Rows of a list have the same names, usually in the same order: so
//! the next name is known before it is read.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::json::scan::{self, Place, Stop};

/// The names of the rows of a text, each once.
#[derive(Default)]
pub(super) struct Names {
    all: Vec<Name>,
    by_text: HashMap<Box<[u8]>, usize, FixedState>,
    /// The name that the last row began with.
    first: usize,
    /// The last name that has been read in this row.
    last: Option<usize>,
}

struct Name {
    place: Place,
    /// The name as it is usually written: with its quotes and a colon behind it.
    written: Box<[u8]>,
    /// The name that came next the last time.
    next: usize,
}

impl Names {
    /// A row begins.
    pub(super) fn begin(&mut self) {
        self.last = None;
    }

    /// Reads the name that begins at this place. Returns its number and the start of its value.
    #[inline]
    pub(super) fn read(&mut self, bytes: &[u8], at: usize) -> Result<(usize, usize), Stop> {
        let guess = self.last.map_or(self.first, |last| self.all[last].next);
        if let Some(name) = self.all.get(guess)
            && bytes[at..].starts_with(&name.written)
        {
            self.last = Some(guess);
            return Ok((guess, scan::white(bytes, at + name.written.len())));
        }
        self.find(bytes, at)
    }

    fn find(&mut self, bytes: &[u8], at: usize) -> Result<(usize, usize), Stop> {
        let (place, start) = scan::name(bytes, at)?;
        let text = place.of_list(bytes);
        let number = self.by_text.get(text).copied().unwrap_or_else(|| {
            let number = self.all.len();
            let written = [b"\"", text, b"\":"].concat().into();
            self.all.push(Name { place, written, next: number + 1 });
            self.by_text.insert(text.into(), number);
            number
        });
        match self.last {
            Some(last) => self.all[last].next = number,
            None => self.first = number,
        }
        self.last = Some(number);
        Ok((number, start))
    }

    /// A place of each name, by its number.
    pub(super) fn places(&self) -> Vec<Place> {
        self.all.iter().map(|name| name.place).collect()
    }
}
