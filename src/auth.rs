//! Which token a run uses.

use std::env;

use secrecy::SecretString;

use crate::error::{Error, Kind, Result};

const ACCESS_TOKEN: &str = "PINADS_ACCESS_TOKEN";

/// The access token of this run. It can be sent, but not printed.
pub(crate) fn access_token() -> Result<SecretString> {
    match env::var(ACCESS_TOKEN) {
        Ok(token) if token.trim().is_empty() => Err(not_signed_in("is empty")),
        Ok(token) if !token.trim().bytes().all(|byte| byte.is_ascii_graphic()) => {
            Err(not_signed_in("holds characters that no token has"))
        }
        Ok(token) => Ok(token.trim().to_owned().into()),
        Err(env::VarError::NotPresent) => Err(not_signed_in("is not set")),
        Err(env::VarError::NotUnicode(_)) => Err(not_signed_in("is not text")),
    }
}

fn not_signed_in(why: &str) -> Error {
    Error::new(Kind::NotSignedIn, format!("not signed in: `{ACCESS_TOKEN}` {why}"))
        .hint(format!("`export {ACCESS_TOKEN}=…` with a token that has the scope `ads:read`"))
}
