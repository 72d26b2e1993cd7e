//! A run: from the options and the ad accounts to the finished output.

mod absent;
mod access;
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
use crate::run::prepare::prepare;
use crate::run::summary::Summary;
use crate::settings::global::GlobalOptions;
use crate::system::clock::Clock;
use crate::terminal::console::Console;

pub(crate) async fn run(
    global: GlobalOptions,
    report: AnyReport,
    clock: Clock,
    console: Arc<Console>,
    summary: &Summary,
) -> Result<()> {
    let prepared = prepare(&global, report, clock, console, summary)?;
    if let Some(dialect) = prepared.options.contract.schema {
        return schema::print(prepared, dialect).await;
    }
    let (client, access) = (Arc::clone(&prepared.client), prepared.access.clone());
    let outcome = plan(prepared).and_then(|plan| execute(plan, summary)).await;
    // The API would refuse the same request again, so no later run can resume.
    if outcome.as_ref().map_or_else(|error| error.kind.is_final(), |()| true) {
        client.forget();
    }
    outcome.map_err(|error| access.explain(error, &client))
}
