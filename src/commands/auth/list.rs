//! `pinads auth list`.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::auth::credential::{Credential, Grant, User};
use crate::auth::{Place, environment, stored_profiles};
use crate::commands::auth::context::Context;
use crate::commands::auth::state;
use crate::error::Result;
use crate::options::choice::choice;
use crate::output::listing::listing;
use crate::settings::config::{self, Profile};
use crate::terminal::printable::one_line;
use crate::terminal::stdout::{self, Form};

const HEADINGS: [&str; 6] = ["PROFILE", "SIGN-IN", "APP", "USER", "AD ACCOUNTS", "EXPIRES"];
const SIGN_IN: usize = 1;

#[derive(clap::Args, Debug)]
pub(crate) struct List {
    /// Format of the list
    #[arg(short, long, value_parser = choice::<Form>(), default_value = "text")]
    format: Form,
}

#[derive(Serialize)]
struct Listed {
    profiles: Vec<Entry>,
}

/// A profile of `config.toml`, of a stored sign-in, or of both.
#[derive(Serialize)]
struct Entry {
    profile: String,
    /// The store of the sign-in, if there is one.
    source: Option<String>,
    api: Option<String>,
    app: Option<String>,
    user: Option<User>,
    ad_accounts: Vec<String>,
    access_token_expires_at: Option<DateTime<Utc>>,
    refresh_token_expires_at: Option<DateTime<Utc>>,
    renews_itself: bool,
    #[serde(skip)]
    is_of_the_app: bool,
    /// The reason why the sign-in cannot be used.
    problem: Option<String>,
}

impl List {
    /// Reads files and the keyring only.
    pub(super) fn run(&self, context: &Context) -> Result<()> {
        let folder = &context.place.config_folder;
        let configured = config::all(folder)?;
        let names: BTreeSet<_> =
            configured.keys().cloned().chain(stored_profiles(folder)?).collect();
        let entry = |name: String| {
            let profile = configured.get(&name).cloned().unwrap_or_default();
            Entry::of(Place { config_folder: folder.clone(), profile: name }, profile)
        };
        let profiles: Vec<_> = names.into_iter().map(entry).collect();
        if let Some(variable) = environment::in_front() {
            context.console.note(&format!("`{variable}` is set and overrides every profile"));
        }
        match self.format {
            Form::Json => stdout::print_json(&Listed { profiles }),
            Form::Text if profiles.is_empty() => {
                context.console.note("no profile; `pinads auth login` signs in");
                Ok(())
            }
            Form::Text => {
                let now = context.clock.now();
                let rows = profiles.iter().map(|entry| entry.cells(now));
                stdout::print(&listing(HEADINGS, rows, &[], SIGN_IN, stdout::width()))
            }
        }
    }
}

impl Entry {
    fn of(place: Place, profile: Profile) -> Self {
        let vault = place.vault();
        let nobody = Entry {
            profile: place.profile,
            source: None,
            api: None,
            app: None,
            user: None,
            ad_accounts: profile.ad_account,
            access_token_expires_at: None,
            refresh_token_expires_at: None,
            renews_itself: false,
            is_of_the_app: false,
            problem: None,
        };
        match vault.load() {
            Ok(None) => nobody,
            Err(error) => Entry { problem: Some(error.message), ..nobody },
            Ok(Some((credential, store))) => {
                let renews_itself = credential.renews_itself();
                let is_of_the_app = credential.grant == Grant::ClientCredentials;
                let Credential { api, app, user, access, refresh, .. } = credential;
                Entry {
                    source: Some(vault.place(store)),
                    api: Some(api.to_string()),
                    app: Some(app.id),
                    user,
                    access_token_expires_at: access.and_then(|token| token.expires_at),
                    refresh_token_expires_at: refresh.and_then(|token| token.expires_at),
                    renews_itself,
                    is_of_the_app,
                    ..nobody
                }
            }
        }
    }

    fn cells(&self, now: DateTime<Utc>) -> [String; HEADINGS.len()] {
        let text = |text: Option<&str>| text.map(|it| one_line(it).into_owned());
        let user = self.user.as_ref().and_then(|it| it.username.as_deref().or(it.id.as_deref()));
        let source = self.source.as_deref().or(self.problem.as_deref());
        [
            self.profile.clone(),
            text(source).unwrap_or_else(|| "none".to_owned()),
            text(self.app.as_deref()).unwrap_or_default(),
            text(user).unwrap_or_default(),
            self.ad_accounts.join(", "),
            self.expiry(now),
        ]
    }

    /// The time when the user has to sign in again.
    fn expiry(&self, now: DateTime<Utc>) -> String {
        if self.source.is_none() {
            return String::new();
        }
        if self.is_of_the_app {
            return "never".to_owned();
        }
        let end = if self.renews_itself {
            self.refresh_token_expires_at
        } else {
            self.access_token_expires_at
        };
        match end {
            None => "unknown".to_owned(),
            Some(end) if end <= now => format!("expired {}", state::time(Some(end))),
            end => state::time(end),
        }
    }
}
