//! A manual page for each command, which the usual programs read without a warning.

use std::fs;
use std::process::{Command, Stdio};

use crate::cli::reference::commands;
use crate::support::sandbox::{Outcome, Sandbox, has_program};
use crate::support::server::World;

#[test]
fn every_command_has_a_page_that_renders_without_warnings() {
    let sandbox = Sandbox::new(World::sample());
    let run = sandbox.run(&["man", "--output", "share/man1"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), "", ""));
    let mut expected: Vec<_> = commands()
        .iter()
        .map(|command| [&["pinads".to_owned()], &command[..]].concat().join("-") + ".1")
        .collect();
    expected.sort();
    assert_eq!(sandbox.files("share/man1"), expected);
    let first = sandbox.read("share/man1/pinads.1");
    assert_eq!(sandbox.succeed(&["man"]), first);

    if !has_program("man") || !has_program("groff") {
        return;
    }
    for name in expected {
        let mut man = Command::new("man");
        man.args(["--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z"]).env("LC_ALL", "C.UTF-8");
        man.env("MANWIDTH", "100").stdout(Stdio::null());
        let run = Outcome::run(man.arg(sandbox.path("share/man1").join(&name)));
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{name}");
    }
}

#[test]
fn a_page_tells_what_the_help_tells() {
    let sandbox = Sandbox::new(World::sample());
    sandbox.succeed(&["man", "--output", "."]);
    if !has_program("man") {
        return;
    }
    let read = |name: &str| {
        let mut man = Command::new("man");
        man.args(["-E", "ascii", "-P", "cat", "-l"])
            .env("LC_ALL", "C.UTF-8")
            .env("MANWIDTH", "100");
        let run = Outcome::run(man.arg(sandbox.path(name)));
        run.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let delivery = read("pinads-delivery-metrics.1");
    // Options that `-h` does not show too, and examples as they are typed.
    assert!(delivery.contains("API to use for delivery metrics"), "{delivery}");
    assert!(delivery.contains("Type of the entities [alias: --level]"), "{delivery}");
    assert!(delivery.contains("SYNOPSIS pinads delivery-metrics [OPTIONS] DESC"), "{delivery}");
    assert!(delivery.contains("Longest single wait"), "{delivery}");
    assert!(delivery.contains("--days-back 30 -o 'pinterest-{date}.csv'"), "{delivery}");
    let pinads = read("pinads.1");
    assert!(pinads.contains("EXIT STATUS 0 Success"), "{pinads}");
    assert!(pinads.contains("ENVIRONMENT PINADS_ACCESS_TOKEN Access token"), "{pinads}");
    assert!(pinads.contains("FILES ~/.config/pinads/config.toml"), "{pinads}");
    assert!(pinads.contains("pinads-delivery-metrics(1)"), "{pinads}");
    assert!(!read("pinads-auth.1").contains("fingerprint"));
}

#[test]
fn what_is_piped_into_a_pager_ends_well_and_what_cannot_be_written_is_told() {
    let sandbox = Sandbox::new(World::sample());
    for arguments in [&["man"][..], &["completions", "zsh"]] {
        let mut child = sandbox.start(arguments);
        drop(child.stdout.take());
        let run = Outcome::of(child.wait_with_output().expect("it ends"));
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
    fs::write(sandbox.path("taken"), "").expect("written");
    let told = sandbox.fail(7, &["man", "--output", "taken"]);
    assert!(told.contains("cannot write `taken`") && told.contains("hint: "), "{told}");
}
