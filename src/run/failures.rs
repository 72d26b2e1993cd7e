//! The ad accounts that a run could not write, and the error about them.

use crate::error::{Error, Kind};
use crate::options::accounts::AdAccount;
use crate::terminal::counted::counted;

#[derive(Default)]
pub(super) struct Failures {
    failed: Vec<(AdAccount, Error)>,
    /// The cause that ended the run, and how many ad accounts are missing because of it.
    end: Option<(Error, usize)>,
}

impl Failures {
    /// Returns whether this is the first ad account with this error.
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

    /// The number of missing ad accounts.
    pub(super) fn missing(&self) -> usize {
        self.failed.len() + self.end.as_ref().map_or(0, |(_, missing)| *missing)
    }

    pub(super) fn is_of_the_output(&self) -> bool {
        self.end.as_ref().is_some_and(|(cause, _)| cause.is_of_the_output())
    }

    /// The error of the whole run; `files` states the outcome for the files.
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
                    .hint(format!("run the same command with `--ad-account {}`", ids.join(",")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str) -> AdAccount {
        serde_json::from_value(serde_json::json!({ "id": id })).expect("an ad account")
    }

    fn refused(request: &str) -> Error {
        Error::new(Kind::Refused, "no").about(request)
    }

    #[test]
    fn the_same_error_is_new_once() {
        let mut failures = Failures::default();
        assert!(failures.add(account("1"), refused("GET /1")));
        assert!(failures.add(account("2"), refused("GET /2")));
        assert!(!failures.add(account("3"), refused("GET /1")));
        assert!(failures.add(account("4"), refused("GET /1").hint("another")));
        let error = failures.error(5, "; no file");
        assert_eq!(error.message, "4 of 5 ad accounts failed: 1, 2, 3, 4; no file");
        assert_eq!(error.kind, Kind::Partial);
    }

    #[test]
    fn a_cause_counts_those_behind_it_and_those_that_failed_before() {
        let mut failures = Failures::default();
        failures.add(account("1"), refused("GET /1"));
        failures.end(Error::new(Kind::OverBudget, "used up").hint("later"), 2);
        assert_eq!((failures.missing(), failures.is_of_the_output()), (3, false));
        let error = failures.error(4, "");
        assert_eq!(error.message, "used up; 3 of 4 ad accounts are missing");
        assert_eq!((error.kind, error.hint.as_deref()), (Kind::OverBudget, Some("later")));
    }
}
