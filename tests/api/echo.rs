//! A server, or a proxy before it, that repeats what it is sent: none of the secrets is shown.

use std::process::Command;
use std::sync::Arc;

use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::{Fault, Times, World, beginnings};

const RUN: [&str; 4] = ["delivery-metrics", "--days-back=2", "--columns=CAMPAIGN_ID,CTR", "-v"];
const REPORT: [&str; 5] = ["delivery-metrics", "--days-back=30", "--via", "async", "-v"];
const FILE: &str = "metrics_report.txt";

/// Enough that every text comes first once, cut and whole.
const TURNS: usize = 16;

fn world() -> World {
    World { report_takes: |_| 0, ..World::sized(1, 2, 0, 0, 0) }
}

fn echo(status: u16, turn: usize) -> Fault {
    Fault::Echo { status, turn }
}

/// Has an outcome show no secret, and not even how one begins.
fn search(sandbox: &Sandbox, outcome: &Outcome) {
    for secret in sandbox.server.secrets() {
        for beginning in beginnings(&secret) {
            for text in [&outcome.stdout, &outcome.stderr] {
                assert!(!text.contains(&beginning), "{}", text.replace(&beginning, "█"));
            }
        }
    }
}

/// Lets something fail once for each turn, whatever is injected before.
fn fail_in_turn(
    sandbox: &Sandbox,
    code: i32,
    command: impl Fn() -> Command,
    inject: impl Fn(usize),
) -> String {
    let mut said = String::new();
    for turn in 0..TURNS {
        inject(turn);
        let mut command = command();
        if turn % 4 > 1 {
            command.arg("--log-format=json");
        }
        let outcome = Outcome::run(&mut command);
        assert_eq!(outcome.code, Some(code), "{}", outcome.stderr);
        search(sandbox, &outcome);
        said += &outcome.stderr;
        sandbox.server.forget_faults();
    }
    said
}

#[test]
fn a_run_repeats_no_secret_of_its_requests() {
    let sandbox = Sandbox::hasty(world());
    for (status, code) in [(400, 4), (200, 5)] {
        let inject = |turn| sandbox.server.inject("/campaigns", Times::Always, echo(status, turn));
        let said = fail_in_turn(&sandbox, code, || sandbox.command(&RUN), inject);
        assert!(said.contains("[redacted]"), "{said}");
    }
    sandbox.server.inject("/campaigns", Times::Always, echo(500, 0));
    let outcome = sandbox.run(&RUN);
    search(&sandbox, &outcome);
    assert!(outcome.code == Some(5) && outcome.stderr.contains("[redacted]"), "{}", outcome.stderr);
    sandbox.server.forget_faults();
    sandbox.server.inject("/user_account", Times::Always, echo(400, 0));
    let outcome = sandbox.run(&["doctor"]);
    search(&sandbox, &outcome);
    assert!(outcome.stdout.contains("[redacted]"), "{}", outcome.stdout);
}

#[test]
fn a_login_and_a_refresh_repeat_no_secret() {
    let sandbox = Sandbox::hasty(world());
    let mut said = String::new();
    for turn in 0..TURNS {
        sandbox.server.inject("/oauth/token", Times::Always, echo(400, turn));
        let outcome = sandbox.sign_in(&["-v"]);
        assert_eq!(outcome.code, Some(3), "{}", outcome.stderr);
        search(&sandbox, &outcome);
        said += &outcome.stderr;
        sandbox.server.forget_faults();
    }
    assert!(said.contains("[redacted]"), "{said}");
    sandbox.sign_in(&[]);
    sandbox.server.expire_access_tokens();
    for arguments in [&["users", "-v"][..], &["auth", "refresh"]] {
        let inject = |turn| sandbox.server.inject("/oauth/token", Times::Always, echo(400, turn));
        let said = fail_in_turn(&sandbox, 3, || sandbox.unattended(arguments), inject);
        assert!(said.contains("[redacted]"), "{said}");
    }
    sandbox.server.inject("/oauth/token", Times::Always, echo(200, 0));
    let outcome = Outcome::run(&mut sandbox.unattended(&["users", "-v"]));
    search(&sandbox, &outcome);
    assert_eq!(outcome.code, Some(5), "{}", outcome.stderr);
}

#[test]
fn a_report_repeats_no_secret_and_no_link() {
    let sandbox = Sandbox::hasty(world());
    // The link of the first poll is refused, and the second poll repeats it.
    let inject = |turn| {
        let refused = Fault::Status { status: 403, headers: Vec::new(), body: String::new() };
        sandbox.server.inject("GET /reports", Times::Once, Fault::Altered(Arc::new(|it| it)));
        sandbox.server.inject("GET /reports", Times::Always, echo(400, turn));
        sandbox.server.inject(FILE, Times::Always, refused);
    };
    let said = fail_in_turn(&sandbox, 4, || sandbox.command(&REPORT), inject);
    assert!(said.contains("[redacted]"), "{said}");
    for status in [200, 500] {
        for turn in 0..2 {
            sandbox.server.inject(FILE, Times::Always, echo(status, turn));
            let outcome = sandbox.run(&REPORT);
            assert_eq!(outcome.code, Some(5), "{}", outcome.stderr);
            search(&sandbox, &outcome);
            sandbox.server.forget_faults();
        }
    }
}
