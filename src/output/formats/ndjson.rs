//! NDJSON: one object per line, with the same columns in each.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::json::{compact, inside, quoted};
use crate::output::columns::{Column, Columns};
use crate::output::data_type::DataType;
use crate::output::flatten::Cells;
use crate::output::lines::Lines;
use crate::output::row_writer::{FormatFacts, RowWriter};
use crate::output::style::Style;
use crate::output::subject::Subject;
use crate::terminal::printable::Notation;

pub(super) const FACTS: FormatFacts = FormatFacts {
    content: "NDJSON",
    endings: &["ndjson", "jsonl"],
    notation: Notation::Json,
    is_binary: false,
    is_by_columns: false,
    is_for_spreadsheets: false,
    is_for_databases: false,
    has_extra_column: false,
};

struct Ndjson<W: Write> {
    lines: Lines<W>,
    /// The name before the value of each column, with a comma from the second one on.
    heads: Vec<String>,
}

#[expect(clippy::unnecessary_wraps, reason = "other formats begin with a header")]
pub(super) fn begin<W: Write + 'static>(
    out: W,
    subject: &Subject,
    _: Style,
) -> io::Result<Box<dyn RowWriter<W>>> {
    let head = |(at, column): (usize, &Column)| {
        let comma = if at == 0 { "" } else { "," };
        format!("{comma}{}:", quoted(&column.title))
    };
    let heads = subject.columns.iter().enumerate().map(head).collect();
    Ok(Box::new(Ndjson { lines: Lines::new(out), heads }))
}

impl<W: Write> RowWriter<W> for Ndjson<W> {
    fn row(&mut self, columns: &Columns, cells: &Cells) -> io::Result<()> {
        let line = &mut self.lines.text;
        line.push(b'{');
        let start = line.len();
        for ((column, value), head) in columns.iter().zip(&cells.values).zip(&self.heads) {
            line.extend_from_slice(head.as_bytes());
            match value {
                None => line.extend_from_slice(b"null"),
                Some(value) => line.extend_from_slice(json(column, value).as_bytes()),
            }
        }
        for (path, value) in &cells.extra {
            let comma = if line.len() == start { "" } else { "," };
            write!(line, "{comma}{}:{}", quoted(path), compact(value))?;
        }
        line.extend_from_slice(b"}\n");
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
        false
    }
}

#[inline]
fn json<'a>(column: &Column, value: &'a str) -> Cow<'a, str> {
    let is_text = value.starts_with('"');
    if column.data_type == DataType::AsText {
        return if is_text { value.into() } else { quoted(&compact(value)).into() };
    }
    match value.as_bytes().first() {
        Some(b'"') if column.data_type.is_number() => number(value).unwrap_or(value).into(),
        Some(b'-' | b'0'..=b'9') if column.is_id => format!("\"{value}\"").into(),
        Some(b'{' | b'[') => compact(value),
        _ => value.into(),
    }
}

/// The number that a text is.
fn number(value: &str) -> Option<&str> {
    inside(value).filter(|inside| serde_json::from_str::<serde_json::Number>(inside).is_ok())
}
