//! The progress bar: one line on a terminal that shows how far a run is and what it waits for.
//!
//! The reports of a batch share it.

mod line;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{
    HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState,
    ProgressStyle,
};

use crate::terminal::progress::line::Line;

const TICK: Duration = Duration::from_millis(120);

/// The message comes last because a narrow terminal truncates it.
const TEMPLATE: &str = "{spinner} {elapsed}{left} {wide_msg}";

pub(crate) struct Progress {
    is_shown: bool,
    started: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Exists from the first update of a run to its end, but not during a prompt.
    bar: Option<ProgressBar>,
    prompts: usize,
    has_ended: bool,
    /// The reports, by the line of the batch; a report without a batch has the line 0.
    reports: BTreeMap<usize, Report>,
    /// Finished reports of a batch, and all.
    lines: Option<(usize, usize)>,
    /// Done, and all; nothing if the number of all is unknown.
    requests: Option<(usize, usize)>,
    bytes: usize,
    waits: Vec<(usize, String)>,
    /// The number of waits so far.
    waited: usize,
    step: String,
}

#[derive(Default)]
struct Report {
    /// Done, and all.
    accounts: (usize, usize),
    rows: usize,
}

/// The progress bar as one report sees it.
#[derive(Clone, Copy)]
pub(crate) struct Bar<'a> {
    progress: &'a Progress,
    line: usize,
}

impl<'a> Bar<'a> {
    /// The current request, or another step.
    pub(super) fn step(self, step: String) {
        self.progress.change(|state| state.step = step);
    }

    pub(crate) fn accounts(self, done: usize, all: usize) {
        self.change(|report| report.accounts = (done, all));
    }

    /// The number of finished reports in a batch, and of all.
    pub(crate) fn lines(self, done: usize, all: usize) {
        self.progress.change(|state| state.lines = Some((done, all)));
    }

    /// `left` is 0 if the number is unknown.
    pub(crate) fn requests(self, done: usize, left: usize) {
        self.progress.change(|state| state.requests = (left > 0).then_some((done, done + left)));
    }

    pub(crate) fn rows(self, rows: usize) {
        self.change(|report| report.rows = rows);
    }

    /// More bytes of a file.
    pub(crate) fn downloaded(self, bytes: usize) {
        self.progress.change(|state| state.bytes += bytes);
    }

    /// Shows the reason of a wait until the result is dropped.
    pub(crate) fn wait(self, reason: String) -> Wait<'a> {
        let mut number = 0;
        self.progress.change(|state| {
            state.waited += 1;
            number = state.waited;
            state.waits.push((number, reason));
        });
        Wait { progress: self.progress, number }
    }

    /// Hides the bar until the result is dropped, while the user types.
    pub(crate) fn prompt(self) -> Prompt<'a> {
        let mut state = self.progress.locked();
        state.prompts += 1;
        state.clear();
        Prompt { progress: self.progress }
    }

    /// Writes something to the terminal that may show the bar.
    pub(crate) fn suspend<T>(self, write: impl FnOnce() -> T) -> T {
        let state = self.progress.locked();
        match &state.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    pub(crate) fn end(self) {
        let mut state = self.progress.locked();
        state.has_ended = true;
        state.clear();
    }

    fn change(self, change: impl FnOnce(&mut Report)) {
        self.progress.change(|state| change(state.reports.entry(self.line).or_default()));
    }
}

impl Progress {
    pub(crate) fn new(is_shown: bool) -> Self {
        Progress { is_shown, started: Instant::now(), state: Mutex::default() }
    }

    pub(super) fn of(&self, line: usize) -> Bar<'_> {
        Bar { progress: self, line }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        if self.is_shown {
            let mut state = self.locked();
            change(&mut state);
            state.draw(self.started);
        }
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) struct Wait<'a> {
    progress: &'a Progress,
    number: usize,
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        self.progress.change(|state| state.waits.retain(|(number, _)| *number != self.number));
    }
}

pub(crate) struct Prompt<'a> {
    progress: &'a Progress,
}

impl Drop for Prompt<'_> {
    fn drop(&mut self) {
        self.progress.locked().prompts -= 1;
    }
}

impl State {
    fn draw(&mut self, started: Instant) {
        if self.has_ended || self.prompts > 0 {
            return;
        }
        let text = self.text();
        let accounts = Some(self.accounts()).filter(|(_, all)| *all > 1);
        let bar = self.bar.get_or_insert_with(|| bar(started));
        let all = self.lines.or(accounts).or(self.requests);
        match all.filter(|_| self.waits.is_empty()) {
            Some((done, all)) => {
                bar.set_length(number(all));
                bar.set_position(number(done));
            }
            // The remaining time of a wait is unknown.
            None => bar.unset_length(),
        }
        bar.set_message(text);
    }

    /// The most important part comes first.
    fn text(&self) -> String {
        let mut parts = Vec::new();
        let wait = self.waits.last().map(|(_, reason)| reason.clone());
        let is_waiting = wait.is_some();
        parts.extend(wait);
        if let Some((done, all)) = self.lines {
            parts.push(format!("{done} of {all} lines"));
        } else if let (done, all @ 2..) = self.accounts() {
            parts.push(format!("{done} of {all} ad accounts"));
        }
        match self.reports.values().map(|report| report.rows).sum() {
            0 => {}
            1 => parts.push("1 row".to_owned()),
            rows => parts.push(format!("{} rows", HumanCount(number(rows)))),
        }
        if self.bytes > 0 {
            parts.push(format!("{} downloaded", HumanBytes(number(self.bytes))));
        }
        if !is_waiting && !self.step.is_empty() {
            parts.push(self.step.clone());
        }
        parts.join(", ")
    }

    /// Those of the report that has no batch.
    fn accounts(&self) -> (usize, usize) {
        self.reports.get(&0).map_or((0, 0), |report| report.accounts)
    }

    fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn bar(started: Instant) -> ProgressBar {
    let style = ProgressStyle::with_template(TEMPLATE)
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
        .with_key("left", left);
    let bar =
        ProgressBar::with_draw_target(None, ProgressDrawTarget::term_like(Box::new(Line::new())))
            .with_style(style)
            .with_elapsed(started.elapsed());
    bar.enable_steady_tick(TICK);
    bar
}

fn left(state: &ProgressState, out: &mut dyn fmt::Write) {
    let left = state.eta();
    if state.len().is_some() && left >= Duration::from_secs(1) {
        // The line is valid without this part.
        let _ = write!(out, " ({:#} left)", HumanDuration(left));
    }
}

fn number(number: usize) -> u64 {
    number.try_into().unwrap_or(u64::MAX)
}
