//! A run: from the options over the ad accounts to the finished output.

mod absent;
mod failures;
mod fetching;
mod rows;
pub(crate) mod summary;

use std::sync::Arc;

use crate::api::{Client, Settings, Transport, lacks_scope};
use crate::auth::Place;
use crate::error::{Error, Result};
use crate::options::accounts::{AccountOptions, AdAccount, have_one_currency};
use crate::options::output::OutputOptions;
use crate::output::begun::Begun;
use crate::output::columns::{Column, Columns};
use crate::output::conversion::CURRENCY;
use crate::output::path::Target;
use crate::output::{Output, Subject};
use crate::reports::{AnyReport, Source, missing};
use crate::run::absent::Absent;
use crate::run::rows::Run;
use crate::run::summary::Summary;
use crate::settings::config::Profile;
use crate::settings::global::GlobalOptions;
use crate::system::clock::Clock;
use crate::terminal::console::Console;
use crate::terminal::counted::counted;
use crate::terminal::stdout;

pub(crate) async fn run(
    global: GlobalOptions,
    report: AnyReport,
    clock: Clock,
    console: Arc<Console>,
    summary: &Summary,
) -> Result<()> {
    let name = report.name();
    let needed = report.scopes();
    let for_users = report.needs_a_user();
    let accounts = report.accounts().cloned();
    let options = report.output().clone();
    // The options as they were understood: however they are typed, it is the same command.
    let job = format!("{report:?}");
    let source = report.source(clock.today(), &console)?;
    // Tomorrow, the last seven days are others.
    let job = format!("{job} {:?}", source.dates());
    let target = checked_target(&options, name, accounts.is_some(), &*source)?;

    let place = global.place()?;
    let profile = Profile::load(&place.config_folder, &place.profile)?;
    check_accounts(accounts.as_ref(), &profile, &*source)?;
    let is_file = target != Target::Stdout;
    let format = options.format(profile.format, &console)?;
    let style = options.style(if is_file { None } else { stdout::width() });
    let presentation = &options.presentation;
    let days = (source.day_column().is_some(), source.day_option());
    let select = |columns: Columns| {
        options.rows.select(style.conversion.columns(columns), name, options.extra_column)
    };
    let columns = select(source.columns())?;
    presentation.check(format, is_file, accounts.is_some(), &columns, days)?;
    let limit = options.rows.limit;
    let settings = limited(global.settings(&profile)?, limit);
    let transport = Transport::new(settings, clock, Arc::clone(&console))?;
    if !options.dry_run {
        summary.begin(name, source.dates(), Arc::clone(&transport.tally));
    }
    let begun = Begun::new(&transport.settings.state_folder);
    let job = (options.resume && !options.dry_run).then_some(job);
    let client = Arc::new(Client::new(transport, place.clone(), job));
    let source = granted(source, for_users, &client, &place)?;
    let asked = async {
        let accounts = match accounts {
            Some(accounts) => Some(accounts.resolve(&client, &profile.ad_account).await?),
            None => None,
        };
        let has_currency = columns.is_written(CURRENCY);
        let currencies = accounts.as_deref().filter(|_| has_currency).map_or(0, unknown_currencies);
        let has_one_currency = have_one_currency(accounts.as_deref().unwrap_or_default());
        let chart = presentation.chart(&columns);
        check_currencies(chart, has_one_currency)?;
        if options.dry_run {
            let accounts = accounts.unwrap_or_default();
            let mut lines = source.forecast(&accounts);
            lines.extend(also_planned(currencies, limit));
            lines.extend(source.survey(&client, &accounts).await?);
            return console.suspend(|| print_plan(name, &accounts, &lines));
        }

        let count = accounts.as_ref().map_or(1, Vec::len);
        if limit.is_none() {
            client.announce(source.requests(count).unwrap_or(0) + currencies);
        }
        source.check(&client).await?;
        let days = source.dates().map(|range| range.days().collect());
        let chart = chart.map(|column| column.path.clone());
        let columns = select(source.asked_columns(&client).await?)?;
        let subject = Subject {
            report: name,
            chart,
            columns,
            days: source.day_column().zip(days),
            states: source.states(),
            has_one_currency,
            limit,
        };
        let output = Output::new(subject, target, format, style, begun, Arc::clone(&console));
        let run = Run {
            client: Arc::clone(&client),
            absent: source.named().map(Absent::new),
            source,
            limit,
            has_currency,
            output,
            console,
            fail_fast: options.fail_fast,
            keep_partial: options.keep_partial,
            summary,
        };
        match accounts {
            Some(accounts) => {
                summary.accounts(&accounts);
                run.several(&accounts).await
            }
            None => run.one().await,
        }
    };
    let outcome = asked.await;
    // What the API refuses, it would refuse again: there is nothing to go on with.
    if outcome.as_ref().map_or_else(|error| error.kind.is_final(), |()| true) {
        client.forget();
    }
    outcome.map_err(|error| match error {
        error if lacks_scope(&error) => {
            error.hint(name_the_scopes(name, needed, client.scopes(), &place))
        }
        error => error,
    })
}

