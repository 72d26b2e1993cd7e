//! `pinads auth login`.

use std::collections::BTreeSet;
use std::env;
use std::time::Duration;

use oauth2::CsrfToken;
use secrecy::SecretString;
use url::Url;

use crate::api::request::{Category, Request};
use crate::api::{Client, Transport, lacks_scope};
use crate::auth::credential::{App, Credential, User};
use crate::auth::environment;
use crate::auth::grant::{self, Tokens};
use crate::auth::vault::{Store, Vault};
use crate::auth::{Place, probe_keyring};
use crate::commands::auth::callback::{Callback, Visit};
use crate::commands::auth::context::Context;
use crate::commands::auth::{app, browser, prompt, redirected, state};
use crate::error::{Error, Kind, Result};
use crate::options::choice::choice;
use crate::reports;
use crate::system::clock::Clock;
use crate::terminal::console::Console;

const AUTHORIZE_URL: &str = "PINADS_AUTHORIZE_URL";
const CONSENT_PAGE: &str = "https://www.pinterest.com/oauth/";

/// The time that the user has to decide.
const PATIENCE: Duration = Duration::from_secs(300);
/// The time that the budget and the API can take until the user's name is known.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Login {
    /// Scopes to request, such as `ads:read,catalogs:read` [default: the scopes of all reports]
    #[arg(long, value_delimiter = ',', value_name = "SCOPE", value_parser = scope)]
    scope: Vec<String>,
    /// Where to store the credentials [default: the keyring if available, otherwise a file]
    #[arg(long, value_parser = choice::<Store>())]
    store: Option<Store>,
    /// Redirect URI, exactly as registered for the app
    #[arg(long, value_name = "URL", default_value = "http://localhost:8085/")]
    redirect_uri: String,
    /// Print the URL instead of opening a browser
    #[arg(long)]
    no_browser: bool,
    /// Sign in with a browser on another machine, and paste the URL of the last page
    #[arg(long)]
    paste: bool,
    /// Sign in as the app's own account, without a browser, if Pinterest allows it for the app
    #[arg(long, conflicts_with_all = ["paste", "no_browser"])]
    client_credentials: bool,
}

const EXAMPLES: &str = "\
Create an app at https://developers.pinterest.com/apps/, and add the redirect URI to it. The app
ID and secret come from `PINADS_CLIENT_ID` and `PINADS_CLIENT_SECRET`, or from a prompt.

Examples:
  pinads auth login
  pinads auth login --paste --store file";

impl Login {
    pub(super) async fn run(self, context: Context) -> Result<()> {
        let Context { place, profile, transport, clock, console } = context;
        let vault = place.vault();
        // A sign-in that cannot be read is replaced anyway.
        let last = vault.load().ok().flatten().map(|(credential, _)| credential);
        let store = self.store.or(profile.store);
        let store = choose_store(store, &place, &console)?;
        {
            let _lock = vault.lock()?;
            vault.prepare(store)?;
        }
        let redirect = Some(self.redirect_uri.as_str()).filter(|_| !self.client_credentials);
        let app = app::find(last.as_ref(), redirect, &console).await?;
        let scopes = self.scopes();

        let (mut credential, visit) = self
            .ask(&app, &scopes, &transport, clock, &console)
            .await
            .map_err(|error| match error.hint {
                None => error.hint(
                    "check the app's ID, secret, and redirect URI, then run the same \
                                command again",
                ),
                Some(_) => error,
            })?;
        let kept = keep(&vault, store, &credential);
        if let Some(visit) = visit {
            visit.end(kept.is_ok()).await;
        }
        kept?;
        match whose(&credential, transport, &place).await {
            Ok(user) => {
                credential.user = Some(user);
                keep(&vault, store, &credential)?;
            }
            Err(error) if lacks_scope(&error) => {}
            Err(error) => {
                let why = error.message;
                console.note(&format!("cannot find out the user name: {why}"));
            }
        }
        console.note(&told(&credential, &vault, store, &place));
        if let Some(variable) = environment::in_front() {
            console.warn(&format!("`{variable}` is set and overrides these credentials"));
        }
        Ok(())
    }

    fn scopes(&self) -> Vec<String> {
        if !self.scope.is_empty() {
            return self.scope.clone();
        }
        let needed = reports::ALL.iter().flat_map(|facts| facts.scopes);
        needed.copied().collect::<BTreeSet<_>>().into_iter().map(str::to_owned).collect()
    }

