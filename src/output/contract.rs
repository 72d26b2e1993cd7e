//! The contract of a table: its columns, their types, and the key of a row.

use crate::output::columns::{Column, Columns};
use crate::output::key::KeyPart;

pub(crate) struct Contract<'a> {
    pub(crate) report: &'a str,
    pub(crate) columns: &'a Columns,
    pub(crate) key: &'a [KeyPart],
}

impl Contract<'_> {
    /// The headings of the key; none where the output lacks some of its columns.
    pub(crate) fn key(&self) -> Vec<&str> {
        let title = |part: &KeyPart| {
            self.columns.iter().find(|it| it.path == part.column).map(|it| it.title.as_str())
        };
        let titles: Option<Vec<_>> = self.key.iter().map(title).collect();
        titles.unwrap_or_default()
    }

    /// The key as a constraint of a database, which takes no nulls there.
    pub(crate) fn primary_key(&self) -> Vec<&str> {
        if self.key.iter().any(|part| part.may_be_null) { Vec::new() } else { self.key() }
    }

    /// The things that a row is about.
    pub(crate) fn grain(&self) -> Vec<&str> {
        if self.key().is_empty() {
            Vec::new()
        } else {
            self.key.iter().map(|it| it.thing).collect()
        }
    }

    pub(crate) fn is_nullable(&self, column: &Column) -> bool {
        let part = self.key.iter().find(|part| part.column == column.path);
        part.is_none_or(|part| part.may_be_null)
    }

    /// The name of a table for these rows.
    pub(crate) fn table(&self) -> String {
        self.report.replace('-', "_")
    }
}

/// A column in words: its name in the API, and its unit.
pub(crate) fn described(column: &Column) -> String {
    let path = column.path.strip_prefix("metrics.").unwrap_or(&column.path).to_lowercase();
    let words: Vec<_> =
        path.split(['_', '.']).map(|it| if it == "id" { "ID" } else { it }).collect();
    let words = words.join(" ");
    let mut letters = words.chars();
    let first = letters.next().map(|it| it.to_ascii_uppercase());
    let sentence: String = first.into_iter().chain(letters).collect();
    match column.unit_name() {
        Some(unit) => format!("{sentence} ({unit})"),
        None => sentence,
    }
}
