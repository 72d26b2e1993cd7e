//! A run: from the options and the ad accounts to the finished output.

mod absent;
mod access;
mod context;
mod execute;
mod failures;
mod fetching;
mod load;
mod plan;
mod prepare;
mod rows;
mod schema;
pub(crate) mod summary;
mod target;

use std::sync::Arc;

use futures_util::TryFutureExt;

use crate::error::Result;
use crate::reports::AnyReport;
use crate::run::execute::execute;
use crate::run::plan::plan;
use crate::run::summary::Summary;

pub(crate) use crate::run::context::Context;
pub(crate) use crate::run::plan::Planned;
pub(crate) use crate::run::prepare::{Prepared, prepare};

/// Runs the report of a command.
pub(crate) async fn run(context: Context<'_>, report: AnyReport, summary: &Summary) -> Result<()> {
    let prepared = prepare(context, report, summary)?;
    if let Some(dialect) = prepared.options.contract.schema {
        return schema::print(prepared, dialect).await;
    }
    let client = Arc::clone(&prepared.client);
    let outcome = perform(prepared, summary).await;
    // The API would refuse the same request again, so no later run can resume.
    if outcome.as_ref().map_or_else(|error| error.kind.is_final(), |()| true) {
        client.forget();
    }
    outcome
}

/// Prints the plan of a report, or writes its rows.
pub(crate) async fn perform(prepared: Prepared, summary: &Summary) -> Result<()> {
    let (client, access) = (Arc::clone(&prepared.client), prepared.access.clone());
    let outcome = plan(prepared).and_then(|plan| execute(plan, summary)).await;
    outcome.map_err(|error| access.explain(error, &client))
}

/// The lines of the plan of a report.
pub(crate) async fn planned(prepared: Prepared) -> Result<Planned> {
    let (client, access) = (Arc::clone(&prepared.client), prepared.access.clone());
    let planned = plan(prepared).and_then(|plan| async move { plan.planned().await }).await;
    planned.map_err(|error| access.explain(error, &client))
}
