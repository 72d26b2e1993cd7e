//! From a row of the API, a JSON object, to the cells of a table.

use std::borrow::Cow;

use crate::json::row::Row;
use crate::json::{NoObject, each_entry, unescaped};
use crate::output::columns::{Columns, Leads};

/// One row: the JSON text of each column's value, and the fields without a column.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Cells<'a> {
    /// As many as there are columns. A value that is missing or null is `None`.
    pub(crate) values: Vec<Option<&'a str>>,
    /// Fields without a column: path and JSON text.
    pub(crate) extra: Vec<(String, &'a str)>,
}

/// Takes rows apart.
#[derive(Debug, Default)]
pub(crate) struct Flattener {
    /// The page of the last row.
    page: Option<u64>,
    /// The columns of the names of this page; nothing for a name that is not Unicode.
    leads: Vec<Option<Leads>>,
}

impl Flattener {
    /// Of a name that stands twice, the last value counts, as in most readers of JSON.
    pub(crate) fn flatten<'a>(
        &mut self,
        row: &'a Row,
        columns: &Columns,
    ) -> Result<Cells<'a>, NoObject> {
        if !row.is_object() {
            return Err(NoObject);
        }
        if self.page != Some(row.page()) {
            let find = |name| Some(columns.level(0).find(&unescaped(row.name(name))?));
            self.leads.clear();
            self.leads.extend((0..row.names()).map(find));
            self.page = Some(row.page());
        }
        let mut cells = Cells { values: vec![None; columns.len()], extra: Vec::new() };
        for (name, value) in row.entries() {
            let leads = self.leads[name].ok_or(NoObject)?;
            if let Some(position) = leads.column {
                cells.values[position] = not_null(value);
            } else {
                let name = unescaped(row.name(name)).ok_or(NoObject)?;
                without_column(columns, 0, leads, &name, value, &mut cells)?;
            }
        }
        Ok(cells)
    }
}

fn not_null(value: &str) -> Option<&str> {
    Some(value).filter(|value| !value.starts_with('n'))
}

/// An entry that has no column itself: the columns below it, or none at all.
fn without_column<'a>(
    columns: &Columns,
    level: usize,
    leads: Leads,
    name: &str,
    value: &'a str,
    cells: &mut Cells<'a>,
) -> Result<(), NoObject> {
    match leads.level {
        Some(below) if value.starts_with('{') => return open(value, below, columns, cells),
        Some(_) if value == "null" => return Ok(()),
        _ => {}
    }
    let path = columns.level(level).path(name);
    if !columns.leaves_out(&path) {
        cells.extra.retain(|(known, _)| *known != path);
        cells.extra.push((path, value));
    }
    Ok(())
}

/// Takes an object within a row apart.
fn open<'a>(
    object: &'a str,
    level: usize,
    columns: &Columns,
    cells: &mut Cells<'a>,
) -> Result<(), NoObject> {
    let mut inside = Ok(());
    each_entry(object, |name: Cow<'a, str>, value| {
        let leads = columns.level(level).find(&name);
        match leads.column {
            Some(position) => cells.values[position] = not_null(value),
            None if inside.is_ok() => {
                inside = without_column(columns, level, leads, &name, value, cells);
            }
            None => {}
        }
    })?;
    inside
}

#[cfg(test)]
pub(crate) fn flattened<'a>(row: &'a Row, columns: &Columns) -> Cells<'a> {
    Flattener::default().flatten(row, columns).expect("an object")
}
