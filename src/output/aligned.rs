//! `--format table`: columns one below the other, for people. All rows are held until the end, for
//! the last may be the widest.

use std::collections::BTreeSet;

use crate::json::{compact, text};
use crate::output::columns::{Column, Columns};
use crate::output::conversion::CURRENCY;
use crate::output::decimal::Decimal;
use crate::output::drawing::Drawn;
use crate::output::fit::{ELLIPSIS, GAP, Wish, fill, width, widths};
use crate::output::flatten::Cells;
use crate::output::states::States;
use crate::printable::one_line;

/// Text and headings may be cut down to this.
const LEAST_TEXT: usize = 10;
const LEAST_HEADING: usize = 6;

const TOTAL: &str = "total";

pub(crate) struct Aligned {
    columns: Vec<Held>,
    rows: usize,
    has_header: bool,
    limit: Option<usize>,
    states: Option<States>,
    /// Rows whose metrics the API is still computing.
    processing: usize,
    /// Is all money of the table known to be of one currency?
    has_one_currency: bool,
    currencies: BTreeSet<String>,
}

/// A column and its cells.
struct Held {
    title: String,
    is_id: bool,
    is_money: bool,
    is_currency: bool,
    /// All that there is are numbers.
    is_number: bool,
    cells: Vec<String>,
    total: Total,
}

enum Total {
    /// It would mean nothing.
    None,
    /// There was no number yet.
    Empty,
    Sum(Decimal),
}

impl Aligned {
    /// `limit` is the width of the terminal, if it is for one.
    pub(crate) fn new(
        columns: &Columns,
        has_header: bool,
        limit: Option<usize>,
        states: Option<States>,
        has_one_currency: bool,
    ) -> Self {
        Aligned {
            columns: columns.iter().map(Held::new).collect(),
            rows: 0,
            has_header,
            limit,
            states,
            processing: 0,
            has_one_currency,
            currencies: BTreeSet::new(),
        }
    }

    pub(crate) fn row(&mut self, columns: &Columns, cells: &Cells) {
        self.rows += 1;
        let is_processing = self.states.is_some_and(|states| states.is_processing(columns, cells));
        self.processing += usize::from(is_processing);
        for (column, value) in self.columns.iter_mut().zip(&cells.values) {
            match value {
                Some(value) if is_processing && column.is_metric(value) => column.mark(),
                value => column.add(*value),
            }
            if column.is_currency {
                self.currencies.extend(column.cells.last().cloned());
            }
        }
    }

    pub(crate) fn draw(&self) -> Drawn {
        let totals = self.totals();
        let wishes: Vec<_> =
            self.columns.iter().zip(&totals).map(|(column, total)| column.wish(total)).collect();
        let widths = widths(&wishes, self.limit);
        let hidden = self.columns.len() - widths.len();
        let mut lines = Vec::new();
        let rule = || widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>();
        let mut line = |cells: Vec<String>| {
            let rest = (hidden > 0).then(|| ELLIPSIS.to_owned());
            let cells: Vec<_> = cells.into_iter().chain(rest).collect();
            lines.push(cells.join(&" ".repeat(GAP)).trim_end().to_owned());
        };
        let columns = || self.columns.iter().zip(&widths);
        if self.has_header {
            line(columns().map(|(column, width)| column.fill(&column.title, *width)).collect());
            line(rule());
        }
        for row in 0..self.rows {
            let cell = |(column, width): (&Held, &usize)| column.fill(&column.cells[row], *width);
            line(columns().map(cell).collect());
        }
        if totals.iter().any(|total| !total.is_empty()) {
            line(rule());
            let cells = columns().zip(&totals);
            line(cells.map(|((column, width), total)| column.fill(total, *width)).collect());
        }
        let text = lines.join("\n") + "\n";
        Drawn { text, notes: self.notes(hidden) }
    }

    /// The last line, cell by cell; all empty where nothing adds up.
    fn totals(&self) -> Vec<String> {
        let adds_up = |column: &Held| !column.is_money || self.adds_money();
        let mut totals: Vec<_> = self
            .columns
            .iter()
            .map(|column| match &column.total {
                Total::Sum(sum) if adds_up(column) => sum.to_string(),
                _ => String::new(),
            })
            .collect();
        if let [first, rest @ ..] = totals.as_mut_slice()
            && first.is_empty()
            && rest.iter().any(|total| !total.is_empty())
        {
            TOTAL.clone_into(first);
        }
        totals
    }

    /// Is there one currency at the most?
    fn adds_money(&self) -> bool {
        match self.currencies.len() {
            0 => self.has_one_currency,
            1 => !self.currencies.contains(""),
            _ => false,
        }
    }

    fn notes(&self, hidden: usize) -> Vec<String> {
        let mut notes = Vec::new();
        if hidden > 0 {
            let columns = if hidden == 1 { "column does" } else { "columns do" };
            notes.push(format!(
                "{hidden} {columns} not fit into the terminal; `--columns`, where the report has \
                 it, chooses, and `--format csv` has all"
            ));
        }
        if self.processing > 0 {
            let rows = if self.processing == 1 { "row" } else { "rows" };
            notes.push(format!(
                "the API is still processing the metrics of {} {rows}: `{ELLIPSIS}` stands for \
                 them, and totals leave them out",
                self.processing
            ));
        }
        let is_left = |column: &Held| column.is_money && matches!(column.total, Total::Sum(_));
        if !self.adds_money() && self.columns.iter().any(is_left) {
            let names: Vec<_> = self.currencies.iter().map(String::as_str).collect();
            notes.push(if names.is_empty() {
                "money has no total, for the ad accounts are not known to have one currency; \
                 `--money units` tells it"
                    .to_owned()
            } else {
                format!("money has no total, for it is in {}", names.join(", "))
            });
        }
        notes
    }
}

impl Held {
    fn new(column: &Column) -> Self {
        Held {
            title: one_line(&column.title).into_owned(),
            is_id: column.is_id,
            is_money: column.unit.is_money(),
            is_currency: column.path == CURRENCY,
            is_number: !column.is_id,
            cells: Vec::new(),
            total: if column.unit.adds_up() { Total::Empty } else { Total::None },
        }
    }

    fn add(&mut self, value: Option<&str>) {
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

    fn is_metric(&self, value: &str) -> bool {
        !self.is_id && Decimal::parse(value).is_some()
    }

    /// Adds a cell whose number means nothing yet.
    fn mark(&mut self) {
        self.cells.push(ELLIPSIS.to_owned());
    }

    fn wish(&self, total: &str) -> Wish {
        let cells = self.cells.iter().map(String::as_str).chain([total]);
        let widest = cells.map(width).max().unwrap_or(0);
        let heading = width(&self.title);
        // What is cut off a number or an id makes it another.
        let is_whole = self.is_number || self.is_id;
        let least = if is_whole { widest } else { widest.min(LEAST_TEXT) };
        Wish { natural: widest.max(heading), least: least.max(heading.min(LEAST_HEADING)) }
    }

    fn fill(&self, text: &str, width: usize) -> String {
        fill(text, width, self.is_number)
    }
}
