//! The script that fetches what is missing, and goes on where it was interrupted.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use crate::commands::catalogue::shell;
use crate::support::sandbox::{Outcome, Sandbox, has_program, send_signal, today};
use crate::support::server::{Fault, Times, World};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/backfill.sh");

/// A sandbox whose `date` knows the day of the tests.
fn sandbox(world: World) -> Sandbox {
    with_date(Sandbox::brisk(world))
}

fn with_date(sandbox: Sandbox) -> Sandbox {
    let noon = today().and_hms_opt(12, 0, 0).expect("an hour").and_utc().timestamp();
    let date = format!("#!/bin/sh\n[ \"$*\" = +%s ] && exec echo {noon}\nexec /bin/date \"$@\"\n");
    fs::create_dir(sandbox.path("bin")).expect("a folder");
    fs::write(sandbox.path("bin/date"), date).expect("writable");
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(sandbox.path("bin/date"), executable).expect("set");
    sandbox
}

fn backfill(sandbox: &Sandbox, arguments: &str) -> Command {
    shell(sandbox, &format!("PATH=\"$PWD/bin:$PATH\" exec sh '{SCRIPT}' {arguments}"))
}

fn succeed(sandbox: &Sandbox, arguments: &str) {
    let outcome = Outcome::run(&mut backfill(sandbox, arguments));
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(0), ""), "{}", outcome.stderr);
}

fn contents(sandbox: &Sandbox, folder: &str) -> BTreeMap<String, String> {
    let files = sandbox.files(folder).into_iter();
    files.map(|file| (file.clone(), sandbox.read(&format!("{folder}/{file}")))).collect()
}

/// What one run of pinads gives for all days.
fn at_once(sandbox: &Sandbox, days: &str) -> BTreeMap<String, String> {
    fs::create_dir(sandbox.path("at-once")).expect("a folder");
    let output = "at-once/{date}.csv";
    let run = ["delivery-metrics", "--all-ad-accounts", "--days-back", days, "-o", output];
    sandbox.succeed(&run);
    contents(sandbox, "at-once")
}

#[test]
fn shellcheck_has_nothing_to_say_against_it() {
    if !has_program("shellcheck") {
        return;
    }
    let checked = Outcome::run(Command::new("shellcheck").arg(SCRIPT));
    assert_eq!((checked.code, checked.stdout.as_str()), (Some(0), ""));
}

#[test]
fn interrupted_and_started_again_it_gives_what_one_run_gives() {
    let sandbox = sandbox(World::sized(2, 5, 0, 0, 0));
    let whole = at_once(&sandbox, "89");
    assert_eq!(whole.len(), 89);
    // Two requests for rows a month: it is in January when it is ended.
    let [first, second, third, fourth] =
        [(); 4].map(|()| sandbox.server.hold("/campaigns/analytics", true));
    let mut run = backfill(&sandbox, "history");
    let run = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("sh starts");
    for hold in [first, second] {
        hold.wait();
        hold.release();
    }
    // Nothing of January has come, or it would be kept.
    third.wait();
    fourth.wait();
    send_signal("-TERM", run.id());
    let outcome = Outcome::of(run.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(143), "{}", outcome.stderr);
    assert!(outcome.stderr.ends_with("pinads: interrupted\n"), "{}", outcome.stderr);
    drop((third, fourth));
    let december = contents(&sandbox, "history");
    assert_eq!(december.len(), 21, "{:?}", december.keys());
    assert!(december.iter().all(|(file, text)| whole[file] == *text));

    let before = sandbox.server.count("/campaigns/analytics");
    succeed(&sandbox, "history");
    assert!(contents(&sandbox, "history") == whole);
    assert_eq!(sandbox.server.count("/campaigns/analytics") - before, 6, "three months are left");
    // Now that all is there, nothing is asked.
    let sent = sandbox.server.log().len();
    succeed(&sandbox, "history 89");
    assert_eq!(sandbox.server.log().len(), sent);
}

#[test]
fn a_year_is_fetched_too() {
    let sandbox = sandbox(World::sized(2, 5, 0, 0, 0));
    let whole = at_once(&sandbox, "365");
    assert_eq!(whole.len(), 365);
    succeed(&sandbox, "history 365");
    let history = contents(&sandbox, "history");
    assert!(history.keys().eq(whole.keys()));
    for (day, text) in whole {
        // Each report has an order of its own.
        let rows: BTreeSet<_> = history[&day].lines().collect();
        assert!(rows.len() > 1 && text.lines().all(|row| rows.contains(row)), "{day}");
    }
}

#[test]
fn days_that_are_missing_are_fetched_and_the_others_left_alone() {
    let sandbox = sandbox(World::sample());
    let mut whole = at_once(&sandbox, "20");
    succeed(&sandbox, "'a folder' 20");
    assert!(contents(&sandbox, "a folder") == whole);
    for day in ["2026-02-20", "2026-03-01", "2026-03-02", "2026-03-09"] {
        fs::remove_file(sandbox.path(&format!("a folder/{day}.csv"))).expect("removable");
    }
    let kept = "a folder/2026-03-05.csv";
    fs::write(sandbox.path(kept), "kept").expect("writable");
    whole.insert("2026-03-05.csv".to_owned(), "kept".to_owned());
    let accounts = sandbox.server.world().accounts.len();
    let before = sandbox.server.count("/campaigns/analytics");
    succeed(&sandbox, "'a folder' 20");
    assert!(contents(&sandbox, "a folder") == whole);
    assert_eq!(sandbox.server.count("/campaigns/analytics") - before, 3 * accounts);
}

#[test]
fn it_ends_as_pinads_does() {
    let world = World::sized(2, 5, 0, 0, 0);
    let mut partly_forbidden = world.clone();
    partly_forbidden.accounts[1].forbidden = true;
    let refusal = Fault::Status { status: 400, headers: vec![], body: "{}".to_owned() };
    for (world, fault, arguments, code) in [
        (world.clone(), Some(refusal), "history", 4),
        (world.clone(), Some(Fault::Close), "history", 5),
        (partly_forbidden, None, "history", 6),
        (world.clone(), None, "/proc/history", 1),
        (world.clone(), None, "history 915", 2),
        (world.clone(), None, "history 0", 2),
        (world.clone(), None, "history all", 2),
        (world, None, "", 2),
    ] {
        let sandbox = sandbox(world);
        if let Some(fault) = fault {
            sandbox.server.inject("/campaigns/analytics", Times::Always, fault);
        }
        let outcome = Outcome::run(&mut backfill(&sandbox, arguments));
        assert_eq!(outcome.code, Some(code), "{arguments}: {}", outcome.stderr);
        assert!(!outcome.stderr.is_empty(), "{arguments}");
        if sandbox.path("history").exists() {
            assert_eq!(sandbox.files("history"), Vec::<String>::new(), "{arguments}");
        }
    }
}

#[test]
fn it_waits_for_the_request_budget() {
    let sandbox = with_date(Sandbox::at_speed(World::sized(1, 5, 0, 0, 0), 3600.0));
    fs::create_dir(sandbox.path("config")).expect("a folder");
    let profile = "[profiles.default]\nmax-requests-per-hour = 8\n";
    fs::write(sandbox.path("config/config.toml"), profile).expect("writable");
    succeed(&sandbox, "history");
    assert_eq!(sandbox.files("history").len(), 89);
    let log = sandbox.server.log();
    assert_eq!(log.len(), 12, "three a month");
    assert!(log[8].at - log[0].at >= chrono::TimeDelta::minutes(59));
}
