//! A run: from the options over the ad accounts to the finished output.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::accounts::{AdAccount, have_one_currency};
use crate::api::{Client, LACKS_SCOPE, Transport};
use crate::auth::Place;
use crate::cli::GlobalOptions;
use crate::clock::Clock;
use crate::config::Profile;
use crate::console::Console;
use crate::error::{Error, Kind, Result};
use crate::json;
use crate::output::begun::Begun;
use crate::output::conversion::CURRENCY;
use crate::output::path::Target;
use crate::output::{Batch, Output, Subject};
use crate::reports::{AnyReport, Batches, Source, missing};
use crate::stdout;
use crate::summary::{Summary, counted};

pub(crate) async fn run(
    global: GlobalOptions,
    report: AnyReport,
    clock: Clock,
    console: Arc<Console>,
    summary: &Summary,
) -> Result<()> {
    let name = report.name();
    let needed = report.scopes();
    let accounts = report.accounts().cloned();
    let options = report.output().clone();
    // The options as they were understood: however they are typed, it is the same command.
    let job = format!("{report:?}");
    let source = report.source(clock.today(), &console)?;
    // Tomorrow, the last seven days are others.
    let job = format!("{job} {:?}", source.dates());
    let target = Target::parse(&options.output)?;
    check_path(&target, name, accounts.is_some(), &*source)?;
    if !options.dry_run {
        target.check(name)?;
    }

    let place = global.place()?;
    let profile = Profile::load(&place.config_folder, &place.profile)?;
    let is_file = target != Target::Stdout;
    let style = options.style(profile.format, if is_file { None } else { stdout::width() });
    let presentation = &options.presentation;
    let has_days = source.day_column().is_some();
    presentation.check(style.format, is_file, accounts.is_some(), &source.columns(), has_days)?;
    let transport = Transport::new(global.settings(&profile)?, clock, Arc::clone(&console))?;
    if !options.dry_run {
        summary.begin(name, source.dates(), Arc::clone(&transport.tally));
    }
    let begun = Begun::new(&transport.settings.state_folder);
    let job = (options.resume && !options.dry_run).then_some(job);
    let client = Arc::new(Client::new(transport, place.clone(), job));
    let asked = async {
        let accounts = match accounts {
            Some(accounts) => Some(accounts.resolve(&client, profile.ad_account.as_ref()).await?),
            None => None,
        };
        let columns = style.conversion.columns(source.columns());
        let unknown = |accounts: &[AdAccount]| {
            accounts.iter().filter(|account| !account.has_known_currency()).count()
        };
        let has_currency = columns.position(CURRENCY).is_some();
        let currencies = accounts.as_deref().filter(|_| has_currency).map_or(0, unknown);
        let has_one_currency = have_one_currency(accounts.as_deref().unwrap_or_default());
        if presentation.chart(&columns).is_some_and(|it| it.unit.is_money()) && !has_one_currency {
            return Err(Error::usage("money of different currencies does not add up")
                .hint("`--ad-account` with one id"));
        }
        if options.dry_run {
            let accounts = accounts.unwrap_or_default();
            let mut lines = source.forecast(&accounts);
            if currencies > 0 {
                lines.push(format!("requests for the currencies: {currencies}"));
            }
            lines.extend(source.survey(&client, &accounts).await?);
            return print_plan(name, &accounts, &lines);
        }

        let count = accounts.as_ref().map_or(1, Vec::len);
        if let Some(requests) = source.requests(count) {
            client.announce(requests);
        }
        client.announce(currencies);
        source.check(&client).await?;
        let days = source.dates().map(|range| range.days().collect());
        let columns = style.conversion.columns(source.asked_columns(&client).await?);
        let subject = Subject {
            report: name,
            chart: presentation.chart(&source.columns()).map(|column| column.path.clone()),
            columns,
            days: source.day_column().zip(days),
            has_one_currency,
        };
        let output = Output::new(subject, target, style, begun, Arc::clone(&console));
        let mut run = Run {
            client: Arc::clone(&client),
            source,
            has_currency,
            output,
            console,
            fail_fast: options.fail_fast,
            keep_partial: options.keep_partial,
            summary,
        };
        if let Some(accounts) = accounts {
            summary.accounts(&accounts);
            let failed = run.all(&accounts).await?;
            return run.finish(accounts.len(), &failed);
        }
        run.output.open("")?;
        let mut rows = run.fetch(None);
        rows.go();
        run.write(rows).await?;
        run.publish()
    };
    let outcome = asked.await;
    // What the API refuses, it would refuse again: there is nothing to go on with.
    if outcome.as_ref().map_or_else(|error| error.kind.is_final(), |()| true) {
        client.forget();
    }
    outcome.map_err(|error| match error.code {
        Some(LACKS_SCOPE) if error.kind == Kind::NotSignedIn => {
            error.hint(name_the_scopes(name, needed, client.scopes(), &place))
        }
        _ => error,
    })
}

