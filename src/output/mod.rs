//! Rows in, tables out. It knows no API: a row is a JSON object, whatever its source.

mod aligned;
pub(crate) mod begun;
mod chart;
pub(crate) mod columns;
pub(crate) mod compression;
pub(crate) mod contract;
pub(crate) mod conversion;
pub(crate) mod data_type;
mod decimal;
mod delimited;
mod drawing;
mod drawn;
pub(crate) mod ending;
pub(crate) mod fit;
mod flatten;
pub(crate) mod formats;
mod held;
pub(crate) mod key;
mod lines;
pub(crate) mod listing;
#[cfg(test)]
mod model;
mod money;
pub(crate) mod names;
mod packer;
mod part;
pub(crate) mod path;
pub(crate) mod replaced;
mod rounding;
mod row_writer;
pub(crate) mod schema;
mod spool;
pub(crate) mod spreadsheet;
pub(crate) mod states;
pub(crate) mod style;
mod subject;
mod times;
mod typed;
pub(crate) mod unit;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::error::{Error, Kind, Result};
use crate::json;
use crate::json::row::Row;
use crate::output::begun::Begun;
use crate::output::chart::Chart;
use crate::output::drawing::Drawer;
use crate::output::flatten::{Cells, Flattener};
use crate::output::formats::Format;
use crate::output::part::Part;
use crate::output::path::{Target, bad_output, is_special, real_path};
use crate::output::row_writer::RowWriter;
use crate::output::spool::Spooled;
use crate::output::style::Style;
use crate::output::typed::Misfit;
use crate::terminal::console::Console;
use crate::terminal::counted::{counted, listed};
use crate::terminal::printable::{one_line, printable};

pub(crate) use crate::output::subject::Subject;

pub(crate) type Rows = Vec<Row>;

/// Rows of one origin, in the order in which they are to be written.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) rows: Rows,
    /// Values that the request knows and rows can lack: column and JSON text.
    pub(crate) known: Vec<(&'static str, String)>,
}

/// The entry of `Batch::known` for an ad account, by the name that a report gives its id.
pub(crate) fn known_account(column: &'static str, id: &str) -> (&'static str, String) {
    (column, json::quoted(id))
}

pub(crate) struct Output {
    subject: Subject,
    target: Target,
    format: Format,
    style: Style,
    /// Does each day have a table of its own?
    by_day: bool,
    /// By day (or none): the tables being written, of one ad account if the path names it.
    sheets: BTreeMap<Option<NaiveDate>, Sheet>,
    /// Fields that were dropped because they have no column.
    told: Vec<String>,
    /// Days whose metrics are left out because the API is still processing them.
    processing: BTreeSet<NaiveDate>,
    begun: Begun,
    flattener: Flattener,
    console: Arc<Console>,
    /// Rows so far, whatever becomes of them.
    pub(crate) rows: usize,
    written: Written,
}

/// The written output: stdout at once, a file when it appears.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Written {
    pub(crate) rows: usize,
    pub(crate) bytes: u64,
    pub(crate) files: usize,
}

struct Sheet {
    path: PathBuf,
    table: Box<dyn RowWriter<Part>>,
    rows: usize,
}

impl Output {
    pub(crate) fn new(
        subject: Subject,
        target: Target,
        format: Format,
        style: Style,
        begun: Begun,
        console: Arc<Console>,
    ) -> Self {
        let (sheets, told) = (BTreeMap::new(), Vec::new());
        let subject = subject.for_target(&target, format.facts().is_for_databases);
        Output {
            by_day: subject.days.is_some() && target.has_date(),
            subject,
            target,
            format,
            style,
            sheets,
            told,
            processing: BTreeSet::new(),
            begun,
            flattener: Flattener::default(),
            console,
            rows: 0,
            written: Written::default(),
        }
    }

    /// Opens what the rows of an ad account go to, unless it is open: every day gets its table, the
    /// days without rows too. Stdout waits for the first row or the end: a run that fails before
    /// has written nothing.
    pub(crate) fn open(&mut self, account: &str) -> Result<()> {
        if self.is_file() && self.sheets.is_empty() { self.open_sheets(account) } else { Ok(()) }
    }

