//! Errors in the body of a successful response (status 2xx).

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::terminal::printable::printable;

/// All fields of an error, and no other: a response with one more field is data.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    code: Value,
    message: String,
    #[serde(default, rename = "status")]
    _status: IgnoredAny,
    #[serde(default, rename = "details")]
    _details: IgnoredAny,
}

/// The error that a body states, in words.
pub(super) fn error(body: &[u8]) -> Option<String> {
    // `serde` reads fields from an array as well, but an array is data.
    if !body.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    let Body { code, message, .. } = serde_json::from_slice(body).ok()?;
    let code = code.as_i64().or_else(|| code.as_str()?.parse().ok())?;
    Some(format!("HTTP 200 with an error instead of data: {} (code {code})", printable(&message)))
}

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    use super::error;

    #[test]
    fn an_error_has_a_code_and_a_message_and_no_data() {
        for body in [
            r#"{"code":12,"message":"Oops"}"#,
            r#"{"status":"failure","code":"12","message":"Oops","details":{}}"#,
        ] {
            let said = error(body.as_bytes());
            assert_eq!(
                said.as_deref(),
                Some("HTTP 200 with an error instead of data: Oops (code 12)"),
                "{body}"
            );
        }
        for body in [
            "{}",
            r#"[{"code":12,"message":"Oops"}]"#,
            r#"[12,"Oops"]"#,
            r#"["12","Oops",null,{}]"#,
            r#"{"code":12}"#,
            r#"{"code":"SUMMER","message":"10 % off"}"#,
            r#"{"code":12,"message":"Oops","id":"1"}"#,
            r#"{"code":12,"message":"Oops","items":[]}"#,
        ] {
            assert_eq!(error(body.as_bytes()), None, "{body}");
        }
    }
}
