//! Every request of every report and object type against the description: path, scopes, rate
//! category, parameters and their style, page size.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use super::description::Description;
use crate::support::cases;
use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Exchange, World};

const OBJECTS: &str = "object-information";

/// Endpoints that runs request besides those of their report, with the reason.
const ALSO: &[(&[&str], &str, &str)] = &[
    (&[], "GET /ad_accounts", "`--all-ad-accounts`, and the only ad account"),
    (&[], "GET /ad_accounts/{ad_account_id}", "the currency of an ad account"),
    (&["board-details", "board-pins"], "GET /boards", "the id of a board given by its name"),
    (METRICS, "GET /ad_accounts/{ad_account_id}/campaigns", ENTITIES),
    (METRICS, "GET /ad_accounts/{ad_account_id}/ad_groups", ENTITIES),
    (METRICS, "GET /ad_accounts/{ad_account_id}/ads", ENTITIES),
    (METRICS, "GET /ad_accounts/{ad_account_id}/product_group_promotions", ENTITIES),
    (METRICS, "GET /resources/delivery_metrics", "`--display-names`"),
    (METRICS, "GET /resources/metrics_ready_state", "`--note-unready`"),
    (
        &["keywords", "product-groups", "schedules"],
        "GET /ad_accounts/{ad_account_id}/ad_groups",
        PARENTS,
    ),
    (&["keywords", "schedules"], "GET /ad_accounts/{ad_account_id}/campaigns", PARENTS),
    (&["local-stores"], "GET /catalogs", PARENTS),
    (&["product-tags"], "GET /pins", PARENTS),
    (&["promotion-applied-entities"], "GET /ad_accounts/{ad_account_id}/promotions", PARENTS),
];

/// These lists are those of a business, which is the user's own where none is given.
const OF_A_BUSINESS: &[&str] = &["assets", "invites", "members", "partners", "received-audiences"];

const METRICS: &[&str] = &["delivery-metrics", "targeting-metrics"];
const ENTITIES: &str = "the ids of an analytics request";
const PARENTS: &str = "a list for each parent";

/// Scopes that an endpoint of a report needs and the report does not name, with the reason.
const SCOPES_LEFT_OUT: &[(&str, &str, &str)] = &[
    ("delivery-metrics", "pins:read", "only display names need it"),
    ("delivery-metrics", "user_accounts:read", "only display names need it"),
    ("targeting-metrics", "pins:read", "only display names need it"),
    ("targeting-metrics", "user_accounts:read", "only display names need it"),
    ("most-clicked-pins", "ads:read", "only `--scope ads` needs it"),
    ("most-repinned-pins", "ads:read", "only `--scope ads` needs it"),
];

/// Runs besides those whose rows are compared elsewhere.
const MORE_RUNS: &[&str] = &[
    "board-pins --all-boards",
    "delivery-metrics --all-ad-accounts --display-names --days-back 3",
    "delivery-metrics --all-ad-accounts --via async --days-back 3",
    "delivery-metrics --all-ad-accounts --object-type ad-account --days-back 3",
    "delivery-metrics --all-ad-accounts --object-type ad-group --via sync --days-back 3",
    "delivery-metrics --all-ad-accounts --object-type ad --via sync --days-back 3",
    "delivery-metrics --all-ad-accounts --object-type product-group --via sync --days-back 3",
    "delivery-metrics --all-ad-accounts --note-unready --days-back 3",
    "targeting-metrics --all-ad-accounts --via sync --days-back 3",
    "targeting-metrics --all-ad-accounts --object-type ad-account --via sync --days-back 3",
    "targeting-metrics --all-ad-accounts --object-type ad-group --via sync --days-back 3",
    "targeting-metrics --all-ad-accounts --object-type ad --via sync --days-back 3",
    "targeting-metrics --all-ad-accounts --via async --days-back 3",
    "targeting-metrics --all-ad-accounts --targeting-names --days-back 3",
];

/// The Pins of a site, and its ads.
const SITE_RUNS: &[&str] = &[
    "lichtundlaub.example",
    "lichtundlaub.example --deep",
    "lichtundlaub.example --scope own",
    "shop.example --scope ads --all-ad-accounts",
];

/// Reports whose columns are not those of a description: a column that no run fills is invented.
const OWN_COLUMNS: [&str; 5] = [
    "conversion-quality-health",
    "delivery-metrics-definitions",
    "followers",
    "most-clicked-pins",
    "most-repinned-pins",
];

/// A report, or an object type, as `pinads reports` describes it.
#[derive(Debug, Default)]
struct Described {
    scopes: BTreeSet<String>,
    /// With their methods.
    endpoints: BTreeSet<String>,
}

