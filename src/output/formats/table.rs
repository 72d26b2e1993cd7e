//! A table for people: drawn when all rows are there.

use std::io::{self, Write};

use crate::output::aligned::{Advice, Aligned};
use crate::output::drawing::Drawer;
use crate::output::row_writer::{FormatFacts, RowWriter};
use crate::output::style::Style;
use crate::output::subject::Subject;
use crate::terminal::printable::Notation;

pub(super) const FACTS: FormatFacts = FormatFacts {
    content: "a table for people",
    endings: &[],
    notation: Notation::Text,
    is_binary: false,
    is_by_columns: false,
    is_for_spreadsheets: false,
    is_for_databases: false,
    has_extra_column: false,
};

#[expect(clippy::unnecessary_wraps, reason = "other formats begin with a header")]
pub(super) fn begin<W: Write + 'static>(
    out: W,
    subject: &Subject,
    style: Style,
) -> io::Result<Box<dyn RowWriter<W>>> {
    let Subject { columns, states, has_one_currency, .. } = subject;
    let is_micro = columns.iter().any(|column| column.unit.is_micro());
    let advice = Advice { money_in_units: is_micro && !style.conversion.money_in_units };
    let aligned = Aligned::new(columns, style, *states, *has_one_currency, advice);
    Ok(Box::new(Drawer::new(out, aligned)))
}
