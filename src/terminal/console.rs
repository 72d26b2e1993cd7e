//! All output on stderr: notes, warnings, errors, progress.

use std::collections::HashSet;
use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::error::Error;
use crate::system::clock::Clock;
use crate::terminal::color;
use crate::terminal::printable::{escaped, escaped_json, one_line};
use crate::terminal::progress::Progress;
use crate::terminal::redaction::redacted;

pub(crate) use crate::terminal::progress::{Bar, Wait};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressMode {
    /// On a terminal only
    Auto,
    /// As lines if stderr is not a terminal
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    /// One JSON object per line
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    /// Errors only
    Quiet,
    Normal,
    /// Each request as well
    Verbose,
}

#[derive(Clone)]
pub(crate) struct Console {
    verbosity: Verbosity,
    format: LogFormat,
    clock: Clock,
    bar: Arc<Progress>,
    /// The notes and warnings so far: each is printed once.
    said: Arc<Mutex<HashSet<String>>>,
    /// Progress is requested, and there is no terminal for a bar: it is printed in lines.
    tells_progress: bool,
    /// Distinguishes the lines of this run from those of others in the same file.
    run: String,
    /// The line of a batch that all messages are about.
    line: Option<usize>,
}

impl Console {
    pub(crate) fn new(
        verbosity: Verbosity,
        format: LogFormat,
        progress: ProgressMode,
        clock: Clock,
    ) -> Self {
        let fits_a_bar = format == LogFormat::Text && io::stderr().is_terminal();
        let shown = match progress {
            ProgressMode::Always => fits_a_bar,
            ProgressMode::Never => false,
            ProgressMode::Auto => fits_a_bar && verbosity != Verbosity::Quiet,
        };
        let tells_progress = progress == ProgressMode::Always && !fits_a_bar;
        let bar = Arc::new(Progress::new(shown));
        let run = format!("{:016x}", fastrand::u64(..));
        let (said, line) = (Arc::default(), None);
        Console { verbosity, format, clock, bar, said, tells_progress, run, line }
    }

    /// The same console for the report in a line of a batch. A report can be quiet by an option of its
    /// own.
    pub(crate) fn of_line(&self, line: usize, is_quiet: bool) -> Self {
        let verbosity = if is_quiet { Verbosity::Quiet } else { self.verbosity };
        Console { line: Some(line), verbosity, ..self.clone() }
    }

    /// The options that give another process the verbosity of this one.
    pub(crate) fn options(&self) -> Vec<String> {
        let loud = match self.verbosity {
            Verbosity::Quiet => Some("--quiet"),
            Verbosity::Normal => None,
            Verbosity::Verbose => Some("--verbose"),
        };
        let format = match self.format {
            LogFormat::Text => "--log-format=text",
            LogFormat::Json => "--log-format=json",
        };
        loud.into_iter().chain([format]).map(str::to_owned).collect()
    }

    /// The current step, for a user who waits.
    pub(crate) fn progress(&self, text: impl Into<String>) {
        if self.tells_progress {
            self.tell("progress", &text.into(), json!({}));
        } else {
            let step = self.about(&text.into());
            self.bar().step(one_line(&redacted(&step)).into_owned());
        }
    }

    /// The progress bar of a terminal.
    pub(crate) fn bar(&self) -> Bar<'_> {
        self.bar.of(self.line())
    }

    /// The line of the batch, or 0.
    pub(crate) fn line(&self) -> usize {
        self.line.unwrap_or(0)
    }

    /// The text, with the line of the batch that it is about.
    fn about(&self, text: &str) -> String {
        self.line.map_or(text.to_owned(), |line| format!("line {line}: {text}"))
    }

    /// Runs a function that writes to a terminal, perhaps the one with the progress bar.
    pub(crate) fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar().suspend(write)
    }

    /// Information that is no problem.
    pub(crate) fn note(&self, text: &str) {
        if self.verbosity > Verbosity::Quiet && self.is_new(text) {
            self.tell("note", text, json!({}));
        }
    }

    /// A problem that does not end the run.
    pub(crate) fn warn(&self, text: &str) {
        if self.verbosity > Verbosity::Quiet && self.is_new(text) {
            self.tell("warning", text, json!({}));
        }
    }

    fn is_new(&self, text: &str) -> bool {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).insert(text.to_owned())
    }

    /// One line for each step, at `-v`.
    pub(crate) fn detail(&self, text: impl FnOnce() -> String) {
        if self.verbosity == Verbosity::Verbose {
            self.tell("detail", &text(), json!({}));
        }
    }

    /// An action that the user must take, printed even with `--quiet`.
    pub(crate) fn ask(&self, text: &str) {
        match self.format {
            // The typed text continues the same line.
            LogFormat::Text => self.suspend(|| {
                let _ = write!(io::stderr(), "{}", escaped(text));
            }),
            LogFormat::Json => self.tell("ask", text.trim(), json!({})),
        }
    }

    pub(crate) fn is_for_machines(&self) -> bool {
        self.format == LogFormat::Json
    }

    /// The result of a run; `facts` are for machines.
    pub(crate) fn summary(&self, text: &str, facts: Value) {
        if self.verbosity > Verbosity::Quiet {
            self.tell("summary", text, facts);
        }
    }

    /// The result of several runs, with a table for people.
    pub(crate) fn summary_with_table(&self, text: &str, table: &str, facts: Value) {
        match self.format {
            LogFormat::Text => self.summary(&format!("{text}\n{table}"), facts),
            LogFormat::Json => self.summary(text, facts),
        }
    }

    pub(crate) fn error(&self, error: &Error) {
        match self.format {
            LogFormat::Text => self.print(&format!("pinads: {}", self.about(&error.to_string()))),
            LogFormat::Json => {
                let facts = json!({
                    "request": error.request,
                    "hint": error.hint,
                    "exit": error.kind.exit_code(),
                });
                self.tell("error", &error.message, facts);
            }
        }
    }

    /// The error of an ad account, while the run continues.
    pub(crate) fn failed(&self, account: &str, error: &Error) {
        match self.format {
            LogFormat::Text => self.error(error),
            LogFormat::Json => {
                let facts = json!({
                    "ad_account": account,
                    "request": error.request,
                    "hint": error.hint,
                });
                self.tell("error", &error.message, facts);
            }
        }
    }

    fn tell(&self, level: &str, text: &str, facts: Value) {
        match self.format {
            LogFormat::Text if level == "summary" => {
                self.print(&format!("pinads: {}", self.about(text)));
            }
            LogFormat::Text => self.print(&format!("{level}: {}", self.about(text))),
            LogFormat::Json => {
                let time = self.clock.now().to_rfc3339();
                let run = &self.run;
                let mut line = json!({ "time": time, "run": run, "level": level, "message": text });
                if let (Value::Object(line), Value::Object(facts)) = (&mut line, facts) {
                    line.extend(self.line.map(|number| ("line".to_owned(), number.into())));
                    line.extend(facts);
                }
                self.print(&line.to_string());
            }
        }
    }

    /// Repeats the messages of another process of `pinads`.
    pub(crate) fn relay(&self, text: &str) {
        text.lines().for_each(|line| self.print(line));
    }

    /// The only way to stderr, which is often a terminal.
    fn print(&self, text: &str) {
        let text = match self.format {
            LogFormat::Text => escaped(text),
            LogFormat::Json => escaped_json(text),
        };
        self.suspend(|| color::message(&text));
    }
}
