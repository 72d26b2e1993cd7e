//! `--chart`: a metric by day, drawn as bars.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::json::text;
use crate::output::columns::Columns;
use crate::output::decimal::Decimal;
use crate::output::drawing::Drawing;
use crate::output::drawn::Drawn;
use crate::output::fit::{GAP, fill, width};
use crate::output::flatten::Cells;
use crate::output::states::States;
use crate::terminal::counted::{counted, listed};
use crate::terminal::printable::one_line;

/// The width if there is no terminal.
const WIDTH: usize = 80;
const SHORTEST_BAR: usize = 10;

/// Parts of a block, by eighths.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

pub(crate) struct Chart {
    day_column: &'static str,
    column: String,
    title: String,
    /// The sum of each day, or `None` if it has too many digits.
    days: BTreeMap<NaiveDate, Option<Decimal>>,
    states: Option<States>,
    /// Days without the metric, with the word that stands for their bar.
    without: BTreeMap<NaiveDate, String>,
    limit: usize,
}

impl Drawing for Chart {
    /// A row without a number adds nothing.
    fn row(&mut self, columns: &Columns, cells: &Cells) {
        let value = |path: &str| columns.position(path).and_then(|at| cells.values[at]);
        let day = value(self.day_column).and_then(text);
        // The API may write an hour behind the day.
        let day = day.as_deref().and_then(|day| day.get(..10)).and_then(|day| day.parse().ok());
        let number = value(&self.column).and_then(Decimal::parse);
        let word = self.states.and_then(|states| states.word(columns, cells));
        if let (Some(day), Some(word)) = (day, word) {
            self.without.insert(day, word);
            return;
        }
        if let (Some(day), Some(number)) = (day, number) {
            let sum = self.days.entry(day).or_insert_with(|| Decimal::parse("0"));
            *sum = sum.as_ref().and_then(|sum| sum.plus(&number));
        }
    }

    fn draw(&self) -> Drawn {
        let value = |(day, sum): (&NaiveDate, &Option<Decimal>)| match sum {
            _ if self.without.contains_key(day) => String::new(),
            Some(sum) => sum.to_string(),
            None => "?".to_owned(),
        };
        let values: Vec<_> = self.days.iter().map(value).collect();
        let widest = values.iter().map(|value| width(value)).max().unwrap_or(0);
        let date = "YYYY-MM-DD".len();
        let longest = self.limit.saturating_sub(date + widest + 2 * GAP).max(SHORTEST_BAR);
        let sizes = self.sizes();
        let largest = sizes.iter().flatten().max().copied().unwrap_or(0);
        let gap = " ".repeat(GAP);
        let mut lines = vec![one_line(&self.title).into_owned()];
        for ((day, value), size) in self.days.keys().zip(&values).zip(sizes) {
            let bar = self.without.get(day).cloned();
            let bar = bar.unwrap_or_else(|| bar_of(size.unwrap_or(0), largest, longest));
            let bar = fill(&bar, longest, false);
            let line = format!("{day}{gap}{bar}{gap}{}", fill(value, widest, true));
            lines.push(line.trim_end().to_owned());
        }
        Drawn { text: lines.join("\n") + "\n", notes: self.notes() }
    }

    fn drops_extra(&self) -> bool {
        false
    }
}

impl Chart {
    /// Days without rows are drawn too.
    pub(crate) fn new(
        columns: &Columns,
        column: &str,
        (day_column, days): (&'static str, &[NaiveDate]),
        states: Option<States>,
        limit: Option<usize>,
    ) -> Self {
        let title = columns.iter().find(|known| known.path == column);
        Chart {
            day_column,
            column: column.to_owned(),
            title: title.map_or(column, |known| &known.title).to_owned(),
            days: days.iter().map(|day| (*day, Decimal::parse("0"))).collect(),
            states,
            without: BTreeMap::new(),
            limit: limit.unwrap_or(WIDTH),
        }
    }

    fn notes(&self) -> Vec<String> {
        let days: Vec<_> = self.without.keys().collect();
        if days.is_empty() {
            return Vec::new();
        }
        let (count, days) = (counted(days.len(), "day"), listed(&days));
        vec![format!("no metrics for {count}; the chart shows the status instead of a bar: {days}")]
    }

    /// The sums as whole numbers of one scale.
    fn sizes(&self) -> Vec<Option<i128>> {
        let scale = self.days.values().flatten().map(Decimal::scale).max().unwrap_or(0);
        let sums = self.days.values().map(Option::as_ref);
        sums.map(|sum| sum.and_then(|sum| sum.times_ten_to(scale))).collect()
    }
}

fn bar_of(size: i128, largest: i128, longest: usize) -> String {
    let eighths = i128::try_from(longest * 8).ok().and_then(|most| size.checked_mul(most));
    let eighths = eighths.map(|eighths| eighths.checked_div(largest).unwrap_or(0));
    let eighths = usize::try_from(eighths.unwrap_or(0)).unwrap_or(0);
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion() {
        assert_eq!(bar_of(100, 100, 4), "████");
        assert_eq!(bar_of(50, 100, 4), "██");
        assert_eq!(bar_of(1, 32, 4), "▏");
        assert_eq!(bar_of(1, 1000, 4), "");
        assert_eq!(bar_of(0, 0, 4), "");
        assert_eq!(bar_of(-5, 100, 4), "");
    }
}
