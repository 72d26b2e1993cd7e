//! The published contract of every run: its schema validates its rows, and no key appears twice.

use std::collections::HashSet;
use std::sync::Arc;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::support::sandbox::Sandbox;
use crate::support::server::World;
use crate::support::validator::objections;

/// Runs without a key, with the reason.
const KEYLESS: &[(&str, &str)] = &[("get ", "any endpoint")];

/// One for each run. They share a server, which none of them changes.
pub(crate) fn trials(runs: &[String]) -> Vec<Trial> {
    let sandbox = Arc::new(Sandbox::brisk(World::sample()));
    let trial = |run: &String| {
        let (sandbox, run) = (Arc::clone(&sandbox), run.clone());
        Trial::test(format!("contract: {run}"), move || check(&sandbox, &run))
    };
    runs.iter().map(trial).collect()
}

fn check(sandbox: &Sandbox, run: &str) -> Result<(), Failed> {
    let words: Vec<_> = run.split_whitespace().collect();
    let schema = sandbox.succeed(&[&words[..], &["--schema", "json"]].concat());
    let schema: Value = serde_json::from_str(&schema)?;
    let rows = sandbox.succeed(&[&words[..], &["--format", "ndjson"]].concat());
    let rows: Vec<Value> = rows.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    if rows.is_empty() {
        return Err("no rows show nothing".into());
    }
    if let Some(objections) = objections(&schema, &rows) {
        return Err(format!("the rows do not fit their schema: {objections}").into());
    }
    let properties = schema["properties"].as_object().ok_or("no properties")?;
    let key: Vec<_> = schema["x-primary-key"].as_array().ok_or("no key")?.iter().collect();
    if key.is_empty() != KEYLESS.iter().any(|(start, _)| run.starts_with(start)) {
        return Err(format!("the key is {key:?}").into());
    }
    let grain = schema["x-grain"].as_array().map_or(0, Vec::len);
    if grain != key.len() {
        return Err(format!("{grain} things and {} columns", key.len()).into());
    }
    let mut seen = HashSet::new();
    for row in &rows {
        let name = |name: &&Value| name.as_str().unwrap_or_default().to_owned();
        let values: Vec<_> = key.iter().map(|column| row[name(column)].to_string()).collect();
        for (column, value) in key.iter().zip(&values) {
            if value == "null" && properties[&name(column)]["x-nullable"] == false {
                return Err(format!("{column} of the key is null: {row}").into());
            }
        }
        if !key.is_empty() && !seen.insert(values.clone()) {
            return Err(format!("the key {values:?} appears twice").into());
        }
    }
    Ok(())
}
