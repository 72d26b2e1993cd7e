//! The outcome of a batch: one error for all lines that failed. Pure.

use crate::error::{Error, Kind, Result};
use crate::terminal::counted::counted;

/// The lines that failed, in the order in which they ended.
#[derive(Default)]
pub(super) struct Outcome {
    succeeded: usize,
    /// The number of the line, the report, and the error.
    failed: Vec<(usize, &'static str, Error)>,
    /// The cause that ended the run, and the number of the lines that are missing because of it.
    end: Option<(Error, usize)>,
}

impl Outcome {
    pub(super) fn succeeded(&mut self) {
        self.succeeded += 1;
    }

    pub(super) fn failed(&mut self, number: usize, report: &'static str, error: Error) {
        self.failed.push((number, report, error));
    }

    pub(super) fn ended(&mut self, cause: Error, missing: usize) {
        self.end = Some((cause, missing));
    }

    /// Would a later run of the same batch end in the same way?
    pub(super) fn is_final(&self) -> bool {
        let errors = self.failed.iter().map(|(.., error)| error);
        let cause = self.end.iter().map(|(cause, _)| cause);
        errors.chain(cause).all(|error| error.kind.is_final())
    }

    pub(super) fn result(mut self) -> Result<()> {
        self.failed.sort_by_key(|(number, ..)| *number);
        let has_some =
            self.succeeded > 0 || self.failed.iter().any(|(.., error)| error.kind == Kind::Partial);
        let of = |missing: usize| self.succeeded + self.failed.len() + missing;
        if let Some((cause, missing)) = self.end {
            let all = of(missing);
            let missing = missing + self.failed.len();
            let verb = if missing == 1 { "is" } else { "are" };
            let message =
                format!("{}; {missing} of {} {verb} missing", cause.message, counted(all, "line"));
            let kind = if has_some { Kind::Partial } else { cause.kind };
            return Err(Error { kind, message, ..cause });
        }
        let all = counted(of(0), "line");
        let Some((.., first)) = self.failed.first() else { return Ok(()) };
        let kind = if has_some { Kind::Partial } else { first.kind };
        let names = self.failed.iter().map(|(number, report, _)| format!("{number} ({report})"));
        let names = names.collect::<Vec<_>>().join(", ");
        Err(Error::new(kind, format!("{} of {all} failed: {names}", self.failed.len())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(succeeded: usize, failed: &[Kind], end: Option<(Kind, usize)>) -> (u8, String) {
        let mut outcome = Outcome { succeeded, ..Outcome::default() };
        for (at, kind) in failed.iter().enumerate() {
            // The last line ends first.
            outcome.failed(9 - at, "pins", Error::new(*kind, "no"));
        }
        if let Some((kind, missing)) = end {
            outcome.ended(Error::new(kind, "cause"), missing);
        }
        outcome
            .result()
            .map_or_else(|error| (error.kind.exit_code(), error.message), |()| (0, String::new()))
    }

    #[test]
    fn the_code_is_0_or_6_or_that_of_the_first_failure() {
        let two = [Kind::Refused, Kind::Unreachable];
        for (succeeded, failed, end, code, message) in [
            (2, &[][..], None, 0, ""),
            (1, &two, None, 6, "2 of 3 lines failed: 8 (pins), 9 (pins)"),
            (0, &two, None, 5, "2 of 2 lines failed: 8 (pins), 9 (pins)"),
            (
                0,
                &[Kind::Partial, Kind::Refused],
                None,
                6,
                "2 of 2 lines failed: 8 (pins), 9 (pins)",
            ),
            (0, &[], Some((Kind::NotSignedIn, 3)), 3, "cause; 3 of 3 lines are missing"),
            (
                2,
                &[Kind::Refused],
                Some((Kind::OverBudget, 4)),
                6,
                "cause; 5 of 7 lines are missing",
            ),
            (1, &[], Some((Kind::OverBudget, 1)), 6, "cause; 1 of 2 lines is missing"),
        ] {
            let expected = (code, message.to_owned());
            assert_eq!(outcome(succeeded, failed, end), expected, "{succeeded} {failed:?} {end:?}");
        }
    }
}
