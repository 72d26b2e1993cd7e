//! Fields of some endpoints that are secrets: feed passwords, integration tokens, webhook keys. They
//! are never shown and never kept.

use std::borrow::Cow;

use crate::json;

const SECRETS: &[&str] =
    &["credentials", "cryptographic_key", "partner_access_token", "partner_refresh_token"];

/// The JSON text as it may be shown and kept.
pub(crate) fn without_secrets(value: &str) -> Cow<'_, str> {
    json::without(value, SECRETS)
}
