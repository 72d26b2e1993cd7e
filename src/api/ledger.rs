//! The budget as all processes of a user see it: a small file, changed under a lock.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::api::budget::Budget;
use crate::system::hash::hash;
use crate::system::private;
use crate::terminal::console::Console;

/// Flock may be local to a machine on network file systems: the budget is then kept per machine.
pub(crate) struct Ledger {
    pub(crate) file: PathBuf,
    /// Stands in for the file once it cannot be used: a run does not fail for that.
    memory: Mutex<Option<Budget>>,
    /// Nothing for a ledger that lies beside one that says the same.
    console: Option<Arc<Console>>,
}

impl Ledger {
    /// The ledger of a user, named by a hash: what tells users apart may be no name for a file.
    pub(crate) fn of(folder: &Path, user: &str, console: Arc<Console>) -> Self {
        let file = folder.join("budget").join(hash(user) + ".json");
        Ledger { file, memory: Mutex::new(None), console: Some(console) }
    }

    /// The ledger of what all users of an app share.
    pub(crate) fn of_app(folder: &Path, app: &str) -> Self {
        let file = folder.join("budget").join(format!("app-{}.json", hash(app)));
        Ledger { file, memory: Mutex::new(None), console: None }
    }

    /// Changes the budget while no other process can.
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
        // A refusal is written too: it may have mended times that lay in the future.
        if after != before
            && let Err(error) = self.write(&after)
        {
            self.give_up(&error);
            *memory = Some(after);
        }
        answer
    }

    /// A missing or damaged ledger is an empty one.
    fn read(&self) -> Budget {
        self.look().unwrap_or_default()
    }

    /// The budget as it is in the file; an error if that cannot be read, or not be understood.
    pub(crate) fn look(&self) -> io::Result<Budget> {
        match fs::read(&self.file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Budget::default()),
            text => Ok(serde_json::from_slice(&text?)?),
        }
    }

    /// Written beside and renamed, so that being killed here leaves the old one.
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
