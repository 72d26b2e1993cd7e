//! The outcome of one attempt of a request.

use crate::api::retry::Failure;
use crate::api::width::Outcome;
use crate::error::Error;

/// `T` is the type of the parsed response.
pub(crate) type Attempt<T> = Result<T, Unanswered>;

/// An attempt without a response that can be used.
pub(crate) enum Unanswered {
    /// It failed: `retry::decide` says whether another attempt follows.
    Failed(Failure),
    /// No attempt can follow, whatever the API would respond: no token, no budget left.
    Ended(Error),
}

impl Unanswered {
    /// The meaning of the attempt for the number of concurrent requests.
    pub(crate) fn outcome<T>(attempt: &Attempt<T>) -> Outcome {
        match attempt {
            Ok(_) => Outcome::Good,
            Err(Unanswered::Failed(failure)) if failure.is_of_the_load() => Outcome::Trouble,
            Err(_) => Outcome::Neutral,
        }
    }

    /// Did the API refuse the token, and not the request?
    pub(crate) fn is_of_the_token(&self) -> bool {
        matches!(self, Unanswered::Failed(failure) if failure.is_of_the_token())
    }
}

impl From<Failure> for Unanswered {
    fn from(failure: Failure) -> Self {
        Unanswered::Failed(failure)
    }
}

impl From<Error> for Unanswered {
    fn from(error: Error) -> Self {
        Unanswered::Ended(error)
    }
}