#[test]
fn every_request_is_as_described() {
    let Some(official) = Description::read() else { return };
    let sandbox = Sandbox::brisk(World::sample());
    let described = described(&sandbox);
    let mut found: BTreeSet<_> =
        described.iter().filter_map(|(name, facts)| wrong_scopes(&official, name, facts)).collect();
    let mut unseen: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, facts) in &described {
        unseen.insert(name, facts.endpoints.iter().map(String::as_str).collect());
    }
    let mut filled: BTreeMap<String, BTreeMap<String, bool>> = BTreeMap::new();
    for arguments in runs(&sandbox) {
        let words: Vec<_> = arguments.split_whitespace().collect();
        let name = name(&words);
        let is_it =
            |(known, _): &(&String, &Described)| **known == name || **known == format!("{name}s");
        // An alias of an object type adds no request.
        let Some((name, facts)) = described.iter().find(is_it) else { continue };
        // What an earlier run counted, and the Pins that it read.
        for folder in ["state/budget", "state/pins"] {
            let _ = fs::remove_dir_all(sandbox.path(folder));
        }
        let before = sandbox.server.log().len();
        let table = cells(&sandbox.succeed(&words));
        note_filled(&mut filled, words[0], &table);
        let sent = sandbox.server.log().split_off(before);
        let sent: Vec<_> = sent.into_iter().filter(|it| it.authorization).collect();
        assert!(!sent.is_empty(), "{arguments}");
        let mut categories = Vec::new();
        for exchange in &sent {
            let (template, operation) = official.method_at(&exchange.method, &exchange.path);
            let endpoint = format!("{} {template}", exchange.method);
            if !facts.endpoints.contains(&endpoint) && !may_request(name, &endpoint) {
                found.insert(format!(
                    "`{name}` requests `{endpoint}`, which its `FACTS` do not name: add it to \
                     their `endpoints`, or to `ALSO` in `tests/conformance/requests.rs`"
                ));
            }
            unseen.get_mut(name.as_str()).expect("a report").remove(endpoint.as_str());
            categories.push(operation["x-ratelimit-category"].as_str().expect("one").to_owned());
            found.extend(check_parameters(&official, operation, exchange, name));
        }
        categories.sort_unstable();
        let counted = counted(&sandbox);
        if counted != categories {
            found.insert(format!(
                "`{arguments}` counts as {counted:?}, not as {categories:?}: see the `Category` of \
                 its requests in `src/reports`"
            ));
        }
    }
    unseen.retain(|_, endpoints| !endpoints.is_empty());
    // Any endpoint may be its own.
    unseen.remove("get");
    let never = unseen.iter().map(|(name, endpoints)| {
        format!(
            "no run of `{name}` requests {endpoints:?}: add one to `tests/support/cases`, or to \
             `MORE_RUNS` in `tests/conformance/requests.rs`"
        )
    });
    found.extend(never);
    for (report, columns) in &filled {
        let empty: Vec<_> = columns.iter().filter(|(_, is_filled)| !**is_filled).collect();
        found.extend(empty.iter().map(|(name, _)| format!("`{report}`: no run fills `{name}`")));
    }
    assert!(found.is_empty(), "{}", Vec::from_iter(found).join("\n"));
}

fn runs(sandbox: &Sandbox) -> Vec<String> {
    let compared = cases::all(&sandbox.server).into_iter().map(|case| case.arguments);
    let sites = ["most-clicked-pins", "most-repinned-pins"]
        .into_iter()
        .flat_map(|report| SITE_RUNS.iter().map(move |it| format!("{report} --domain {it}")));
    let saved = [cases::of_a_template(&sandbox.server)];
    compared.chain(saved).chain(MORE_RUNS.iter().map(|&run| run.to_owned())).chain(sites).collect()
}

/// The report, with the object type where it has one.
fn name(words: &[&str]) -> String {
    let place = words.iter().position(|word| *word == "--object-type");
    match place.filter(|_| words[0] == OBJECTS) {
        Some(place) => format!("{OBJECTS} {}", words[place + 1].to_lowercase().replace('_', "-")),
        None => words[0].to_owned(),
    }
}

/// Takes down which columns of a report have a cell with text.
fn note_filled(
    filled: &mut BTreeMap<String, BTreeMap<String, bool>>,
    report: &str,
    table: &[Vec<String>],
) {
    if !OWN_COLUMNS.contains(&report) {
        return;
    }
    let of_report = filled.entry(report.to_owned()).or_default();
    for (place, column) in table[0].iter().enumerate() {
        let is_filled = table[1..].iter().any(|row| !row[place].is_empty());
        *of_report.entry(column.clone()).or_default() |= is_filled;
    }
}

