//! The columns of an output, known before the first row.

use std::collections::{HashMap, HashSet};

/// One column: where its value stands in a row of the API, and how it is headed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// The name in the API's row; a dot leads into a nested object (`tracking_urls.click`).
    pub(crate) path: String,
    pub(crate) title: String,
    /// Ids are text even where the API writes a number: they may exceed what a float can hold.
    pub(crate) is_id: bool,
}

impl Column {
    pub(crate) fn new(path: impl Into<String>) -> Self {
        let path = path.into();
        let name = path.rsplit('.').next().unwrap_or_default().to_lowercase();
        let is_id = name == "id" || name.ends_with("_id");
        Column { title: path.clone(), path, is_id }
    }

    /// The columns of a list of names, separated by white space.
    pub(crate) fn list(names: &str) -> impl Iterator<Item = Column> {
        names.split_whitespace().map(Column::new)
    }

    /// A column that is headed otherwise than the API calls it.
    pub(crate) fn titled(path: &str, title: &str) -> Self {
        Column { title: title.to_owned(), ..Column::new(path) }
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    all: Vec<Column>,
    position: HashMap<String, usize>,
    /// Paths that lead to columns below them: objects there are opened.
    opened: HashSet<String>,
    /// Somebody chose these columns out of more: the rest is left out without a word.
    chosen: bool,
}

impl Columns {
    /// Of columns with the same path, the first counts.
    pub(crate) fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        let mut known = Columns::default();
        for column in columns {
            if known.position.contains_key(&column.path) {
                continue;
            }
            for (dot, _) in column.path.match_indices('.') {
                known.opened.insert(column.path[..dot].to_owned());
            }
            known.position.insert(column.path.clone(), known.all.len());
            known.all.push(column);
        }
        known
    }

    /// These columns and no others, whatever else the rows have.
    pub(crate) fn only(columns: impl IntoIterator<Item = Column>) -> Self {
        Columns { chosen: true, ..Columns::new(columns) }
    }

    pub(crate) fn are_chosen(&self) -> bool {
        self.chosen
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Column> {
        self.all.iter()
    }

    pub(crate) fn position(&self, path: &str) -> Option<usize> {
        self.position.get(path).copied()
    }

    /// The same where the API is likely to have kept to the order of the columns.
    pub(crate) fn position_near(&self, path: &str, guess: usize) -> Option<usize> {
        match self.all.get(guess) {
            Some(column) if column.path == path => Some(guess),
            _ => self.position(path),
        }
    }

    pub(crate) fn is_opened(&self, path: &str) -> bool {
        self.opened.contains(path)
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_display_name_is_told_apart_by_the_names_of_the_api() {
        let columns = Columns::new(["A", "B", "C", "A"].map(Column::new));
        let titles = [("A", "Clicks"), ("B", "Clicks")];
        let titles = titles.map(|(name, title)| (name.to_owned(), title.to_owned())).into();
        let headings: Vec<_> = columns.titled(&titles).iter().map(|c| c.title.clone()).collect();
        assert_eq!(headings, ["Clicks (A)", "Clicks (B)", "C"]);
    }
}
