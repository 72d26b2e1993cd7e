//! The part of the description that runs can request: Prism takes most of its start to read the rest.

use std::collections::BTreeSet;

use serde_json::Value;

/// All that is read, and the two things that are created: a report and a token.
pub(crate) fn requested(path: &str, method: &str) -> bool {
    method == "get" || (method == "post" && (path.ends_with("/reports") || path == "/oauth/token"))
}

/// The description with these operations only, and what they refer to. A request of another
/// operation is one that Prism objects to.
pub(crate) fn extract(mut description: Value, is_kept: impl Fn(&str, &str) -> bool) -> Value {
    let paths = description["paths"].as_object_mut().expect("paths");
    for (path, item) in paths.iter_mut() {
        let item = item.as_object_mut().expect("operations");
        item.retain(|name, value| value["responses"].is_null() || is_kept(path, name));
    }
    paths.retain(|_, item| !item.as_object().is_none_or(|it| it.values().all(is_no_operation)));
    let mut found = BTreeSet::new();
    refer(&description["paths"], &description, &mut found);
    let components = description["components"].as_object_mut().expect("components");
    for (kind, parts) in components.iter_mut().filter(|(kind, _)| *kind != "securitySchemes") {
        let parts = parts.as_object_mut().expect("parts");
        parts.retain(|name, _| found.contains(&format!("#/components/{kind}/{name}")));
    }
    description
}

fn is_no_operation(value: &Value) -> bool {
    value["responses"].is_null()
}

/// Takes down what a part refers to, and what that refers to.
fn refer(part: &Value, description: &Value, found: &mut BTreeSet<String>) {
    match part {
        Value::String(text) if text.starts_with("#/") && found.insert(text.clone()) => {
            let place = description.pointer(&text[1..]);
            refer(place.unwrap_or(&Value::Null), description, found);
        }
        Value::Array(parts) => parts.iter().for_each(|part| refer(part, description, found)),
        Value::Object(parts) => parts.values().for_each(|part| refer(part, description, found)),
        _ => {}
    }
}
