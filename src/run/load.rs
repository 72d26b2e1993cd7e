//! The checks of `--format postgres`: which rows of a table the run replaces must be known.

use chrono::NaiveDate;

use crate::error::{Error, Result};
use crate::options::output::OutputOptions;
use crate::output::columns::Columns;
use crate::output::formats::Format;
use crate::output::key::KeyPart;
use crate::output::path::Target;
use crate::output::replaced::{AD_ACCOUNT, Replaced, column_of, period};
use crate::reports::Source;

/// Checks what can be meant, before anything is requested.
pub(super) fn check_table(options: &OutputOptions, format: Format, target: &Target) -> Result<()> {
    match (format, &options.contract.table) {
        (Format::Postgres, None) if options.contract.schema.is_none() => {
            return Err(Error::usage("`--format postgres` requires `--table`")
                .hint("add `--table NAME` or `--table SCHEMA.NAME`"));
        }
        (Format::Postgres, _) => {}
        (_, None) => return Ok(()),
        (_, Some(_)) => {
            return Err(Error::usage("`--table` requires `--format postgres`")
                .hint("add `--format postgres`, or remove `--table`"));
        }
    }
    let refused =
        |what: &str| Error::usage(format!("`--format postgres` does not work with {what}"));
    if target.has_date() {
        return Err(refused("`{date}` in `--output`: one script replaces all days of the run")
            .hint("remove `{date}` from the path"));
    }
    if options.rows.limit.is_some() {
        return Err(refused("`--limit`, because it replaces all rows of a day or an ad account")
            .hint("remove `--limit`"));
    }
    Ok(())
}

/// The rows that the run replaces. Refuses an output without the columns that identify them.
pub(super) fn replaced(
    source: &dyn Source,
    key: &[KeyPart],
    columns: &Columns,
    format: Format,
    today: NaiveDate,
) -> Result<Replaced> {
    let replaced = Replaced {
        dates: source.dates().map(|range| (range.start, range.end)),
        ids: source.narrowed(),
        snapshot: Some(today),
    };
    if format == Format::Postgres {
        check_columns(columns, key, &replaced, source)?;
    }
    Ok(replaced)
}

fn check_columns(
    columns: &Columns,
    key: &[KeyPart],
    replaced: &Replaced,
    source: &dyn Source,
) -> Result<()> {
    let missing = |column: &str| {
        Error::usage(format!(
            "`--format postgres` requires the column `{column}` to find the rows to replace"
        ))
        .hint(format!("add `{column}` to `--columns`"))
    };
    for thing in [AD_ACCOUNT, "day", "week", "month"] {
        let part = key.iter().find(|part| part.thing == thing);
        if let Some(part) = part.filter(|_| column_of(columns, key, thing).is_none()) {
            return Err(missing(part.column));
        }
    }
    debug_assert!(
        source.day_column().is_none()
            || replaced.dates.and_then(|it| period(columns, key, it)).is_some()
    );
    match &replaced.ids {
        Some((column, _)) if source.columns().position(column).is_none() => {
            let message = "`--format postgres` cannot replace the rows of some IDs only here: no \
                           column has these IDs";
            Err(Error::usage(message).hint("remove the option with the IDs"))
        }
        Some((column, _)) if !columns.is_written(column) => Err(missing(column)),
        _ => Ok(()),
    }
}