/// Has the report what stands in the path?
fn check_path(
    target: &Target,
    report: &str,
    has_accounts: bool,
    source: &dyn Source,
) -> Result<()> {
    if target.has_date() && source.day_column().is_none() {
        return Err(Error::usage("`{date}` in `--output` needs rows that have a day")
            .hint("a path without `{date}`, or `--granularity day` where the report has it"));
    }
    if target.has_account() && !has_accounts {
        return Err(Error::usage(format!(
            "`{report}` is not about ad accounts: it has no `{{account}}`"
        ))
        .hint("a path without `{account}`"));
    }
    Ok(())
}

/// What to type when the sign-in lacks a scope.
fn name_the_scopes(
    report: &str,
    needed: &[&'static str],
    granted: Option<&[String]>,
    place: &Place,
) -> String {
    let Some(granted) = granted else {
        return format!("`{report}` needs a token with {}", needed.join(", "));
    };
    let lacking = missing(needed, granted);
    let all = granted.iter().map(String::as_str).chain(lacking.iter().copied());
    let all = all.collect::<Vec<_>>().join(",");
    match lacking.as_slice() {
        [] => format!("`{report}` needs {}: ask for more with `--scope`", needed.join(", ")),
        lacking => {
            format!("the sign-in lacks {}: `{} --scope {all}`", lacking.join(", "), place.login())
        }
    }
}

struct Run<'a> {
    client: Arc<Client>,
    source: Arc<dyn Source>,
    /// Is the currency of an ad account a column?
    has_currency: bool,
    output: Output,
    console: Arc<Console>,
    fail_fast: bool,
    keep_partial: bool,
    summary: &'a Summary,
}

/// So many ad accounts do ahead of their turn what comes before their rows, such as waiting for a
/// report to be made. Were there more, reports would be made so early that they are gone by then.
const PREPARED: usize = 32;

