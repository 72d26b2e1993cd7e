//! Any text as JSON, compared with the values of `serde_json`.

use serde_json::Value;
use serde_json::value::RawValue;

use super::{
    DEEPEST, Entries, compact, each_entry, field, leaves, pointed, prepended, quoted, text,
};
use crate::json::row::Row;
use crate::json::secret_fields::without_secrets;
use crate::system::fuzz::check;

const SECRETS: [&str; 4] =
    ["credentials", "cryptographic_key", "partner_access_token", "partner_refresh_token"];

#[test]
fn json() {
    check("json", |bytes| {
        let Ok(input) = str::from_utf8(bytes) else { return };
        assert_eq!(serde_json::from_str::<String>(&quoted(input)).ok().as_deref(), Some(input));
        let Ok(value) = serde_json::from_str::<Value>(input) else {
            // Any text is fine, whatever comes of it.
            let _ = (compact(input), without_secrets(input), text(input), field(input, "id"));
            return;
        };
        let input = input.trim_ascii();
        let short = compact(input);
        assert_eq!(serde_json::from_str::<Value>(&short).ok().as_ref(), Some(&value));
        assert_eq!(compact(&short), short, "it has been compact");
        assert_eq!(text(input).as_deref(), value.as_str());
        if depth(&value) < DEEPEST as usize {
            let shown = without_secrets(input);
            let expected = stripped(value.clone());
            assert_eq!(serde_json::from_str::<Value>(&shown).ok().as_ref(), Some(&expected));
            assert!(value != expected || shown == input || has_twins(input), "a changed text");
        }
        match &value {
            Value::Object(entries) => object(input, &value, entries),
            _ => assert!(each_entry(input, |_, _| {}).is_err(), "no object"),
        }
    });
}

fn object(input: &str, value: &Value, entries: &serde_json::Map<String, Value>) {
    for (name, entry) in entries {
        let expected = match entry {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            _ => pointed(input, &pointer(name)).map(str::to_owned),
        };
        assert_eq!(field(input, name), expected, "{name}");
        let found = pointed(input, &pointer(name)).expect("an entry");
        assert_eq!(serde_json::from_str::<Value>(found).ok().as_ref(), Some(entry), "{name}");
    }
    if depth(value) < DEEPEST as usize && !has_twins(input) {
        let (mut found, mut expected) = (Vec::new(), Vec::new());
        leaves(input, &mut |path| found.push(path.clone()));
        paths(value, "", &mut expected);
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
    }
    let longer: Value =
        serde_json::from_str(prepended("", "1", &Row::new(input.to_owned())).get()).expect("JSON");
    let first = entries.get("").cloned().unwrap_or(Value::from(1));
    let expected: serde_json::Map<_, _> =
        entries.clone().into_iter().chain([(String::new(), first)]).collect();
    assert_eq!(longer, Value::Object(expected));
}

fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn depth(value: &Value) -> usize {
    let below = match value {
        Value::Object(entries) => entries.values().map(depth).max(),
        Value::Array(items) => items.iter().map(depth).max(),
        _ => None,
    };
    below.map_or(1, |below| below + 1)
}

fn stripped(value: Value) -> Value {
    match value {
        Value::Object(entries) => entries
            .into_iter()
            .filter(|(name, _)| !SECRETS.contains(&name.as_str()))
            .map(|(name, value)| (name, stripped(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(stripped).collect(),
        other => other,
    }
}

fn paths(value: &Value, path: &str, found: &mut Vec<String>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        if value.as_object().is_some_and(|entries| !entries.is_empty()) {
            paths(value, &path, found);
        } else {
            found.push(path);
        }
    }
}

/// Are there two entries of the same name? A value of `serde_json` has the last one.
fn has_twins(text: &str) -> bool {
    if let Ok(Entries::<&RawValue>(entries)) = serde_json::from_str(text) {
        let mut names: Vec<_> = entries.iter().map(|(name, _)| name).collect();
        names.sort();
        return names.windows(2).any(|pair| pair[0] == pair[1])
            || entries.iter().any(|(_, value)| has_twins(value.get()));
    }
    let items = serde_json::from_str::<Vec<&RawValue>>(text).unwrap_or_default();
    items.iter().any(|item| has_twins(item.get()))
}
