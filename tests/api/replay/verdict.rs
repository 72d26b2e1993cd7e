//! What became of a captured response in the tables that runs wrote.

use std::collections::BTreeMap;

use super::json::Json;
use super::trial::SECRETS;

/// What a list says of itself, and not of its items.
const OF_THE_LIST: [&str; 3] = ["bookmark", "date_availability", "sort_by"];

/// The field of an item whose own fields make rows: those of the Event Quality Score.
const OPENED_TO_ROWS: &str = "quality_components";

/// Where a report heads a field by another name than that in the response.
const RENAMED: [(&str, &str); 4] = [
    // `get` heads a text or a number that is an element of an array.
    ("", "value"),
    ("issues.id", "issue_ids"),
    ("issues.name", "issue_names"),
    ("issues.reason", "issue_reasons"),
];

/// The rows of NDJSON: all values under the path of each field, in their order.
pub(super) struct Table(BTreeMap<String, Vec<Json>>);

impl Table {
    pub(super) fn read(ndjson: &str) -> Self {
        let mut columns: BTreeMap<String, Vec<Json>> = BTreeMap::new();
        for row in ndjson.lines().map(Json::read) {
            for (path, value) in row.leaves() {
                if !value.is_empty() {
                    columns.entry(path.to_lowercase()).or_default().push(value.clone());
                }
            }
        }
        Table(columns)
    }

    /// Do these values stand somewhere in a row under a name that the path ends with?
    fn has(&self, path: &str, values: &[&Json]) -> bool {
        let is_same = |found: &[Json]| {
            found.iter().zip(values).all(|(found, value)| arrived(path, value, found))
        };
        let found = |name: &str| {
            self.0.get(name).is_some_and(|found| found.windows(values.len()).any(is_same))
        };
        ends(path).any(found)
    }
}

/// The fields of a response whose values none of the tables has, with their digits and their texts.
pub(super) fn lost(body: &Json, tables: &[Table]) -> Vec<String> {
    let mut fields: BTreeMap<String, Vec<&Json>> = BTreeMap::new();
    for (path, value) in of_items(body) {
        if !value.is_empty() {
            fields.entry(path.to_lowercase()).or_default().push(value);
        }
    }
    let has = |path: &str, values: &[&Json]| tables.iter().any(|table| table.has(path, values));
    fields.retain(|path, values| !has(path, values));
    fields.into_keys().map(|path| format!("field `{path}` lost")).collect()
}

/// The fields of a response that no column of these headers takes.
pub(super) fn unknown(body: &Json, headers: &[Vec<String>]) -> Vec<String> {
    let columns: Vec<_> = headers.iter().flatten().map(|name| name.to_lowercase()).collect();
    let is_within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    // An object may be opened to columns, an array or a map may be a cell.
    let takes = |path: &str| {
        columns.iter().any(|column| is_within(path, column) || is_within(column, path))
    };
    let rows = rows(body);
    // The columns of some reports do not stand in the items of a list, but deeper.
    let are_rows = rows.iter().any(|row| {
        row.entries().any(|(name, value)| takes(&name.to_lowercase()) && !is_nested(value))
    });
    let mut unknown: Vec<_> = of_items(body)
        .into_iter()
        .map(|(path, value)| (path.to_lowercase(), value))
        .filter(|(path, value)| {
            if are_rows && first(path) != OPENED_TO_ROWS {
                return !takes(path);
            }
            !value.is_empty() && !ends(path).any(takes)
        })
        .map(|(path, _)| format!("field `{path}` has no column"))
        .collect();
    unknown.sort();
    unknown.dedup();
    unknown
}

fn is_nested(value: &Json) -> bool {
    matches!(value, Json::Object(_))
}

/// The items of a list, or the body itself.
fn rows(body: &Json) -> Vec<&Json> {
    match body.field("items").unwrap_or(body) {
        Json::Array(items) => items.iter().collect(),
        row => vec![row],
    }
}

/// The leaves of the items and of what stands beside them, but for those left out by design.
fn of_items(body: &Json) -> Vec<(String, &Json)> {
    let items = body.field("items").filter(|items| matches!(items, Json::Array(_)));
    let mut leaves = items.unwrap_or(body).leaves();
    if items.is_some() {
        leaves.extend(body.leaves().into_iter().filter(|(path, _)| first(path) != "items"));
    }
    let is_of_the_list = |(path, value): &(String, &Json)| {
        OF_THE_LIST.contains(&first(path))
            && body.leaves().iter().any(|(beside, it)| beside == path && std::ptr::eq(*it, *value))
    };
    let is_secret = |path: &str| path.split('.').any(|name| SECRETS.contains(&name));
    leaves.retain(|leaf| !is_of_the_list(leaf) && !is_secret(&leaf.0));
    leaves
}

fn first(path: &str) -> &str {
    path.split('.').next().unwrap_or_default()
}

/// The path, then the same without its first name, and so on; and what reports call these.
fn ends(path: &str) -> impl Iterator<Item = &str> {
    let dots = path.match_indices('.').map(|(dot, _)| &path[dot + 1..]);
    let renamed = |end| RENAMED.iter().find(|(name, _)| *name == end).map(|(_, name)| *name);
    std::iter::once(path).chain(dots).flat_map(move |end| [Some(end), renamed(end)]).flatten()
}

/// Is it the same value, but for a number that names something? That is text.
fn arrived(path: &str, value: &Json, found: &Json) -> bool {
    match (value, found) {
        (Json::Word(digits), Json::Text(text)) => digits == text && path.ends_with("id"),
        _ => value == found,
    }
}
