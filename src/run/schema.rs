//! `--schema`: the contract of the rows instead of the rows.

use crate::error::Result;
use crate::output::columns::Columns;
use crate::output::contract::Contract;
use crate::output::schema::Dialect;
use crate::run::plan::plan;
use crate::run::prepare::Prepared;
use crate::terminal::stdout;

/// Prints the contract. It sends a request only where the API alone knows the columns.
pub(super) async fn print(prepared: Prepared, dialect: Dialect) -> Result<()> {
    if !prepared.source.asks_for_columns() {
        return written(&prepared, &prepared.columns, dialect);
    }
    prepared.console.note("only the API knows the columns of this run, so this takes a request");
    let plan = plan(prepared).await?;
    let Prepared { source, client, .. } = &plan.prepared;
    let columns = source.asked_columns(client, plan.listed()).await?;
    let columns = plan.prepared.select(columns)?;
    written(&plan.prepared, &columns, dialect)
}

fn written(prepared: &Prepared, columns: &Columns, dialect: Dialect) -> Result<()> {
    let key = &prepared.key();
    let contract = Contract { report: prepared.access.report, columns, key };
    prepared.console.suspend(|| stdout::print(&dialect.write(&contract)))
}
