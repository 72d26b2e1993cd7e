//! The official description of the API, read as it is.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::prism::description;

/// What no output may hold.
const SECRETS: [&str; 4] =
    ["credentials", "cryptographic_key", "partner_access_token", "partner_refresh_token"];

/// The fields that identify an object: they are its first columns.
const IDENTITY: [&str; 9] = [
    "ad_account_id",
    "business_id",
    "id",
    "asset_id",
    "media_id",
    "request_id",
    "schedule_id",
    "name",
    "status",
];

pub(crate) struct Description(Value);

/// The columns in the order of the output.
pub(crate) fn identity_first(columns: &[String]) -> Vec<String> {
    let identity = IDENTITY.iter().filter_map(|it| columns.iter().find(|column| column == it));
    let others = columns.iter().filter(|column| !IDENTITY.contains(&column.as_str()));
    identity.chain(others).cloned().collect()
}

impl Description {
    /// Nothing where it is missing.
    pub(crate) fn read() -> Option<Self> {
        let text = fs::read(description()?).expect("it is readable");
        Some(Description(serde_json::from_slice(&text).expect("it is JSON")))
    }

    pub(crate) fn operation(&self, path: &str) -> &Value {
        self.method("GET", path)
    }

    pub(crate) fn method(&self, method: &str, path: &str) -> &Value {
        let operation = &self.0["paths"][path][method.to_lowercase()];
        assert!(operation.is_object(), "{method} {path} is not in the description");
        operation
    }

    /// The operation that answers at a path of the server.
    pub(crate) fn operation_at(&self, path: &str) -> &Value {
        self.method_at("GET", path).1
    }

    /// The same with its method, and the path with placeholders.
    pub(crate) fn method_at(&self, method: &str, path: &str) -> (&str, &Value) {
        let path = path.strip_prefix("/v5").unwrap_or(path);
        let segments: Vec<_> = path.split('/').collect();
        let is_there = |template: &&String| {
            let parts: Vec<_> = template.split('/').collect();
            let same = |(part, segment): (&&str, &&str)| part == segment || part.starts_with('{');
            parts.len() == segments.len() && parts.iter().zip(&segments).all(same)
        };
        // Of `/pins/analytics` and `/pins/{pin_id}`, the one without a placeholder.
        let templates = self.0["paths"].as_object().into_iter().flat_map(|paths| paths.keys());
        let found = templates.filter(is_there).min_by_key(|it| it.matches('{').count());
        let found = found.unwrap_or_else(|| panic!("{path} is not in the description"));
        (found, self.method(method, found))
    }

    /// Whether an operation accepts the token of an app itself.
    pub(crate) fn accepts_apps(&self, operation: &Value) -> bool {
        let ways = operation["security"].as_array().or(self.0["security"].as_array());
        ways.into_iter().flatten().any(|way| way["client_credentials"].is_array())
    }

    /// The scopes of the first way to sign in that an operation takes.
    pub(crate) fn scopes(operation: &Value) -> BTreeSet<&str> {
        let first = operation["security"][0].as_object().and_then(|way| way.values().next());
        let scopes = first.and_then(Value::as_array).into_iter().flatten();
        scopes.filter_map(Value::as_str).collect()
    }

    pub(crate) fn names_of(&self, pointer: &str) -> BTreeSet<&str> {
        let names = self.0.pointer(pointer).and_then(Value::as_array);
        let names = names.unwrap_or_else(|| panic!("no names at {pointer}"));
        names.iter().filter_map(Value::as_str).collect()
    }

    /// What a parameter takes, of which it may take one value or several.
    pub(crate) fn values(&self, operation: &Value, parameter: &str) -> Vec<String> {
        let one = self.schema_of(self.parameter(operation, parameter).expect("the parameter"));
        let one = if one["items"].is_object() { self.resolve(&one["items"]) } else { one };
        let values = one["enum"].as_array().into_iter().flatten();
        values.map(|value| value.as_str().map_or(value.to_string(), str::to_owned)).collect()
    }

    pub(crate) fn parameter<'a>(&'a self, operation: &'a Value, name: &str) -> Option<&'a Value> {
        self.parameters(operation).find(|it| it["name"] == name)
    }

    fn parameters<'a>(&'a self, operation: &'a Value) -> impl Iterator<Item = &'a Value> {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        parameters.map(|parameter| self.resolve(parameter))
    }

    pub(crate) fn schema_of<'a>(&'a self, parameter: &'a Value) -> &'a Value {
        self.resolve(&parameter["schema"])
    }

    /// The parameters of the query that a request must have.
    pub(crate) fn required<'a>(&'a self, operation: &'a Value) -> impl Iterator<Item = &'a str> {
        let is_required = |it: &&Value| it["in"] == "query" && it["required"] == true;
        self.parameters(operation).filter(is_required).filter_map(|it| it["name"].as_str())
    }

