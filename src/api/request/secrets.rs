//! The endpoints that have secret fields, compared with both descriptions of the API.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Category, Request};
use crate::json::secret_fields::SECRETS;
use crate::system::shared::about_the_api;

/// Adds the names of all properties that a part of a description leads to.
fn add_names<'a>(
    part: &'a Value,
    whole: &'a Value,
    seen: &mut BTreeSet<&'a str>,
    names: &mut BTreeSet<&'a str>,
) {
    match part {
        Value::Object(entries) => {
            if let Some(target) = entries.get("$ref").and_then(Value::as_str)
                && seen.insert(target)
            {
                let target = whole.pointer(target.trim_start_matches('#')).expect("a target");
                add_names(target, whole, seen, names);
            }
            let properties = entries.get("properties").and_then(Value::as_object);
            names.extend(properties.into_iter().flatten().map(|(name, _)| name.as_str()));
            entries.values().for_each(|part| add_names(part, whole, seen, names));
        }
        Value::Array(parts) => parts.iter().for_each(|part| add_names(part, whole, seen, names)),
        _ => {}
    }
}

#[test]
fn every_endpoint_with_a_secret_field_is_searched() {
    let names = ["openapi-5.28.json", "openapi.json"];
    for text in names.iter().filter_map(|name| about_the_api(name)) {
        let whole: Value = serde_json::from_str(&text).expect("JSON");
        let (mut with, mut without) = (0, 0);
        for (path, operations) in whole["paths"].as_object().expect("paths") {
            for operation in ["get", "post"].iter().filter_map(|method| operations.get(*method)) {
                let (mut seen, mut names) = (BTreeSet::new(), BTreeSet::new());
                add_names(&operation["responses"], &whole, &mut seen, &mut names);
                let has_secrets = SECRETS.iter().any(|secret| names.contains(secret));
                let segments = path.split('/').filter(|segment| !segment.is_empty());
                let request = Request::get(Category::of(path), segments);
                // More endpoints below the same path may be searched in vain.
                assert!(request.may_have_secrets() || !has_secrets, "{path}");
                *(if request.may_have_secrets() { &mut with } else { &mut without }) += 1;
            }
        }
        assert!(with > 4 && without > 100, "{with} with secrets, {without} without");
    }
}
