//! The run of a batch: a few lines at a time, in their order.

use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream;

use crate::api::Client;
use crate::commands::batch::outcome::Outcome;
use crate::commands::batch::report_line::ReportLine;
use crate::commands::batch::summary::BatchSummary;
use crate::error::{Error, Kind, Result};
use crate::run::perform;
use crate::terminal::console::Console;

pub(super) async fn execute(
    lines: Vec<ReportLine>,
    jobs: usize,
    client: &Arc<Client>,
    console: &Console,
    summary: &BatchSummary,
) -> Result<()> {
    let all = lines.len();
    summary.begin(&lines, client);
    console.bar().lines(0, all);
    let reports = lines.into_iter().map(|line| run(line, client, summary));
    let mut reports = stream::iter(reports).buffer_unordered(jobs);
    let mut outcome = Outcome::default();
    for done in 1..=all {
        let Some((number, report, ended)) = reports.next().await else { break };
        console.bar().lines(done, all);
        match ended {
            Ok(()) => outcome.succeeded(),
            Err(error) if is_of_all(&error) => {
                // The lines that run are given up: the cause is theirs too.
                outcome.ended(error, all - done + 1);
                break;
            }
            Err(error) => outcome.failed(number, report, error),
        }
    }
    drop(reports);
    if outcome.is_final() {
        client.forget();
    }
    outcome.result()
}

/// Does the cause belong to the run and not to one line?
fn is_of_all(error: &Error) -> bool {
    error.ends_the_run() && !error.is_of_the_output()
}

async fn run(
    line: ReportLine,
    client: &Client,
    summary: &BatchSummary,
) -> (usize, &'static str, Result<()>) {
    let ReportLine { number, prepared, console, summary: facts, .. } = line;
    let (report, job) = (prepared.report(), prepared.job.clone());
    match client.done(&job) {
        Ok(None) => {}
        Ok(Some(earlier)) => {
            summary.done_earlier(number, &earlier);
            console.note("an earlier run wrote this output");
            return (number, report, Ok(()));
        }
        Err(error) => return (number, report, Err(error)),
    }
    summary.started(number);
    let mut ended = perform(prepared, &facts).await;
    // A reader that closed the pipe wants no more output.
    if ended.as_ref().is_err_and(|error| error.kind == Kind::ClosedPipe) {
        ended = Ok(());
    }
    let code = ended.as_ref().map_or_else(|error| error.kind.exit_code(), |()| 0);
    summary.ended(number, code);
    facts.tell(&console, code);
    match &ended {
        Ok(()) => client.keep_done(&job, &summary.outcome(number)),
        Err(error) if !is_of_all(error) => console.error(error),
        // The run ends with it.
        Err(_) => {}
    }
    (number, report, ended)
}
