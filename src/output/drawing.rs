//! Rows drawn for a person: held until all are there, then written at once.

use crate::output::aligned::Aligned;
use crate::output::chart::Chart;
use crate::output::columns::Columns;
use crate::output::drawn::Drawn;
use crate::output::flatten::Cells;

pub(crate) enum Drawing {
    Aligned(Aligned),
    Chart(Chart),
}

impl Drawing {
    pub(crate) fn row(&mut self, columns: &Columns, cells: &Cells) {
        match self {
            Drawing::Aligned(aligned) => aligned.row(columns, cells),
            Drawing::Chart(chart) => chart.row(columns, cells),
        }
    }

    pub(crate) fn draw(&self) -> Drawn {
        match self {
            Drawing::Aligned(aligned) => aligned.draw(),
            Drawing::Chart(chart) => chart.draw(),
        }
    }

    /// Do fields without a column get lost in it, where they would be looked for?
    pub(crate) fn drops_extra(&self) -> bool {
        matches!(self, Drawing::Aligned(_))
    }
}
