//! CSV: RFC 4180 in UTF-8, or what a spreadsheet reads.

use std::io::{self, Write};

use csv::WriterBuilder;

use crate::json::compact;
use crate::output::columns::Columns;
use crate::output::delimited::{Delimited, end_line};
use crate::output::flatten::Cells;
use crate::output::lines::Lines;
use crate::output::row_writer::{FormatFacts, RowWriter};
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
    lines: Lines<W>,
    cells: Delimited,
    extra_column: bool,
}

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
    let mut lines = Lines::new(out);
    if style.header {
        let extra = style.extra_column.then_some(EXTRA);
        let titles = subject.columns.iter().map(|column| column.title.as_str());
        let mut header = WriterBuilder::new().delimiter(delimiter).from_writer(lines.text);
        header.write_record(titles.chain(extra)).map_err(io_error)?;
        // It waits for the first rows: progress may be shown until then.
        lines.text = header.into_inner().map_err(csv::IntoInnerError::into_error)?;
    }
    let cells = Delimited::new(delimiter);
    Ok(Box::new(Csv { lines, cells, extra_column: style.extra_column }))
}

impl<W: Write> RowWriter<W> for Csv<W> {
    fn row(&mut self, columns: &Columns, cells: &Cells) -> io::Result<()> {
        let line = &mut self.lines.text;
        let start = line.len();
        for (_, value) in columns.iter().zip(&cells.values) {
            self.cells.value(line, *value);
        }
        if self.extra_column {
            self.cells.cell(line, extra_object(cells).as_bytes());
        }
        end_line(line, start);
        self.lines.end()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.lines.flush()
    }

    fn finish(self: Box<Self>) -> io::Result<(W, Vec<String>)> {
        Ok((self.lines.finish()?, Vec::new()))
    }

    fn out(&self) -> &W {
        self.lines.out()
    }

    fn drops_extra(&self) -> bool {
        !self.extra_column
    }
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
