//! What can go wrong, told to a person: one sentence, the request it was about, and what to type.

use std::fmt;

use serde::{Deserialize, Serialize};

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// The published exit codes. Scripts depend on them.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) enum Kind {
    /// A bug, or something local that no other kind names.
    Internal,
    /// The command is invalid or incomplete. Most mistakes show before the first request, others only
    /// in a response: ad accounts to choose from, a response without the requested part.
    Usage,
    /// No token, or the API did not take it.
    NotSignedIn,
    /// The API understood the request and refused it.
    Refused,
    /// The API or the network kept failing.
    Unreachable,
    /// Waiting for the budget would take longer than `--max-wait`.
    OverBudget,
    /// Some ad accounts failed, the others are written.
    Partial,
    /// The output could not be written.
    BadOutput,
    /// The reader of stdout has gone: a normal end.
    ClosedPipe,
    /// SIGHUP, SIGINT or SIGTERM, by its number.
    Signal(u8),
}

impl Kind {
    /// Will the same command end in the same way, however often it is given?
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Kind::Usage | Kind::Refused | Kind::ClosedPipe)
    }

    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Kind::ClosedPipe => 0,
            Kind::Internal => 1,
            Kind::Usage => 2,
            Kind::NotSignedIn => 3,
            Kind::Refused => 4,
            Kind::Unreachable | Kind::OverBudget => 5,
            Kind::Partial => 6,
            Kind::BadOutput => 7,
            Kind::Signal(number) => 128 + number,
        }
    }
}

/// An error as it is printed: `message`, then `request`, then `hint`. None of them holds a secret.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Error {
    pub(crate) kind: Kind,
    pub(crate) message: String,
    pub(crate) request: Option<String>,
    pub(crate) hint: Option<String>,
    /// It was the size of the request that the API refused.
    pub(crate) too_large: bool,
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
}

impl Error {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        let message = message.into();
        let (request, hint, code, words) = (None, None, None, None);
        let (too_large, is_common, status) = (false, false, None);
        Error { kind, message, request, hint, too_large, code, status, is_common, words }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
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

impl std::error::Error for Error {}
