//! The contract of a format: its description, and its rows.

use std::io;

use crate::output::columns::Columns;
use crate::output::flatten::Cells;
use crate::terminal::printable::Notation;

/// The description of a format, beside its help.
pub(crate) struct FormatFacts {
    /// The content of a file, for people.
    pub(crate) content: &'static str,
    /// The endings of paths that choose it, without a dot.
    pub(crate) endings: &'static [&'static str],
    /// The escapes of characters that a terminal must not get.
    pub(crate) notation: Notation,
    /// Is it no text, and compressed already?
    pub(crate) is_binary: bool,
    /// Is it written by columns, so that a table holds many rows in memory?
    pub(crate) is_by_columns: bool,
    /// Is it read by spreadsheets, so that `--excel` makes sense?
    pub(crate) is_for_spreadsheets: bool,
    /// Are columns named for databases, unless `--names` says otherwise?
    pub(crate) is_for_databases: bool,
    /// Does `--extra-column` add a column to it?
    pub(crate) has_extra_column: bool,
}

/// A table in one format, written row by row to a `W`.
pub(crate) trait RowWriter<W> {
    fn row(&mut self, columns: &Columns, cells: &Cells) -> io::Result<()>;

    /// All rows of an ad account are written.
    fn complete(&mut self, _account: &str) {}

    /// Passes on all rows so far, if rows can be read before the table is complete.
    fn flush(&mut self) -> io::Result<()>;

    /// Ends the table. Returns where it went, and notes for its reader.
    fn finish(self: Box<Self>) -> io::Result<(W, Vec<String>)>;

    fn out(&self) -> &W;

    /// Are fields without a column lost?
    fn drops_extra(&self) -> bool;

    /// Is it drawn from all rows at once, so that rows that are left out are missed?
    fn is_drawn(&self) -> bool {
        false
    }
}

/// Enough to make the cost of a write small beside that of its bytes.
pub(crate) const BUFFER: usize = 64 * 1024;
