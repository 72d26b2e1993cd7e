//! Any bytes as a response of success.

use serde_json::Value;

use super::error;
use crate::system::fuzz::check;

#[test]
fn in_place_of_data() {
    check("in_place_of_data", |bytes| {
        // One of two entries of the same name is lost here: such a body is data.
        let Ok(Value::Object(entries)) = serde_json::from_slice(bytes) else {
            // An object can have fields that are no value here: a number that no float can hold.
            let is_object = bytes.trim_ascii_start().starts_with(b"{");
            assert!(is_object || error(bytes).is_none(), "no object");
            return;
        };
        let code = entries.get("code");
        let code = code.and_then(|code| code.as_i64().or_else(|| code.as_str()?.parse().ok()));
        let known = ["code", "message", "status", "details"];
        let is_error = code.is_some()
            && entries.get("message").is_some_and(Value::is_string)
            && entries.keys().all(|name| known.contains(&name.as_str()));
        let said = error(bytes);
        assert!(said.is_none() || is_error, "data is taken for an error");
        let lines = said.iter().flat_map(|said| said.chars()).filter(|c| c.is_control()).count();
        assert_eq!(lines, 0, "a control character");
    });
}