    /// The columns of the objects that an operation gives: their fields, those of nested objects
    /// joined by dots, arrays and open maps as they are. In its order, which is alphabetical within
    /// an object: so are those of the reader of JSON.
    pub(crate) fn columns(&self, operation: &Value) -> Vec<String> {
        let answer = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        let mut columns = Vec::new();
        self.add_columns(self.item(answer), "", &mut columns);
        // A field that one kind of object has open and another closed.
        let is_opened =
            |column: &String| columns.iter().any(|other| other.starts_with(&format!("{column}.")));
        columns.iter().filter(|column| !is_opened(column)).cloned().collect()
    }

    /// The types and formats of a field of the objects that an operation gives. None where the
    /// description has no such field, or no type for it.
    pub(crate) fn kinds(&self, operation: &Value, path: &str) -> BTreeSet<(String, String)> {
        let answer = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        let mut kinds = BTreeSet::new();
        self.add_kinds(self.item(answer), path, &mut kinds);
        kinds
    }

    fn add_kinds(&self, schema: &Value, path: &str, kinds: &mut BTreeSet<(String, String)>) {
        let schema = self.resolve(schema);
        let parts = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|it| schema[it].as_array());
        parts.flatten().for_each(|part| self.add_kinds(part, path, kinds));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match path.split_once('.').unwrap_or((path, "")) {
            ("", _) => {
                let types = schema["type"].as_array().map_or(vec![&schema["type"]], |types| {
                    types.iter().filter(|it| **it != "null").collect()
                });
                let is_enum = schema["enum"].is_array();
                let is_open = ["properties", "additionalProperties"]
                    .iter()
                    .any(|it| !schema[*it].is_null() && schema["type"].is_null());
                kinds.extend(
                    types
                        .into_iter()
                        .filter(|it| it.is_string())
                        .map(|it| (text(it), text(&schema["format"]))),
                );
                if is_enum && schema["type"].is_null() {
                    kinds.insert(("string".to_owned(), String::new()));
                }
                if is_open {
                    kinds.insert(("object".to_owned(), String::new()));
                }
            }
            (first, rest) => {
                let field = &schema["properties"][first];
                if !field.is_null() {
                    self.add_kinds(field, rest, kinds);
                }
            }
        }
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => {
                let pointer = reference.trim_start_matches('#');
                self.resolve(self.0.pointer(pointer).expect("the reference leads somewhere"))
            }
            None => schema,
        }
    }

    /// The schema of one object of an answer.
    fn item<'a>(&'a self, answer: &'a Value) -> &'a Value {
        let answer = self.resolve(answer);
        if answer["type"] == "array" {
            return self.resolve(&answer["items"]);
        }
        if let Some(list) = only_list(answer) {
            return self.resolve(&list["items"]);
        }
        let parts = answer["allOf"].as_array().map_or(vec![answer], |parts| parts.iter().collect());
        let lists = parts.into_iter().map(|part| &self.resolve(part)["properties"]["items"]);
        // The part that all lists share leaves its items open.
        match lists.into_iter().rfind(|items| items.is_object()) {
            Some(list) => self.resolve(&self.resolve(list)["items"]),
            None => answer,
        }
    }

    /// A field that is text in one object and an object in another is one column.
    fn may_be_text(&self, field: &Value) -> bool {
        let kinds = ["oneOf", "anyOf"].into_iter().filter_map(|kind| field[kind].as_array());
        kinds.flatten().any(|kind| self.resolve(kind)["type"] == "string")
    }

    fn add_columns(&self, schema: &Value, prefix: &str, columns: &mut Vec<String>) {
        let schema = self.resolve(schema);
        for kind in ["allOf", "oneOf", "anyOf"] {
            for part in schema[kind].as_array().into_iter().flatten() {
                self.add_columns(part, prefix, columns);
            }
        }
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            if SECRETS.contains(&name.as_str()) {
                continue;
            }
            let field = self.resolve(field);
            let path = format!("{prefix}{name}");
            let is_open = field["additionalProperties"].is_object()
                || field["additionalProperties"] == Value::Bool(true);
            let before = columns.len();
            if !is_open && field["type"] != "array" && !self.may_be_text(field) {
                self.add_columns(field, &format!("{path}."), columns);
            }
            let is_new = || !columns.contains(&path);
            if columns.len() == before && is_new() {
                columns.push(path);
            }
        }
    }
}

/// The one field of an answer, where it is a list of objects and is not called `items`.
fn only_list(answer: &Value) -> Option<&Value> {
    let fields = answer["properties"].as_object().filter(|fields| fields.len() == 1)?;
    fields.values().next().filter(|field| field["type"] == "array" && field["items"].is_object())
}
