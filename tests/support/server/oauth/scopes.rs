//! The scopes of the API, and which of them an endpoint needs.

use std::collections::BTreeSet;

pub(super) type Scopes = BTreeSet<&'static str>;

const ALL: [&str; 19] = [
    "ads:read",
    "ads:write",
    "billing:read",
    "billing:write",
    "biz_access:read",
    "biz_access:write",
    "boards:read",
    "boards:read_secret",
    "boards:write",
    "boards:write_secret",
    "catalogs:read",
    "catalogs:write",
    "msot:write",
    "pins:read",
    "pins:read_secret",
    "pins:write",
    "pins:write_secret",
    "user_accounts:read",
    "user_accounts:write",
];

pub(super) fn find(name: &str) -> Option<&'static str> {
    ALL.into_iter().find(|scope| *scope == name)
}

/// Reads what a client asks for, where a comma is all that may stand between two scopes.
pub(super) fn read(text: &str) -> Result<Scopes, String> {
    text.split(',').map(|name| find(name).ok_or_else(|| format!("no scope is '{name}'"))).collect()
}

/// Of an endpoint below `/v5`.
pub(super) fn needed(segments: &[&str]) -> &'static [&'static str] {
    match segments {
        ["ad_accounts", _, "billing_profiles" | "billing_invoices"] => {
            &["ads:read", "billing:read"]
        }
        ["resources", "delivery_metrics"] => &["ads:read", "pins:read", "user_accounts:read"],
        ["ad_accounts" | "integrations" | "resources", ..] => &["ads:read"],
        ["pins", ..] | ["boards", _, "pins"] => &["boards:read", "pins:read"],
        ["boards", ..] => &["boards:read"],
        ["media", ..] => &["pins:read"],
        ["user_account", "analytics", _] => &["pins:read", "user_accounts:read"],
        ["user_account", ..] => &["user_accounts:read"],
        ["businesses", ..] => &["biz_access:read"],
        ["catalogs", ..] => &["catalogs:read"],
        _ => panic!("nobody knows the scopes of {segments:?}"),
    }
}
