//! The glossary of columns as it was captured: the display names that head columns, and its rows.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::capture::{Capture, Kind};
use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Fault, Times, World};

const PATH: &str = "/resources/delivery_metrics";

/// Its entries; nothing where there are no captures.
fn entries() -> Option<Vec<Value>> {
    let captures = Capture::all()?;
    let mut of_path = captures.iter().filter(|it| it.path == PATH && it.kind == Kind::Answer);
    let capture = of_path.next().expect("the glossary was captured");
    let answer: Value = serde_json::from_str(&capture.text).expect("JSON");
    Some(answer["items"].as_array().expect("a list").clone())
}

fn serving(entries: &[Value]) -> Fault {
    let body = json!({ "items": entries }).to_string().into_bytes();
    Fault::Garbage { content_type: "application/json", body }
}

fn text<'a>(entry: &'a Value, field: &str) -> &'a str {
    entry[field].as_str().unwrap_or_default()
}

#[test]
fn columns_are_headed_by_the_captured_names_of_ad_metrics() {
    let Some(entries) = entries() else { return };
    let sandbox = Sandbox::hasty(World::sized(1, 1, 0, 0, 0));
    sandbox.server.inject(PATH, Times::Always, serving(&entries));
    let header = |more: &[&str]| {
        let run = ["delivery-metrics", "--via", "async", "--columns", "all"];
        cells(&sandbox.succeed(&[&run[..], more].concat())).swap_remove(0)
    };
    let (names, titles) = (header(&[]), header(&["--display-names"]));
    let of_ads: HashMap<_, _> = entries
        .iter()
        .filter(|entry| text(entry, "category") == "ADS")
        .map(|entry| (text(entry, "name"), text(entry, "display_name")))
        .filter(|(_, title)| !title.is_empty() && !title.contains("%s"))
        .collect();
    let title_of = |name: &str| of_ads.get(name).map_or(name.to_owned(), |it| (*it).to_owned());
    let is_shared = |title: &str| names.iter().filter(|name| title_of(name) == title).count() > 1;
    let mut renamed = 0;
    for (name, title) in names.iter().zip(&titles) {
        let own = title_of(name);
        renamed += usize::from(own != *name);
        let own = if is_shared(&own) { format!("{own} ({name})") } else { own };
        assert_eq!(*title, own);
    }
    assert!(renamed > 150, "{renamed}");
    let heading = |name: &str| &titles[names.iter().position(|it| it == name).expect("a column")];
    // An organic metric has its name too, and a later place in the list.
    assert_eq!(heading("ENGAGEMENT_RATE"), "Paid engagement rate");
    assert_eq!(heading("CPC_IN_MICRO_DOLLAR"), "CPC_IN_MICRO_DOLLAR", "it has no display name");
}

#[test]
fn the_captured_glossary_is_listed_whole() {
    let Some(entries) = entries() else { return };
    let (ads, organic): (Vec<_>, Vec<_>) =
        entries.iter().cloned().partition(|entry| text(entry, "category") == "ADS");
    assert!(!organic.is_empty());
    let sandbox = Sandbox::new(World::sized(1, 0, 0, 0, 0));
    let listed = |of_sync: &[Value], of_async: &[Value]| {
        for served in [of_sync, of_async] {
            sandbox.server.inject(PATH, Times::Once, serving(served));
        }
        let mut rows = cells(&sandbox.succeed(&["delivery-metrics-definitions"]));
        let header = ["name", "display_name", "category", "definition", "sync", "async"];
        assert_eq!(rows.remove(0), header);
        rows
    };
    let row = |entry: &Value, ways: [&str; 2]| -> Vec<String> {
        let fields = ["name", "display_name", "category", "definition"];
        let fields = fields.map(|field| text(entry, field)).into_iter();
        fields.chain(ways).map(str::to_owned).collect()
    };
    let of_both: Vec<_> = entries.iter().map(|entry| row(entry, ["1", "1"])).collect();
    assert_eq!(listed(&entries, &entries), of_both);
    let namesakes = of_both.iter().filter(|row| row[0] == "ENGAGEMENT_RATE");
    let categories: Vec<_> = namesakes.map(|row| row[2].as_str()).collect();
    assert_eq!(categories, ["ADS", "ORGANIC"]);
    // The way of an ad metric is not that of its organic namesake.
    let ads_first: Vec<_> = ads
        .iter()
        .map(|entry| row(entry, ["1", "1"]))
        .chain(organic.iter().map(|entry| row(entry, ["0", "1"])))
        .collect();
    assert_eq!(listed(&ads, &entries), ads_first);
}
