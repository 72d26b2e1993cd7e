//! A column of a table for people, with its cells.

use std::borrow::Cow;

use crate::json::{compact, text};
use crate::output::columns::Column;
use crate::output::conversion::CURRENCY;
use crate::output::decimal::Decimal;
use crate::output::fit::{ELLIPSIS, Wish, fill, longest_part, width};
use crate::output::rounding::Rounding;
use crate::terminal::printable::one_line;

/// Text and the parts of headings may be cut down to this.
const LEAST_TEXT: usize = 10;
const LEAST_HEADING: usize = 13;

pub(crate) struct Held {
    pub(crate) title: String,
    pub(crate) role: Role,
    pub(crate) is_money: bool,
    /// All that there is are numbers.
    is_number: bool,
    rounding: Rounding,
    cells: Vec<String>,
    pub(crate) total: Total,
}

/// The part that a column has in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Id,
    Name,
    Currency,
    /// Another column that identifies the row.
    Key,
    Time,
    Other,
}

pub(crate) enum Total {
    /// It would mean nothing.
    None,
    /// There was no number yet.
    Empty,
    Sum(Decimal),
}

impl Role {
    fn of(column: &Column, is_key: bool) -> Self {
        if column.path == CURRENCY {
            Role::Currency
        } else if column.is_id {
            Role::Id
        } else if column.path.to_lowercase().ends_with("name") {
            Role::Name
        } else if is_key {
            Role::Key
        } else if column.unit.is_time() {
            Role::Time
        } else {
            Role::Other
        }
    }
}

impl Held {
    pub(crate) fn new(column: &Column, is_key: bool, money_in_units: bool) -> Self {
        Held {
            title: one_line(&column.title).into_owned(),
            role: Role::of(column, is_key),
            is_money: column.unit.is_money(),
            is_number: !column.is_id,
            rounding: Rounding::of(column, money_in_units),
            cells: Vec::new(),
            total: if column.unit.adds_up() { Total::Empty } else { Total::None },
        }
    }

    pub(crate) fn add(&mut self, value: Option<&str>) {
        let Some(value) = value else {
            self.cells.push(String::new());
            return;
        };
        let number = Decimal::parse(value);
        self.is_number &= number.is_some();
        self.total = match (&self.total, number) {
            (Total::None, _) | (_, None) => Total::None,
            (Total::Empty, Some(number)) => Total::Sum(number),
            // Better none than one that lacks digits.
            (Total::Sum(sum), Some(number)) => sum.plus(&number).map_or(Total::None, Total::Sum),
        };
        let text = text(value).unwrap_or_else(|| compact(value));
        self.cells.push(one_line(&text).into_owned());
    }

    /// Adds a cell whose number is not final yet.
    pub(crate) fn mark(&mut self) {
        self.cells.push(ELLIPSIS.to_owned());
    }

    /// Does a cell hold a number that is no id?
    pub(crate) fn counts(&self, value: &str) -> bool {
        self.role != Role::Id && Decimal::parse(value).is_some()
    }

    pub(crate) fn is_metric(&self) -> bool {
        self.is_number && self.role == Role::Other
    }

    pub(crate) fn last(&self) -> Option<&String> {
        self.cells.last()
    }

    /// The value that all rows have, unless it is a number.
    pub(crate) fn only_value(&self) -> Option<&str> {
        let (first, rest) = self.cells.split_first()?;
        let is_only = !self.is_number && !first.is_empty() && rest.iter().all(|it| it == first);
        is_only.then_some(first)
    }

    /// A cell as people read it.
    fn shown(&self, row: usize) -> Cow<'_, str> {
        let cell = self.cells[row].as_str();
        let number = self.is_number.then(|| Decimal::parse(cell)).flatten();
        let rounded = number.and_then(|number| self.rounding.apply(&number));
        rounded.map_or(Cow::Borrowed(cell), Cow::Owned)
    }

    /// The total as people read it; empty where there is none.
    pub(crate) fn shown_total(&self) -> String {
        let Total::Sum(sum) = &self.total else { return String::new() };
        self.rounding.apply(sum).unwrap_or_else(|| sum.to_string())
    }

    /// Wide enough for all cells, with the heading in as few lines as the width allows.
    pub(crate) fn roomy(&self, total: &str) -> Wish {
        let widest = self.widest(total);
        let heading = width(&self.title);
        Wish { natural: widest.max(heading), least: widest.max(self.least_heading()) }
    }

    /// No wider than the cells and the parts of the heading, which may be cut.
    pub(crate) fn tight(&self, total: &str) -> Wish {
        let widest = self.widest(total);
        let heading = self.least_heading();
        // A number or an id that is cut looks like another one.
        let is_whole = self.is_number || self.role == Role::Id;
        let least = if is_whole { widest } else { widest.min(LEAST_TEXT) };
        Wish { natural: widest.max(heading), least: least.max(heading) }
    }

    fn widest(&self, total: &str) -> usize {
        let cells = (0..self.cells.len()).map(|row| width(&self.shown(row)));
        cells.chain([width(total)]).max().unwrap_or(0)
    }

    fn least_heading(&self) -> usize {
        longest_part(&self.title).min(LEAST_HEADING)
    }

    pub(crate) fn fill(&self, text: &str, width: usize) -> String {
        fill(text, width, self.is_number)
    }

    pub(crate) fn cell(&self, row: usize, width: usize) -> String {
        self.fill(&self.shown(row), width)
    }
}
