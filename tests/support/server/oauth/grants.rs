//! The codes and tokens handed out so far, none of which is forgotten.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::scopes::Scopes;
use crate::support::server::app::{App, Rotation};
use crate::support::server::secret::secret;

const CODE_MINUTES: i64 = 10;

#[derive(Default)]
pub(in crate::support::server) struct Grants {
    codes: HashMap<String, Code>,
    access_tokens: HashMap<String, Good>,
    refresh_tokens: HashMap<String, Good>,
    refreshes: usize,
}

struct Code {
    redirect_uri: String,
    good: Good,
}

/// What something opens, and until when.
#[derive(Clone)]
struct Good {
    scopes: Scopes,
    until: DateTime<Utc>,
}

pub(super) struct Token {
    pub(super) text: String,
    pub(super) expires_at: DateTime<Utc>,
}

impl Grants {
    pub(super) fn code(
        &mut self,
        redirect_uri: &str,
        scopes: Scopes,
        now: DateTime<Utc>,
    ) -> String {
        let code = secret("");
        let good = Good { scopes, until: now + TimeDelta::minutes(CODE_MINUTES) };
        self.codes.insert(code.clone(), Code { redirect_uri: redirect_uri.to_owned(), good });
        code
    }

    /// Takes a code for what it is good for. One that was meant for another address stays good.
    pub(super) fn redeem(
        &mut self,
        code: &str,
        redirect_uri: &str,
        now: DateTime<Utc>,
    ) -> Option<Scopes> {
        let code = self.codes.get_mut(code).filter(|code| code.redirect_uri == redirect_uri)?;
        let scopes = code.good.at(now)?.clone();
        code.good.end();
        Some(scopes)
    }

    pub(super) fn access_token(&mut self, app: &App, scopes: &Scopes, now: DateTime<Utc>) -> Token {
        hand_out(&mut self.access_tokens, "pina_", scopes, now, app.access_seconds)
    }

    pub(super) fn refresh_token(
        &mut self,
        app: &App,
        scopes: &Scopes,
        now: DateTime<Utc>,
    ) -> Token {
        hand_out(&mut self.refresh_tokens, "pinr_", scopes, now, app.refresh_seconds)
    }

    /// What an access token opens, if it is good.
    pub(super) fn scopes(&self, access_token: &str, now: DateTime<Utc>) -> Option<&Scopes> {
        self.access_tokens.get(access_token)?.at(now)
    }

    /// What a refresh token can be exchanged for, if it is good.
    pub(super) fn renewable(&self, refresh_token: &str, now: DateTime<Utc>) -> Option<&Scopes> {
        self.refresh_tokens.get(refresh_token)?.at(now)
    }

    pub(super) fn note_refresh(&mut self) {
        self.refreshes += 1;
    }

    /// A new refresh token has taken the place of this one.
    pub(super) fn replace(&mut self, refresh_token: &str, rotation: Rotation) {
        if rotation == Rotation::Strict
            && let Some(good) = self.refresh_tokens.get_mut(refresh_token)
        {
            good.end();
        }
    }

    pub(super) fn expire_access_tokens(&mut self) {
        self.access_tokens.values_mut().for_each(Good::end);
    }

    pub(super) fn secrets(&self) -> impl Iterator<Item = String> {
        let tokens = self.access_tokens.keys().chain(self.refresh_tokens.keys());
        self.codes.keys().chain(tokens).cloned()
    }

    pub(super) const fn refreshes(&self) -> usize {
        self.refreshes
    }
}

impl Good {
    fn at(&self, now: DateTime<Utc>) -> Option<&Scopes> {
        (now < self.until).then_some(&self.scopes)
    }

    fn end(&mut self) {
        self.until = DateTime::<Utc>::MIN_UTC;
    }
}

fn hand_out(
    tokens: &mut HashMap<String, Good>,
    prefix: &str,
    scopes: &Scopes,
    now: DateTime<Utc>,
    seconds: i64,
) -> Token {
    let text = secret(prefix);
    let until = now + TimeDelta::seconds(seconds);
    tokens.insert(text.clone(), Good { scopes: scopes.clone(), until });
    Token { text, expires_at: until }
}
