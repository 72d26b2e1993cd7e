//! Fields of some endpoints that are secrets: feed passwords, integration tokens, webhook keys. They
//! are never shown and never kept.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::json;

const SECRETS: &[&str] =
    &["credentials", "cryptographic_key", "partner_access_token", "partner_refresh_token"];

/// Every row is searched for them, and most have none.
static FINDERS: LazyLock<Vec<Finder<'static>>> =
    LazyLock::new(|| SECRETS.iter().map(Finder::new).collect());

/// The JSON text as it may be shown and kept.
pub(crate) fn without_secrets(value: &str) -> Cow<'_, str> {
    let has_one = FINDERS.iter().any(|finder| finder.find(value.as_bytes()).is_some());
    if has_one { json::without(value, SECRETS) } else { Cow::Borrowed(value) }
}
