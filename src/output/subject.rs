//! The subject of an output.

use chrono::NaiveDate;

use crate::output::columns::Columns;
use crate::output::key::KeyPart;
use crate::output::path::Target;
use crate::output::replaced::Replaced;
use crate::output::states::States;

/// The report, its columns, and the facts about its rows that are known beforehand.
pub(crate) struct Subject {
    pub(crate) report: &'static str,
    pub(crate) columns: Columns,
    /// The columns that identify a row.
    pub(crate) key: Vec<KeyPart>,
    /// The rows that these ones replace in a table, and its name.
    pub(crate) replaced: Replaced,
    pub(crate) table: Option<String>,
    /// The column with a row's day, and the requested days: `{date}` needs both.
    pub(crate) days: Option<(&'static str, Vec<NaiveDate>)>,
    /// The column that states whether a row has metrics.
    pub(crate) states: Option<States>,
    /// The column that is drawn by day instead of rows.
    pub(crate) chart: Option<String>,
    /// Is all money known to be of one currency?
    pub(crate) has_one_currency: bool,
    /// The maximum number of rows in the whole output.
    pub(crate) limit: Option<usize>,
    /// The origin of the rows, by names, for formats that store it.
    pub(crate) facts: Vec<(&'static str, String)>,
}

impl Subject {
    /// A folder for each day states the day, so databases want no column for it.
    #[must_use]
    pub(crate) fn for_target(mut self, target: &Target, is_for_databases: bool) -> Self {
        let has_column = !(is_for_databases && target.has_folders_by_date());
        if let Some((column, _)) = self.days.as_ref().filter(|_| !has_column) {
            self.columns = self.columns.without(column);
        }
        self
    }
}

#[cfg(test)]
impl Subject {
    /// A report of these columns, about which nothing else is known.
    pub(crate) fn of(columns: Columns) -> Self {
        Subject {
            report: "users",
            columns,
            key: Vec::new(),
            replaced: Replaced::default(),
            table: None,
            days: None,
            states: None,
            chart: None,
            has_one_currency: true,
            limit: None,
            facts: Vec::new(),
        }
    }
}
