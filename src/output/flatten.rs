//! From a row of the API, a JSON object, to the cells of a table.

use std::borrow::Cow;

use crate::json::each_entry;
use crate::output::columns::Columns;

/// One row: the JSON text of each column's value, and the fields without a column.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Cells<'a> {
    /// As many as there are columns. A value that is missing or null is `None`.
    pub(crate) values: Vec<Option<&'a str>>,
    /// Fields without a column: path and JSON text.
    pub(crate) extra: Vec<(String, &'a str)>,
}

/// Takes an object apart. Of a name that stands twice, the last value counts, as in most readers of
/// JSON.
pub(crate) fn flatten<'a>(row: &'a str, columns: &Columns) -> serde_json::Result<Cells<'a>> {
    let mut cells = Cells { values: vec![None; columns.len()], extra: Vec::new() };
    open(row, "", columns, &mut cells)?;
    Ok(cells)
}

fn open<'a>(
    object: &'a str,
    prefix: &str,
    columns: &Columns,
    cells: &mut Cells<'a>,
) -> serde_json::Result<()> {
    let mut nested = Ok(());
    let mut next = 0;
    each_entry(object, |name, value| {
        let path = match prefix {
            "" => name,
            prefix => Cow::Owned(format!("{prefix}.{name}")),
        };
        if let Some(position) = columns.position_near(&path, next) {
            next = position + 1;
            cells.values[position] = Some(value).filter(|value| *value != "null");
        } else if columns.is_opened(&path) && value.starts_with('{') {
            if nested.is_ok() {
                nested = open(value, &path, columns, cells);
            }
        } else if !(columns.leaves_out(&path) || (columns.is_opened(&path) && value == "null")) {
            cells.extra.retain(|(known, _)| *known != path);
            cells.extra.push((path.into_owned(), value));
        }
    })?;
    nested
}
