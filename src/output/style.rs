//! The choice of a format, and how it is written.

use clap::ValueEnum;

use crate::output::conversion::Conversion;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// RFC 4180, UTF-8, with a header line
    Csv,
    /// One JSON object per line
    Ndjson,
    /// For people: aligned, truncated to the terminal, with totals; holds all rows in memory
    Table,
}

/// How a table is to be written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) format: Format,
    pub(crate) header: bool,
    /// In CSV, fields without a column go into one last column as JSON.
    pub(crate) extra_column: bool,
    pub(crate) conversion: Conversion,
    /// What a drawing has to fit into, if it is for a terminal.
    pub(crate) width: Option<usize>,
}
