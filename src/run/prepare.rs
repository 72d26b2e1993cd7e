//! The first step of a run: its options, checked before the first request.

use std::sync::Arc;

use crate::api::{Client, Concurrency, Settings, Transport};
use crate::error::{Error, Result};
use crate::options::accounts::AccountOptions;
use crate::options::contract::ContractOptions;
use crate::options::output::OutputOptions;
use crate::output::begun::Begun;
use crate::output::columns::{Column, Columns};
use crate::output::formats::Format;
use crate::output::key::KeyPart;
use crate::output::path::Target;
use crate::output::replaced::Replaced;
use crate::output::style::Style;
use crate::output::{Output, Subject};
use crate::reports::{AnyReport, Source};
use crate::run::access::Access;
use crate::run::context::Context;
use crate::run::load::{check_table, replaced};
use crate::run::summary::Summary;
use crate::run::target::{check_path, check_terminal, checked_target};
use crate::settings::config::Profile;
use crate::terminal::console::Console;
use crate::terminal::stdout;

/// A report whose options are checked.
pub(crate) struct Prepared {
    /// The typed command.
    pub(super) command: String,
    /// The options in one form, because the same command can be typed in several ways.
    pub(crate) job: String,
    pub(super) access: Access,
    pub(super) source: Arc<dyn Source>,
    /// The columns that identify a row of the report at any options.
    key: &'static [KeyPart],
    /// Nothing for a report without ad accounts.
    pub(super) accounts: Option<AccountOptions>,
    pub(super) profile: Profile,
    pub(super) options: OutputOptions,
    /// The columns to write, as far as they are known before the first request.
    pub(super) columns: Columns,
    pub(super) client: Arc<Client>,
    pub(super) console: Arc<Console>,
    destination: Destination,
}

/// The needs of an output besides its subject.
struct Destination {
    target: Target,
    format: Format,
    style: Style,
    begun: Begun,
}

/// Checks the options of a report. Sends no request.
pub(crate) fn prepare(
    context: Context<'_>,
    mut report: AnyReport,
    summary: &Summary,
) -> Result<Prepared> {
    let Context { global, clock, console, command, batch } = context;
    let name = report.name();
    let (scopes, for_users) = (report.scopes(), report.needs_a_user());
    let accounts = report.accounts().cloned();
    let options = report.output().clone();
    if options.contract.wants_display_names() && !report.head_by_display_names() {
        return Err(ContractOptions::no_display_names(name));
    }
    let job = format!("{report:?}");
    let key = report.key();
    let source = report.source(clock.today(), &console)?;
    // The last seven days change every day.
    let job = format!("{job} {:?}", source.dates());
    let target = checked_target(&options, name, accounts.is_some(), &*source)?;

    let place = batch.map_or_else(|| global.place(), |batch| Ok(batch.place().clone()))?;
    let profile = Profile::load(&place.config_folder, &place.profile)?;
    check_accounts(accounts.as_ref(), &profile, &*source)?;
    let is_file = target != Target::Stdout;
    let format = options.format(profile.format, &console)?;
    check_table(&options, format, &target)?;
    let style = options.style(if is_file { None } else { stdout::width() });
    let columns = options.select(source.columns(), name, format)?;
    let days = (source.day_column().is_some(), source.day_option());
    options.presentation.check(format, is_file, accounts.is_some(), &columns, days)?;
    if !options.only_describes() && options.presentation.chart(&columns).is_none() {
        check_terminal(&target, format)?;
    }

    let settings = limited(global.settings(&profile)?, options.rows.limit);
    let begun = Begun::new(&settings.state_folder);
    let client = if let Some(batch) = batch {
        batch.of_report(settings, Arc::clone(&console))
    } else {
        let transport = Transport::new(settings, clock, Arc::clone(&console))?;
        let resumes = options.resume && !options.only_describes();
        Client::new(transport, place.clone(), resumes.then(|| job.clone()))
    };
    let client = Arc::new(client);
    if !options.only_describes() {
        summary.begin(name, source.dates(), Arc::clone(client.tally()));
    }
    let access = Access { report: name, scopes, for_users, place };
    let source = access.grant(source, &client)?;
    let destination = Destination { target, format, style, begun };
    let prepared = Prepared {
        command,
        job,
        access,
        source,
        key,
        accounts,
        profile,
        options,
        columns,
        client,
        console,
        destination,
    };
    if !prepared.source.asks_for_columns() {
        prepared.replaced(&prepared.columns)?;
    }
    Ok(prepared)
}

impl Prepared {
    pub(crate) fn report(&self) -> &'static str {
        self.access.report
    }

    pub(crate) fn target(&self) -> &Target {
        &self.destination.target
    }

    /// Does the report provide the values of the placeholders in the output path?
    pub(super) fn check_target(&self) -> Result<()> {
        let has_accounts = self.accounts.is_some();
        check_path(&self.destination.target, self.access.report, has_accounts, &*self.source)
    }

    /// The column of the chart, if any.
    pub(super) fn chart(&self) -> Option<&Column> {
        self.options.presentation.chart(&self.columns)
    }

    /// The rows that these ones replace in a table.
    pub(super) fn replaced(&self, columns: &Columns) -> Result<Replaced> {
        let (format, today) = (self.destination.format, self.client.began().date_naive());
        replaced(&*self.source, &self.key(), columns, format, today)
    }

    /// The columns that identify a row, known once the columns are.
    pub(super) fn key(&self) -> Vec<KeyPart> {
        self.source.key().unwrap_or_else(|| self.key.to_vec())
    }

    /// The columns to write, of those that the report has.
    pub(super) fn select(&self, columns: Columns) -> Result<Columns> {
        self.options.select(columns, self.access.report, self.destination.format)
    }

    pub(super) fn output(self, subject: Subject) -> Output {
        let Destination { target, format, style, begun } = self.destination;
        Output::new(subject, target, format, style, begun, self.console)
    }
}

/// Refuses several ad accounts if the given IDs belong to one.
fn check_accounts(
    accounts: Option<&AccountOptions>,
    profile: &Profile,
    source: &dyn Source,
) -> Result<()> {
    let are_several = accounts.is_some_and(|it| it.may_be_several(&profile.ad_account));
    match source.bars_several_accounts().filter(|_| are_several) {
        Some(why) => {
            Err(Error::usage(why).hint("use `--ad-account` with the ad account of these IDs"))
        }
        None => Ok(()),
    }
}

/// A limited run sends one request at a time: each response can contain the last row.
fn limited(settings: Settings, limit: Option<usize>) -> Settings {
    let concurrency = if limit.is_some() { Concurrency::Fixed(1) } else { settings.concurrency };
    Settings { concurrency, ..settings }
}
