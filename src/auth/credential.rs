//! A sign-in that can be refreshed: the app, its tokens, and their scopes.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};
use url::Url;

use crate::system::hash::hash;
use crate::terminal::redaction;

/// An access token is refreshed this long before it expires, so that no request outlives it.
const MARGIN: TimeDelta = TimeDelta::minutes(5);

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Credential {
    /// The address of the API that issued the tokens, which are sent nowhere else.
    pub(crate) api: Url,
    pub(crate) app: App,
    pub(crate) grant: Grant,
    /// The user of the tokens, if the scopes allow to read it.
    pub(crate) user: Option<User>,
    /// The granted scopes; empty if the API did not name them.
    pub(crate) scopes: Vec<String>,
    /// Missing until the first refresh if only a refresh token was given.
    pub(crate) access: Option<Token>,
    pub(crate) refresh: Option<Token>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct App {
    pub(crate) id: String,
    #[serde(serialize_with = "expose")]
    pub(crate) secret: SecretString,
}

/// The grant that the tokens came from, which also refreshes them.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Grant {
    AuthorizationCode,
    ClientCredentials,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct User {
    pub(crate) id: Option<String>,
    pub(crate) username: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Token {
    #[serde(serialize_with = "expose")]
    pub(crate) secret: SecretString,
    pub(crate) expires_at: Option<DateTime<Utc>>,
}

impl App {
    /// Hides its secret in all output.
    pub(super) fn conceal(&self) {
        redaction::register(self.secret.expose_secret());
    }
}

impl Credential {
    /// Hides its secrets in all output.
    pub(super) fn conceal(&self) {
        self.app.conceal();
        for token in self.access.iter().chain(&self.refresh) {
            redaction::register(token.secret.expose_secret());
        }
    }

    pub(crate) fn is_stale(&self, now: DateTime<Utc>) -> bool {
        let Some(access) = &self.access else { return true };
        access.expires_at.is_some_and(|end| end <= now + MARGIN)
    }

    pub(crate) fn renews_itself(&self) -> bool {
        self.grant == Grant::ClientCredentials || self.refresh.is_some()
    }

    /// A fingerprint of the state of the sign-in, which reveals no token.
    pub(crate) fn fingerprint(&self) -> String {
        let token = self.access.as_ref().or(self.refresh.as_ref());
        hash(token.map_or("", |token| token.secret.expose_secret()))
    }

    /// The key of the requests that the API counts together: those of one user of one app.
    pub(crate) fn counted_as(&self) -> String {
        let user = self.user.as_ref().and_then(|user| user.id.as_deref());
        format!("{}/{}", self.app.id, user.unwrap_or_default())
    }
}

fn expose<S: Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose_secret())
}
