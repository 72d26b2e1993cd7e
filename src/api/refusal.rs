//! What the API says when it does not answer with data.

use reqwest::header::HeaderMap;
use serde::Deserialize;

use crate::error::{Error, Kind};
use crate::printable::printable;

/// Pinterest's number for a token that lacks a scope.
pub(crate) const LACKS_SCOPE: i64 = 3;

/// An answer other than 200, as far as it can be understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    /// Pinterest's own number, more exact than the status.
    pub(crate) code: Option<i64>,
    pub(crate) message: String,
    /// The same in full, for code that reads it.
    words: Box<str>,
    /// `x-pinterest-rid`: what Pinterest's support asks for.
    request_id: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    code: Option<i64>,
    message: Option<String>,
}

impl Refusal {
    pub(crate) fn read(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        // A proxy's page is not JSON; its text says little, and its status enough.
        let Body { code, message } = serde_json::from_slice(body).unwrap_or_default();
        let words = message.unwrap_or_default();
        let request_id = headers.get("x-pinterest-rid").and_then(|id| id.to_str().ok());
        Refusal {
            status,
            code,
            message: printable(&words),
            words: words.into(),
            request_id: request_id.map(printable),
        }
    }

    /// Is it the size of the request that was refused? Fewer ids may then pass.
    pub(crate) fn is_too_large(&self) -> bool {
        matches!(self.status, 413 | 414 | 431)
            || (self.status == 400 && self.code.is_none() && self.message.is_empty())
    }

    /// Codes 7 and 29 come with 401 too, but mean this board or this ad account.
    pub(crate) fn means_not_signed_in(&self) -> bool {
        self.status == 401 && !matches!(self.code, Some(7 | 29))
    }

    /// May another token of the same sign-in pass? One that lacks a scope may not.
    pub(crate) fn is_of_the_token(&self) -> bool {
        self.means_not_signed_in() && self.code != Some(LACKS_SCOPE)
    }

    pub(crate) fn into_error(self, kind: Kind) -> Error {
        let did = match kind {
            Kind::NotSignedIn => "the API did not accept the token",
            Kind::Unreachable => "the API kept failing",
            _ => "the API refused the request",
        };
        let said = if self.message.is_empty() { "no reason given" } else { &self.message };
        let code = self.code.map_or(String::new(), |code| format!(", code {code}"));
        let id = self.request_id.as_ref().map_or(String::new(), |id| format!(", request id {id}"));
        let message = format!("{did}: {said} (HTTP {}{code}{id})", self.status);
        let hint = self.hint(kind).map(str::to_owned);
        let (too_large, code, words) = (self.is_too_large(), self.code, Some(self.words));
        Error { hint, too_large, code, words, ..Error::new(kind, message) }
    }

    fn hint(&self, kind: Kind) -> Option<&'static str> {
        match self.status {
            _ if kind == Kind::Unreachable => {
                Some("the same command later; with `--resume` it goes on from where it came to")
            }
            403 => Some(
                "`pinads delivery-metrics --all-ad-accounts --dry-run` lists the ad accounts that \
                 this token can read",
            ),
            300..=399 => Some("check the address in `--api-url`"),
            401 => None,
            404 => Some("check the ids; `pinads object-information --help` tells how to list them"),
            _ => Some("the same command with `-v` shows each request, `--help` what it may ask"),
        }
    }
}
