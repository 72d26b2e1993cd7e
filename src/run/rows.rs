//! The rows of a run: fetched for several ad accounts at once, written for one after another.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::TryFutureExt;
use futures_util::stream::{self, StreamExt, TryStreamExt};

use crate::api::Client;
use crate::error::{Error, Kind, Result};
use crate::json;
use crate::options::accounts::AdAccount;
use crate::output::Output;
use crate::output::conversion::CURRENCY;
use crate::reports::{Batches, Source};
use crate::run::absent::Absent;
use crate::run::failures::Failures;
use crate::run::fetching::Fetching;
use crate::run::summary::Summary;
use crate::terminal::console::Console;
use crate::terminal::counted::counted;

pub(super) struct Run<'a> {
    pub(super) client: Arc<Client>,
    pub(super) source: Arc<dyn Source>,
    /// The maximum number of rows in the whole output.
    pub(super) limit: Option<usize>,
    pub(super) absent: Option<Absent>,
    /// Is the currency of an ad account a column?
    pub(super) has_currency: bool,
    pub(super) output: Output,
    pub(super) console: Arc<Console>,
    pub(super) fail_fast: bool,
    pub(super) keep_partial: bool,
    pub(super) summary: &'a Summary,
}

impl Run<'_> {
    /// Writes the rows of a report without ad accounts.
    pub(super) async fn one(mut self) -> Result<()> {
        self.output.open("")?;
        let mut rows = self.fetch(None);
        rows.go();
        self.write(rows).await?;
        self.note_absent();
        self.publish()
    }

    /// With a limit, some of the IDs may have no row in the output.
    fn note_absent(&self) {
        if self.is_full() {
            return;
        }
        let absent = self.absent.as_ref().and_then(Absent::note);
        for note in absent.into_iter().chain(self.source.left_out()) {
            self.console.note(&note);
        }
    }

    /// Writes the ad accounts.
    pub(super) async fn several(mut self, accounts: &[AdAccount]) -> Result<()> {
        let failures = self.all(accounts).await?;
        self.finish(accounts.len(), failures)
    }

    /// Writes the accounts in their order while the next ones are fetched.
    async fn all(&mut self, accounts: &[AdAccount]) -> Result<Failures> {
        let mut failures = Failures::default();
        let mut fetching = VecDeque::new();
        let mut waiting = accounts.iter();
        // A problem with the output shows before the first request.
        if let Some(first) = accounts.first() {
            self.output.open(&first.id)?;
        }
        let (mut done, all) = (0, accounts.len());
        self.console.bar().accounts(done, all);
        loop {
            while !self.is_full()
                && fetching.len() < self.prepared()
                && let Some(account) = waiting.next()
            {
                fetching.push_back((account.clone(), self.fetch(Some(account.clone()))));
            }
            for (_, near) in fetching.iter_mut().take(self.client.concurrency()) {
                near.go();
            }
            let Some((account, next)) = fetching.pop_front() else { break };
            let written = self.write_account(&account, next).await;
            done += 1;
            self.console.bar().accounts(done, all);
            let Err(error) = written else { continue };
            if error.kind == Kind::ClosedPipe || self.fail_fast || accounts.len() == 1 {
                self.output.discard();
                return Err(error);
            }
            self.summary.failed(&account);
            self.close_failed(&error)?;
            if error.ends_the_run() {
                let behind = fetching.iter().map(|(account, _)| account).chain(waiting);
                let behind = behind.inspect(|account| self.summary.failed(account)).count();
                failures.end(error, 1 + behind);
                return Ok(failures);
            }
            let message = format!("ad account {} failed: {}", account.label(), error.message);
            let told = Error { message, ..error.clone() };
            let id = account.id.clone();
            if failures.add(account, error) || self.console.is_for_machines() {
                self.console.failed(&id, &told);
            }
        }
        // Without ad accounts, a single table has no rows, and there are no files by account.
        if accounts.is_empty() && !self.output.is_split_by_account() {
            self.output.open("")?;
        }
        self.leave_out(waiting.as_slice(), all)?;
        Ok(failures)
    }

    /// Ad accounts after the last row of a limited output have no rows: their own file has only a
    /// header.
    fn leave_out(&mut self, accounts: &[AdAccount], of: usize) -> Result<()> {
        let Some(limit) = self.limit.filter(|_| !accounts.is_empty()) else { return Ok(()) };
        self.console.note(&format!(
            "`--limit {limit}` ended the output; {} of {} not read",
            accounts.len(),
            counted(of, "ad account") + if accounts.len() == 1 { " was" } else { " were" },
        ));
        self.summary.left_out(accounts);
        if !self.output.is_split_by_account() {
            return Ok(());
        }
        for account in accounts {
            self.output.open(&account.id)?;
            self.publish()?;
        }
        Ok(())
    }

    async fn write_account(&mut self, account: &AdAccount, rows: Fetching) -> Result<()> {
        self.output.open(&account.id)?;
        self.write(rows).await?;
        self.output.complete(&account.id);
        self.close_account()
    }

    /// The number of ad accounts to start with. With a limit, the first one can have all rows.
    fn prepared(&self) -> usize {
        let ahead = || self.source.ahead(&self.client).max(self.client.concurrency());
        if self.limit.is_some() { 1 } else { ahead() }
    }

    fn is_full(&self) -> bool {
        self.limit == Some(self.output.rows)
    }

    fn fetch(&self, account: Option<AdAccount>) -> Fetching {
        let priced = account.clone().filter(|_| self.has_currency);
        let batches = Arc::clone(&self.source).batches(Arc::clone(&self.client), account);
        let batches = with_currency(Arc::clone(&self.client), priced, batches);
        let left = self.limit.map(|limit| limit - self.output.rows);
        Fetching::begin(batches.map_ok(move |batches| match left {
            Some(left) => first_rows(batches, left),
            None => batches,
        }))
    }

    async fn write(&mut self, mut fetching: Fetching) -> Result<()> {
        while let Some(batch) = fetching.next().await? {
            if let Some(absent) = &mut self.absent {
                absent.see(&batch);
            }
            let written = self.output.write(&batch);
            self.console.bar().rows(self.output.rows);
            self.summary.written(self.output.written());
            written?;
        }
        Ok(())
    }

    fn close_account(&mut self) -> Result<()> {
        if self.output.is_split_by_account() { self.publish() } else { Ok(()) }
    }

    /// Keeps the rows of a failed ad account, or drops them if the ad account has its own files.
    fn close_failed(&mut self, error: &Error) -> Result<()> {
        if self.keep_partial && !error.is_of_the_output() {
            return self.close_account();
        }
        if self.output.is_split_by_account() {
            self.output.discard();
        }
        Ok(())
    }

    fn publish(&mut self) -> Result<()> {
        let published = self.output.publish();
        self.summary.written(self.output.written());
        published
    }

    fn finish(mut self, accounts: usize, failures: Failures) -> Result<()> {
        let missing = failures.missing();
        if missing == 0 {
            self.note_absent();
            return self.publish();
        }
        let mixes = !self.output.is_split_by_account();
        let files = if failures.is_of_the_output() || missing == accounts {
            self.output.discard();
            ""
        } else if mixes && !self.keep_partial && self.output.is_file() {
            self.output.discard();
            "; no file changed (`--keep-partial` writes the available rows)"
        } else {
            self.publish()?;
            ""
        };
        Err(failures.error(accounts, files))
    }
}

/// The first rows. After the last one, no request is sent.
fn first_rows(batches: Batches, limit: usize) -> Batches {
    stream::try_unfold((batches, limit), |(mut batches, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        let Some(mut batch) = batches.try_next().await? else { return Ok(None) };
        batch.rows.truncate(left);
        let left = left - batch.rows.len();
        Ok(Some((batch, (batches, left))))
    })
    .boxed()
}

/// The rows, with the currency of their ad account.
async fn with_currency(
    client: Arc<Client>,
    account: Option<AdAccount>,
    source: impl Future<Output = Result<Batches>>,
) -> Result<Batches> {
    let currency = match account {
        Some(account) => account.currency(&client).await?,
        None => None,
    };
    let batches = source.await?;
    let Some(currency) = currency else { return Ok(batches) };
    let known = (CURRENCY, json::quoted(&currency));
    Ok(batches
        .map_ok(move |mut batch| {
            batch.known.push(known.clone());
            batch
        })
        .boxed())
}
