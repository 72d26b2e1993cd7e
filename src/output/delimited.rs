//! Cells between delimiters, quoted where RFC 4180 asks for it.

use crate::json::{compact, inside, unescape};

const QUOTE: u8 = b'"';

/// Adds cells to a line.
pub(super) struct Delimited {
    /// Which cells need quotes.
    rules: csv_core::Writer,
    /// The room for the text of a string with escapes.
    text: String,
}

impl Delimited {
    pub(super) fn new(delimiter: u8) -> Self {
        let rules = csv_core::WriterBuilder::new().delimiter(delimiter).build();
        Delimited { rules, text: String::new() }
    }

    /// Adds a JSON value as a cell: text without its quotes, everything else as the API wrote it.
    #[inline]
    pub(super) fn value(&mut self, line: &mut Vec<u8>, value: Option<&str>) {
        let value = value.unwrap_or_default();
        let bytes = value.as_bytes();
        match bytes {
            [] => {}
            // A number needs no quotes.
            [b'-' | b'0'..=b'9', ..] => line.extend_from_slice(bytes),
            [b'"', inside @ .., b'"'] if self.is_plain(inside) => line.extend_from_slice(inside),
            _ => return self.other(line, value),
        }
        line.push(self.rules.get_delimiter());
    }

    /// Is the text of a JSON string a cell as it is? A quote or a line break in it would be escaped.
    fn is_plain(&self, inside: &[u8]) -> bool {
        let delimiter = self.rules.get_delimiter();
        let is_special = |byte: u8| u8::from(byte == b'\\') | u8::from(byte == delimiter);
        // Most texts are too short for a search that stops at the first one.
        inside.iter().fold(0, |any, byte| any | is_special(*byte)) == 0
    }

    fn other(&mut self, line: &mut Vec<u8>, value: &str) {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        match inside(value).and_then(|inside| unescape(inside, &mut text)) {
            Some(()) => self.cell(line, text.as_bytes()),
            None => self.cell(line, compact(value).as_bytes()),
        }
        self.text = text;
    }

    /// Adds a cell with this text.
    pub(super) fn cell(&self, line: &mut Vec<u8>, cell: &[u8]) {
        if self.rules.should_quote(cell) {
            line.push(QUOTE);
            let mut rest = cell;
            while let Some(quote) = memchr::memchr(QUOTE, rest) {
                let (before, behind) = rest.split_at(quote + 1);
                line.extend_from_slice(before);
                line.push(QUOTE);
                rest = behind;
            }
            line.extend_from_slice(rest);
            line.push(QUOTE);
        } else {
            line.extend_from_slice(cell);
        }
        line.push(self.rules.get_delimiter());
    }
}

/// Ends the line of cells that began at this place.
pub(super) fn end_line(line: &mut Vec<u8>, start: usize) {
    // The last delimiter is one too many.
    line.truncate(start.max(line.len().saturating_sub(1)));
    if line.len() == start {
        // An empty line would be no row.
        line.extend_from_slice(&[QUOTE, QUOTE]);
    }
    line.push(b'\n');
}
