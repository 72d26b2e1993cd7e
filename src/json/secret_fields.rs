//! Fields of some endpoints that are secrets: feed passwords, integration tokens, webhook keys.
//! They are never shown and never saved.

use std::borrow::Cow;

use crate::json;

pub(crate) const SECRETS: &[&str] =
    &["credentials", "cryptographic_key", "partner_access_token", "partner_refresh_token"];

/// The JSON text without secrets, safe to show and to save.
pub(crate) fn without_secrets(value: &str) -> Cow<'_, str> {
    json::without(value, SECRETS)
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn a_secret_is_found_under_an_escaped_name() {
        for name in ["credentials", r"cr\u0065dentials", r"credential\u0073"] {
            let feed = format!(r#"{{"id":"1","{name}":{{"password":"p"}}}}"#);
            assert_eq!(without_secrets(&feed), r#"{"id":"1"}"#, "{name}");
        }
        let feed = r#"{ "name": "caf\u00e9 \u0041" }"#;
        assert_eq!(without_secrets(feed), feed);
    }
}
