//! `pinads doctor`: every check, sound and not, for people and machines.

mod api;
mod local;
mod sound;

use std::process::Command;

use serde_json::Value;

use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::{App, World};

const CHECKS: [&str; 10] = [
    "config",
    "store",
    "sign-in",
    "scopes",
    "config-folder",
    "state-folder",
    "output",
    "limiter",
    "api",
    "clock",
];

/// Somebody has signed in as most people do.
fn signed_in(at_speed: f64) -> Sandbox {
    let world = World { app: App::default(), ..World::sized(1, 2, 0, 0, 0) };
    let sandbox = Sandbox::at_speed(world, at_speed);
    sandbox.sign_in(&[]);
    sandbox
}

/// What a run of `pinads doctor` came to.
struct Findings {
    outcome: Outcome,
    checks: Vec<Value>,
}

impl Findings {
    fn verdict(&self, name: &str) -> &str {
        self.of(name)["verdict"].as_str().expect("a verdict")
    }

    fn message(&self, name: &str) -> &str {
        self.of(name)["message"].as_str().expect("a message")
    }

    fn hint(&self, name: &str) -> &str {
        self.of(name)["hint"].as_str().unwrap_or_else(|| panic!("no hint: {}", self.of(name)))
    }

    fn of(&self, name: &str) -> &Value {
        self.checks.iter().find(|check| check["name"] == name).expect("it is checked")
    }

    /// The only ones that are not all right.
    fn assert_only(&self, expected: &[(&str, &str)]) {
        let verdicts = self.checks.iter().map(|check| {
            let text = |key: &str| check[key].as_str().expect("a text");
            (text("name"), text("verdict"))
        });
        let not_ok: Vec<_> = verdicts.filter(|(_, verdict)| *verdict != "ok").collect();
        assert_eq!(not_ok, expected, "{:#?}", self.checks);
    }

    /// Left out because another one has to pass first.
    fn assert_left_out(&self, names: &[&str], first: &str) {
        for name in names {
            assert_eq!(self.message(name), format!("not checked; see `{first}`"));
            assert_eq!(self.verdict(name), "warning");
        }
    }
}

/// Runs `pinads doctor` for machines, and makes sure that people are told the same.
fn examine(code: i32, make: impl Fn(&[&str]) -> Command, more: &[&str]) -> Findings {
    let for_machines = [&["doctor", "--format", "json"], more].concat();
    let outcome = Outcome::run(&mut make(&for_machines));
    assert_eq!(outcome.code, Some(code), "{}{}", outcome.stdout, outcome.stderr);
    let object: Value = serde_json::from_str(&outcome.stdout).expect("one object");
    let checks = object["checks"].as_array().expect("a list").clone();
    let names: Vec<_> = checks.iter().map(|check| check["name"].as_str()).collect();
    assert_eq!(names, CHECKS.map(Some));
    let first = checks.iter().find(|check| check["verdict"] == "problem");
    assert_eq!(first.is_some(), code != 0);
    if let Some(first) = first {
        let name = first["name"].as_str().expect("a name");
        let said = format!("pinads: failed checks: `{name}`");
        assert!(outcome.stderr.contains(&said), "{}", outcome.stderr);
        let hint = format!("hint: {}\n", first["hint"].as_str().expect("a hint"));
        assert!(outcome.stderr.ends_with(&hint), "{}", outcome.stderr);
    }

    let text = Outcome::run(&mut make(&[&["doctor"], more].concat()));
    assert_eq!(text.code, Some(code), "{}", text.stderr);
    let mut lines = text.stdout.lines();
    for check in &checks {
        let word = |key: &str| check[key].as_str().expect("a text");
        let line = lines.next().expect("a line for each check");
        let start = format!("{:<8} {:<13} ", word("verdict"), word("name"));
        assert!(line.starts_with(&start), "{line}");
        if let Some(hint) = check["hint"].as_str() {
            assert_eq!(lines.next(), Some(format!("         hint: {hint}").as_str()));
        }
    }
    assert_eq!(lines.next(), None);
    Findings { outcome, checks }
}
