//! The names of the entries of rows. Rows of a list have the same names, usually in the same order: so
//! the next name is known before it is read.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use crate::json::scan::{self, Stop};

/// The names in an object that can be missing one after another, before the next one is searched.
const MISSING: usize = 3;

/// The bytes of a name that are compared at once.
const CHUNK: usize = 32;

/// More names than this are forgotten: they may be new ones in each object.
const MOST: usize = 10_000;

/// The names of some objects, each once.
#[derive(Clone, Default)]
pub(crate) struct Names {
    all: Vec<Name>,
    by_text: HashMap<Arc<[u8]>, usize, FixedState>,
    has_escapes: bool,
    /// The name that an object began with.
    first: usize,
}

/// A name that is searched.
pub(super) enum Numbered {
    Is(usize),
    Missing,
    Unclear,
}

#[derive(Clone)]
struct Name {
    /// The beginning of what is written, and the bits of it that count.
    chunk: [u8; CHUNK],
    mask: [u8; CHUNK],
    /// The name as it is usually written: with its quotes and a colon behind it.
    written: Arc<[u8]>,
    /// The name that came next when this was not known.
    next: usize,
}

impl Name {
    fn new(text: &[u8], next: usize) -> Self {
        let written: Arc<[u8]> = [b"\"", text, b"\":"].concat().into();
        let (mut chunk, mut mask) = ([0; CHUNK], [0; CHUNK]);
        let length = written.len().min(CHUNK);
        chunk[..length].copy_from_slice(&written[..length]);
        mask[..length].fill(u8::MAX);
        Name { chunk, mask, written, next }
    }

    /// Do these bytes begin with the name?
    #[inline]
    fn begins(&self, bytes: &[u8]) -> bool {
        let Some(chunk) = bytes.first_chunk::<CHUNK>() else {
            return bytes.starts_with(&self.written);
        };
        // Without a branch for each byte or length.
        let bits = chunk.iter().zip(&self.chunk).zip(&self.mask);
        let other = bits.fold(0, |other, ((a, b), mask)| other | ((a ^ b) & mask));
        other == 0 && (self.written.len() <= CHUNK || bytes.starts_with(&self.written))
    }
}

impl Names {
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// The name as JSON writes it, without quotes.
    pub(crate) fn text(&self, number: usize) -> &str {
        let written = &self.all[number].written;
        // Bytes that are no text are in no row.
        str::from_utf8(&written[1..written.len() - 2]).unwrap_or_default()
    }

    /// The number of the name that is written so. Where any of them has an escape, others can mean
    /// the same.
    pub(super) fn number(&self, text: &str) -> Numbered {
        if self.has_escapes {
            return Numbered::Unclear;
        }
        self.by_text.get(text.as_bytes()).map_or(Numbered::Missing, |number| Numbered::Is(*number))
    }

    fn add(&mut self, text: &[u8]) -> usize {
        let number = self.all.len();
        self.has_escapes |= text.contains(&b'\\');
        self.all.push(Name::new(text, number + 1));
        self.by_text.insert(text.into(), number);
        number
    }
}

/// Reads the names of one object after another.
#[derive(Clone, Default)]
pub(crate) struct NameReader {
    /// Shared with the rows that have been read.
    names: Arc<Names>,
    /// The last name that has been read in this object.
    last: Option<usize>,
    /// The name that probably comes next.
    expected: usize,
}

impl NameReader {
    /// The names so far.
    pub(crate) fn names(&self) -> &Arc<Names> {
        &self.names
    }

    /// An object begins.
    pub(crate) fn begin(&mut self) {
        self.last = None;
        self.expected = self.names.first;
    }

    /// Forgets the names if they are too many, and says so.
    pub(crate) fn forget_too_many(&mut self) -> bool {
        let are_too_many = self.names.len() > MOST;
        if are_too_many {
            self.names = Arc::default();
        }
        are_too_many
    }

    /// Reads the name that begins at this place. Returns the start of its value.
    #[expect(clippy::inline_always, reason = "without it, a twentieth of the reading is the call")]
    #[inline(always)]
    pub(crate) fn read(&mut self, bytes: &[u8], at: usize) -> Result<usize, Stop> {
        for _ in 0..=MISSING {
            let Some(name) = self.names.all.get(self.expected) else { break };
            if name.begins(&bytes[at..]) {
                self.last = Some(self.expected);
                self.expected = name.next;
                return Ok(scan::white(bytes, at + name.written.len()));
            }
            self.expected = name.next;
        }
        self.find(bytes, at)
    }

    /// The number of the last name that has been read.
    #[inline]
    pub(crate) fn last(&self) -> usize {
        self.last.unwrap_or_default()
    }

    #[cold]
    fn find(&mut self, bytes: &[u8], at: usize) -> Result<usize, Stop> {
        let (place, start) = scan::name(bytes, at)?;
        let text = place.of_list(bytes);
        let known = self.names.by_text.get(text).copied();
        // Copied if rows have them already.
        let names = Arc::make_mut(&mut self.names);
        let number = known.unwrap_or_else(|| names.add(text));
        match self.last {
            Some(last) => names.all[last].next = number,
            None => names.first = number,
        }
        self.last = Some(number);
        self.expected = names.all[number].next;
        Ok(start)
    }
}
