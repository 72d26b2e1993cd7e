//! The budget as all processes of a user see it: a small file, changed under a lock.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::api::budget::Budget;
use crate::system::hash::hash;
use crate::system::private;
use crate::terminal::console::Console;

/// On network file systems, `flock` may be local to a machine: then each machine has its own
/// budget.
pub(crate) struct Ledger {
    pub(crate) file: PathBuf,
    /// Replaces the file once it cannot be used: a run must not fail because of its ledger.
    memory: Mutex<Option<Budget>>,
    /// Nothing for the second of two ledgers, because the first prints the same messages.
    console: Option<Arc<Console>>,
}

impl Ledger {
    /// The ledger of a user. Its name is a hash, because the identity of a user may be no valid
    /// file name.
    pub(crate) fn of(folder: &Path, user: &str, console: Arc<Console>) -> Self {
        let file = folder.join("budget").join(hash(user) + ".json");
        Ledger { file, memory: Mutex::new(None), console: Some(console) }
    }

    /// The ledger of the limits that all users of an app share.
    pub(crate) fn of_app(folder: &Path, app: &str) -> Self {
        let file = folder.join("budget").join(format!("app-{}.json", hash(app)));
        Ledger { file, memory: Mutex::new(None), console: None }
    }

    /// Changes the budget under the lock.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Budget) -> T) -> T {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let lock = match &*memory {
            Some(_) => None,
            None => private::lock(&self.file.with_extension("lock"))
                .map_err(|error| self.give_up(&error))
                .ok(),
        };
        if lock.is_none() {
            return change(memory.get_or_insert_with(|| self.read()));
        }
        let before = self.read();
        let mut after = before.clone();
        let answer = change(&mut after);
        // The ledger is also written after a refusal, which may have corrected times in the future.
        if after != before
            && let Err(error) = self.write(&after)
        {
            self.give_up(&error);
            *memory = Some(after);
        }
        answer
    }

    /// A missing or corrupt ledger counts as empty.
    fn read(&self) -> Budget {
        self.look().unwrap_or_default()
    }

    /// The budget in the file. The error is a file that cannot be read or parsed.
    pub(crate) fn look(&self) -> io::Result<Budget> {
        match fs::read(&self.file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Budget::default()),
            text => Ok(serde_json::from_slice(&text?)?),
        }
    }

    /// Written to a temporary file and renamed, so that a killed process leaves the old one.
    fn write(&self, budget: &Budget) -> io::Result<()> {
        private::replace(&self.file, &serde_json::to_vec(budget)?)
    }

    fn give_up(&self, error: &io::Error) {
        if let Some(console) = &self.console {
            console.warn(&format!(
                "cannot save the request budget to `{}` ({error}); concurrent runs do not share it",
                self.file.display()
            ));
        }
    }
}
