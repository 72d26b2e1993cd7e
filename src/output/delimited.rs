//! Lines of cells between delimiters, quoted where RFC 4180 asks for it.

use std::io::{self, Write};

use csv_core::quote;

use crate::json::{compact, inside, unescape};

const QUOTE: u8 = b'"';

/// Writes lines, one cell after another.
pub(super) struct Delimited {
    /// Which cells need quotes.
    rules: csv_core::Writer,
    line: Vec<u8>,
    /// The room for the text of a string with escapes.
    text: String,
}

impl Delimited {
    pub(super) fn new(delimiter: u8) -> Self {
        let rules = csv_core::WriterBuilder::new().delimiter(delimiter).build();
        Delimited { rules, line: Vec::new(), text: String::new() }
    }

    /// Adds a JSON value as a cell: text without its quotes, everything else as the API wrote it.
    pub(super) fn value(&mut self, value: Option<&str>) {
        let value = value.unwrap_or_default();
        let bytes = value.as_bytes();
        match bytes {
            [] => {}
            // A number needs no quotes.
            [b'-' | b'0'..=b'9', ..] => self.line.extend_from_slice(bytes),
            [b'"', inside @ .., b'"'] if self.is_plain(inside) => {
                self.line.extend_from_slice(inside);
            }
            _ => return self.other(value),
        }
        self.line.push(self.rules.get_delimiter());
    }

    /// Is the text of a JSON string a cell as it is? A quote or a line break in it would be escaped.
    fn is_plain(&self, inside: &[u8]) -> bool {
        memchr::memchr2(b'\\', self.rules.get_delimiter(), inside).is_none()
    }

    fn other(&mut self, value: &str) {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        match inside(value).and_then(|inside| unescape(inside, &mut text)) {
            Some(()) => self.cell(text.as_bytes()),
            None => self.cell(compact(value).as_bytes()),
        }
        self.text = text;
    }

    /// Adds a cell with this text.
    pub(super) fn cell(&mut self, cell: &[u8]) {
        let Delimited { rules, line, .. } = self;
        if rules.should_quote(cell) {
            line.push(QUOTE);
            let start = line.len();
            // Every byte may be a quote, which becomes two of them.
            line.resize(start + 2 * cell.len(), 0);
            let (_, _, length) = quote(cell, &mut line[start..], QUOTE, QUOTE, true);
            line.truncate(start + length);
            line.push(QUOTE);
        } else {
            line.extend_from_slice(cell);
        }
        line.push(rules.get_delimiter());
    }

    /// Writes the line and begins the next one.
    pub(super) fn end(&mut self, out: &mut impl Write) -> io::Result<()> {
        // The last delimiter is one too many.
        self.line.pop();
        if self.line.is_empty() {
            // An empty line would be no row.
            self.line.extend_from_slice(&[QUOTE, QUOTE]);
        }
        self.line.push(b'\n');
        out.write_all(&self.line)?;
        self.line.clear();
        Ok(())
    }
}
