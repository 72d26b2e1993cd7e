//! Rows as JSON objects: keys in another order than in the header, some of them missing.

use std::collections::BTreeMap;

use fastrand::Rng;

use crate::cells::{Row, value};
use crate::columns::Column;

pub(crate) struct Objects {
    fields: Vec<Field>,
    is_shuffled: bool,
}

/// A key of an object, and what it leads to.
enum Field {
    Cell(String, Column),
    Nested(String, Vec<Field>),
}

impl Objects {
    /// All objects have one order of keys, unless it is shuffled for each.
    pub(crate) fn new(columns: &[Column], is_shuffled: bool) -> Self {
        let columns: Vec<_> = columns.iter().map(|column| (column.name.as_str(), column)).collect();
        Objects { fields: fields(&columns, &mut Rng::with_seed(27)), is_shuffled }
    }

    pub(crate) fn push(&mut self, text: &mut String, row: &Row, rng: &mut Rng) {
        if self.is_shuffled {
            rng.shuffle(&mut self.fields);
        }
        push(&self.fields, text, row, rng);
    }
}

/// The columns of an object, each with the rest of its name.
fn fields(columns: &[(&str, &Column)], rng: &mut Rng) -> Vec<Field> {
    let mut inner: BTreeMap<&str, Vec<(&str, &Column)>> = BTreeMap::new();
    let mut fields = Vec::new();
    for (name, column) in columns {
        match name.split_once('.') {
            Some((outer, rest)) => inner.entry(outer).or_default().push((rest, column)),
            None => fields.push(Field::Cell((*name).to_owned(), (*column).clone())),
        }
    }
    for (name, columns) in inner {
        fields.push(Field::Nested(name.to_owned(), self::fields(&columns, rng)));
    }
    rng.shuffle(&mut fields);
    fields
}

fn push(fields: &[Field], text: &mut String, row: &Row, rng: &mut Rng) {
    text.push('{');
    let start = text.len();
    for field in fields {
        let end = text.len();
        if end > start {
            text.push(',');
        }
        match field {
            Field::Cell(name, column) => match value(column, row, rng) {
                Some(value) => text.extend(["\"", name, "\":", &value]),
                None => text.truncate(end),
            },
            Field::Nested(name, _) if rng.u8(..15) == 0 => {
                text.extend(["\"", name, "\":null"]);
            }
            Field::Nested(name, fields) => {
                text.extend(["\"", name, "\":"]);
                push(fields, text, row, rng);
            }
        }
    }
    text.push('}');
}
