//! The redirect after consent: the query of the address that Pinterest sends the user to.

use oauth2::CsrfToken;
use secrecy::SecretString;
use url::form_urlencoded;

use crate::error::{Error, Kind, Result};
use crate::terminal::printable::printable;

/// The authorization code in a query, if the query belongs to the sign-in attempt with that state.
pub(super) fn code(query: &str, state: &CsrfToken) -> Result<SecretString> {
    let value = |wanted: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(name, value)| name == wanted && !value.is_empty()).map(|(_, value)| value)
    };
    let Some(code) = value("code") else {
        // The form of a refusal is not documented, so the error names all parameters.
        let said =
            value("error_description").or(value("error")).unwrap_or("no reason given".into());
        let names: Vec<_> =
            form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name).collect();
        let names = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
        return Err(not_signed_in(&format!(
            "Pinterest did not grant access: {said} (Pinterest sent: {names})"
        )));
    };
    if value("state").as_deref() != Some(state.secret()) {
        return Err(not_signed_in(
            "this address belongs to another sign-in attempt (`state` does not match), so its code \
             is not used",
        ));
    }
    Ok(code.into_owned().into())
}

fn not_signed_in(message: &str) -> Error {
    Error::new(Kind::NotSignedIn, printable(message)).hint("run the same command again")
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_code_counts_with_the_right_state_only() {
        let state = CsrfToken::new("a b+c".to_owned());
        let code = code("state=a+b%2Bc&code=x%2Fy", &state).expect("granted");
        assert_eq!(code.expose_secret(), "x/y");
        for (query, message) in [
            ("code=x&state=other", "`state` does not match"),
            ("code=x", "`state` does not match"),
            ("error=access_denied&state=a+b%2Bc", "access_denied (Pinterest sent: error, state)"),
            ("error=e&error_description=No%0Away", "No way"),
            ("code=&state=a+b%2Bc", "no reason given (Pinterest sent: code, state)"),
            ("", "(Pinterest sent: nothing)"),
        ] {
            let error = super::code(query, &state).expect_err(query);
            assert!(error.message.contains(message), "{query}: {error}");
        }
    }
}