    fn open_stdout(&mut self) -> Result<()> {
        if !self.is_file() && self.sheets.is_empty() { self.open_sheets("") } else { Ok(()) }
    }

    fn open_sheets(&mut self, account: &str) -> Result<()> {
        let days: Vec<_> = match &self.subject.days {
            Some((_, days)) if self.by_day => days.iter().copied().map(Some).collect(),
            _ => vec![None],
        };
        for day in days {
            let sheet = self.sheet(account, day)?;
            self.sheets.insert(day, sheet);
        }
        Ok(())
    }

    fn sheet(&mut self, account: &str, day: Option<NaiveDate>) -> Result<Sheet> {
        let (path, part) = match &self.target {
            Target::Stdout => {
                (PathBuf::from("stdout"), Ok(Part::stdout(self.format.facts().notation)))
            }
            Target::Files(template) => {
                let path = template.fill(self.subject.report, account, day);
                let notation = self.format.facts().notation;
                let part = Part::of(&path, &mut self.begun, notation);
                (path, part)
            }
        };
        part.and_then(|part| self.table(part))
            .and_then(|table| self.spooled(table, &path, day))
            .map_err(|error| failed(&path, error))
            .map(|table| Sheet { path, table, rows: 0 })
    }

    /// Of many tables by columns, one after the other is written at the end.
    fn spooled(
        &mut self,
        table: Box<dyn RowWriter<Part>>,
        path: &Path,
        day: Option<NaiveDate>,
    ) -> io::Result<Box<dyn RowWriter<Part>>> {
        if !self.format.facts().is_by_columns || day.is_none() || is_special(path) {
            return Ok(table);
        }
        let columns = self.subject.columns.clone();
        Ok(Box::new(Spooled::new(table, columns, &real_path(path)?, &mut self.begun)?))
    }

    fn table(&self, part: Part) -> io::Result<Box<dyn RowWriter<Part>>> {
        let Subject { columns, days, states, chart, .. } = &self.subject;
        if let (Some(column), Some((day, days))) = (chart, days) {
            let chart = Chart::new(columns, column, (day, days), *states, self.style.width);
            return Ok(Box::new(Drawer::new(part, chart)));
        }
        self.format.begin(part, &self.subject, self.style)
    }

    pub(crate) fn write(&mut self, batch: &Batch) -> Result<()> {
        self.open_stdout()?;
        let told = self.told.len();
        let console = Arc::clone(&self.console);
        match &self.target {
            Target::Files(_) => self.write_rows(batch)?,
            // A pipeline wants its rows while the next ones are fetched.
            Target::Stdout => {
                console.suspend(|| self.write_rows(batch).and_then(|()| self.flush()))?;
            }
        }
        for path in &self.told[told..] {
            let options = if self.format.facts().has_extra_column {
                "`--extra-column` or `--format ndjson`"
            } else {
                "`--format ndjson`"
            };
            self.console.note(&format!(
                "the API also returned `{}`, which has no column here; use {options} to include \
                 such fields",
                printable(path)
            ));
        }
        Ok(())
    }

    fn write_rows(&mut self, batch: &Batch) -> Result<()> {
        let position = |path| self.subject.columns.position(path);
        let known = batch.known.iter().filter_map(|(path, value)| Some((position(path)?, value)));
        let known: Vec<_> = known.collect();
        let mut cells = Cells::default();
        for row in &batch.rows {
            self.flattener
                .flatten(row, &self.subject.columns, &mut cells)
                .map_err(|_| unexpected("the API returned a row that is not an object"))?;
            for (position, value) in &known {
                cells.values[*position].get_or_insert(value);
            }
            self.clear_processing(&mut cells);
            let day = self.day(&cells)?;
            let converted = self.style.conversion.cells(&self.subject.columns, &cells);
            let mut changed;
            let written = if converted.is_empty() {
                &cells
            } else {
                changed = cells.clone();
                for (position, value) in &converted {
                    let value = Some(value.as_str()).filter(|value| *value != "null");
                    changed.values[*position] = value;
                }
                &changed
            };
            let sheet = self.sheets.get_mut(&day).ok_or_else(|| {
                let day = day.map_or(String::new(), |day| day.to_string());
                unexpected(format!("the API returned a row of {day}, a day that was not requested"))
            })?;
            sheet
                .table
                .row(&self.subject.columns, written)
                .map_err(|error| failed(&sheet.path, error))?;
            sheet.rows += 1;
            self.rows += 1;
            if sheet.table.drops_extra() {
                for (path, _) in &cells.extra {
                    if !self.told.contains(path) {
                        self.told.push(path.clone());
                    }
                }
            }
        }
        Ok(())
    }

