//! The typed ids that have no rows.

use std::collections::HashSet;

use crate::output::Batch;
use crate::reports::Named;
use crate::terminal::counted::{counted, listed};
use crate::terminal::printable::one_line;

pub(super) struct Absent {
    named: Named,
    left: HashSet<String>,
    /// A row without an ID can belong to any of them.
    is_unknown: bool,
}

impl Absent {
    pub(super) fn new(named: Named) -> Self {
        let left = named.ids.iter().cloned().collect();
        Absent { named, left, is_unknown: false }
    }

    pub(super) fn see(&mut self, batch: &Batch) {
        for row in &batch.rows {
            if self.left.is_empty() || self.is_unknown {
                return;
            }
            match row.field(self.named.column) {
                Some(id) => {
                    self.left.remove(&id);
                }
                None => self.is_unknown = true,
            }
        }
    }

    pub(super) fn note(&self) -> Option<String> {
        let mut left = self.left.clone();
        // In the typed order, each once.
        let ids: Vec<_> =
            self.named.ids.iter().filter(|id| left.remove(*id)).map(|id| one_line(id)).collect();
        if ids.is_empty() || self.is_unknown {
            return None;
        }
        let Named { option, advice, .. } = self.named;
        let count = counted(ids.len(), "id");
        Some(format!("no rows for {count} of `{option}`: {}; {advice}", listed(&ids)))
    }
}
