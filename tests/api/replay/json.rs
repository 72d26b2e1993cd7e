//! JSON whose texts and digits stay as they were captured.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::support::cases::truth::parse;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Json {
    Object(BTreeMap<String, Json>),
    Array(Vec<Json>),
    Text(String),
    /// A number with its own digits, `true`, `false` or `null`.
    Word(String),
}

impl Json {
    pub(super) fn read(text: &str) -> Self {
        let text = text.trim();
        match text.as_bytes().first() {
            Some(b'{') => {
                let entries: BTreeMap<String, Box<RawValue>> = parse(text);
                let entries = entries.into_iter().map(|(name, value)| (name, value.get().into()));
                Json::Object(entries.collect())
            }
            Some(b'[') => {
                let items: Vec<Box<RawValue>> = parse(text);
                Json::Array(items.iter().map(|item| item.get().into()).collect())
            }
            Some(b'"') => Json::Text(parse(text)),
            _ => Json::Word(text.to_owned()),
        }
    }

    pub(super) fn write(&self) -> String {
        match self {
            Json::Object(entries) => {
                let entries: Vec<_> = entries
                    .iter()
                    .map(|(name, value)| format!("{}:{}", quoted(name), value.write()))
                    .collect();
                format!("{{{}}}", entries.join(","))
            }
            Json::Array(items) => {
                format!("[{}]", items.iter().map(Json::write).collect::<Vec<_>>().join(","))
            }
            Json::Text(text) => quoted(text),
            Json::Word(word) => word.clone(),
        }
    }

    pub(super) fn object<const N: usize>(entries: [(&str, Json); N]) -> Self {
        Json::Object(entries.map(|(name, value)| (name.to_owned(), value)).into())
    }

    pub(super) fn null() -> Self {
        Json::Word("null".to_owned())
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&String, &Json)> {
        let entries = if let Json::Object(entries) = self { Some(entries) } else { None };
        entries.into_iter().flatten()
    }

    pub(super) fn field(&self, name: &str) -> Option<&Json> {
        self.entries().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Json::Text(text) = self { Some(text) } else { None }
    }

    /// What has no value of its own: it may be opened to several columns, or be no object at all.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Json::Object(entries) => entries.is_empty(),
            Json::Array(items) => items.is_empty(),
            Json::Text(_) => false,
            Json::Word(word) => word == "null",
        }
    }

    /// All values that hold no others, in their order, each under the names that lead to it, joined
    /// by dots. Elements of an array have no name.
    pub(super) fn leaves(&self) -> Vec<(String, &Json)> {
        let mut leaves = Vec::new();
        self.add_leaves("", &mut leaves);
        leaves
    }

    fn add_leaves<'a>(&'a self, path: &str, leaves: &mut Vec<(String, &'a Json)>) {
        if self.is_empty() {
            leaves.push((path.to_owned(), self));
            return;
        }
        match self {
            Json::Object(entries) => {
                for (name, value) in entries {
                    let path =
                        if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    value.add_leaves(&path, leaves);
                }
            }
            Json::Array(items) => items.iter().for_each(|item| item.add_leaves(path, leaves)),
            leaf => leaves.push((path.to_owned(), leaf)),
        }
    }

    /// Changes every entry of every object in it.
    pub(super) fn edit(&mut self, change: &mut dyn FnMut(&str, &mut Json)) {
        match self {
            Json::Object(entries) => {
                for (name, value) in entries {
                    change(name, value);
                    value.edit(change);
                }
            }
            Json::Array(items) => items.iter_mut().for_each(|item| item.edit(change)),
            Json::Text(_) | Json::Word(_) => {}
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::read(text)
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
