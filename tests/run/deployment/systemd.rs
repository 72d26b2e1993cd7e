//! The units for systemd: what systemd says of them, and their command as it runs it.

use std::fs;
use std::process::Command;

use crate::support::sandbox::{Outcome, Sandbox, has_program};
use crate::support::server::World;

const SERVICE: &str = include_str!("../../../examples/systemd/pinads.service");
const TIMER: &str = include_str!("../../../examples/systemd/pinads.timer");

const INSTALLED: &str = "/usr/local/bin/pinads";

/// The values of a setting that may stand there several times.
fn values<'a>(unit: &'a str, name: &str) -> Vec<&'a str> {
    let settings = unit.lines().filter_map(|line| line.split_once('='));
    settings.filter(|(found, _)| *found == name).map(|(_, value)| value).collect()
}

fn analyze(arguments: &[&str]) -> Outcome {
    Outcome::run(Command::new("systemd-analyze").args(arguments))
}

#[test]
fn systemd_has_nothing_to_say_against_them() {
    if !has_program("systemd-analyze") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let service = folder.path().join("pinads.service");
    let timer = folder.path().join("pinads.timer");
    let here = SERVICE.replace(INSTALLED, env!("CARGO_BIN_EXE_pinads"));
    fs::write(&service, here).expect("writable");
    fs::write(&timer, TIMER).expect("writable");
    let [service, timer] = [&service, &timer].map(|path| path.to_str().expect("UTF-8"));
    let verified = analyze(&["verify", service, timer]);
    assert_eq!((verified.code, verified.stderr.as_str()), (Some(0), ""));
    // What it could still do, of 100.
    let judged = analyze(&["security", "--offline=true", "--threshold=15", service]);
    assert_eq!(judged.code, Some(0), "{}{}", judged.stdout, judged.stderr);
    for calendar in values(TIMER, "OnCalendar") {
        assert_eq!(analyze(&["calendar", calendar]).code, Some(0), "{calendar}");
    }
}

#[test]
fn the_command_runs_in_what_the_service_gives_it() {
    let sandbox = Sandbox::new(World::sample());
    let unit = SERVICE.replace("/var/lib", sandbox.path("lib").to_str().expect("UTF-8"));
    for folders in values(&unit, "StateDirectory") {
        for folder in folders.split(' ') {
            fs::create_dir_all(sandbox.path("lib").join(folder)).expect("a folder");
        }
    }
    let [line] = values(&unit, "ExecStart")[..] else { panic!("one command") };
    // Nothing in it means more to systemd than it says.
    assert!(!line.contains(['%', '$', '\'', '"', '\\']), "{line}");
    let words: Vec<_> = line.split(' ').collect();
    assert_eq!(words[0], INSTALLED);
    let mut run = sandbox.command(&words[1..]);
    for (name, value) in values(&unit, "Environment").iter().filter_map(|it| it.split_once('=')) {
        run.env(name, value);
    }
    let [folder] = values(&unit, "WorkingDirectory")[..] else { panic!("one folder") };
    let outcome = Outcome::run(run.current_dir(folder));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(sandbox.files("lib/pinads/data").len(), 30);
    assert!(sandbox.path("lib/pinads/state/budget").is_dir());
    assert_eq!(sandbox.files("."), ["lib"]);
}

#[test]
fn only_an_end_that_was_asked_for_is_a_success_too() {
    assert_eq!(values(SERVICE, "SuccessExitStatus"), ["143"]);
}
