//! The summary of a run: the last line on stderr, for people and for machines.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::api::clocks;
use crate::api::tally::Tally;
use crate::error::Kind;
use crate::options::accounts::AdAccount;
use crate::options::dates::DateRange;
use crate::output::Written;
use crate::terminal::console::Console;
use crate::terminal::counted::{counted, in_words};

/// Filled during the run, because the run can end at any time.
#[derive(Default)]
pub(crate) struct Summary(Mutex<Option<Run>>);

struct Run {
    report: &'static str,
    dates: Option<DateRange>,
    tally: Arc<Tally>,
    accounts: Option<Vec<String>>,
    failed: Vec<String>,
    written: Written,
}

/// The counts of a run.
#[derive(Clone, Copy, Default, Deserialize, Serialize)]
pub(crate) struct Counts {
    pub(crate) rows: usize,
    pub(crate) bytes: u64,
    pub(crate) files: usize,
    pub(crate) requests: usize,
}

impl Summary {
    pub(crate) fn counts(&self) -> Counts {
        let run = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        run.as_ref().map_or_else(Counts::default, |run| {
            let Written { rows, bytes, files } = run.written;
            Counts { rows, bytes, files, requests: run.tally.requests() }
        })
    }

    /// From now on, the run has a summary.
    pub(crate) fn begin(&self, report: &'static str, dates: Option<DateRange>, tally: Arc<Tally>) {
        let written = Written::default();
        let run = Run { report, dates, tally, accounts: None, failed: Vec::new(), written };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(run);
    }

    pub(crate) fn accounts(&self, accounts: &[AdAccount]) {
        let ids = accounts.iter().map(|account| account.id.clone()).collect();
        self.change(|run| run.accounts = Some(ids));
    }

    pub(crate) fn failed(&self, account: &AdAccount) {
        self.change(|run| run.failed.push(account.id.clone()));
    }

    /// Ad accounts that a limited run did not read.
    pub(crate) fn left_out(&self, accounts: &[AdAccount]) {
        let is_left_out = |id: &String| accounts.iter().any(|account| account.id == *id);
        self.change(|run| {
            if let Some(ids) = &mut run.accounts {
                ids.retain(|id| !is_left_out(id));
            }
        });
    }

    pub(crate) fn written(&self, written: Written) {
        self.change(|run| run.written = written);
    }

    fn change(&self, change: impl FnOnce(&mut Run)) {
        if let Some(run) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            change(run);
        }
    }

    pub(crate) fn tell(&self, console: &Console, exit: u8) {
        if let Some(run) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            run.tell(console, exit);
        }
    }
}

impl Run {
    fn tell(&self, console: &Console, exit: u8) {
        let Run { tally, written, .. } = self;
        // Without a request, or after a request that only found a mistake in the command, the error
        // is enough.
        let has_news = exit == 0 || (exit != Kind::Usage.exit_code() && tally.requests() > 0);
        if !has_news && !console.is_for_machines() {
            return;
        }
        if let Some(far_off) = tally.ahead().and_then(clocks::far_off) {
            console.warn(&format!(
                "the clock of this machine is {far_off}, so dates such as `today` may be wrong; \
                 run `timedatectl set-ntp true` to set the clock"
            ));
        }
        let facts = json!({
            "report": self.report,
            "accounts": self.accounts,
            "failed": self.failed,
            "dates": self.dates.map(|range| [range.start, range.end]),
            "requests": tally.requests(),
            "retries": tally.retries(),
            "waits": tally.waits(),
            "waited_seconds": tally.waited().as_secs_f64(),
            "reused": tally.reused(),
            "rows": written.rows,
            "bytes": written.bytes,
            "files": written.files,
            "exit": exit,
        });
        console.summary(&self.text(exit), facts);
    }

    fn text(&self, exit: u8) -> String {
        let Run { tally, written, .. } = self;
        let succeeded = self.accounts.as_ref().map(|ids| ids.len() - self.failed.len());
        let of = succeeded
            .map_or(String::new(), |count| format!(" of {}", counted(count, "ad account")));
        let mut parts = vec![counted(written.rows, "row") + &of];
        if written.files > 0 {
            parts.push(counted(written.files, "file"));
        }
        parts.push(counted(tally.requests(), "request"));
        if tally.retries() > 0 {
            let noun = if tally.retries() == 1 { "retry" } else { "retries" };
            parts.push(format!("{} {noun}", tally.retries()));
        }
        if tally.waits() > 0 {
            parts.push(format!("waited {}", in_words(tally.waited())));
        }
        let text = parts.join(", ");
        if exit == 0 { text } else { format!("exit {exit}: {text}") }
    }
}
