//! An app, and what it sends.

use crate::support::server::App;

pub(super) const REDIRECT: &str = "http://localhost:8085/";
pub(super) const SCOPES: &str = "ads:read,pins:read";
pub(super) const STATE: &str = "a&b=c \"<é";

/// The example of RFC 7617.
pub(super) const ID: &str = "Aladdin";
pub(super) const SECRET: &str = "open sesame";
pub(super) const BASIC: &str = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";

pub(super) type Fields<'a> = [(&'a str, &'a str)];

pub(super) fn app() -> App {
    App { id: ID.to_owned(), secret: SECRET.to_owned(), ..App::default() }
}

/// What an app sends to the consent page.
pub(super) fn consent() -> Vec<(&'static str, &'static str)> {
    vec![
        ("client_id", ID),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", SCOPES),
        ("state", STATE),
    ]
}

/// The same with one value changed.
pub(super) fn changed<'a>(
    fields: &Fields<'a>,
    name: &str,
    value: &'a str,
) -> Vec<(&'a str, &'a str)> {
    let change = |(own, old): &(&'a str, &'a str)| (*own, if *own == name { value } else { *old });
    fields.iter().map(change).collect()
}

pub(super) fn without<'a>(fields: &Fields<'a>, name: &str) -> Vec<(&'a str, &'a str)> {
    fields.iter().filter(|(own, _)| *own != name).copied().collect()
}

pub(super) fn by_code<'a>(code: &'a str, more: &Fields<'a>) -> Vec<(&'a str, &'a str)> {
    let form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT)];
    [&form, more].concat()
}
