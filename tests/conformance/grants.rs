//! The sign-in of an app itself: which endpoints accept it, and what a run does about it.

use std::collections::BTreeSet;

use super::description::Description;
use crate::support::cases;
use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::World;

/// Beside the first case of each report in `tests/support/cases`: reports without one, and options
/// that change the endpoints.
const RUNS: &[&str] = &[
    "board-details --board 日本の庭",
    "board-pins --board 日本の庭",
    "get /boards",
    "most-clicked-pins --domain lichtundlaub.example",
    "most-clicked-pins --domain lichtundlaub.example --scope own",
    "most-clicked-pins --domain shop.example --scope ads --all-ad-accounts",
    "most-repinned-pins --domain lichtundlaub.example",
    "most-repinned-pins --domain lichtundlaub.example --scope own",
    "most-repinned-pins --domain shop.example --scope ads --all-ad-accounts",
    "pins --domain lichtundlaub.example",
    "user-metrics --aggregation summary",
];

/// Their endpoints depend on more than fits here; tests of their own run them.
const ELSEWHERE: &[&str] = &["delivery-metrics", "object-information", "targeting-metrics"];

#[test]
fn the_sign_in_of_an_app_is_refused_where_the_description_refuses_it() {
    let Some(official) = Description::read() else { return };
    let sandbox = Sandbox::brisk(World::sample());
    let login = ["auth", "login", "--client-credentials", "--store", "file"];
    let login = Outcome::run(&mut sandbox.signed_out(&login));
    assert_eq!(login.code, Some(0), "{}", login.stderr);
    let mut tried: BTreeSet<String> = ELSEWHERE.iter().map(|&name| name.to_owned()).collect();
    for arguments in runs(&sandbox) {
        let words: Vec<_> = arguments.split_whitespace().collect();
        let before = sandbox.server.log().len();
        let run = Outcome::run(&mut sandbox.unattended(&words));
        let sent = sandbox.server.log().split_off(before);
        tried.insert(words[0].to_owned());
        if run.code == Some(2) {
            let (_, rest) = run.stderr.split_once("`GET ").expect("an endpoint");
            let (endpoint, rest) = rest.split_once('`').expect("its end");
            assert!(rest.starts_with(" does not accept the credentials of an app"), "{rest}");
            assert!(!official.accepts_apps(official.operation(endpoint)), "{arguments}");
            let described = sandbox.succeed(&["reports", words[0]]);
            assert!(described.contains(&format!("  GET {endpoint}\n")), "{arguments}");
            assert!(sent.is_empty(), "{arguments}: {sent:?}");
            continue;
        }
        assert_eq!(run.code, Some(0), "{arguments}: {}", run.stderr);
        assert!(!sent.is_empty(), "{arguments}");
        for exchange in sent {
            let operation = official.operation_at(&exchange.path);
            assert!(
                official.accepts_apps(operation),
                "`{}` does not accept the sign-in of an app: return its endpoint in `needs_a_user` \
                 of the report that `{arguments}` runs",
                exchange.path
            );
        }
    }
    let reports = sandbox.succeed(&["reports"]);
    let names = reports.lines().filter_map(|line| line.split_whitespace().next());
    let untried: Vec<_> = names.filter(|name| !tried.contains(*name)).collect();
    assert!(untried.is_empty(), "add a case to `tests/support/cases`: {untried:?}");
}

fn runs(sandbox: &Sandbox) -> Vec<String> {
    let mut seen: BTreeSet<String> = ELSEWHERE.iter().map(|&name| name.to_owned()).collect();
    let cases = cases::all(&sandbox.server).into_iter().map(|case| case.arguments);
    let first =
        cases.filter(|it| it.split(' ').next().is_some_and(|name| seen.insert(name.into())));
    first.chain(RUNS.iter().map(|&run| run.to_owned())).collect()
}

#[test]
fn an_object_type_needs_a_user_where_the_description_says_so() {
    let Some(official) = Description::read() else { return };
    let sandbox = Sandbox::brisk(World::sized(1, 0, 0, 0, 0));
    let login = ["auth", "login", "--client-credentials", "--store", "file"];
    let login = Outcome::run(&mut sandbox.signed_out(&login));
    assert_eq!(login.code, Some(0), "{}", login.stderr);
    let described = sandbox.succeed(&["reports", "object-information"]);
    let mut refused = 0;
    let types = described.lines().filter_map(|line| line.trim().split_once(" (GET "));
    for (name, rest) in types {
        let (path, _) = rest.split_once("; ").expect("a path");
        let needs_a_user = !official.accepts_apps(official.operation(path));
        let run = ["object-information", "--object-type", name, "--dry-run"];
        let run = Outcome::run(&mut sandbox.signed_out(&run));
        let says = format!("`GET {path}` does not accept the credentials of an app");
        assert_eq!(run.stderr.contains(&says), needs_a_user, "{name}: {}", run.stderr);
        assert_eq!(run.code, Some(if needs_a_user { 2 } else { 0 }), "{name}: {}", run.stderr);
        refused += usize::from(needs_a_user);
    }
    assert!(refused > 20, "{refused}");
}