    /// The day whose file a row goes to. The API may write an hour behind it.
    fn day(&self, cells: &Cells) -> Result<Option<NaiveDate>> {
        if !self.by_day {
            return Ok(None);
        }
        self.day_of(cells).map(Some).ok_or_else(|| {
            unexpected("the API returned a row without a date, so no file can hold it")
        })
    }

    fn day_of(&self, cells: &Cells) -> Option<NaiveDate> {
        let (column, _) = self.subject.days.as_ref()?;
        let value = self.subject.columns.position(column).and_then(|at| cells.values[at])?;
        json::text(value)?.get(..10)?.parse().ok()
    }

    /// A spreadsheet would draw and average the zeros of metrics that the API is still processing.
    fn clear_processing(&mut self, cells: &mut Cells) {
        let states = self.subject.states.filter(|_| self.style.conversion.spreadsheet.is_some());
        if states.is_some_and(|states| states.clear_processing(&self.subject.columns, cells)) {
            self.processing.extend(self.day_of(cells));
        }
    }

    fn note_processing(&self) {
        let days: Vec<_> = self.processing.iter().collect();
        if !days.is_empty() {
            self.console.note(&format!(
                "the API is still processing the metrics of {}, so their cells are empty: {}",
                counted(days.len(), "day"),
                listed(&days)
            ));
        }
    }

    /// All rows of an ad account are written.
    pub(crate) fn complete(&mut self, account: &str) {
        self.sheets.values_mut().for_each(|sheet| sheet.table.complete(account));
    }

    fn flush(&mut self) -> Result<()> {
        for sheet in self.sheets.values_mut() {
            sheet.table.flush().map_err(|error| failed(&sheet.path, error))?;
        }
        Ok(())
    }

    /// Does each ad account have files of its own?
    pub(crate) fn is_split_by_account(&self) -> bool {
        self.target.has_account()
    }

    pub(crate) fn is_file(&self) -> bool {
        self.target != Target::Stdout
    }

    /// Lets the files appear that are open, and opens none.
    pub(crate) fn publish(&mut self) -> Result<()> {
        self.open_stdout()?;
        self.flush()?;
        let console = Arc::clone(&self.console);
        for (_, sheet) in std::mem::take(&mut self.sheets) {
            let Sheet { path, table, rows } = sheet;
            let is_drawn = table.is_drawn();
            let (part, notes) =
                console.suspend(|| table.finish()).map_err(|error| failed(&path, error))?;
            for note in &notes {
                console.note(note);
            }
            if let Some(limit) = self.subject.limit.filter(|it| is_drawn && *it == self.rows) {
                console.note(&format!(
                    "`--limit {limit}` ended the output; totals and bars do not include later rows"
                ));
            }
            self.written.bytes += part.publish().map_err(|error| failed(&path, error))?;
            self.written.rows += rows;
            self.written.files += usize::from(self.is_file());
        }
        self.note_processing();
        Ok(())
    }

    pub(crate) fn written(&self) -> Written {
        match (&self.target, self.sheets.get(&None)) {
            (Target::Stdout, Some(sheet)) => {
                Written { rows: sheet.rows, bytes: sheet.table.out().written, files: 0 }
            }
            _ => self.written,
        }
    }

    /// Drops the open tables. Files stay as they were.
    pub(crate) fn discard(&mut self) {
        self.sheets.clear();
    }
}

fn failed(path: &Path, error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Error::new(Kind::ClosedPipe, "the pipe was closed"),
        _ if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Misfit>) => {
            Error::new(Kind::Misfit, one_line(&error.to_string()))
                .hint("add `--types text` to write every value as text")
                .common()
        }
        _ => bad_output(path, error),
    }
}

fn unexpected(message: impl Into<String>) -> Error {
    Error::new(Kind::Unreachable, message)
        .hint("run the same command again with `-v` to see each request")
}
