//! The table of an object report that a run should write, from what the server answers.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::Case;
use crate::support::server::Server;

/// An object of the API, its values as they are written.
pub(crate) type Object = BTreeMap<String, Box<RawValue>>;

/// The path and query of a response of the test server, and the columns that the request knows.
pub(crate) type Answer = (String, Vec<(&'static str, String)>);

/// A run whose rows are the objects of these responses.
pub(crate) fn case(server: &Server, arguments: &str, answers: &[Answer]) -> Case {
    let found: Vec<_> = answers
        .iter()
        .flat_map(|(answer, known)| {
            objects(&server.answer(answer)).into_iter().map(move |object| (object, known.clone()))
        })
        .collect();
    let rows = move |header: &[String]| {
        found.iter().map(|(object, known)| row(object, header, known)).collect()
    };
    Case { arguments: arguments.to_owned(), rows: Box::new(rows) }
}

/// The objects of an answer: a list, an array, or the answer itself.
pub(crate) fn objects(answer: &str) -> Vec<Object> {
    if answer.starts_with('[') {
        return parse(answer);
    }
    let mut whole: Object = parse(answer);
    match whole.remove("items").or_else(|| whole.remove("product_tags")) {
        Some(items) => parse(items.get()),
        None => vec![whole],
    }
}

pub(crate) fn parse<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The cells of an object under the columns of a header: each the value at its dotted path.
pub(crate) fn row(object: &Object, header: &[String], known: &[(&str, String)]) -> Vec<String> {
    let cell = |path: &String| match at(object, path) {
        Some(value) => plain(value.get()),
        None => known
            .iter()
            .find(|(name, _)| name == path)
            .map_or(String::new(), |(_, value)| value.clone()),
    };
    header.iter().map(cell).collect()
}

fn at(object: &Object, path: &str) -> Option<Box<RawValue>> {
    if let Some(value) = object.get(path) {
        return Some(value.clone());
    }
    path.match_indices('.').find_map(|(dot, _)| {
        let below = object.get(&path[..dot])?;
        let below: Object = serde_json::from_str(below.get()).ok()?;
        at(&below, &path[dot + 1..])
    })
}

/// The text of a string, nothing for null, all else as it is written, on one line.
fn plain(value: &str) -> String {
    match value {
        "null" => String::new(),
        text if text.starts_with('"') => parse(text),
        other if other.starts_with(['{', '[']) => parse::<serde_json::Value>(other).to_string(),
        other => other.to_owned(),
    }
}

/// The entries of an object as they stand in it.
pub(crate) fn in_order(object: &str) -> Vec<(String, Box<RawValue>)> {
    let entries: Object = parse(object);
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_by_key(|(name, _)| object.find(&format!("\"{name}\":")));
    entries
}
