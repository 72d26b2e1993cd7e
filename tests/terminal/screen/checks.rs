//! `pinads auth status` and `pinads doctor` on a terminal.

use super::{Last, Screen};
use crate::support::sandbox::Sandbox;
use crate::support::server::World;

fn run(command: &[&str], columns: u16) -> Last {
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    sandbox.sign_in(&[]);
    let last = Screen::start(sandbox.unattended(command), columns).end();
    assert_eq!(last.code, Some(0), "{}", last.text);
    last
}

fn status(columns: u16) {
    let last = run(&["auth", "status"], columns);
    assert!(last.text.starts_with("profile  default\n"), "{}", last.text);
    assert!(last.text.contains("\nuser     lichtundlaub\n"), "{}", last.text);
    assert!(last.text.contains("\naccess   expires at 2026-04-09 12:00 UTC\n"), "{}", last.text);
    assert!(last.text.ends_with("\nreports  all"), "{}", last.text);
}

fn doctor(columns: u16) {
    let last = run(&["doctor"], columns);
    let names = ["config", "store", "sign-in", "scopes", "output", "limiter", "api", "clock"];
    for name in names {
        let is_of = |line: &str| line.split_whitespace().any(|word| word.trim_matches(':') == name);
        assert!(last.text.lines().any(is_of), "`{name}` is missing:\n{}", last.text);
    }
    assert!(!last.text.contains("request 1"), "{}", last.text);
}

#[test]
fn status_at_40_columns() {
    status(40);
}

#[test]
fn status_at_80_columns() {
    status(80);
}

#[test]
fn status_at_140_columns() {
    status(140);
}

#[test]
fn doctor_at_40_columns() {
    doctor(40);
}

#[test]
fn doctor_at_80_columns() {
    doctor(80);
}

#[test]
fn doctor_at_140_columns() {
    doctor(140);
}
