//! An answer that repeats what it was sent, in every encoding.

use base64::prelude::{BASE64_STANDARD, Engine};
use hyper::header::AUTHORIZATION;
use hyper::http::request::Parts;
use serde_json::json;
use url::form_urlencoded::byte_serialize;

use super::reply::Reply;

pub(super) const REQUEST_ID: &str = "x-pinterest-rid";

/// Clients cut a message there; a text that begins so much before it is cut in the middle.
const CUT: usize = 1000;
const BEFORE_CUT: usize = 40;

/// `turn` chooses which text comes first, and whether it is cut.
pub(super) fn reply(
    status: u16,
    turn: usize,
    head: &Parts,
    body: &[u8],
    signature: Option<&str>,
) -> Reply {
    let mut texts = texts(head, body, signature);
    let first = turn / 2 % texts.len();
    texts.rotate_left(first);
    let all = texts.join(" ");
    let message = match turn % 2 {
        0 => all.clone(),
        _ => format!("{} {all}", "x".repeat(CUT - BEFORE_CUT)),
    };
    let body = match status {
        200 => json!(message),
        _ => json!({ "code": 1, "message": message }),
    };
    let reply = Reply::new(status, "application/json", body.to_string().into_bytes());
    reply.with_header(REQUEST_ID, message)
}

fn texts(head: &Parts, body: &[u8], signature: Option<&str>) -> Vec<String> {
    let authorization = head.headers.get(AUTHORIZATION).map_or(&b""[..], |it| it.as_bytes());
    let authorization = String::from_utf8_lossy(authorization);
    let body = String::from_utf8_lossy(body);
    let query = head.uri.query().unwrap_or_default();
    let link = signature.map(|it| format!("https://files.example/a?signature={it}&b=1"));
    let plain: Vec<_> = [&*authorization, query, &*body].map(str::to_owned).into();
    let plain: Vec<_> = plain.into_iter().filter(|it| !it.is_empty()).chain(link).collect();
    let percent = |text: &String| byte_serialize(text.as_bytes()).collect();
    let quoted = |text: &String| json!(json!(text).to_string()).to_string();
    let packed = |text: &String| BASE64_STANDARD.encode(text);
    let encodings: [&dyn Fn(&String) -> String; 4] = [&String::clone, &percent, &quoted, &packed];
    encodings.iter().flat_map(|encode| plain.iter().map(encode)).collect()
}

/// How a secret of letters and digits begins in these encodings.
pub(crate) fn beginnings(secret: &str) -> Vec<String> {
    let packed = (0..3).map(|shift| {
        let packed = BASE64_STANDARD.encode("x".repeat(shift) + secret);
        packed[(8 * shift).div_ceil(6)..].to_owned()
    });
    let all = packed.chain([secret.to_owned()]);
    all.map(|text| text.chars().take(14).collect()).collect()
}
