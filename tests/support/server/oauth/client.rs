//! How an app shows who it is: `Authorization: Basic`.

use base64::prelude::{BASE64_STANDARD, Engine};
use url::form_urlencoded::byte_serialize;

use crate::support::server::app::App;

pub(super) fn is(app: &App, authorization: &str) -> bool {
    // RFC 6749 has both halves form-urlencoded first, which not every client does.
    let encoded = |half: &str| byte_serialize(half.as_bytes()).collect::<String>();
    let plain = (app.id.clone(), app.secret.clone());
    [plain, (encoded(&app.id), encoded(&app.secret))]
        .iter()
        .any(|(id, secret)| authorization.strip_prefix("Basic ") == Some(&basic(id, secret)))
}

/// What it comes to in the header.
pub(in crate::support::server) fn basic(id: &str, secret: &str) -> String {
    BASE64_STANDARD.encode(format!("{id}:{secret}"))
}
