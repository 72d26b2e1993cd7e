//! The app that signs in: its ID and its secret.

use std::io::{self, ErrorKind, IsTerminal};

use secrecy::{ExposeSecret, SecretString};

use crate::auth::credential::{App, Credential};
use crate::auth::environment::{CLIENT_ID, CLIENT_SECRET, client_id, client_secret};
use crate::commands::auth::prompt;
use crate::error::{Error, Kind, Result};
use crate::terminal::console::Console;

/// The signal of Ctrl-C.
const SIGINT: u8 = 2;

/// From the environment, else from the last sign-in, else from the terminal. `redirect` is the address
/// that the app must know, if any.
pub(super) async fn find(
    last: Option<&Credential>,
    redirect: Option<&str>,
    console: &Console,
) -> Result<App> {
    let (id, secret) = (client_id()?, client_secret()?);
    if let (None, None, Some(last)) = (&id, &secret, last) {
        return Ok(last.app.clone());
    }
    let missing = if id.is_none() { CLIENT_ID } else { CLIENT_SECRET };
    if (id.is_none() || secret.is_none()) && !io::stdin().is_terminal() {
        return Err(Error::usage(format!("cannot sign in without an app: `{missing}` is not set"))
            .hint(format!(
                "run `export {missing}=…` with the value from \
                           https://developers.pinterest.com/apps/"
            )));
    }
    if id.is_none() || secret.is_none() {
        console.ask("Your app's ID and secret are on https://developers.pinterest.com/apps/\n");
        if let Some(redirect) = redirect {
            console.ask(&format!("Its redirect URIs must include {redirect}\n"));
        }
    }
    Ok(App {
        id: match id {
            Some(id) => id,
            None => ask_id(console).await?,
        },
        secret: match secret {
            Some(secret) => secret,
            None => ask_secret(console)?,
        },
    })
}

async fn ask_id(console: &Console) -> Result<String> {
    let id = prompt::line(console, "App ID: ").await;
    let id = id.map_err(|error| unreadable(CLIENT_ID, error))?;
    if id.is_empty() { Err(nothing(CLIENT_ID)) } else { Ok(id.to_string()) }
}

fn ask_secret(console: &Console) -> Result<SecretString> {
    let secret = prompt::secret(console, "App secret (hidden): ");
    let secret = secret.map_err(|error| unreadable(CLIENT_SECRET, error))?;
    if secret.expose_secret().is_empty() { Err(nothing(CLIENT_SECRET)) } else { Ok(secret) }
}

fn nothing(variable: &str) -> Error {
    Error::usage("the input is empty")
        .hint(format!("run the same command again, or run `export {variable}=…`"))
}

fn unreadable(variable: &str, error: io::Error) -> Error {
    if error.kind() == ErrorKind::Interrupted {
        return Error::new(Kind::Signal(SIGINT), "interrupted");
    }
    Error::new(Kind::Internal, format!("cannot read from the terminal: {error}"))
        .hint(format!("run `export {variable}=…`"))
        .caused_by(error)
}
