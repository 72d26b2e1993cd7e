//! NDJSON: one object per line, with the same columns in each.

use std::borrow::Cow;
use std::io::{self, BufWriter, IntoInnerError, Write};

use crate::json::{compact, quoted};
use crate::output::columns::{Column, Columns};
use crate::output::data_type::DataType;
use crate::output::flatten::Cells;
use crate::output::row_writer::{BUFFER, FormatFacts, RowWriter};
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
    out: BufWriter<W>,
    /// The name before the value of each column, with a comma from the second one on.
    heads: Vec<String>,
    line: Vec<u8>,
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
    Ok(Box::new(Ndjson { out: BufWriter::with_capacity(BUFFER, out), heads, line: Vec::new() }))
}

impl<W: Write> RowWriter<W> for Ndjson<W> {
    fn row(&mut self, columns: &Columns, cells: &Cells) -> io::Result<()> {
        let Ndjson { out, heads, line } = self;
        line.clear();
        line.push(b'{');
        for ((column, value), head) in columns.iter().zip(&cells.values).zip(heads) {
            let value = value.map_or(Cow::Borrowed("null"), |value| json(column, value));
            line.extend_from_slice(head.as_bytes());
            line.extend_from_slice(value.as_bytes());
        }
        for (path, value) in &cells.extra {
            let comma = if line.len() == 1 { "" } else { "," };
            write!(line, "{comma}{}:{}", quoted(path), compact(value))?;
        }
        line.extend_from_slice(b"}\n");
        out.write_all(line)
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
        false
    }
}

fn json<'a>(column: &Column, value: &'a str) -> Cow<'a, str> {
    if column.data_type == DataType::AsText {
        let is_text = value.starts_with('"');
        return if is_text { compact(value) } else { Cow::Owned(quoted(&compact(value))) };
    }
    if column.data_type.is_number()
        && let Some(number) = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'))
        && serde_json::from_str::<serde_json::Number>(number).is_ok()
    {
        return Cow::Borrowed(number);
    }
    let is_number = value.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    if column.is_id && is_number { Cow::Owned(format!("\"{value}\"")) } else { compact(value) }
}
