//! Errors for people: one sentence, the request, and a command to type.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// The published exit codes. Scripts depend on them.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) enum Kind {
    /// A bug, or something local that no other kind names.
    Internal,
    /// Another process runs the same command.
    AlreadyRunning,
    /// The command is invalid or incomplete. Most mistakes show before the first request, others only
    /// in a response: ad accounts to choose from, a response without the requested part.
    Usage,
    /// No token, or the API refused it.
    NotSignedIn,
    /// The API understood the request and refused it.
    Refused,
    /// The API or the network kept failing.
    Unreachable,
    /// Waiting for the budget would take longer than `--max-wait`.
    OverBudget,
    /// The API returned a value that its column cannot hold.
    Misfit,
    /// Some ad accounts failed, the others are written.
    Partial,
    /// The output could not be written.
    BadOutput,
    /// The pipe was closed: a normal end.
    ClosedPipe,
    /// SIGHUP, SIGINT or SIGTERM, by its number.
    Signal(u8),
}

impl Kind {
    /// Will the same command always end in the same way?
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Kind::Usage | Kind::Refused | Kind::ClosedPipe)
    }

    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Kind::ClosedPipe => 0,
            Kind::Internal | Kind::AlreadyRunning => 1,
            Kind::Usage => 2,
            Kind::NotSignedIn => 3,
            Kind::Refused => 4,
            Kind::Unreachable | Kind::OverBudget | Kind::Misfit => 5,
            Kind::Partial => 6,
            Kind::BadOutput => 7,
            Kind::Signal(number) => 128 + number,
        }
    }
}

/// A size that the API refuses, or may refuse: a request with fewer ids may succeed.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) enum Oversize {
    /// The API says so.
    Certain,
    /// The failure can also mean that the API is down.
    Possible,
}

/// An error as it is printed: `message`, then `request`, then `hint`. None of them holds a secret.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Error {
    pub(crate) kind: Kind,
    pub(crate) message: String,
    pub(crate) request: Option<String>,
    pub(crate) hint: Option<String>,
    /// The request is too large, or may be.
    pub(crate) oversize: Option<Oversize>,
    /// Pinterest's own number for what was wrong.
    pub(crate) code: Option<i64>,
    /// The HTTP status of the API's refusal.
    #[serde(default)]
    pub(crate) status: Option<u16>,
    /// The cause is the same for all ad accounts.
    #[serde(default)]
    pub(crate) is_common: bool,
    /// The API's own words in full, which `message` may cut.
    #[serde(skip)]
    pub(crate) words: Option<Box<str>>,
    /// The error below this one, which `message` repeats. It stays in the process.
    #[serde(skip)]
    pub(crate) cause: Option<Arc<Cause>>,
}

/// Boxed as well as shared, so that `Error` stays small.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

impl Error {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        let message = message.into();
        let (request, hint, code, words) = (None, None, None, None);
        let (oversize, is_common, status, cause) = (None, false, None, None);
        Error { kind, message, request, hint, oversize, code, status, is_common, words, cause }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Is nothing to be published, not even what came before?
    pub(crate) fn is_of_the_output(&self) -> bool {
        matches!(self.kind, Kind::BadOutput | Kind::Misfit)
    }

    /// Does the cause belong to the run and not to one ad account?
    pub(crate) fn ends_the_run(&self) -> bool {
        match self.kind {
            Kind::Usage | Kind::Refused | Kind::Unreachable | Kind::Partial => self.is_common,
            _ => true,
        }
    }

    pub(crate) fn common(mut self) -> Self {
        self.is_common = true;
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Keeps the error below this one.
    pub(crate) fn caused_by(mut self, cause: impl Into<Cause>) -> Self {
        self.cause = Some(Arc::new(cause.into()));
        self
    }

    pub(crate) fn about(mut self, request: impl Into<String>) -> Self {
        self.request.get_or_insert(request.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        if let Some(request) = &self.request {
            write!(f, "\n  {request}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_deref().map(|cause| &**cause as _)
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::io;

    use super::*;

    #[test]
    fn an_error_keeps_its_cause_in_this_process_only() {
        let cause = io::Error::from(io::ErrorKind::StorageFull);
        let error = Error::new(Kind::BadOutput, "cannot write").hint("free space").caused_by(cause);
        let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
        assert_eq!(cause.map(io::Error::kind), Some(io::ErrorKind::StorageFull));
        assert_eq!(error.to_string(), "cannot write\n\nhint: free space");
        let text = serde_json::to_string(&error).expect("JSON");
        let told: Error = serde_json::from_str(&text).expect("an error");
        assert!(told.source().is_none() && told.to_string() == error.to_string(), "{text}");
    }

    #[test]
    fn a_command_that_already_runs_ends_the_run_with_1_and_may_succeed_later() {
        let kind = Kind::AlreadyRunning;
        assert!(kind.exit_code() == 1 && !kind.is_final());
        assert!(Error::new(kind, "the same command is already running").ends_the_run());
    }
}
