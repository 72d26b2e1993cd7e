//! The states of rows that have no metrics yet, or never will, whatever numbers they carry.

use std::borrow::Cow;

use crate::json::text;
use crate::output::columns::Columns;
use crate::output::decimal::Decimal;
use crate::output::flatten::Cells;
use crate::terminal::printable::one_line;

/// The state of the rows of a report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct States {
    pub(crate) column: &'static str,
    /// The API is still computing the metrics: until then, all of them are zero.
    pub(crate) processing: &'static str,
    /// The states of rows of times without metrics begin so.
    pub(crate) before: &'static str,
}

impl States {
    pub(crate) fn is_processing(self, columns: &Columns, cells: &Cells) -> bool {
        self.state(columns, cells).is_some_and(|state| state == self.processing)
    }

    /// Takes the numbers, none of which is true yet, out of a row that is being processed. Was it
    /// one?
    pub(crate) fn clear_processing(self, columns: &Columns, cells: &mut Cells) -> bool {
        if !self.is_processing(columns, cells) {
            return false;
        }
        for (column, value) in columns.iter().zip(&mut cells.values) {
            let is_number = value.is_some_and(|it| !column.is_id && Decimal::parse(it).is_some());
            if is_number {
                *value = None;
            }
        }
        true
    }

    /// The state of a row without metrics, as people read it.
    pub(crate) fn word(self, columns: &Columns, cells: &Cells) -> Option<String> {
        let state = self.state(columns, cells)?;
        let is_without = state == self.processing || state.starts_with(self.before);
        is_without.then(|| one_line(&state.to_lowercase().replace('_', " ")).into_owned())
    }

    fn state<'a>(self, columns: &Columns, cells: &'a Cells) -> Option<Cow<'a, str>> {
        columns.position(self.column).and_then(|at| cells.values[at]).and_then(text)
    }
}
