//! The state of a sign-in, for people and machines.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::auth::credential::{Credential, Token, User};
use crate::auth::environment::{ACCESS_TOKEN, REFRESH_TOKEN};
use crate::auth::{Origin, SignIn};
use crate::reports::{ALL, Facts, missing};

/// The facts of a sign-in. An unknown fact is absent.
#[derive(Serialize)]
pub(crate) struct State<'a> {
    #[serde(skip)]
    now: DateTime<Utc>,
    pub(crate) profile: &'a str,
    pub(crate) source: String,
    pub(crate) api: Option<&'a str>,
    pub(crate) app: Option<&'a str>,
    pub(crate) user: Option<&'a User>,
    pub(crate) access_token_expires_at: Option<DateTime<Utc>>,
    pub(crate) refresh_token_expires_at: Option<DateTime<Utc>>,
    pub(crate) renews_itself: bool,
    pub(crate) scopes: Option<&'a [String]>,
    /// Each report, and whether the scopes allow it.
    pub(crate) reports: BTreeMap<&'static str, Option<bool>>,
}

/// A time as people read it.
pub(crate) fn time(time: Option<DateTime<Utc>>) -> String {
    time.map_or("an unknown time".to_owned(), |time| time.format("%Y-%m-%d %H:%M UTC").to_string())
}

impl<'a> State<'a> {
    pub(crate) fn of(profile: &'a str, sign_in: &'a SignIn, now: DateTime<Utc>) -> Self {
        let (source, credential) = match sign_in {
            SignIn::Token(_) => (ACCESS_TOKEN.to_owned(), None),
            SignIn::Kept(kept) => {
                let source = match &kept.origin {
                    Origin::Environment(_) => REFRESH_TOKEN.to_owned(),
                    Origin::Profile(vault, store) => vault.place(*store),
                };
                (source, Some(&kept.credential))
            }
        };
        let end = |token: Option<&Token>| token.and_then(|token| token.expires_at);
        let scopes = sign_in.scopes();
        let is_allowed = |facts: &Facts| Some(missing(facts.scopes, scopes?).is_empty());
        State {
            now,
            profile,
            source,
            api: credential.map(|it| it.api.as_str()),
            app: credential.map(|it| it.app.id.as_str()),
            user: credential.and_then(|it| it.user.as_ref()),
            access_token_expires_at: credential.and_then(|it| end(it.access.as_ref())),
            refresh_token_expires_at: credential.and_then(|it| end(it.refresh.as_ref())),
            renews_itself: credential.is_some_and(Credential::renews_itself),
            scopes,
            reports: with_scopes().map(|facts| (facts.name, is_allowed(facts))).collect(),
        }
    }

    /// The time until which the access token is valid.
    pub(crate) fn access_text(&self) -> String {
        match (self.access_token_expires_at, self.renews_itself) {
            (None, true) => "not issued before the first refresh".to_owned(),
            (Some(end), _) if end <= self.now => format!("expired at {}", time(Some(end))),
            (end, _) => format!("expires at {}", time(end)),
        }
    }

    pub(crate) fn renewal_text(&self) -> String {
        match (self.renews_itself, self.refresh_token_expires_at) {
            (false, _) => "not possible".to_owned(),
            (true, None) => "automatic".to_owned(),
            (true, Some(end)) if end <= self.now => {
                format!("expired at {}; sign in again", time(Some(end)))
            }
            (true, end) => format!("automatic, if used before {}", time(end)),
        }
    }

    pub(crate) fn user_text(&self) -> Option<&str> {
        self.user.and_then(|user| user.username.as_deref().or(user.id.as_deref()))
    }

    pub(crate) fn allows_all(&self) -> bool {
        self.reports.values().all(|allowed| *allowed == Some(true))
    }

    /// The reports that the scopes allow.
    pub(crate) fn reports_text(&self) -> String {
        let Some(scopes) = self.scopes else { return "unknown".to_owned() };
        let barred: Vec<_> = with_scopes()
            .filter_map(|facts| {
                let missing = missing(facts.scopes, scopes);
                (!missing.is_empty()).then(|| format!("{} ({})", facts.name, missing.join(", ")))
            })
            .collect();
        if barred.is_empty() {
            return "all".to_owned();
        }
        format!("all except {}", barred.join(", "))
    }
}

/// The reports that need scopes: all but `get`.
fn with_scopes() -> impl Iterator<Item = &'static Facts> {
    ALL.iter().filter(|facts| !facts.scopes.is_empty())
}
