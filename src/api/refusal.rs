//! Responses of the API that are no data.

use reqwest::header::HeaderMap;
use serde::Deserialize;
use serde_json::Value;

use crate::error::{Error, Kind, Oversize};
use crate::terminal::printable::printable;

/// Pinterest's number for a token that lacks a scope, and for an app that lacks a feature.
const LACKS_SCOPE: i64 = 3;

/// Pinterest's number for too many requests. It comes with HTTP 400 as well as with 429.
const TOO_MANY: i64 = 8;

const ASK_FOR_ACCESS: &str = "request access to the feature on the app's page at \
                              https://developers.pinterest.com/apps/; signing in again does not \
                              help";
const LATER: &str = "run the same command later; `--resume` continues an interrupted run";

/// Is it a scope that the token lacks?
pub(crate) fn lacks_scope(error: &Error) -> bool {
    error.kind == Kind::NotSignedIn && error.code == Some(LACKS_SCOPE)
}

/// A response without data, as far as it can be parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    /// Pinterest's own number, more exact than the status.
    pub(crate) code: Option<i64>,
    pub(crate) message: String,
    /// The full message, for code that parses it.
    words: Box<str>,
    /// `x-pinterest-rid`: the ID that Pinterest's support needs.
    request_id: Option<String>,
}

/// Other fields, such as `status` and `details`, add no information.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    code: Value,
    message: Value,
}

impl Body {
    /// A number, even if it comes as a text.
    fn code(&self) -> Option<i64> {
        self.code.as_i64().or_else(|| self.code.as_str()?.parse().ok())
    }

    fn message(&self) -> String {
        match &self.message {
            Value::Null => String::new(),
            Value::String(message) => message.clone(),
            other => other.to_string(),
        }
    }
}

impl Refusal {
    pub(crate) fn read(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        // The page of a proxy is not JSON. Its status is enough.
        let body: Body = serde_json::from_slice(body).unwrap_or_default();
        let (code, words) = (body.code(), body.message());
        let request_id = headers.get("x-pinterest-rid").and_then(|id| id.to_str().ok());
        Refusal {
            status,
            code,
            message: printable(&words),
            words: words.into(),
            request_id: request_id.map(printable),
        }
    }

    /// Did the API refuse the size of the request? Then fewer IDs may succeed.
    pub(crate) fn is_too_large(&self) -> bool {
        matches!(self.status, 413 | 414 | 431)
            || (self.status == 400 && self.code.is_none() && self.message.is_empty())
    }

    /// Codes 7 and 29 also have status 401, but they are about one board or one ad account.
    pub(crate) fn means_not_signed_in(&self) -> bool {
        self.status == 401 && !matches!(self.code, Some(7 | 29)) && !self.is_of_the_app()
    }

    /// Does the app lack access, whatever scopes the token has? The API returns the code of a
    /// missing scope.
    fn is_of_the_app(&self) -> bool {
        matches!(self.status, 401 | 403) && self.says("restricted feature")
    }

    /// Were there too many requests?
    pub(crate) fn is_a_limit(&self) -> bool {
        self.status == 429 || (self.status == 400 && self.code == Some(TOO_MANY))
    }

    /// The number of days that the data goes back, if the request began too early.
    pub(crate) fn days_kept(&self) -> Option<u32> {
        let words = self.words.to_lowercase();
        let (_, rest) = words.split_once("only get data from the last ")?;
        let (days, unit) = rest.split_once(' ')?;
        let is_refused = self.status == 400 && unit.starts_with("day");
        days.parse().ok().filter(|days| is_refused && *days > 0)
    }

    pub(crate) fn says(&self, words: &str) -> bool {
        self.words.to_lowercase().contains(words)
    }

    /// Can another token of the same sign-in succeed? If a scope is missing, it cannot.
    pub(crate) fn is_of_the_token(&self) -> bool {
        self.means_not_signed_in() && self.code != Some(LACKS_SCOPE)
    }

    /// A request that is too large can also fail like this, as can any request while the API is
    /// down.
    pub(crate) fn may_be_too_large(&self) -> bool {
        matches!(self.status, 500 | 504)
    }

    /// The error of a transient failure after all attempts.
    pub(crate) fn into_error_after_retries(self) -> Error {
        self.error(Kind::Unreachable, "the API kept failing", Some(LATER.to_owned()))
    }

    /// The error of a failure that is not transient.
    pub(crate) fn into_error(self, kind: Kind) -> Error {
        let did = match kind {
            _ if self.is_of_the_app() => "the app has no access to this feature",
            Kind::NotSignedIn => "the API rejected the token",
            Kind::Unreachable => "the API cannot serve this request, and a retry does not help",
            _ => "the API refused the request",
        };
        let hint = self.hint();
        self.error(kind, did, hint)
    }

    fn error(self, kind: Kind, did: &str, hint: Option<String>) -> Error {
        let said = if self.message.is_empty() { "no reason given" } else { &self.message };
        let code = self.code.map_or(String::new(), |code| format!(", code {code}"));
        let id = self.request_id.as_ref().map_or(String::new(), |id| format!(", request ID {id}"));
        let message = format!("{did}: {said} (HTTP {}{code}{id})", self.status);
        let oversize = self.is_too_large().then_some(Oversize::Certain);
        let (code, words) = (self.code, Some(self.words));
        let status = Some(self.status);
        Error { hint, oversize, code, status, words, ..Error::new(kind, message) }
    }

    fn hint(&self) -> Option<String> {
        if self.is_of_the_app() {
            return Some(ASK_FOR_ACCESS.to_owned());
        }
        // Some endpoints of the API count today as well.
        if let Some(days) = self.days_kept() {
            return Some(format!("use `--days-back {}`", (days - 1).max(1)));
        }
        let hint = match self.status {
            403 => "`pinads accounts` lists the ad accounts that the token can read",
            300..=399 | 500.. => {
                "check the address in `--api-url`, and the status of Pinterest's API; \
                 `pinads doctor` shows whether other requests succeed"
            }
            401 => return None,
            404 => "check the IDs; `pinads object-information --help` shows how to list them",
            _ => {
                "run the same command with `-v` to see each request, or with `--help` to see the \
                  valid values"
            }
        };
        Some(hint.to_owned())
    }
}
