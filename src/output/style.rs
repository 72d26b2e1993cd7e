//! The style of a table, whatever its format.

use crate::output::conversion::Conversion;

/// The choices of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) header: bool,
    /// In CSV, fields without a column go into one last column as JSON.
    pub(crate) extra_column: bool,
    pub(crate) conversion: Conversion,
    /// The width of the terminal that a drawing has to fit.
    pub(crate) width: Option<usize>,
}
