//! What can be wrong with the request budget, the API and the clock.

use std::fs;
use std::sync::Arc;

use super::{examine, signed_in};
use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::{Fault, Reply, Times};

fn status(status: u16, headers: Vec<(&'static str, String)>) -> Fault {
    Fault::Status { status, headers, body: r#"{"code": 2, "message": "No."}"#.to_owned() }
}

/// Writes this into the budget, and into that of whoever had not signed in yet.
fn damage(sandbox: &Sandbox, text: &str) {
    let files = sandbox.files("state/budget");
    let budgets: Vec<_> = files.iter().filter(|name| !name.ends_with("lock")).collect();
    assert_eq!(budgets.len(), 2);
    for name in budgets {
        fs::write(sandbox.path("state/budget").join(name), text).expect("writable");
    }
}

/// Asks for something.
fn run(sandbox: &Sandbox, code: i32, arguments: &[&str]) {
    let outcome = Outcome::run(&mut sandbox.unattended(arguments));
    assert_eq!(outcome.code, Some(code), "{}", outcome.stderr);
}

#[test]
fn a_spent_budget_is_waited_for_if_a_run_would() {
    let sandbox = signed_in(1.0);
    run(&sandbox, 0, &["users"]);
    let before = sandbox.server.log().len();
    let spent = ["--max-requests-per-hour", "1"];
    let findings = examine(0, |arguments| sandbox.unattended(arguments), &spent);
    assert_eq!(findings.verdict("limiter"), "warning");
    let message = findings.message("limiter");
    let said = "0 of 1 request left in this hour; more at 2026-03-10T13:00:";
    assert!(message.starts_with(said), "{message}");
    findings.assert_left_out(&["api", "clock"], "limiter");

    let impatient = [&spent[..], &["--max-wait", "1m"]].concat();
    let findings = examine(5, |arguments| sandbox.unattended(arguments), &impatient);
    assert_eq!(findings.verdict("limiter"), "problem");
    assert!(findings.hint("limiter").contains("a longer `--max-wait`"));
    assert_eq!(sandbox.server.log().len(), before, "nothing was asked");
}

#[test]
fn a_category_that_the_api_holds_is_named() {
    let sandbox = signed_in(1.0);
    let rest_of_the_day = vec![("x-ratelimit-reset", "67150".to_owned())];
    sandbox.server.inject("/ad_accounts", Times::Always, status(429, rest_of_the_day));
    run(&sandbox, 5, &["get", "/ad_accounts"]);
    let findings = examine(5, |arguments| sandbox.unattended(arguments), &[]);
    findings.assert_only(&[("limiter", "problem")]);
    let message = findings.message("limiter");
    assert!(
        message.contains("left in this hour; `ads_read` waits until 2026-03-11T06:39:"),
        "{message}"
    );
    let why = ", requested by `x-ratelimit-reset` in a response with HTTP 429";
    assert!(message.ends_with(why), "{message}");
    assert!(findings.hint("limiter").contains("`pinads doctor --clear-holds`"));
}

#[test]
fn a_hold_can_be_cleared() {
    let sandbox = signed_in(1.0);
    let hour = vec![("retry-after", "3600".to_owned())];
    sandbox.server.inject("/ad_accounts", Times::Once, status(429, hour));
    run(&sandbox, 5, &["get", "/ad_accounts", "--max-wait", "1m"]);
    run(&sandbox, 5, &["get", "/ad_accounts", "--max-wait", "1m"]);
    let cleared = Outcome::run(&mut sandbox.unattended(&["doctor", "--clear-holds"]));
    let said = "cleared the hold of `ads_read` (requested by `Retry-After` in a response with HTTP \
                429); 99";
    assert!(cleared.code == Some(0) && cleared.stdout.contains(said), "{}", cleared.stdout);
    run(&sandbox, 0, &["get", "/ad_accounts"]);
    let again = Outcome::run(&mut sandbox.unattended(&["doctor", "--clear-holds"]));
    assert!(again.stdout.contains("no holds to clear; 99"), "{}", again.stdout);
}

#[test]
fn a_damaged_budget_is_told_once() {
    let sandbox = signed_in(1.0);
    run(&sandbox, 0, &["users"]);
    for text in ["", "{", "[]"] {
        let make = |arguments: &[&str]| {
            damage(&sandbox, text);
            sandbox.unattended(arguments)
        };
        let findings = examine(0, make, &[]);
        findings.assert_only(&[("limiter", "warning")]);
        assert!(findings.message("limiter").contains(" is corrupt ("));
        assert!(findings.hint("limiter").starts_with("run `rm '"));
        // The request that was made has begun it anew.
        let findings = examine(0, |arguments| sandbox.unattended(arguments), &[]);
        assert!(findings.message("limiter").starts_with("999 of 1000 "), "{text}");
    }
}

#[test]
fn what_the_api_answers_is_told() {
    for (code, fault, message, hint) in [
        (
            3,
            status(401, vec![]),
            "the API rejected the token: No. (HTTP 401",
            "run `pinads auth login`",
        ),
        (4, status(403, vec![]), "the API refused the request: No. (HTTP 403", "`pinads accounts`"),
        (
            5,
            status(500, vec![]),
            "the API kept failing: No. (HTTP 500",
            "run `pinads doctor` later",
        ),
        (5, Fault::Close, "the API did not respond in 6 attempts", "run `pinads doctor` later"),
    ] {
        let sandbox = signed_in(1000.0);
        sandbox.server.inject("GET /user_account", Times::Always, fault);
        let findings = examine(code, |arguments| sandbox.unattended(arguments), &[]);
        assert_eq!(findings.verdict("api"), "problem");
        let told = findings.message("api");
        assert!(told.starts_with(&format!("`GET /v5/user_account`: {message}")), "{told}");
        assert!(findings.hint("api").starts_with(hint), "{}", findings.hint("api"));
    }
}

#[test]
fn hints_name_the_profile() {
    let sandbox = signed_in(1000.0);
    let profile = ["--profile", "shop"];
    sandbox.server.inject("GET /user_account", Times::Always, status(500, vec![]));
    let findings = examine(5, |arguments| sandbox.command(arguments), &profile);
    let hint = findings.hint("api");
    assert!(hint.starts_with("run `pinads doctor --profile shop` later"), "{hint}");

    let sandbox = signed_in(1.0);
    let hour = vec![("retry-after", "3600".to_owned())];
    sandbox.server.inject("/ad_accounts", Times::Always, status(429, hour));
    let get = ["get", "/ad_accounts", "--max-wait", "1s"];
    assert_eq!(sandbox.run(&get).code, Some(5));
    let findings = examine(0, |arguments| sandbox.command(arguments), &profile);
    let hint = findings.hint("limiter");
    assert!(hint.contains("`pinads doctor --clear-holds --profile shop`"), "{hint}");
}

#[test]
fn an_api_that_is_down_tells_no_time() {
    let sandbox = signed_in(1000.0);
    let nobody = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        format!("http://{}/v5", listener.local_addr().expect("it is bound"))
    };
    let findings = examine(5, |arguments| sandbox.command(arguments), &["--api-url", &nobody]);
    assert_eq!(findings.verdict("api"), "problem");
    assert!(findings.message("api").contains("Connection refused"), "{}", findings.message("api"));
    findings.assert_left_out(&["clock"], "api");
}

#[test]
fn an_api_without_a_date_tells_no_time_though_it_answers() {
    let sandbox = signed_in(1.0);
    let alter = |mut reply: Reply| {
        reply.headers.push(("date", "today".to_owned()));
        reply
    };
    sandbox.server.inject("/user_account", Times::Always, Fault::Altered(Arc::new(alter)));
    let findings = examine(0, |arguments| sandbox.unattended(arguments), &[]);
    findings.assert_only(&[("clock", "warning")]);
    let said = "not checked; the API's response has no date";
    assert_eq!(findings.message("clock"), said);
}

#[test]
fn a_clock_that_is_wrong_is_told_by_how_much() {
    let sandbox = signed_in(1.0);
    for (here, verdict, message) in [
        ("2026-03-10T12:10:00Z", "warning", "ahead of the API's; "),
        ("2026-03-10T11:00:00Z", "warning", "behind the API's; "),
        ("2026-03-10T12:00:20Z", "ok", "within 2"),
    ] {
        let clock = sandbox.clock_at(here);
        let make = |arguments: &[&str]| {
            let mut command = sandbox.unattended(arguments);
            command.env("PINADS_TEST_CLOCK", &clock);
            command
        };
        let findings = examine(0, make, &[]);
        assert_eq!(findings.verdict("clock"), verdict);
        assert!(findings.message("clock").contains(message), "{}", findings.message("clock"));
        if verdict == "warning" {
            assert_eq!(findings.hint("clock"), "run `timedatectl set-ntp true`");
        }
    }
}
