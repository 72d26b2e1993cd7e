//! The sign-in of the environment variables.

use std::env;

use secrecy::SecretString;
use url::Url;
use zeroize::Zeroizing;

use crate::auth::credential::{App, Credential, Grant, Token};
use crate::error::{Error, Kind, Result};
use crate::terminal::redaction;

pub(crate) const ACCESS_TOKEN: &str = "PINADS_ACCESS_TOKEN";
pub(crate) const CLIENT_ID: &str = "PINADS_CLIENT_ID";
pub(crate) const CLIENT_SECRET: &str = "PINADS_CLIENT_SECRET";
pub(crate) const REFRESH_TOKEN: &str = "PINADS_REFRESH_TOKEN";

/// An access token alone, about which nothing else is known.
pub(crate) fn access_token() -> Result<Option<SecretString>> {
    secret(ACCESS_TOKEN)
}

/// An app and a refresh token.
pub(crate) fn credential(api: &Url) -> Result<Option<Credential>> {
    let Some(refresh) = secret(REFRESH_TOKEN)? else { return Ok(None) };
    let missing = |name| {
        let message = format!("not signed in: `{REFRESH_TOKEN}` is set, but not `{name}`");
        Error::new(Kind::NotSignedIn, message).hint(format!("run `export {name}=…`"))
    };
    Ok(Some(Credential {
        api: api.clone(),
        app: App {
            id: client_id()?.ok_or_else(|| missing(CLIENT_ID))?,
            secret: client_secret()?.ok_or_else(|| missing(CLIENT_SECRET))?,
        },
        grant: Grant::AuthorizationCode,
        user: None,
        scopes: Vec::new(),
        access: None,
        refresh: Some(Token { secret: refresh, expires_at: None }),
    }))
}

pub(crate) fn client_id() -> Result<Option<String>> {
    Ok(text(CLIENT_ID)?.map(|text| text.to_string()))
}

pub(crate) fn client_secret() -> Result<Option<SecretString>> {
    secret(CLIENT_SECRET)
}

fn secret(name: &str) -> Result<Option<SecretString>> {
    Ok(text(name)?.map(|text| {
        redaction::register(&text);
        text.as_str().into()
    }))
}

/// The variable that signs in, even if there are stored credentials.
pub(crate) fn in_front() -> Option<&'static str> {
    [ACCESS_TOKEN, REFRESH_TOKEN].into_iter().find(|name| !matches!(text(name), Ok(None)))
}

/// An empty variable counts as not set.
fn text(name: &str) -> Result<Option<Zeroizing<String>>> {
    match env::var(name).map(Zeroizing::new) {
        Ok(text) if text.trim().is_empty() => Ok(None),
        Ok(text) if text.trim().bytes().all(|byte| byte.is_ascii_graphic()) => {
            Ok(Some(Zeroizing::new(text.trim().to_owned())))
        }
        Err(env::VarError::NotPresent) => Ok(None),
        Ok(_) | Err(env::VarError::NotUnicode(_)) => {
            let message = format!(
                "not signed in: `{name}` contains characters that are not valid in a token \
                         or ID"
            );
            Err(Error::new(Kind::NotSignedIn, message).hint(format!("run `export {name}=…`")))
        }
    }
}
