//! The options that make rows easier to read: a chart, CSV for spreadsheets, money, times.

use clap::{Args, ValueEnum};

use crate::error::{Error, Result};
use crate::options::choice::choice;
use crate::options::nearest::{SUGGESTED, Vocabulary, either, nearest_by_words};
use crate::output::columns::{Column, Columns};
use crate::output::conversion::{CURRENCY, Conversion};
use crate::output::formats::Format;
use crate::output::spreadsheet::Spreadsheet;
use crate::terminal::printable::one_line;

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct PresentationOptions {
    /// Draw a metric by day as bars instead of rows
    ///
    /// A bar is the sum of all rows of a day, so the metric must be one that can be added.
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["format", "excel"], hide_short_help = true)]
    chart: Option<String>,
    /// Write CSV for spreadsheets: with a byte order mark, and without formulas in text
    ///
    /// A `'` is added before text that begins with `=`, `+`, `-`, `@`, a tab, or a line break.
    /// Numbers stay numbers. An ID becomes `="549755885175"`, because a spreadsheet would round a
    /// long number; so does text such as `1e5` or `TRUE`, which a spreadsheet would convert.
    /// `--excel=semicolon` is for locales with a decimal comma.
    #[arg(
        long,
        value_name = "SEPARATOR",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "comma",
        value_parser = choice::<Spreadsheet>(),
        hide_short_help = true
    )]
    excel: Option<Spreadsheet>,
    /// Unit of amounts that the API returns in micro-currency
    #[arg(
        long,
        value_name = "HOW",
        value_parser = choice::<Money>(),
        default_value = "api",
        hide_short_help = true
    )]
    money: Money,
    /// Format of Unix times
    #[arg(
        long,
        value_name = "HOW",
        value_parser = choice::<Times>(),
        default_value = "api",
        hide_short_help = true
    )]
    times: Times,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Money {
    Api,
    /// Units of the currency as exact decimals (1,000,000 is 1), with a `CURRENCY` column; costs
    /// one request per ad account given by ID
    Units,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Times {
    Api,
    /// RFC 3339, such as `2026-03-10T12:00:00Z`; 0 becomes empty
    Iso,
}

impl PresentationOptions {
    pub(crate) fn conversion(&self) -> Conversion {
        Conversion {
            money_in_units: self.money == Money::Units,
            times_in_rfc_3339: self.times == Times::Iso,
            spreadsheet: self.excel,
        }
    }

    /// The column of the chart, if any.
    pub(crate) fn chart<'a>(&self, columns: &'a Columns) -> Option<&'a Column> {
        let name = self.chart.as_ref()?.trim().replace('-', "_");
        columns.iter().find(|column| {
            [&column.path, &column.title].into_iter().any(|it| it.eq_ignore_ascii_case(&name))
        })
    }

    /// Refuses invalid combinations before the first request. `days` states if rows have a day, and
    /// the option that adds one.
    pub(crate) fn check(
        &self,
        format: Format,
        is_file: bool,
        has_accounts: bool,
        columns: &Columns,
        days: (bool, Option<&str>),
    ) -> Result<()> {
        if self.excel.is_some() && !format.facts().is_for_spreadsheets {
            return Err(Error::usage("`--excel` requires CSV").hint("use `--format csv`"));
        }
        // Columns that need a request are unknown here: only the currency is known.
        let is_open = columns.iter().all(|column| column.path == CURRENCY);
        if self.money == Money::Units {
            let without = |message: &str| Error::usage(message).hint("remove `--money units`");
            if !has_accounts {
                return Err(without(
                    "`--money units` requires a report of ad accounts, which have a currency",
                ));
            }
            if !is_open && !columns.iter().any(|column| column.unit.is_micro()) {
                return Err(without("`--money units` requires a column in micro-currency"));
            }
        }
        let has_times = columns.iter().any(|column| column.unit.is_time());
        if self.times == Times::Iso && !has_times && !is_open {
            return Err(Error::usage("`--times iso` requires a column with a Unix time")
                .hint("remove `--times iso`"));
        }
        if let Some(name) = &self.chart {
            self.check_chart(name, is_file, columns, days)?;
        }
        Ok(())
    }

    fn check_chart(
        &self,
        name: &str,
        is_file: bool,
        columns: &Columns,
        (has_days, day_option): (bool, Option<&str>),
    ) -> Result<()> {
        if is_file {
            return Err(Error::usage("`--chart` draws on stdout").hint("remove `--output`"));
        }
        if !has_days {
            let day_option =
                day_option.map_or(String::new(), |option| format!("use `{option}`, or "));
            return Err(Error::usage("`--chart` requires rows with a day")
                .hint(format!("{day_option}remove `--chart`")));
        }
        let adds_up = columns.iter().filter(|column| column.unit.adds_up());
        let usable: Vec<_> = adds_up.map(|column| column.path.as_str()).collect();
        if usable.is_empty() {
            let message =
                "`--chart` requires a metric that can be added, and no column of this run can";
            return Err(Error::usage(message).hint("remove `--chart`"));
        }
        let problem = match self.chart(columns) {
            Some(column) if column.unit.adds_up() => return Ok(()),
            Some(_) => "cannot be added over rows, so `--chart` cannot draw it",
            None => "in `--chart` is not a column of this run",
        };
        let near = nearest_by_words(name, usable.iter().copied(), Vocabulary::default());
        let near = if near.is_empty() { &usable[..usable.len().min(SUGGESTED)] } else { &near };
        Err(Error::usage(format!("`{}` {problem}", one_line(name)))
            .hint(format!("use `--chart` with {}", either(near))))
    }
}
