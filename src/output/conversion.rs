//! Conversions for people, on request: money, times, and cells that a spreadsheet would misread.
//! A cell without such an option is the API's own text.

use std::borrow::Cow;

use crate::output::columns::{Column, Columns};
use crate::output::data_type::DataType;
use crate::output::flatten::Cells;
use crate::output::spreadsheet::Spreadsheet;
use crate::output::unit::Unit;
use crate::output::{money, spreadsheet, times};

/// The column for the currency of money, as the ad account has it.
pub(crate) const CURRENCY: &str = "CURRENCY";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Conversion {
    pub(crate) money_in_units: bool,
    pub(crate) times_in_rfc_3339: bool,
    pub(crate) spreadsheet: Option<Spreadsheet>,
}

impl Conversion {
    /// The columns as they are once their cells are converted.
    pub(crate) fn columns(self, columns: Columns) -> Columns {
        let columns = if self.money_in_units { in_units(columns) } else { columns };
        let columns = if self.times_in_rfc_3339 { in_rfc_3339(columns) } else { columns };
        if self.spreadsheet.is_some() {
            columns.retitled(|column| spreadsheet::harmless(&column.title).into_owned())
        } else {
            columns
        }
    }

    /// The cells that change, by the positions of their columns.
    pub(crate) fn cells(self, columns: &Columns, cells: &Cells) -> Vec<(usize, String)> {
        if self == Conversion::default() {
            return Vec::new();
        }
        let mut changed = Vec::new();
        for (position, (column, value)) in columns.iter().zip(&cells.values).enumerate() {
            let Some(value) = *value else { continue };
            if let Cow::Owned(converted) = self.value(column, value) {
                changed.push((position, converted));
            }
        }
        changed
    }

    fn value<'a>(self, column: &Column, value: &'a str) -> Cow<'a, str> {
        let converted = if self.money_in_units && column.unit.is_micro() {
            money::in_units(value)
        } else if self.times_in_rfc_3339 && column.unit.is_time() {
            times::in_rfc_3339(value)
        } else {
            Cow::Borrowed(value)
        };
        let Some(spreadsheet) = self.spreadsheet else { return converted };
        match spreadsheet.cell(&converted, column.is_id) {
            Cow::Owned(safe) => Cow::Owned(safe),
            Cow::Borrowed(_) => converted,
        }
    }
}

fn in_rfc_3339(columns: Columns) -> Columns {
    columns.retyped(
        |column| {
            if column.unit.is_time() { DataType::Timestamp } else { column.data_type }
        },
    )
}

fn in_units(columns: Columns) -> Columns {
    let columns = columns.retitled(|column| {
        if column.unit.is_micro() { money::heading(&column.title) } else { column.title.clone() }
    });
    let columns =
        columns.retyped(
            |column| {
                if column.unit.is_micro() { DataType::Decimal } else { column.data_type }
            },
        );
    // Rows with a currency of their own need no other column for it.
    let currency = Column::new(CURRENCY).of_type(DataType::Text, Unit::Plain);
    let has_one = columns.position("currency").is_some();
    if has_one { columns } else { columns.with_key(currency) }
}
