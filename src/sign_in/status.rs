//! `pinads auth status`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use clap::ValueEnum;
use serde::Serialize;

use crate::auth::credential::{Credential, Token, User};
use crate::auth::environment::{ACCESS_TOKEN, REFRESH_TOKEN};
use crate::auth::{Origin, SignIn};
use crate::cli::choice::choice;
use crate::error::{Error, Kind, Result};
use crate::reports::{ALL, Facts, missing};
use crate::sign_in::Context;
use crate::stdout;

#[derive(clap::Args, Debug)]
pub(crate) struct Status {
    /// How it is told
    #[arg(short, long, value_parser = choice::<StatusFormat>(), default_value = "text")]
    format: StatusFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StatusFormat {
    Text,
    /// One JSON object
    Json,
}

/// What is told. Where something is not known, there is nothing.
#[derive(Serialize)]
struct State<'a> {
    profile: &'a str,
    source: String,
    api: Option<&'a str>,
    app: Option<&'a str>,
    user: Option<&'a User>,
    access_token_expires_at: Option<DateTime<Utc>>,
    refresh_token_expires_at: Option<DateTime<Utc>>,
    renews_itself: bool,
    scopes: Option<&'a [String]>,
    /// Whether the scopes allow each report.
    reports: BTreeMap<&'static str, Option<bool>>,
}

impl Status {
    /// Asks nothing of the API.
    pub(super) fn run(&self, context: &Context) -> Result<()> {
        let sign_in = context.place.look(&context.transport.settings.api)?;
        let state = State::of(&context.place.profile, &sign_in);
        stdout::print(&match self.format {
            StatusFormat::Json => {
                let text = serde_json::to_string_pretty(&state);
                text.map_err(|error| Error::new(Kind::Internal, error.to_string()))? + "\n"
            }
            StatusFormat::Text => state.text(),
        })
    }
}

/// A time as people read it.
pub(super) fn time(time: Option<DateTime<Utc>>) -> String {
    time.map_or("an unknown time".to_owned(), |time| time.format("%Y-%m-%d %H:%M UTC").to_string())
}

impl<'a> State<'a> {
    fn of(profile: &'a str, sign_in: &'a SignIn) -> Self {
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

    fn text(&self) -> String {
        let renewal = match (self.renews_itself, self.refresh_token_expires_at) {
            (false, _) => "not possible".to_owned(),
            (true, None) => "by itself".to_owned(),
            (true, end) => format!("by itself, if used before {}", time(end)),
        };
        let access = match (self.access_token_expires_at, self.renews_itself) {
            (None, true) => "from the first renewal on".to_owned(),
            (end, _) => format!("until {}", time(end)),
        };
        let user = self.user.and_then(|user| user.username.as_deref().or(user.id.as_deref()));
        let scopes = self.scopes.map(|scopes| scopes.join(", "));
        [
            ("profile", self.profile),
            ("source", &self.source),
            ("API", self.api.unwrap_or("any")),
            ("app", self.app.unwrap_or("not known")),
            ("user", user.unwrap_or("not known")),
            ("access", &access),
            ("renewal", &renewal),
            ("scopes", scopes.as_deref().unwrap_or("not known")),
            ("reports", &self.reports_text()),
        ]
        .into_iter()
        .fold(String::new(), |text, (name, value)| text + &format!("{name:<9}{value}\n"))
    }

    fn reports_text(&self) -> String {
        let Some(scopes) = self.scopes else { return "not known".to_owned() };
        let barred: Vec<_> = with_scopes()
            .filter_map(|facts| {
                let missing = missing(facts.scopes, scopes);
                (!missing.is_empty()).then(|| format!("{} ({})", facts.name, missing.join(", ")))
            })
            .collect();
        if barred.is_empty() {
            return "all".to_owned();
        }
        format!("all but {}", barred.join(", "))
    }
}

/// What needs certain scopes: `get` does not.
fn with_scopes() -> impl Iterator<Item = &'static Facts> {
    ALL.iter().filter(|facts| !facts.scopes.is_empty())
}
