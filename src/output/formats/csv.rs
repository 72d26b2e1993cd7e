//! CSV: RFC 4180 in UTF-8, or what a spreadsheet reads.

use std::borrow::Cow;
use std::io::{self, BufWriter, IntoInnerError, Write};

use csv::WriterBuilder;
use csv_core::quote;

use crate::json::{compact, text};
use crate::output::columns::Columns;
use crate::output::flatten::Cells;
use crate::output::row_writer::{BUFFER, FormatFacts, RowWriter};
use crate::output::spreadsheet::{BYTE_ORDER_MARK, Spreadsheet};
use crate::output::style::Style;
use crate::output::subject::Subject;
use crate::terminal::printable::Notation;

pub(super) const FACTS: FormatFacts = FormatFacts {
    content: "CSV",
    endings: &["csv"],
    notation: Notation::Text,
    is_binary: false,
    is_by_columns: false,
    is_for_spreadsheets: true,
    is_for_databases: false,
    has_extra_column: true,
};

/// The heading of the column for fields that have none.
const EXTRA: &str = "extra";

struct Csv<W: Write> {
    out: BufWriter<W>,
    /// Which cells need quotes.
    rules: csv_core::Writer,
    extra_column: bool,
    line: Vec<u8>,
}

const QUOTE: u8 = b'"';

pub(super) fn begin<W: Write + 'static>(
    mut out: W,
    subject: &Subject,
    style: Style,
) -> io::Result<Box<dyn RowWriter<W>>> {
    let spreadsheet = style.conversion.spreadsheet;
    if spreadsheet.is_some() {
        out.write_all(BYTE_ORDER_MARK)?;
    }
    let delimiter = spreadsheet.map_or(b',', Spreadsheet::delimiter);
    let mut out = BufWriter::with_capacity(BUFFER, out);
    if style.header {
        let extra = style.extra_column.then_some(EXTRA);
        let titles = subject.columns.iter().map(|column| column.title.as_str());
        let mut header = WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        header.write_record(titles.chain(extra)).map_err(io_error)?;
        // It waits for the first rows: progress may be shown until then.
        out.write_all(&header.into_inner().map_err(csv::IntoInnerError::into_error)?)?;
    }
    let mut rules = csv_core::WriterBuilder::new();
    Ok(Box::new(Csv {
        out,
        rules: rules.delimiter(delimiter).build(),
        extra_column: style.extra_column,
        line: Vec::new(),
    }))
}

impl<W: Write> Csv<W> {
    /// Adds a cell and a delimiter to the line.
    fn add(&mut self, cell: &[u8]) {
        let Csv { rules, line, .. } = self;
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

    /// Ends the line.
    fn end(&mut self) -> io::Result<()> {
        // The last delimiter is one too many.
        self.line.pop();
        if self.line.is_empty() {
            // An empty line would be no row.
            self.line.extend_from_slice(&[QUOTE, QUOTE]);
        }
        self.line.push(b'\n');
        self.out.write_all(&self.line)?;
        self.line.clear();
        Ok(())
    }
}

impl<W: Write> RowWriter<W> for Csv<W> {
    fn row(&mut self, columns: &Columns, cells: &Cells) -> io::Result<()> {
        for (_, value) in columns.iter().zip(&cells.values) {
            match value {
                None => self.line.push(self.rules.get_delimiter()),
                // A number needs no quotes.
                Some(number) if number.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
                    self.line.extend_from_slice(number.as_bytes());
                    self.line.push(self.rules.get_delimiter());
                }
                Some(value) => self.add(plain(value).as_bytes()),
            }
        }
        if self.extra_column {
            self.add(extra_object(cells).as_bytes());
        }
        self.end()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(self: Box<Self>) -> io::Result<(W, Vec<String>)> {
        let out = self.out.into_inner().map_err(IntoInnerError::into_error)?;
        Ok((out, Vec::new()))
    }

    fn out(&self) -> &W {
        self.out.get_ref()
    }

    fn drops_extra(&self) -> bool {
        !self.extra_column
    }
}

/// A value as a cell of CSV: text without its quotes, everything else as the API wrote it.
fn plain(value: &str) -> Cow<'_, str> {
    text(value).unwrap_or_else(|| compact(value))
}

fn extra_object(cells: &Cells) -> String {
    let field = |(path, value): &(String, &str)| {
        format!("{}:{}", serde_json::Value::from(path.as_str()), compact(value))
    };
    match cells.extra.as_slice() {
        [] => String::new(),
        extra => format!("{{{}}}", extra.iter().map(field).collect::<Vec<_>>().join(",")),
    }
}

/// The cause of the error. Its kind distinguishes a closed pipe from a full disk.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
