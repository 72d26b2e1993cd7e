//! The API's lists of targeting values and their names.

use std::collections::HashMap;

use serde_json::Value;

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::error::Result;

/// Names by the values that rows have.
pub(super) type Names = HashMap<String, String>;

/// One list of values.
pub(super) struct List {
    /// Its name in the path.
    pub(super) name: &'static str,
    /// The targeting types of reports whose values it has.
    types: &'static [&'static str],
    /// The things that it names.
    pub(super) of: &'static str,
    /// Has each ad account its own?
    pub(super) is_of_account: bool,
    /// Are its values digits? Other values are names already.
    has_ids: bool,
}

pub(super) const ALL: &[List] = &[
    List {
        name: "LOCATION",
        types: &["COUNTRY", "LOCATION"],
        of: "countries and metropolitan areas",
        is_of_account: false,
        has_ids: false,
    },
    List {
        name: "GEO",
        types: &["REGION", "GEO"],
        of: "regions and postal codes",
        is_of_account: false,
        has_ids: false,
    },
    List {
        name: "INTEREST",
        types: &["TARGETED_INTEREST", "PINNER_INTEREST"],
        of: "interests",
        is_of_account: false,
        has_ids: true,
    },
    List {
        name: "AUDIENCE_INCLUDE",
        types: &["AUDIENCE_INCLUDE"],
        of: "audiences",
        is_of_account: true,
        has_ids: true,
    },
];

/// Nothing for a targeting type whose values are names.
pub(super) fn list_of(targeting_type: &str) -> Option<&'static List> {
    ALL.iter().find(|list| list.types.contains(&targeting_type))
}

impl List {
    /// Is this value one that the list may name?
    pub(super) fn is_code(&self, value: &str) -> bool {
        !self.has_ids || value.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// All that makes its names differ from others.
    pub(super) fn identity(&self, account: Option<&str>) -> String {
        format!("{}\n{}", self.name, account.unwrap_or_default())
    }

    pub(super) async fn request(&self, client: &Client, account: Option<&str>) -> Result<Names> {
        let request = Request::get(Category::AdsRead, ["resources", "targeting", self.name])
            .param_if("ad_account_id", account)
            .of_the_moment();
        let mut names = Names::new();
        collect(&client.fetch(&request).await?, &mut names);
        Ok(names)
    }
}

/// Collects names from either form: objects from values to names, and objects with an ID and a name.
/// Both may hold further ones.
fn collect(values: &Value, names: &mut Names) {
    match values {
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        Value::Object(entries) => {
            let name = |value: &Value| value.get("name").and_then(Value::as_str).map(str::to_owned);
            let own = name(values);
            let is_item = own.is_some();
            if let Some((id, name)) = entries.get("id").map(plain).zip(own) {
                names.insert(id, name);
            }
            for (key, value) in entries {
                match value {
                    Value::String(name) if !is_item => {
                        names.insert(key.clone(), name.clone());
                    }
                    Value::Object(_) => {
                        if let Some(name) = name(value) {
                            names.insert(key.clone(), name);
                        }
                        collect(value, names);
                    }
                    _ => collect(value, names),
                }
            }
        }
        _ => {}
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_found_in_every_form() {
        for (list, expected) in [
            (
                json!([{ "US": "United States", "500": "Portland" }]),
                &[("500", "Portland"), ("US", "United States")][..],
            ),
            (
                json!([{ "GR": "Greece" }, { "FR": "France" }]),
                &[("FR", "France"), ("GR", "Greece")],
            ),
            (
                json!([{ "id": "1", "name": "Home", "level": 1, "key": "home", "child_interests": [
                    { "id": 2, "name": "Lamps", "child_interests": ["3"] }
                ] }]),
                &[("1", "Home"), ("2", "Lamps")],
            ),
            (
                json!([{ "1": { "name": "Home", "childs": { "2": { "name": "Lamps" } } } }]),
                &[("1", "Home"), ("2", "Lamps")],
            ),
            (json!([]), &[]),
            (json!(null), &[]),
            (json!("x"), &[]),
        ] {
            let mut names = Names::new();
            collect(&list, &mut names);
            let mut found: Vec<_> =
                names.iter().map(|(value, name)| (value.as_str(), name.as_str())).collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{list}");
        }
    }
}