fn may_request(name: &str, endpoint: &str) -> bool {
    let name = name.trim_start_matches(OBJECTS).trim();
    let also = ALSO
        .iter()
        .any(|(of, other, _)| *other == endpoint && (of.is_empty() || of.contains(&name)));
    also || (endpoint == "GET /user_account" && OF_A_BUSINESS.contains(&name))
}

fn described(sandbox: &Sandbox) -> BTreeMap<String, Described> {
    let mut found = BTreeMap::new();
    for line in sandbox.succeed(&["reports"]).lines() {
        let name = line.split_whitespace().next().expect("a name");
        let text = sandbox.succeed(&["reports", name]);
        if name == OBJECTS {
            let types = text.lines().filter_map(|line| line.trim().split_once(" (GET "));
            for (object_type, rest) in types {
                let (path, scopes) = rest.trim_end_matches(')').split_once("; ").expect("both");
                let facts = Described {
                    scopes: scopes.split(", ").map(str::to_owned).collect(),
                    endpoints: [format!("GET {path}")].into(),
                };
                found.insert(format!("{OBJECTS} {object_type}"), facts);
            }
            continue;
        }
        let scopes = text.lines().find_map(|line| line.strip_prefix("Scopes: ")).expect("scopes");
        let endpoints = text.lines().filter_map(|line| line.strip_prefix("  ")).flat_map(|line| {
            match line.strip_prefix("POST and GET ") {
                Some(path) => vec![format!("POST {path}"), format!("GET {path}")],
                None => vec![line.to_owned()],
            }
        });
        let facts = Described {
            scopes: scopes.split(", ").map(str::to_owned).collect(),
            endpoints: endpoints.filter(|it| it.contains(" /")).collect(),
        };
        found.insert(name.to_owned(), facts);
    }
    found.remove("get");
    found
}

fn wrong_scopes(official: &Description, name: &str, facts: &Described) -> Option<String> {
    let endpoints = facts.endpoints.iter().map(|endpoint| endpoint.split_once(' ').expect("both"));
    let needed: BTreeSet<_> = endpoints
        .flat_map(|(method, path)| Description::scopes(official.method(method, path)))
        .filter(|scope| !SCOPES_LEFT_OUT.iter().any(|(of, it, _)| *of == name && it == scope))
        .map(str::to_owned)
        .collect();
    let complaint = || {
        format!(
            "the `FACTS` of `{name}` in `src/reports` have the scopes {:?}, and the description \
             has {needed:?}",
            facts.scopes
        )
    };
    (facts.scopes != needed).then(complaint)
}

/// The categories of the requests in the ledger.
fn counted(sandbox: &Sandbox) -> Vec<String> {
    let mut categories = Vec::new();
    for entry in fs::read_dir(sandbox.path("state/budget")).expect("a ledger") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        // What an app counts is counted for its user too.
        if name.starts_with("app-") || path.extension().is_none_or(|it| it != "json") {
            continue;
        }
        let ledger: Value =
            serde_json::from_slice(&fs::read(&path).expect("it is readable")).expect("it is JSON");
        let requests = ledger["requests"].as_array().expect("requests");
        let names = requests.iter().map(|request| request[1].as_str().expect("a category"));
        categories.extend(names.map(str::to_owned));
    }
    categories.sort_unstable();
    categories
}

/// What the description does not allow in the query of a request.
fn check_parameters(
    official: &Description,
    operation: &Value,
    sent: &Exchange,
    name: &str,
) -> Vec<String> {
    let mut found = Vec::new();
    let mut complain = |what: String| found.push(format!("`{name}`: {} {what}", sent.path));
    for (name, value) in &sent.query {
        let Some(parameter) = official.parameter(operation, name) else {
            complain(format!("has no parameter `{name}`"));
            continue;
        };
        let schema = official.schema_of(parameter);
        let repeats = sent.query.iter().filter(|(other, _)| other == name).count();
        let is_list = schema["type"] == "array";
        let is_joined = parameter["explode"] == Value::Bool(false);
        if repeats > 1 && (!is_list || is_joined) {
            complain(format!("takes `{name}` once"));
        }
        if is_list && !is_joined && value.contains(',') {
            complain(format!("takes `{name}` once for each value, not `{value}`"));
        }
        let largest = schema["maximum"].as_u64().filter(|_| name == "page_size");
        if largest.is_some_and(|largest| *value != largest.to_string()) {
            complain(format!("has pages of up to {largest:?}, not of {value}"));
        }
    }
    for parameter in official.required(operation) {
        if !sent.query.iter().any(|(name, _)| *name == parameter) {
            complain(format!("lacks `{parameter}`"));
        }
    }
    found
}
