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

struct Ndjson<W: Write>(BufWriter<W>);

#[expect(clippy::unnecessary_wraps, reason = "other formats begin with a header")]
pub(super) fn begin<W: Write + 'static>(
    out: W,
    _: &Subject,
    _: Style,
) -> io::Result<Box<dyn RowWriter<W>>> {
    Ok(Box::new(Ndjson(BufWriter::with_capacity(BUFFER, out))))
}

impl<W: Write> RowWriter<W> for Ndjson<W> {
    fn row(&mut self, columns: &Columns, cells: &Cells) -> io::Result<()> {
        let out = &mut self.0;
        out.write_all(b"{")?;
        let mut comma = "";
        for (column, value) in columns.iter().zip(&cells.values) {
            out.write_all(comma.as_bytes())?;
            serde_json::to_writer(&mut *out, &column.title)?;
            write!(out, ":{}", value.map_or(Cow::Borrowed("null"), |v| json(column, v)))?;
            comma = ",";
        }
        for (path, value) in &cells.extra {
            out.write_all(comma.as_bytes())?;
            serde_json::to_writer(&mut *out, path)?;
            write!(out, ":{}", compact(value))?;
            comma = ",";
        }
        out.write_all(b"}\n")
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }

    fn finish(self: Box<Self>) -> io::Result<(W, Vec<String>)> {
        let out = self.0.into_inner().map_err(IntoInnerError::into_error)?;
        Ok((out, Vec::new()))
    }

    fn out(&self) -> &W {
        self.0.get_ref()
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
