//! The last step of a run: it prints its plan, or it writes its rows.

use std::sync::Arc;

use crate::error::Result;
use crate::options::accounts::currencies;
use crate::options::dates::DateRange;
use crate::output::Subject;
use crate::run::absent::Absent;
use crate::run::plan::Plan;
use crate::run::prepare::Prepared;
use crate::run::rows::Run;
use crate::run::summary::Summary;

pub(super) async fn execute(plan: Plan, summary: &Summary) -> Result<()> {
    if plan.prepared.options.dry_run {
        return plan.print().await;
    }
    plan.announce();
    plan.prepared.source.check(&plan.prepared.client).await?;
    let subject = subject(&plan).await?;
    let Plan { prepared, accounts, has_currency, .. } = plan;
    let run = Run {
        client: Arc::clone(&prepared.client),
        absent: prepared.source.named().map(Absent::new),
        source: Arc::clone(&prepared.source),
        limit: subject.limit,
        has_currency,
        console: Arc::clone(&prepared.console),
        fail_fast: prepared.options.fail_fast,
        keep_partial: prepared.options.keep_partial,
        output: prepared.output(subject),
        summary,
    };
    match accounts {
        Some(mut accounts) => {
            if has_currency {
                currencies::find(&run.client, &mut accounts).await?;
            }
            summary.accounts(&accounts);
            run.several(&accounts).await
        }
        None => run.one().await,
    }
}

/// The subject of the output, with the columns that only the API knows.
async fn subject(plan: &Plan) -> Result<Subject> {
    let Prepared { access, source, client, options, .. } = &plan.prepared;
    let accounts = plan.accounts.as_deref().unwrap_or_default();
    let columns = source.asked_columns(client, accounts).await?;
    // Some reports know only now whether their rows have a day.
    plan.prepared.check_target()?;
    let days = source.dates().map(|range| range.days().collect());
    let columns = plan.prepared.select(columns)?;
    Ok(Subject {
        report: access.report,
        key: plan.prepared.key(),
        replaced: plan.prepared.replaced(&columns)?,
        table: options.contract.table.clone(),
        chart: plan.prepared.chart().map(|column| column.path.clone()),
        columns,
        days: source.day_column().zip(days),
        states: source.states(),
        has_one_currency: plan.has_one_currency,
        limit: options.rows.limit,
        facts: facts(plan),
    })
}

/// The origin of the rows, for formats that store it.
fn facts(plan: &Plan) -> Vec<(&'static str, String)> {
    let Prepared { access, source, .. } = &plan.prepared;
    let accounts: Vec<_> = plan.listed().iter().map(|account| account.id.as_str()).collect();
    let mut facts = vec![
        ("report", access.report.to_owned()),
        ("command", plan.prepared.command.clone()),
        ("ad_accounts", accounts.join(",")),
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
    ];
    if let Some(DateRange { start, end }) = source.dates() {
        facts.extend([("start_date", start.to_string()), ("end_date", end.to_string())]);
    }
    facts
}