    /// The tokens, and the browser that waits for a page.
    async fn ask(
        &self,
        app: &App,
        scopes: &[String],
        transport: &Transport,
        clock: Clock,
        console: &Console,
    ) -> Result<(Credential, Option<Visit>)> {
        let api = &transport.settings.api;
        let limiter = transport.limiter(&format!("{}/", app.id));
        let send = |request| transport.ask_for_token(&limiter, request);
        let tokens = Tokens { api, app, send, now: clock.now() };
        if self.client_credentials {
            return Ok((tokens.of_the_app_itself(scopes).await?, None));
        }
        // Pinterest compares it byte by byte, so it is sent as typed.
        let redirect = self.redirect_uri.as_str();
        let (page, state) = grant::consent(api, app, &consent_page()?, redirect, scopes)?;
        if self.paste {
            let code = pasted(&page, &state, console).await?;
            return Ok((tokens.of_code(code, redirect).await?, None));
        }
        let callback = Callback::open(redirect).await?;
        console.ask(&format!("Allow the app at {page}\n"));
        if !self.no_browser && !browser::open(page.as_str()) {
            console.note("cannot open a browser; open the address yourself");
        }
        console.progress("waiting for the browser");
        let visit = tokio::select! {
            visit = callback.visit() => visit?,
            () = clock.sleep(PATIENCE) => return Err(nobody_came()),
        };
        let granted = match redirected::code(&visit.query, &state) {
            Ok(code) => tokens.of_code(code, redirect).await,
            Err(error) => Err(error),
        };
        match granted {
            Ok(credential) => Ok((credential, Some(visit))),
            Err(error) => {
                visit.end(false).await;
                Err(error)
            }
        }
    }
}

/// The given store, or the keyring if there is one, or else a file.
fn choose_store(wanted: Option<Store>, place: &Place, console: &Console) -> Result<Store> {
    match wanted {
        Some(Store::File) => Ok(Store::File),
        Some(Store::Keyring) => probe_keyring().map(|()| Store::Keyring).map_err(|why| {
            Error::new(Kind::Internal, format!("the keyring is not available: {why}"))
                .hint(format!("run `{} --store file`", place.login()))
        }),
        None => Ok(match probe_keyring() {
            Ok(()) => Store::Keyring,
            Err(why) => {
                console.note(&format!(
                    "saving the credentials to a file, because the keyring is \
                                       not available: {why}"
                ));
                Store::File
            }
        }),
    }
}

fn consent_page() -> Result<Url> {
    let page = env::var(AUTHORIZE_URL).unwrap_or_else(|_| CONSENT_PAGE.to_owned());
    page.parse().map_err(|error| {
        Error::usage(format!("`{AUTHORIZE_URL}` is not a valid URL: {error}"))
            .hint(format!("run `unset {AUTHORIZE_URL}`"))
            .caused_by(error)
    })
}

/// Lets the user paste the address of the last page.
async fn pasted(page: &Url, state: &CsrfToken, console: &Console) -> Result<SecretString> {
    let text = format!(
        "Open this address in a browser on any machine and allow the app:\n\n  {page}\n\nThe \
         browser then opens an address that may not load. Paste that address here: "
    );
    let line = prompt::line(console, &text).await.unwrap_or_default();
    let address = Url::parse(&line).map_err(|_| {
        Error::new(Kind::NotSignedIn, "the input is not a valid URL")
            .hint("run the same command again")
    })?;
    redirected::code(address.query().unwrap_or_default(), state)
}

fn nobody_came() -> Error {
    let minutes = PATIENCE.as_secs() / 60;
    Error::new(Kind::NotSignedIn, format!("the browser did not return within {minutes} minutes"))
        .hint("run the same command again, with `--paste` if the browser is on another machine")
}

/// Requests the user of the tokens, which is useful but not worth a long wait.
async fn whose(credential: &Credential, mut transport: Transport, place: &Place) -> Result<User> {
    transport.settings.max_wait = transport.settings.max_wait.min(LONGEST_WAIT);
    let client = Client::of_new(credential, transport, place.clone());
    client.fetch(&Request::get(Category::OrgRead, ["user_account"])).await
}

fn keep(vault: &Vault, store: Store, credential: &Credential) -> Result<()> {
    let _lock = vault.lock()?;
    vault.prepare(store)?.keep(credential)
}

fn told(credential: &Credential, vault: &Vault, store: Store, place: &Place) -> String {
    let name = credential.user.as_ref().and_then(|user| user.username.as_deref());
    format!(
        "signed in{} as profile `{}`; credentials saved to {}; token expires at {}{}",
        name.map_or(String::new(), |name| format!(" ({name})")),
        place.profile,
        vault.place(store),
        state::time(credential.access.as_ref().and_then(|token| token.expires_at)),
        if credential.renews_itself() { " and refreshes automatically" } else { "" }
    )
}

/// Scopes look like `ads:read`; Pinterest checks whether a scope of that name exists.
fn scope(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    let is_scope = text.split(':').count() == 2
        && text.split(':').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        });
    is_scope.then(|| text.to_owned()).ok_or("a scope looks like `ads:read`")
}
