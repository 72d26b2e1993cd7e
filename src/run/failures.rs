//! The ad accounts that a run could not write, and the error that says so.

use crate::accounts::AdAccount;
use crate::error::{Error, Kind};
use crate::summary::counted;

#[derive(Default)]
pub(super) struct Failures {
    failed: Vec<(AdAccount, Error)>,
    /// The cause that ended the run, and how many ad accounts are missing because of it.
    end: Option<(Error, usize)>,
}

impl Failures {
    /// Returns whether nobody has failed with the same error.
    pub(super) fn add(&mut self, account: AdAccount, error: Error) -> bool {
        let is_new = !self.failed.iter().any(|(_, other)| {
            (other.kind, &other.message, &other.request, &other.hint)
                == (error.kind, &error.message, &error.request, &error.hint)
        });
        self.failed.push((account, error));
        is_new
    }

    pub(super) fn end(&mut self, cause: Error, missing: usize) {
        self.end = Some((cause, missing));
    }

    /// How many ad accounts are missing.
    pub(super) fn missing(&self) -> usize {
        self.failed.len() + self.end.as_ref().map_or(0, |(_, missing)| *missing)
    }

    pub(super) fn is_of_the_output(&self) -> bool {
        self.end.as_ref().is_some_and(|(cause, _)| cause.kind == Kind::BadOutput)
    }

    /// The error of the whole run; `files` says what became of the files.
    pub(super) fn error(self, accounts: usize, files: &str) -> Error {
        let missing = self.missing();
        if let Some((cause, _)) = self.end {
            let verb = if missing == 1 { "is" } else { "are" };
            let of = counted(accounts, "ad account");
            let message = format!("{}; {missing} of {of} {verb} missing{files}", cause.message);
            return Error { message, ..cause };
        }
        let names: Vec<_> = self.failed.iter().map(|(account, _)| account.label()).collect();
        let ids: Vec<_> = self.failed.iter().map(|(account, _)| account.id.clone()).collect();
        match self.failed.into_iter().next() {
            Some((_, first)) if missing == accounts => first,
            _ => {
                let of = counted(accounts, "ad account");
                let message = format!("{missing} of {of} failed: {}{files}", names.join(", "));
                Error::new(Kind::Partial, message)
                    .hint(format!("the same command with `--ad-account {}`", ids.join(",")))
            }
        }
    }
}
