//! `--format table`: columns one below the other, for people. All rows are held until the end, for
//! the last may be the widest.

use std::collections::BTreeSet;

use crate::output::columns::Columns;
use crate::output::drawing::Drawing;
use crate::output::drawn::Drawn;
use crate::output::fit::{ELLIPSIS, GAP, Wish, fitting, joined, wrapped};
use crate::output::flatten::Cells;
use crate::output::held::{Held, Role, Total};
use crate::output::states::States;
use crate::output::style::Style;

const TOTAL: &str = "total";

/// The number of metrics that are shown before anything else of a row but its name.
const FIRST_METRICS: usize = 2;

pub(crate) struct Aligned {
    columns: Vec<Held>,
    rows: usize,
    style: Style,
    states: Option<States>,
    /// Rows whose metrics the API is still computing.
    processing: usize,
    /// Is all money of the table known to be of one currency?
    has_one_currency: bool,
    currencies: BTreeSet<String>,
    advice: Advice,
}

/// The options that notes may recommend.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Advice {
    pub(crate) money_in_units: bool,
}

impl Drawing for Aligned {
    fn row(&mut self, columns: &Columns, cells: &Cells) {
        self.rows += 1;
        let is_processing = self.states.is_some_and(|states| states.is_processing(columns, cells));
        self.processing += usize::from(is_processing);
        for (column, value) in self.columns.iter_mut().zip(&cells.values) {
            match value {
                Some(value) if is_processing && column.counts(value) => column.mark(),
                value => column.add(*value),
            }
            if column.role == Role::Currency {
                self.currencies.extend(column.last().cloned());
            }
        }
    }

    fn draw(&self) -> Drawn {
        let (caption, columns) = self.parted();
        let mut totals: Vec<_> = columns.iter().map(|column| self.total(column)).collect();
        let places = self.places(&columns, &totals);
        let hidden = columns.len() - places.len();

        let mut lines = joined(&caption, self.style.width);
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let mut line = |cell: &dyn Fn(usize, usize) -> String| {
            let cells = places.iter().map(|(at, width)| cell(*at, *width));
            let rest = (hidden > 0).then(|| ELLIPSIS.to_owned());
            let cells: Vec<_> = cells.chain(rest).collect();
            lines.push(cells.join(&" ".repeat(GAP)).trim_end().to_owned());
        };
        let rule = |_: usize, width: usize| "─".repeat(width);
        if self.style.header {
            let titles: Vec<_> =
                places.iter().map(|(at, width)| wrapped(&columns[*at].title, *width)).collect();
            let height = titles.iter().map(Vec::len).max().unwrap_or(0);
            let of_place = |at: usize| places.iter().position(|(it, _)| *it == at).unwrap_or(0);
            for row in 0..height {
                line(&|at, width| {
                    let title = &titles[of_place(at)];
                    // All headings end right above their columns.
                    let part = (row + title.len()).checked_sub(height);
                    columns[at].fill(part.map_or("", |part| title[part]), width)
                });
            }
            line(&rule);
        }
        for row in 0..self.rows {
            line(&|at, width| columns[at].cell(row, width));
        }
        if places.iter().any(|(at, _)| !totals[*at].is_empty()) {
            line(&rule);
            if let Some((first, _)) = places.first()
                && totals[*first].is_empty()
            {
                TOTAL.clone_into(&mut totals[*first]);
            }
            line(&|at, width| columns[at].fill(&totals[at], width));
        }
        Drawn { text: lines.join("\n") + "\n", notes: self.notes(hidden) }
    }

    fn drops_extra(&self) -> bool {
        true
    }
}

impl Aligned {
    pub(crate) fn new(
        columns: &Columns,
        style: Style,
        states: Option<States>,
        has_one_currency: bool,
        advice: Advice,
    ) -> Self {
        let held = columns.iter().enumerate().map(|(position, column)| {
            Held::new(column, columns.is_key(position), style.conversion.money_in_units)
        });
        Aligned {
            columns: held.collect(),
            rows: 0,
            style,
            states,
            processing: 0,
            has_one_currency,
            currencies: BTreeSet::new(),
            advice,
        }
    }

