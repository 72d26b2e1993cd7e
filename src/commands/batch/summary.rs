//! The table at the end of a batch: its lines, for people and for machines.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::api::Client;
use crate::api::tally::Tally;
use crate::commands::batch::report_line::ReportLine;
use crate::output::listing::listing;
use crate::run::summary::{Counts, Summary};
use crate::system::clock::Clock;
use crate::terminal::console::Console;
use crate::terminal::counted::{counted, in_words};
use crate::terminal::printable::one_line;
use crate::terminal::stdout::width_of_stderr;

const HEADINGS: [&str; 7] = ["LINE", "REPORT", "EXIT", "ROWS", "REQUESTS", "TIME", "OUTPUT"];
/// The columns of the number of the line, the exit code, the rows, the requests, and the time.
const NUMBERS: [usize; 5] = [0, 2, 3, 4, 5];
const OUTPUT: usize = 6;

/// Filled during the run, because the run can end at any time.
#[derive(Default)]
pub(crate) struct BatchSummary(OnceLock<Batch>);

struct Batch {
    tally: Arc<Tally>,
    clock: Clock,
    lines: Mutex<Vec<Line>>,
}

struct Line {
    number: usize,
    report: &'static str,
    output: String,
    summary: Arc<Summary>,
    /// Since the start of the process.
    started: Option<Duration>,
    /// The outcome of a line that has ended.
    outcome: Option<Outcome>,
}

/// The outcome of a line, which a resumed run reads again.
#[derive(Clone, Default, Deserialize, Serialize)]
struct Outcome {
    exit: u8,
    seconds: f64,
    counts: Counts,
    /// An earlier run wrote the output.
    #[serde(skip)]
    is_earlier: bool,
}

impl BatchSummary {
    /// From now on, the run has a summary.
    pub(super) fn begin(&self, lines: &[ReportLine], client: &Client) {
        let lines = lines.iter().map(|line| Line {
            number: line.number,
            report: line.prepared.report(),
            output: line.output.clone(),
            summary: Arc::clone(&line.summary),
            started: None,
            outcome: None,
        });
        let lines = Mutex::new(lines.collect());
        let tally = Arc::clone(client.tally());
        let _ = self.0.set(Batch { tally, clock: client.clock(), lines });
    }

    pub(super) fn started(&self, number: usize) {
        self.change(number, |line, now| line.started = Some(now));
    }

    pub(super) fn ended(&self, number: usize, exit: u8) {
        self.change(number, |line, now| {
            let seconds = now.saturating_sub(line.started.unwrap_or(now)).as_secs_f64();
            let counts = line.summary.counts();
            line.outcome = Some(Outcome { exit, seconds, counts, is_earlier: false });
        });
    }

    /// `outcome` is that of the run that wrote the output.
    pub(super) fn done_earlier(&self, number: usize, outcome: &[u8]) {
        let earlier: Outcome = serde_json::from_slice(outcome).unwrap_or_default();
        self.change(number, |line, _| {
            let counts = Counts { requests: 0, ..earlier.counts };
            line.outcome = Some(Outcome { seconds: 0.0, counts, is_earlier: true, ..earlier });
        });
    }

    /// The outcome of a line that has ended, for a later run.
    pub(super) fn outcome(&self, number: usize) -> Vec<u8> {
        let mut outcome = None;
        self.change(number, |line, _| outcome.clone_from(&line.outcome));
        serde_json::to_vec(&outcome.unwrap_or_default()).unwrap_or_default()
    }

    fn change(&self, number: usize, change: impl FnOnce(&mut Line, Duration)) {
        let Some(batch) = self.0.get() else { return };
        let now = batch.clock.elapsed();
        let mut lines = batch.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.iter_mut().find(|line| line.number == number) {
            change(line, now);
        }
    }

    pub(crate) fn tell(&self, console: &Console, exit: u8) {
        if let Some(batch) = self.0.get() {
            batch.tell(console, exit);
        }
    }
}

impl Batch {
    fn tell(&self, console: &Console, exit: u8) {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let tally = &self.tally;
        let counts: Vec<_> = lines.iter().map(Line::counts).collect();
        let sum = |count: fn(&Counts) -> usize| counts.iter().map(count).sum::<usize>();
        let bytes: u64 = counts.iter().map(|counts| counts.bytes).sum();
        let facts = json!({
            "lines": lines.iter().map(Line::facts).collect::<Vec<_>>(),
            "requests": tally.requests(),
            "retries": tally.retries(),
            "waits": tally.waits(),
            "waited_seconds": tally.waited().as_secs_f64(),
            "reused": tally.reused(),
            "rows": sum(|counts| counts.rows),
            "bytes": bytes,
            "files": sum(|counts| counts.files),
            "exit": exit,
        });
        let succeeded = lines.iter().filter(|line| line.has_succeeded()).count();
        let mut parts = vec![
            format!("{succeeded} of {} succeeded", counted(lines.len(), "line")),
            counted(sum(|counts| counts.rows), "row"),
            counted(tally.requests(), "request"),
        ];
        if tally.waits() > 0 {
            parts.push(format!("waited {}", in_words(tally.waited())));
        }
        let parts = parts.join(", ");
        let text = if exit == 0 { parts } else { format!("exit {exit}: {parts}") };
        let table =
            listing(HEADINGS, lines.iter().map(Line::cells), &NUMBERS, OUTPUT, width_of_stderr());
        console.summary_with_table(&text, table.trim_end(), facts);
    }
}

impl Line {
    fn counts(&self) -> Counts {
        self.outcome.as_ref().map_or_else(|| self.summary.counts(), |outcome| outcome.counts)
    }

    fn has_succeeded(&self) -> bool {
        self.outcome.as_ref().is_some_and(|outcome| outcome.exit == 0)
    }

    fn facts(&self) -> serde_json::Value {
        let Counts { rows, bytes, files, requests } = self.counts();
        let outcome = self.outcome.as_ref();
        json!({
            "line": self.number,
            "report": self.report,
            "output": self.output,
            "exit": outcome.map(|outcome| outcome.exit),
            "earlier": outcome.is_some_and(|outcome| outcome.is_earlier),
            "seconds": outcome.map(|outcome| outcome.seconds),
            "requests": requests,
            "rows": rows,
            "bytes": bytes,
            "files": files,
        })
    }

    fn cells(&self) -> [String; 7] {
        let (exit, time) = match (&self.outcome, self.started) {
            (Some(outcome), _) if outcome.is_earlier => ("0".to_owned(), "earlier".to_owned()),
            (Some(outcome), _) => {
                let time = Duration::from_secs_f64(outcome.seconds.max(0.0));
                (outcome.exit.to_string(), in_words(time))
            }
            (None, Some(_)) => ("-".to_owned(), "interrupted".to_owned()),
            (None, None) => ("-".to_owned(), "not run".to_owned()),
        };
        let counts = self.counts();
        [
            self.number.to_string(),
            self.report.to_owned(),
            exit,
            counts.rows.to_string(),
            counts.requests.to_string(),
            time,
            one_line(&self.output).into_owned(),
        ]
    }
}
