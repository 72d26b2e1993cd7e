//! The waits that the server requests for a category: the reason and the end.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::api::steady::Instant;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub(crate) struct Hold {
    /// The time of the response.
    pub(crate) since: Instant,
    pub(crate) until: Instant,
    pub(crate) why: Why,
}

/// The response that the wait comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Why {
    pub(crate) status: u16,
    pub(crate) by: By,
}

/// The part of a response that states a wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum By {
    RetryAfter,
    XRatelimitReset,
    #[default]
    Message,
}

/// A file of an earlier version contains only the time.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Until(Instant),
    Whole { since: Instant, until: Instant, why: Why },
}

impl From<Written> for Hold {
    fn from(written: Written) -> Self {
        match written {
            Written::Until(until) => Hold { since: 0, until, why: Why::default() },
            Written::Whole { since, until, why } => Hold { since, until, why },
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = match self.by {
            By::RetryAfter => "`Retry-After`",
            By::XRatelimitReset => "`x-ratelimit-reset`",
            By::Message => "the message",
        };
        match self.status {
            0 => f.write_str("the API requested it"),
            status => write!(f, "requested by {by} in a response with HTTP {status}"),
        }
    }
}
