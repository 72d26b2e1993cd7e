//! OAuth 2.0: the page where somebody consents, the tokens that come of it, and what they open.

mod client;
mod consent;
mod grants;
mod scopes;
mod token;

use chrono::{DateTime, Utc};

use super::Server;
use super::reply::Reply;
use super::routes::Answer;
use super::state::{State, lock};

pub(super) use self::client::basic;
pub(super) use self::grants::Grants;
pub(super) use self::token::token;

/// The endpoint, below `/v5`.
pub(super) const TOKEN: &[&str] = &["oauth", "token"];

/// What somebody got who has signed in.
#[derive(Clone)]
pub(crate) struct Issued {
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
    pub(crate) access_expires_at: DateTime<Utc>,
    pub(crate) refresh_expires_at: DateTime<Utc>,
}

impl Server {
    pub(crate) fn authorize_url(&self) -> String {
        format!("http://{}/oauth/", self.address)
    }

    /// As if somebody had signed in and allowed these scopes.
    pub(crate) fn issue(&self, scopes: &[&str]) -> Issued {
        let scopes = scopes.iter().map(|name| scopes::find(name).expect("a scope of the API"));
        let scopes = scopes.collect();
        let (app, now) = (&self.state.world.app, (self.state.now)());
        let mut grants = lock(&self.state.grants);
        let access = grants.access_token(app, &scopes, now);
        let refresh = grants.refresh_token(app, &scopes, now);
        Issued {
            access_token: access.text,
            refresh_token: refresh.text,
            access_expires_at: access.expires_at,
            refresh_expires_at: refresh.expires_at,
        }
    }

    /// Refuses all access tokens issued so far, as if they had been revoked.
    pub(crate) fn expire_access_tokens(&self) {
        lock(&self.state.grants).expire_access_tokens();
    }

    /// Every text that no output may hold.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let world = &self.state.world;
        let mut secrets = vec![world.token.clone(), world.app.secret.clone()];
        secrets.extend(lock(&self.state.grants).secrets());
        secrets.extend(lock(&self.state.reports).signatures());
        secrets
    }

    /// How often a refresh token was exchanged.
    pub(crate) fn refreshes(&self) -> usize {
        lock(&self.state.grants).refreshes()
    }
}

/// The pages for people, which are not below `/v5` and want no token.
pub(super) fn page(method: &str, path: &str) -> Option<Answer> {
    match (method, path) {
        ("GET", "/oauth/") => Some(consent::page),
        ("POST", "/oauth/consent") => Some(consent::decision),
        _ => None,
    }
}

/// Lets those in who may ask for this path below `/v5`.
pub(super) fn check(
    state: &State,
    segments: &[&str],
    authorization: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), Reply> {
    let given = authorization.unwrap_or_default();
    if segments == TOKEN {
        return client::is(&state.world.app, given).then_some(()).ok_or_else(failed);
    }
    let token = given.strip_prefix("Bearer ").ok_or_else(failed)?;
    if token == state.world.token {
        return Ok(());
    }
    let grants = lock(&state.grants);
    let granted = grants.scopes(token, now).ok_or_else(failed)?;
    let missing: Vec<_> =
        scopes::needed(segments).iter().copied().filter(|scope| !granted.contains(scope)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let message = format!("Your token does not have the required scopes: {}", missing.join(", "));
    Err(Reply::error(401, 3, &message))
}

fn failed() -> Reply {
    Reply::error(401, 2, "Authentication failed.")
}