/// The rows of an ad account on their way.
struct Fetching {
    batches: mpsc::Receiver<Result<Batch>>,
    /// Sent when the rows may come: few ad accounts at a time, for they stay in memory.
    go: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Fetching {
    fn go(&mut self) {
        if let Some(go) = self.go.take() {
            // A task that has ended needs no word.
            let _ = go.send(());
        }
    }
}

impl Run<'_> {
    /// Writes the accounts in their order, while those behind are being fetched. Returns those
    /// that failed.
    async fn all(&mut self, accounts: &[AdAccount]) -> Result<Vec<(AdAccount, Error)>> {
        let mut failed = Vec::new();
        let mut fetching = VecDeque::new();
        let mut waiting = accounts.iter();
        // What is wrong with the output shows before anything is asked for.
        if let Some(first) = accounts.first() {
            self.output.open(&first.id)?;
        }
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
                    self.console.failed(&account.id, &Error { message, ..error.clone() });
                    self.summary.failed(&account);
                    if self.keep_partial {
                        self.close_account()?;
                    } else if self.output.is_split_by_account() {
                        self.output.discard();
                    }
                    failed.push((account, error));
                }
            }
        }
        // A table of no ad account has no rows; files by account are none at all.
        if accounts.is_empty() && !self.output.is_split_by_account() {
            self.output.open("")?;
        }
        Ok(failed)
    }

    /// How many ad accounts to begin with. Of a limited number of rows the first may have all.
    fn prepared(&self) -> usize {
        if self.source.limit().is_some() { 1 } else { PREPARED.max(self.client.concurrency()) }
    }

    fn is_full(&self) -> bool {
        self.source.limit() == Some(self.output.rows)
    }

    fn fetch(&self, account: Option<AdAccount>) -> Fetching {
        // One batch ready and one on its way: memory stays bounded while a reader is slow.
        let (sender, batches) = mpsc::channel(1);
        let (go, may_go) = oneshot::channel();
        let priced = account.clone().filter(|_| self.has_currency);
        let source = Arc::clone(&self.source).batches(Arc::clone(&self.client), account);
        let source = with_currency(Arc::clone(&self.client), priced, source);
        let task = tokio::spawn(async move {
            let mut source = match source.await {
                Ok(source) => source,
                Err(error) => stream::iter([Err(error)]).boxed(),
            };
            // The run may have ended before it came to this one.
            if may_go.await.is_err() {
                return;
            }
            while let Some(batch) = source.next().await {
                let is_last = batch.is_err();
                if sender.send(batch).await.is_err() || is_last {
                    return;
                }
            }
        });
        Fetching { batches, go: Some(go), task }
    }

    async fn write(&mut self, mut fetching: Fetching) -> Result<()> {
        while let Some(batch) = fetching.batches.recv().await {
            let mut batch = batch?;
            let Some(limit) = self.source.limit() else {
                self.put(&batch)?;
                continue;
            };
            let left = limit - self.output.rows;
            batch.rows.truncate(left);
            self.put(&batch)?;
            if self.is_full() {
                return Ok(());
            }
        }
        // A channel that closed because its task broke would look like the end of the rows.
        fetching.task.await.map_err(|error| Error::new(Kind::Internal, error.to_string()))
    }

    fn put(&mut self, batch: &Batch) -> Result<()> {
        let put = self.output.write(batch);
        self.summary.written(self.output.written());
        put
    }

    fn close_account(&mut self) -> Result<()> {
        if self.output.is_split_by_account() { self.publish() } else { Ok(()) }
    }

    fn publish(&mut self) -> Result<()> {
        let published = self.output.publish();
        self.summary.written(self.output.written());
        published
    }

    fn finish(mut self, accounts: usize, failed: &[(AdAccount, Error)]) -> Result<()> {
        let Some((_, first)) = failed.first() else { return self.publish() };
        if failed.len() == accounts {
            return Err(first.clone());
        }
        let mixes = !self.output.is_split_by_account();
        let left = if mixes && !self.keep_partial && self.output.is_file() {
            self.output.discard();
            "; no file was changed (`--keep-partial` writes what there is)"
        } else {
            self.publish()?;
            ""
        };
        let names: Vec<_> = failed.iter().map(|(account, _)| account.label()).collect();
        let ids: Vec<_> = failed.iter().map(|(account, _)| account.id.as_str()).collect();
        Err(Error::new(
            Kind::Partial,
            format!(
                "{} of {} failed: {}{left}",
                failed.len(),
                counted(accounts, "ad account"),
                names.join(", ")
            ),
        )
        .hint(format!("the same command with `--ad-account {}`", ids.join(","))))
    }
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

fn print_plan(report: &str, accounts: &[AdAccount], forecast: &[String]) -> Result<()> {
    let mut lines = vec![format!("report: {report}")];
    lines.extend(accounts.iter().map(|account| format!("ad account: {}", account.label())));
    lines.extend_from_slice(forecast);
    stdout::print(&(lines.join("\n") + "\n"))
}