    /// The columns that are shown, from left to right, with their widths.
    fn places(&self, columns: &[&Held], totals: &[String]) -> Vec<(usize, usize)> {
        let has_totals = totals.iter().any(|total| !total.is_empty());
        let wishes = |wish: fn(&Held, &str) -> Wish| {
            let wish = |(column, total): (&&Held, &String)| {
                let is_blank = has_totals && total.is_empty() && !column.is_metric();
                wish(column, if is_blank { TOTAL } else { total })
            };
            columns.iter().zip(totals).map(wish).collect::<Vec<_>>()
        };
        let order = preference(columns);
        let roomy = fitting(&wishes(Held::roomy), &order, self.style.width);
        if roomy.len() == columns.len() {
            roomy
        } else {
            fitting(&wishes(Held::tight), &order, self.style.width)
        }
    }

    /// The values that all rows share, and the columns of the table. A header must name the values of
    /// a caption, and a single row shares nothing with others.
    fn parted(&self) -> (Vec<String>, Vec<&Held>) {
        let all = || self.columns.iter();
        let columns: Vec<_> = all().filter(|column| column.only_value().is_none()).collect();
        if self.rows < 2 || !self.style.header || columns.is_empty() {
            return (Vec::new(), all().collect());
        }
        let entry = |column: &Held| Some(format!("{}: {}", column.title, column.only_value()?));
        (all().filter_map(entry).collect(), columns)
    }

    fn total(&self, column: &Held) -> String {
        let adds_up = !column.is_money || self.adds_money();
        if adds_up { column.shown_total() } else { String::new() }
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
                "{hidden} {columns} not fit into the terminal; select columns with `--columns`, \
                 or use `--format csv` to get all columns"
            ));
        }
        if self.processing > 0 {
            let rows = if self.processing == 1 { "row" } else { "rows" };
            notes.push(format!(
                "the API is still processing the metrics of {} {rows}: the table shows \
                 `{ELLIPSIS}` instead, and totals exclude them",
                self.processing
            ));
        }
        let is_left = |column: &Held| column.is_money && matches!(column.total, Total::Sum(_));
        if !self.adds_money() && self.columns.iter().any(is_left) {
            let names: Vec<_> = self.currencies.iter().map(String::as_str).collect();
            notes.push(match (names.as_slice(), self.advice.money_in_units) {
                ([], true) => {
                    "money columns have no total because the ad accounts can have different \
                               currencies; `--money units` adds the column `CURRENCY`"
                        .to_owned()
                }
                ([], false) => {
                    "money columns have no total because the ad accounts can have different \
                                currencies"
                        .to_owned()
                }
                (names, _) => format!(
                    "money columns have no total because the currencies differ: {}",
                    names.join(", ")
                ),
            });
        }
        notes
    }
}

/// The columns by their importance where not all of them fit: the name of a row, or else its id; the
/// first metrics; then all columns from left to right.
fn preference(columns: &[&Held]) -> Vec<usize> {
    let of = |role: Role| (0..columns.len()).filter(move |at| columns[*at].role == role);
    let metrics = (0..columns.len()).filter(|at| columns[*at].is_metric());
    let first_metric = metrics.clone().next().unwrap_or(columns.len());
    let name = of(Role::Name).next();
    // Ids of what belongs to what: the last one is that of the row.
    let own = name.or_else(|| of(Role::Id).take_while(|at| *at < first_metric).last());
    let mut order: Vec<_> = own.into_iter().chain(metrics.take(FIRST_METRICS)).collect();
    let rest: Vec<_> = (0..columns.len()).filter(|at| !order.contains(at)).collect();
    order.extend(rest);
    order
}
