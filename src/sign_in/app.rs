//! Which app signs in: its id and its secret.

use std::io::{self, IsTerminal, Write};

use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::auth::credential::{App, Credential};
use crate::auth::environment::{CLIENT_ID, CLIENT_SECRET, client_id, client_secret};
use crate::error::{Error, Kind, Result};

/// From the environment, else that of the last sign-in, else from whoever sits at the terminal.
pub(super) fn find(last: Option<&Credential>) -> Result<App> {
    let (id, secret) = (client_id()?, client_secret()?);
    if let (None, None, Some(last)) = (&id, &secret, last) {
        return Ok(last.app.clone());
    }
    Ok(App {
        id: id.map_or_else(|| ask(CLIENT_ID, "App id", read_line), Ok)?,
        secret: secret.map_or_else(|| ask(CLIENT_SECRET, "App secret", read_secret), Ok)?,
    })
}

fn ask<T>(variable: &str, what: &str, read: impl FnOnce(&str) -> io::Result<T>) -> Result<T> {
    if !io::stdin().is_terminal() {
        return Err(Error::usage(format!("no app to sign in with: `{variable}` is not set"))
            .hint(format!("`export {variable}=…`: see your app on developers.pinterest.com")));
    }
    read(&format!("{what} (developers.pinterest.com, My apps): ")).map_err(|error| {
        Error::new(Kind::Internal, format!("the terminal cannot be read: {error}"))
            .hint(format!("`export {variable}=…`"))
    })
}

fn read_line(prompt: &str) -> io::Result<String> {
    write!(io::stderr(), "{prompt}")?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

/// What is typed is not shown.
fn read_secret(prompt: &str) -> io::Result<SecretString> {
    let secret = Zeroizing::new(rpassword::prompt_password(prompt)?);
    Ok(secret.trim().to_owned().into())
}