fn unknown_currencies(accounts: &[AdAccount]) -> usize {
    accounts.iter().filter(|account| !account.has_known_currency()).count()
}

/// The source as the sign-in may ask it. Refuses that of an app itself where an endpoint of the
/// report does.
fn granted(
    source: Arc<dyn Source>,
    for_users: Option<&str>,
    client: &Client,
    place: &Place,
) -> Result<Arc<dyn Source>> {
    let for_an_app = source.for_an_app();
    let suits_all = for_users.is_none() && matches!(for_an_app, Ok(None));
    if suits_all || !client.is_of_the_app() {
        return Ok(source);
    }
    let Some(endpoint) = for_users else { return Ok(for_an_app?.unwrap_or(source)) };
    Err(Error::usage(format!(
        "`{endpoint}` does not accept the credentials of an app (`--client-credentials`)"
    ))
    .hint(format!("run `{}`", place.login())))
}

/// Where the rows go, if they can go there.
fn checked_target(
    options: &OutputOptions,
    report: &str,
    has_accounts: bool,
    source: &dyn Source,
) -> Result<Target> {
    let target = Target::parse(&options.output)?;
    check_path(&target, report, has_accounts, source)?;
    if !options.dry_run {
        check_writable(&target, report)?;
    }
    Ok(target)
}

/// Finds out, before anything is asked of the API, whether the rows can be written.
fn check_writable(target: &Target, report: &str) -> Result<()> {
    if *target == Target::Stdout { stdout::check() } else { target.check(report) }
}

/// Refuses several ad accounts where ids belong to one.
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

/// Has the report what stands in the path?
fn check_path(
    target: &Target,
    report: &str,
    has_accounts: bool,
    source: &dyn Source,
) -> Result<()> {
    if target.has_date() && source.day_column().is_none() {
        let day_option = source.day_option();
        let day_option = day_option.map_or(String::new(), |option| format!("use `{option}`, or "));
        return Err(Error::usage("`{date}` in `--output` requires rows with a day")
            .hint(format!("{day_option}remove `{{date}}` from the path")));
    }
    if target.has_account() && !has_accounts {
        return Err(Error::usage(format!(
            "`{{account}}` in `--output` requires a report of ad accounts, and `{report}` is not \
             one"
        ))
        .hint("remove `{account}` from the path"));
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
    // Which scopes a path of `get` needs, only the API knows.
    if needed.is_empty() {
        let granted = granted.unwrap_or_default().join(",");
        let and = if granted.is_empty() { "" } else { "," };
        return format!("run `{} --scope {granted}{and}…` with the missing scope", place.login());
    }
    let Some(granted) = granted else {
        return format!("`{report}` requires a token with {}", needed.join(", "));
    };
    let lacking = missing(needed, granted);
    let all = granted.iter().map(String::as_str).chain(lacking.iter().copied());
    let all = all.collect::<Vec<_>>().join(",");
    match lacking.as_slice() {
        [] => format!(
            "`{report}` requires {}; request more with `{} --scope …`",
            needed.join(", "),
            place.login()
        ),
        lacking => {
            format!("the token lacks {}; run `{} --scope {all}`", lacking.join(", "), place.login())
        }
    }
}

/// Can the bars of a chart add up?
fn check_currencies(chart: Option<&Column>, has_one_currency: bool) -> Result<()> {
    if chart.is_some_and(|column| column.unit.is_money()) && !has_one_currency {
        return Err(Error::usage("amounts in different currencies cannot be added")
            .hint("use `--ad-account` with one ID"));
    }
    Ok(())
}

/// A limited run sends one request at a time: each response may have the last row that is needed.
fn limited(settings: Settings, limit: Option<usize>) -> Settings {
    let concurrency = if limit.is_some() { 1 } else { settings.concurrency };
    Settings { concurrency, ..settings }
}

/// Lines of a plan that do not depend on the report.
fn also_planned(currencies: usize, limit: Option<usize>) -> impl Iterator<Item = String> {
    let currencies = (currencies > 0).then(|| format!("requests for the currencies: {currencies}"));
    let limit = limit.map(|limit| {
        format!("limit: {}; the run stops as soon as it has them", counted(limit, "row"))
    });
    currencies.into_iter().chain(limit)
}

fn print_plan(report: &str, accounts: &[AdAccount], forecast: &[String]) -> Result<()> {
    let mut lines = vec![format!("report: {report}")];
    lines.extend(accounts.iter().map(|account| format!("ad account: {}", account.label())));
    lines.extend_from_slice(forecast);
    stdout::print(&(lines.join("\n") + "\n"))
}
