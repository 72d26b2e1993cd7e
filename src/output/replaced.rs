//! The rows that a run replaces in a table that has older ones.

use chrono::{Datelike, Days, NaiveDate};

use crate::output::columns::{Column, Columns};
use crate::output::key::KeyPart;

/// The limits of the rows of a run, beside its ad accounts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Replaced {
    /// The requested days, where the report has some.
    pub(crate) dates: Option<(NaiveDate, NaiveDate)>,
    /// The column of IDs that were typed, and these IDs: others are not replaced.
    pub(crate) ids: Option<(&'static str, Vec<String>)>,
    /// The day of a snapshot of objects.
    pub(crate) snapshot: Option<NaiveDate>,
}

/// The name that the key gives an ad account.
pub(crate) const AD_ACCOUNT: &str = "ad account";
/// The name that the key gives the instant of a snapshot.
pub(crate) const SNAPSHOT: &str = "snapshot";

/// The column of a key part that names this thing, if it is written.
pub(crate) fn column_of<'a>(
    columns: &'a Columns,
    key: &[KeyPart],
    thing: &str,
) -> Option<&'a Column> {
    let part = key.iter().find(|part| part.thing == thing)?;
    columns.iter().find(|column| column.path == part.column)
}

/// The column of a row's period, and the first and the last day that such a column can have.
pub(crate) fn period<'a>(
    columns: &'a Columns,
    key: &[KeyPart],
    (first, last): (NaiveDate, NaiveDate),
) -> Option<(&'a Column, NaiveDate, NaiveDate)> {
    let in_week = u64::from(first.weekday().num_days_from_monday());
    let starts = [
        ("day", Some(first)),
        ("week", first.checked_sub_days(Days::new(in_week))),
        ("month", first.with_day(1)),
    ];
    starts.into_iter().find_map(|(thing, start)| {
        let column = column_of(columns, key, thing)?;
        Some((column, start.unwrap_or(first), last))
    })
}
