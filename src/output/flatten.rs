//! From a row of the API, a JSON object, to the cells of a table.

use std::sync::Arc;

use crate::json::names::{NameReader, Names};
use crate::json::row::Row;
use crate::json::scan::{self, Place};
use crate::json::{NoObject, unescaped};
use crate::output::columns::{Columns, Leads, Level};

/// One row: the JSON text of each column's value, and the fields without a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cells<'a> {
    /// As many as there are columns. A value that is missing or null is `None`.
    pub(crate) values: Vec<Option<&'a str>>,
    /// Fields without a column: path and JSON text.
    pub(crate) extra: Vec<(String, &'a str)>,
}

/// Takes rows apart.
#[derive(Default)]
pub(crate) struct Flattener {
    /// The names of the last row.
    names: Option<Arc<Names>>,
    leads: Vec<Lead>,
    /// By level, the names in the objects that are opened.
    inside: Vec<(NameReader, Vec<Lead>)>,
}

/// The columns of a name; nothing if it is not Unicode.
type Lead = Option<Leads>;

impl Flattener {
    /// Takes a row apart, and reuses the memory of the cells of another one. Of a name that stands
    /// twice, the last value counts, as in most readers of JSON.
    pub(crate) fn flatten<'a>(
        &mut self,
        row: &'a Row,
        columns: &Columns,
        cells: &mut Cells<'a>,
    ) -> Result<(), NoObject> {
        if !row.is_object() {
            return Err(NoObject);
        }
        if !self.names.as_ref().is_some_and(|known| Arc::ptr_eq(known, row.names())) {
            self.names = Some(Arc::clone(row.names()));
            self.leads.clear();
            add_leads(&mut self.leads, row.names(), columns.level(0));
        }
        cells.values.clear();
        cells.values.resize(columns.len(), None);
        cells.extra.clear();
        for (name, value) in row.entries() {
            let leads = self.leads[name].ok_or(NoObject)?;
            if let Some(position) = leads.column {
                cells.values[position] = not_null(value);
            } else {
                let entry = (row.names().text(name), value);
                self.without_column(columns, (0, leads), entry, cells)?;
            }
        }
        Ok(())
    }

    /// An entry that has no column itself: the columns below it, or none at all.
    fn without_column<'a>(
        &mut self,
        columns: &Columns,
        (level, leads): (usize, Leads),
        (name, value): (&str, &'a str),
        cells: &mut Cells<'a>,
    ) -> Result<(), NoObject> {
        match leads.level {
            Some(below) if value.starts_with('{') => {
                return self.open(value, below, columns, cells);
            }
            Some(_) if value == "null" => return Ok(()),
            _ => {}
        }
        let path = columns.level(level).path(&unescaped(name).ok_or(NoObject)?);
        if !columns.leaves_out(&path) {
            cells.extra.retain(|(known, _)| *known != path);
            cells.extra.push((path, value));
        }
        Ok(())
    }

    /// Takes an object within a row apart.
    fn open<'a>(
        &mut self,
        object: &'a str,
        level: usize,
        columns: &Columns,
        cells: &mut Cells<'a>,
    ) -> Result<(), NoObject> {
        self.inside.resize_with(columns.levels(), Default::default);
        // Objects below it are of other levels.
        let (mut names, mut all_leads) = std::mem::take(&mut self.inside[level]);
        if names.forget_too_many() {
            all_leads.clear();
        }
        names.begin();
        let bytes = object.as_bytes();
        let mut outcome = Ok(());
        let read = scan::list(bytes, 0, b'{', |at| {
            let start = names.read(bytes, at)?;
            let end = scan::value(bytes, start)?;
            add_leads(&mut all_leads, names.names(), columns.level(level));
            let value = Place::new(start, end).of(object);
            match all_leads[names.last()] {
                None => outcome = Err(NoObject),
                Some(Leads { column: Some(position), .. }) => {
                    cells.values[position] = not_null(value);
                }
                Some(leads) if outcome.is_ok() => {
                    let entry = (names.names().text(names.last()), value);
                    outcome = self.without_column(columns, (level, leads), entry, cells);
                }
                Some(_) => {}
            }
            Ok(end)
        });
        self.inside[level] = (names, all_leads);
        read.map_err(|_| NoObject)?;
        outcome
    }
}

/// Adds the leads of names that are new.
fn add_leads(leads: &mut Vec<Lead>, names: &Names, level: &Level) {
    for number in leads.len()..names.len() {
        leads.push(unescaped(names.text(number)).map(|name| level.find(&name)));
    }
}

fn not_null(value: &str) -> Option<&str> {
    Some(value).filter(|value| !value.starts_with('n'))
}

#[cfg(test)]
pub(crate) fn flattened<'a>(row: &'a Row, columns: &Columns) -> Cells<'a> {
    let mut cells = Cells::default();
    Flattener::default().flatten(row, columns, &mut cells).expect("an object");
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::rows::read_array;
    use crate::output::columns::Column;

    #[test]
    fn long_names_that_begin_alike_and_rows_after_each_other_do_not_mix() {
        let names = ["_A", "_B"].map(|end| format!("TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR{end}"));
        let [a, b] = &names;
        let rows = format!(r#"[{{"{a}":1,"{b}":2,"NEW":3}},{{"{b}":4}},{{"{a}":5}}]"#);
        let rows = read_array(rows.as_bytes()).expect("rows");
        let columns = Columns::new(names.map(Column::new));
        let (mut flattener, mut cells) = (Flattener::default(), Cells::default());
        let expected = [
            ([Some("1"), Some("2")], vec![("NEW".to_owned(), "3")]),
            ([None, Some("4")], Vec::new()),
            ([Some("5"), None], Vec::new()),
        ];
        for (row, (values, extra)) in rows.iter().zip(expected) {
            flattener.flatten(row, &columns, &mut cells).expect("an object");
            assert_eq!((cells.values.as_slice(), &cells.extra), (&values[..], &extra));
        }
    }
}
