//! The file of an asynchronous report.

use super::content::Told;
use super::question::Question;
use crate::support::server::analytics::object;
use crate::support::server::columns::Column;
use crate::support::server::definitions;
use crate::support::server::world::World;

/// An object from the key of the rows to an array of those that share it.
pub(super) fn json(told: &[Told], key: impl Fn(&Told) -> String, new_metric: bool) -> Vec<u8> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for row in told {
        let (key, text) = (key(row), object(&row.pairs, new_metric));
        // Rows that share a key follow on each other.
        match groups.last_mut() {
            Some((last, rows)) if *last == key => rows.push(text),
            _ => groups.push((key, vec![text])),
        }
    }
    let groups = groups.iter().map(|(key, rows)| format!("\"{key}\":[{}]", rows.join(",")));
    format!("{{{}}}", groups.collect::<Vec<_>>().join(",")).into_bytes()
}

/// A table with names for people, where metrics without a value are zero.
pub(super) fn csv(world: &World, question: &Question, told: &[Told]) -> Vec<u8> {
    let mut names: Vec<&str> = Vec::new();
    let of_rows = told.iter().flat_map(|row| &row.pairs).map(|(name, _)| name.as_str());
    for name in of_rows.filter(|name| !question.columns.iter().any(|asked| asked == name)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in &question.columns {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = names.iter().map(|name| display_name(world, name));
    writer.write_record(header).expect("a vector takes all bytes");
    for row in told {
        let cell = |name: &&str| match row.pairs.iter().find(|(own, _)| own == name) {
            Some((_, value)) => serde_json::from_str(value).unwrap_or_else(|_| value.clone()),
            None if Column::new(name).is_metric() => "0".to_owned(),
            None => String::new(),
        };
        writer.write_record(names.iter().map(cell)).expect("a vector takes all bytes");
    }
    writer.into_inner().expect("a vector takes all bytes")
}

fn display_name(world: &World, name: &str) -> String {
    let entry = world.definitions.iter().find(|entry| entry.name == name);
    let known = entry.and_then(|entry| entry.display_name.clone());
    known.unwrap_or_else(|| definitions::title(name))
}
