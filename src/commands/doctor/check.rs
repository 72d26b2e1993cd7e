//! The outcome of one check.

use serde::{Serialize, Serializer};

use crate::error::{Error, Kind};
use crate::terminal::printable::one_line;

#[derive(Serialize)]
pub(super) struct Check {
    pub(super) name: &'static str,
    verdict: Verdict,
    message: String,
    pub(super) hint: Option<String>,
    /// The kind of error with which a run would end, if this is a problem.
    #[serde(skip)]
    pub(super) kind: Option<Kind>,
}

#[derive(Clone, Copy)]
enum Verdict {
    Ok,
    /// A run may not need it, or it was not checked.
    Warning,
    Problem,
}

impl Check {
    pub(super) fn ok(name: &'static str, message: impl Into<String>) -> Self {
        Check { name, verdict: Verdict::Ok, message: message.into(), hint: None, kind: None }
    }

    pub(super) fn warning(
        name: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        let hint = Some(hint.into());
        Check { verdict: Verdict::Warning, hint, ..Check::ok(name, message) }
    }

    /// Another check has to pass first and shows what to do.
    pub(super) fn left_out(name: &'static str, first: &str) -> Self {
        Check::not_checked(name, &format!("see `{first}`"))
    }

    pub(super) fn not_checked(name: &'static str, why: &str) -> Self {
        let message = format!("not checked; {why}");
        Check { verdict: Verdict::Warning, ..Check::ok(name, message) }
    }

    pub(super) fn problem(name: &'static str, error: Error) -> Self {
        let message = match error.request {
            Some(request) => format!("`{request}`: {}", error.message),
            None => error.message,
        };
        let kind = Some(error.kind);
        Check { verdict: Verdict::Problem, hint: error.hint, kind, ..Check::ok(name, message) }
    }

    pub(super) fn text(&self) -> String {
        let Check { name, message, .. } = self;
        let message = one_line(message);
        let hint = self
            .hint
            .as_ref()
            .map_or(String::new(), |hint| format!("         hint: {}\n", one_line(hint)));
        format!("{:<8} {name:<13} {message}\n{hint}", self.verdict.word())
    }
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Verdict::Ok => "ok",
            Verdict::Warning => "warning",
            Verdict::Problem => "problem",
        }
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
