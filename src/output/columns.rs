//! The columns of an output, known before the first row.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use crate::output::data_type::DataType;
use crate::output::unit::Unit;

/// The fields that identify an object, in the order in which they come first.
const IDENTITY: [&str; 9] = [
    "ad_account_id",
    "business_id",
    "id",
    "asset_id",
    "media_id",
    "request_id",
    "schedule_id",
    "name",
    "status",
];

/// One column: the place of its value in a row of the API, and its heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// The name in the API's row; a dot leads into a nested object (`tracking_urls.click`).
    pub(crate) path: String,
    pub(crate) title: String,
    /// Ids are text even where the API writes a number: they may exceed what a float can hold.
    pub(crate) is_id: bool,
    pub(crate) data_type: DataType,
    pub(crate) unit: Unit,
    /// The column identifies the object of a row.
    pub(crate) is_key: bool,
}

impl Column {
    /// A column of unknown type, unless its name is that of an ID.
    pub(crate) fn new(path: impl Into<String>) -> Self {
        let path = path.into();
        let name = path.rsplit('.').next().unwrap_or_default().to_lowercase();
        let is_id = name == "id" || name.ends_with("_id");
        let data_type = if is_id { DataType::Text } else { DataType::Unknown };
        Column { title: path.clone(), path, is_id, data_type, unit: Unit::Plain, is_key: false }
    }

    /// A column with a heading that differs from its name in the API.
    pub(crate) fn titled(path: &str, title: &str) -> Self {
        Column { title: title.to_owned(), ..Column::new(path) }
    }

    /// An ID stays text, whatever number the API writes. A list of IDs is JSON.
    pub(crate) fn of_type(self, data_type: DataType, unit: Unit) -> Self {
        let is_list = data_type == DataType::Json;
        let data_type = if self.is_id && !is_list { DataType::Text } else { data_type };
        Column { data_type, unit, ..self }
    }

    /// The published unit of its values, which a conversion may have changed.
    pub(crate) fn unit_name(&self) -> Option<&'static str> {
        match self.data_type {
            DataType::Decimal if self.unit.is_micro() => Unit::Money.name(),
            DataType::Timestamp => None,
            _ => self.unit.name(),
        }
    }

    pub(crate) fn in_unit(self, unit: Unit) -> Self {
        Column { unit, ..self }
    }
}

pub(crate) fn is_identity(name: &str) -> bool {
    IDENTITY.contains(&name)
}

/// The names of an object's fields, separated by white space, in the order of its columns.
pub(crate) fn identity_first(names: &str) -> Vec<&str> {
    let rank = |name: &&str| IDENTITY.iter().position(|it| it == name).unwrap_or(IDENTITY.len());
    let mut names: Vec<_> = names.split_whitespace().collect();
    names.sort_by_key(rank);
    names
}

/// The entries of an object that lead to columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Level {
    /// The path of the object and a dot; empty for the row itself.
    prefix: String,
    /// A name may contain dots, like a path.
    names: HashMap<String, Leads, FixedState>,
}

/// The target of an entry.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Leads {
    /// The position of its column.
    pub(crate) column: Option<usize>,
    /// The level of the columns below it: an object there is opened.
    pub(crate) level: Option<usize>,
}

impl Level {
    /// The path of an entry.
    pub(crate) fn path(&self, name: &str) -> String {
        [&self.prefix, name].concat()
    }

