//! A run: from the options over the ad accounts to the finished output.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::Arc;

use futures_util::StreamExt;
use serde_json::json;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::accounts::AdAccount;
use crate::api::Client;
use crate::cli::Cli;
use crate::clock::Clock;
use crate::console::Console;
use crate::error::{Error, Kind, Result};
use crate::output::path::Target;
use crate::output::{Batch, Output, Subject};
use crate::reports::Source;

pub(crate) async fn run(cli: Cli, clock: Clock, console: Arc<Console>) -> Result<()> {
    let Cli { global, command } = cli;
    let report = command.name();
    let accounts = command.accounts().clone();
    let source = command.source(clock.today(), &console)?;
    let target = Target::parse(&global.output.output)?;
    if target.has_date() && source.days().is_none() {
        return Err(Error::usage("`{date}` in `--output` needs rows that have a day")
            .hint("`--granularity day`, or a path without `{date}`"));
    }
    if !global.output.dry_run {
        target.check(report)?;
    }

    let client = Arc::new(Client::new(global.settings()?, clock, Arc::clone(&console))?);
    let accounts = accounts.resolve(&client).await?;
    if global.output.dry_run {
        return print_plan(report, &accounts, &source.forecast(&accounts));
    }

    let subject = Subject { report, columns: source.columns(&client).await?, days: source.days() };
    let output = Output::new(subject, target, global.output.style(), Arc::clone(&console));
    let mut run = Run {
        client,
        source,
        output,
        console,
        fail_fast: global.fail_fast(),
        keep_partial: global.output.keep_partial,
    };
    let failed = run.all(&accounts).await?;
    run.finish(report, accounts.len(), &failed)
}

struct Run {
    client: Arc<Client>,
    source: Arc<dyn Source>,
    output: Output,
    console: Arc<Console>,
    fail_fast: bool,
    keep_partial: bool,
}

/// The batches of one ad account, fetched ahead of their turn.
struct Fetching {
    account: AdAccount,
    batches: mpsc::Receiver<Result<Batch>>,
    task: JoinHandle<()>,
}

impl Run {
    /// Writes the accounts in their order, while those behind are being fetched. Returns those
    /// that failed.
    async fn all(&mut self, accounts: &[AdAccount]) -> Result<Vec<(AdAccount, Error)>> {
        let mut failed = Vec::new();
        let mut fetching = VecDeque::new();
        let mut waiting = accounts.iter();
        loop {
            while fetching.len() < self.client.concurrency()
                && let Some(account) = waiting.next()
            {
                fetching.push_back(self.fetch(account));
            }
            let Some(next) = fetching.pop_front() else { break };
            let account = next.account.clone();
            self.output.open(&account.id)?;
            match self.write(next).await {
                Ok(()) => self.close_account()?,
                // The output is broken for every account.
                Err(error) if matches!(error.kind, Kind::BadOutput | Kind::ClosedPipe) => {
                    return Err(error);
                }
                Err(error) if self.fail_fast || accounts.len() == 1 => {
                    self.output.discard();
                    return Err(error);
                }
                Err(error) => {
                    let message =
                        format!("ad account {} failed: {}", account.label(), error.message);
                    self.console.error(&Error { message, ..error.clone() });
                    if self.keep_partial {
                        self.close_account()?;
                    } else if self.output.is_split_by_account() {
                        self.output.discard();
                    }
                    failed.push((account, error));
                }
            }
        }
        if accounts.is_empty() {
            self.output.open("")?;
        }
        Ok(failed)
    }

    fn fetch(&self, account: &AdAccount) -> Fetching {
        // One batch ready and one on its way: memory stays bounded while a reader is slow.
        let (sender, batches) = mpsc::channel(1);
        let source = Arc::clone(&self.source).batches(Arc::clone(&self.client), account.clone());
        let task = tokio::spawn(async move {
            let mut source = source;
            while let Some(batch) = source.next().await {
                let is_last = batch.is_err();
                if sender.send(batch).await.is_err() || is_last {
                    return;
                }
            }
        });
        Fetching { account: account.clone(), batches, task }
    }

    async fn write(&mut self, mut fetching: Fetching) -> Result<()> {
        while let Some(batch) = fetching.batches.recv().await {
            self.output.write(&batch?)?;
        }
        // A channel that closed because its task broke would look like the end of the rows.
        fetching.task.await.map_err(|error| Error::new(Kind::Internal, error.to_string()))
    }

    fn close_account(&mut self) -> Result<()> {
        if self.output.is_split_by_account() { self.output.publish() } else { Ok(()) }
    }

    fn finish(
        mut self,
        report: &str,
        accounts: usize,
        failed: &[(AdAccount, Error)],
    ) -> Result<()> {
        let Some((_, first)) = failed.first() else {
            self.output.publish()?;
            self.summarize(report, accounts);
            return Ok(());
        };
        if failed.len() == accounts {
            return Err(first.clone());
        }
        let mixes = !self.output.is_split_by_account();
        let left = if mixes && !self.keep_partial && self.output.is_file() {
            self.output.discard();
            "; no file was changed (`--keep-partial` writes what there is)"
        } else {
            self.output.publish()?;
            self.summarize(report, accounts - failed.len());
            ""
        };
        let names: Vec<_> = failed.iter().map(|(account, _)| account.label()).collect();
        let ids: Vec<_> = failed.iter().map(|(account, _)| account.id.as_str()).collect();
        Err(Error::new(
            Kind::Partial,
            format!(
                "{} of {} failed: {}{left}",
                failed.len(),
                counted(accounts as u64, "ad account"),
                names.join(", ")
            ),
        )
        .hint(format!("the same command with `--ad-account {}`", ids.join(","))))
    }

    fn summarize(&self, report: &str, accounts: usize) {
        let (rows, files, requests) = (self.output.rows, self.output.files, self.client.sent());
        let files_text =
            if files > 0 { format!(", {}", counted(files, "file")) } else { String::new() };
        self.console.summary(
            &format!(
                "{} of {}{files_text}, {}",
                counted(rows, "row"),
                counted(accounts as u64, "ad account"),
                counted(requests, "request")
            ),
            json!({
                "report": report,
                "accounts": accounts,
                "rows": rows,
                "files": files,
                "requests": requests,
            }),
        );
    }
}

fn print_plan(report: &str, accounts: &[AdAccount], forecast: &[String]) -> Result<()> {
    let mut lines = vec![format!("report: {report}")];
    lines.extend(accounts.iter().map(|account| format!("ad account: {}", account.label())));
    lines.extend_from_slice(forecast);
    let text = lines.join("\n") + "\n";
    match io::stdout().write_all(text.as_bytes()).and_then(|()| io::stdout().flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::new(Kind::BadOutput, format!("cannot write the plan: {error}")))
        }
        _ => Ok(()),
    }
}

/// `1 row`, `2 rows`.
pub(crate) fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
