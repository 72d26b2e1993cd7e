//! A run of pinads behind Prism, and the table that it should write.

use crate::support::cases::meaning;
use crate::support::sandbox::cells;

pub(crate) type Table = Vec<Vec<String>>;

pub(crate) struct Case {
    /// Separated by spaces.
    pub(crate) arguments: String,
    /// With its header.
    pub(crate) table: Table,
}

impl Case {
    pub(crate) fn check(&self, csv: &str) {
        let written = cells(csv);
        let arguments = &self.arguments;
        assert_eq!(written.first(), self.table.first(), "{arguments}");
        assert_eq!(written.len(), self.table.len(), "rows of {arguments}");
        for (number, (written, expected)) in written.iter().zip(&self.table).enumerate().skip(1) {
            for ((name, cell), truth) in self.table[0].iter().zip(written).zip(expected) {
                assert!(
                    same(name, cell, truth),
                    "{name} in row {number} is `{cell}`, not `{truth}`: {arguments}"
                );
            }
        }
    }
}

/// Prism reads an answer into JavaScript's values and writes it anew, so a number arrives as another
/// text for the same f64. (That pinads keeps all digits is for the tests without Prism to show.) Ids
/// are text and pass as they are.
fn same(name: &str, cell: &str, truth: &str) -> bool {
    let is_id = name.to_lowercase().ends_with("id");
    let number = |text: &str| text.parse::<f64>().ok().filter(|_| !is_id);
    // Both are read from a text by the same rules, so equal means equal to the last bit.
    meaning(cell) == meaning(truth) || number(cell).is_some_and(|cell| Some(cell) == number(truth))
}