    pub(crate) fn find(&self, name: &str) -> Leads {
        self.names.get(name).copied().unwrap_or_default()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Columns {
    all: Vec<Column>,
    /// The number of columns at the end that the run needs and nobody selected.
    hidden: usize,
    /// The outermost level, then the levels of the objects that are opened.
    levels: Vec<Level>,
    /// The user chose these columns, so the others are left out without a note.
    chosen: bool,
    /// Recognizes the columns that a request can have. Nobody requested those that are not here.
    requestable: Option<fn(&str) -> bool>,
}

impl Default for Columns {
    fn default() -> Self {
        let levels = vec![Level::default()];
        Columns { all: Vec::new(), hidden: 0, levels, chosen: false, requestable: None }
    }
}

impl Columns {
    pub(crate) fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Columns::keyed([], columns)
    }

    /// Of columns with the same path, the first counts.
    pub(crate) fn keyed(
        keys: impl IntoIterator<Item = Column>,
        others: impl IntoIterator<Item = Column>,
    ) -> Self {
        let mut known = Columns::default();
        keys.into_iter().for_each(|key| known.add(Column { is_key: true, ..key }));
        others.into_iter().for_each(|column| known.add(column));
        known
    }

    fn add(&mut self, column: Column) {
        if self.position(&column.path).is_some() {
            return;
        }
        for (dot, _) in column.path.match_indices('.') {
            let prefix = &column.path[..=dot];
            if self.levels.iter().all(|level| level.prefix != prefix) {
                let below = self.levels.len();
                self.lead(&prefix[..dot], |leads| leads.level = Some(below));
                self.levels.push(Level { prefix: prefix.to_owned(), ..Level::default() });
            }
        }
        let position = self.all.len();
        self.lead(&column.path, |leads| leads.column = Some(position));
        self.all.push(column);
    }

    /// Sets where a path leads to from each level above it.
    fn lead(&mut self, path: &str, to: impl Fn(&mut Leads)) {
        for level in &mut self.levels {
            if let Some(name) = path.strip_prefix(&level.prefix) {
                to(level.names.entry(name.to_owned()).or_default());
            }
        }
    }

    /// The same with one column more, behind the keys.
    #[must_use]
    pub(crate) fn with_key(self, key: Column) -> Self {
        self.with_behind_keys(Column { is_key: true, ..key })
    }

    /// The same with a column behind the keys that is not one of them.
    #[must_use]
    pub(crate) fn with_behind_keys(self, column: Column) -> Self {
        let (keys, others): (Vec<_>, Vec<_>) = self.all.into_iter().partition(|it| it.is_key);
        let Columns { chosen, requestable, .. } = self;
        let others = [column].into_iter().chain(others);
        Columns { chosen, requestable, ..Columns::keyed(keys, others) }
    }

    /// These columns and no others, whatever else the rows have.
    pub(crate) fn only(columns: impl IntoIterator<Item = Column>) -> Self {
        Columns { chosen: true, ..Columns::new(columns) }
    }

    /// Writes only the columns at these positions, in this order, each once. Their headings stay as
    /// they are.
    #[must_use]
    pub(crate) fn select(self, positions: &[usize], keep_extra: bool) -> Self {
        let mut left: Vec<_> = self.all.into_iter().map(Some).collect();
        let selected = positions.iter().filter_map(|position| left.get_mut(*position)?.take());
        let selected: Vec<_> = selected.collect();
        let hidden: Vec<_> = left.into_iter().flatten().collect();
        let mut known = Columns {
            hidden: hidden.len(),
            chosen: self.chosen || !keep_extra,
            requestable: self.requestable,
            ..Columns::default()
        };
        selected.into_iter().chain(hidden).for_each(|column| known.add(column));
        known
    }

    /// Does not write the column at this path.
    #[must_use]
    pub(crate) fn without(self, path: &str) -> Self {
        let others = self.iter().enumerate().filter(|(_, column)| column.path != path);
        let positions: Vec<_> = others.map(|(position, _)| position).collect();
        self.select(&positions, true)
    }

    /// Leaves out the other columns that a request can have, even if rows have them. Unknown fields
    /// stay.
    #[must_use]
    pub(crate) fn requested_of(self, requestable: fn(&str) -> bool) -> Self {
        Columns { requestable: Some(requestable), ..self }
    }

    /// Is a field of a row that has no column here left out without a word?
    pub(crate) fn leaves_out(&self, path: &str) -> bool {
        self.chosen || self.requestable.is_some_and(|is_requestable| is_requestable(path))
    }

    /// The number of cells of a row, those of hidden columns included.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// The columns to write.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Column> {
        self.all[..self.all.len() - self.hidden].iter()
    }

    /// Does the column identify the object of a row?
    pub(crate) fn is_key(&self, position: usize) -> bool {
        self.all[position].is_key
    }

    /// Is it one of the columns to write?
    pub(crate) fn is_written(&self, path: &str) -> bool {
        self.position(path).is_some_and(|position| position < self.all.len() - self.hidden)
    }

    pub(crate) fn position(&self, path: &str) -> Option<usize> {
        self.levels[0].find(path).column
    }

    /// The number of levels.
    pub(crate) fn levels(&self) -> usize {
        self.levels.len()
    }

    pub(crate) fn level(&self, level: usize) -> &Level {
        &self.levels[level]
    }

    /// The same columns with types that the run's options change.
    #[must_use]
    pub(crate) fn retyped(mut self, data_type: impl Fn(&Column) -> DataType) -> Self {
        for column in &mut self.all {
            column.data_type = data_type(column);
        }
        self
    }

    /// Heads the columns to write by other names, which are unique.
    #[must_use]
    pub(crate) fn headed(mut self, titles: Vec<String>) -> Self {
        for (column, title) in self.all.iter_mut().zip(titles) {
            column.title = title;
        }
        self
    }

    /// Heads the columns by other names. Columns that would share a heading keep their own name
    /// behind it, so that every heading stays unique.
    #[must_use]
    pub(crate) fn titled(mut self, titles: &HashMap<String, String>) -> Self {
        let title = |column: &Column| titles.get(&column.path).unwrap_or(&column.path).clone();
        let mut uses: HashMap<String, usize> = HashMap::new();
        for column in &self.all {
            *uses.entry(title(column)).or_default() += 1;
        }
        for column in &mut self.all {
            let title = title(column);
            column.title =
                if uses[&title] > 1 { format!("{title} ({})", column.path) } else { title };
        }
        self
    }

    /// Changes headings. One that another column has already is told apart by the column's own
    /// name.
    #[must_use]
    pub(crate) fn retitled(mut self, title: impl Fn(&Column) -> String) -> Self {
        let taken: HashSet<_> = self.all.iter().map(|column| column.title.clone()).collect();
        for column in &mut self.all {
            let title = title(column);
            if title != column.title {
                let is_taken = taken.contains(&title);
                column.title = if is_taken { format!("{title} ({})", column.path) } else { title };
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_that_identify_an_object_come_first() {
        let fields = identity_first("bid status zone name rule.id id ad_account_id");
        assert_eq!(fields.join(" "), "ad_account_id id name status bid zone rule.id");
    }

    #[test]
    fn a_shared_display_name_is_told_apart_by_the_names_of_the_api() {
        let columns = Columns::new(["A", "B", "C", "A"].map(Column::new));
        let titles = [("A", "Clicks"), ("B", "Clicks")];
        let titles = titles.map(|(name, title)| (name.to_owned(), title.to_owned())).into();
        let headings: Vec<_> = columns.titled(&titles).iter().map(|c| c.title.clone()).collect();
        assert_eq!(headings, ["Clicks (A)", "Clicks (B)", "C"]);
    }
}
