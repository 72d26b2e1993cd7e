//! Tokens expire and are renewed, by one of any number of processes.

use std::fs;
use std::process::Child;

use serde_json::Value;

use super::{fail, sandbox, succeed};
use crate::support::sandbox::{Outcome, Sandbox, by_way_of, has_program};
use crate::support::server::{App, Fault, Times, World, secrets};

const STORE: &str = "config/credentials/default.json";

/// Signed in, with a token that has run out by the clock of this machine.
pub(super) fn expired() -> Sandbox {
    let sandbox = sandbox(App::default());
    sandbox.sign_in(&[]);
    expire(&sandbox);
    sandbox
}

pub(super) fn expire(sandbox: &Sandbox) {
    let mut kept: Value = serde_json::from_str(&sandbox.read(STORE)).expect("JSON");
    kept["file"]["access"]["expires_at"] = "2026-03-10T11:00:00Z".into();
    fs::write(sandbox.path(STORE), kept.to_string()).expect("writable");
    sandbox.server.expire_access_tokens();
}

pub(super) fn start(sandbox: &Sandbox) -> Child {
    sandbox.unattended(&["users", "-v"]).spawn().expect("pinads starts")
}

pub(super) fn end(run: Child) {
    let outcome = Outcome::of(run.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}

/// The processes that renew the sign-in of this sandbox.
pub(super) fn renewing(sandbox: &Sandbox) -> Vec<u32> {
    let of_process = |pid: u32| {
        let command_line = fs::read_to_string(format!("/proc/{pid}/cmdline")).ok()?;
        let is_here = fs::read_link(format!("/proc/{pid}/cwd")).ok()? == sandbox.path("");
        (is_here && command_line.contains("\0auth\0renew\0")).then_some(pid)
    };
    let entries = fs::read_dir("/proc").expect("Linux");
    let pids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    pids.filter_map(of_process).collect()
}

#[test]
fn a_token_that_ends_between_two_pages_changes_no_byte() {
    let sandbox = Sandbox::new(World::sized(1, 600, 0, 0, 0));
    sandbox.sign_in(&[]);
    let report = ["object-information", "--object-type", "campaigns", "-v"];
    let undisturbed = succeed(&mut sandbox.unattended(&report));
    let hold = sandbox.server.hold("/campaigns", true);
    let run = sandbox.unattended(&report).spawn().expect("pinads starts");
    hold.wait();
    sandbox.server.expire_access_tokens();
    hold.release();
    let outcome = Outcome::of(run.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(outcome.stdout, undisturbed.stdout);
    assert_eq!(sandbox.server.refreshes(), 1);
    assert!(outcome.stderr.contains("detail: refreshing the token\n"));
    // The next run goes on with what this one was given.
    succeed(&mut sandbox.unattended(&report));
    assert_eq!(sandbox.server.refreshes(), 1);
}

#[test]
fn a_run_may_be_longer_than_a_token_is_good() {
    let sandbox = Sandbox::new(World::sized(1, 600, 0, 0, 0));
    sandbox.sign_in(&[]);
    // A pipe that nobody reads would stop it at the first page.
    let report = ["object-information", "--object-type", "campaigns", "-o", "out.csv"];
    succeed(&mut sandbox.unattended(&report));
    let undisturbed = sandbox.read("out.csv");
    let first_page = sandbox.server.hold("/campaigns", true);
    let run = sandbox.unattended(&report).spawn().expect("pinads starts");
    first_page.wait();
    sandbox.server.expire_access_tokens();
    let renewal = sandbox.server.hold("/oauth/token", true);
    first_page.release();
    renewal.wait();
    let second_page = sandbox.server.hold("/campaigns", true);
    renewal.release();
    second_page.wait();
    sandbox.server.expire_access_tokens();
    second_page.release();
    let outcome = Outcome::of(run.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(sandbox.read("out.csv"), undisturbed);
    assert_eq!(sandbox.server.refreshes(), 2);
}

#[test]
fn twelve_processes_cause_one_renewal() {
    let sandbox = expired();
    let runs: Vec<_> = (0..12).map(|_| start(&sandbox)).collect();
    runs.into_iter().for_each(end);
    assert_eq!(sandbox.server.refreshes(), 1);
}

#[test]
fn no_secret_is_on_a_command_line() {
    let sandbox = expired();
    let hold = sandbox.server.hold("/oauth/token", false);
    let run = start(&sandbox);
    hold.wait();
    assert_eq!(renewing(&sandbox).len(), 1);
    for pid in renewing(&sandbox).into_iter().chain([run.id()]) {
        let shown = fs::read_to_string(format!("/proc/{pid}/cmdline")).expect("it runs");
        assert!(secrets().iter().all(|secret| !shown.contains(secret)), "{shown}");
    }
    hold.release();
    end(run);
}

#[test]
fn a_renewal_that_is_refused_says_what_to_type() {
    let sandbox = expired();
    let mut kept: Value = serde_json::from_str(&sandbox.read(STORE)).expect("JSON");
    kept["file"]["refresh"]["secret"] = "pinr_used_up".into();
    fs::write(sandbox.path(STORE), kept.to_string()).expect("writable");
    let stderr = fail(3, &mut sandbox.unattended(&["users"]));
    assert!(stderr.contains("the API rejected the token: "), "{stderr}");
    assert!(stderr.contains("\n  POST /v5/oauth/token\n"), "{stderr}");
    assert!(stderr.ends_with("\nhint: run `pinads auth login`\n"), "{stderr}");
    assert_eq!(sandbox.server.count("/user_account"), 1, "the one of the login");
}

#[test]
fn what_passes_is_tried_again_in_a_renewal_too() {
    let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
    sandbox.sign_in(&[]);
    expire(&sandbox);
    let busy = Fault::Status { status: 503, headers: vec![], body: String::new() };
    sandbox.server.inject("/oauth/token", Times::Count(2), busy.clone());
    succeed(&mut sandbox.unattended(&["users"]));
    expire(&sandbox);
    sandbox.server.inject("/oauth/token", Times::Always, busy);
    let stderr = fail(5, &mut sandbox.unattended(&["users"]));
    assert!(stderr.contains("the API kept failing") && stderr.contains("/oauth/token"), "{stderr}");
    sandbox.server.forget_faults();
    succeed(&mut sandbox.unattended(&["users"]));
}

#[test]
fn a_refusal_of_new_tokens_too_is_an_end() {
    let sandbox = Sandbox::brisk(World::sized(1, 2, 0, 0, 0));
    sandbox.sign_in(&[]);
    let body = r#"{"code":2,"message":"Authentication failed."}"#.to_owned();
    let refusal = Fault::Status { status: 401, headers: vec![], body };
    sandbox.server.inject("/campaigns", Times::Always, refusal);
    let stderr = fail(3, &mut sandbox.unattended(&["delivery-metrics"]));
    assert!(stderr.ends_with("\nhint: run `pinads auth login`\n"), "{stderr}");
    assert_eq!((sandbox.server.refreshes(), sandbox.server.count("/campaigns")), (1, 3));
}

#[test]
fn a_missing_scope_is_named() {
    let sandbox = sandbox(App::default());
    sandbox.sign_in(&["--scope", "user_accounts:read,boards:read"]);
    let stderr = fail(3, &mut sandbox.unattended(&["pins"]));
    assert!(stderr.contains("code 3"), "{stderr}");
    assert!(
        stderr.ends_with(
            "\nhint: the token lacks pins:read; run `pinads auth login --scope \
             boards:read,user_accounts:read,pins:read`\n"
        ),
        "{stderr}"
    );
    let catalogs = ["object-information", "--object-type", "catalogs"];
    let stderr = fail(3, &mut sandbox.unattended(&catalogs));
    assert!(stderr.contains("the token lacks catalogs:read; "), "{stderr}");
    assert_eq!(sandbox.server.refreshes(), 0);
    // Of a bare token nothing is known.
    let token = sandbox.server.issue(&["boards:read"]).access_token;
    let mut run = sandbox.command(&["pins"]);
    let stderr = fail(3, run.env("PINADS_ACCESS_TOKEN", token));
    assert!(stderr.ends_with("hint: `pins` requires a token with boards:read, pins:read\n"));
}

#[test]
fn an_answer_without_a_refresh_token_leaves_the_old_one() {
    let sandbox = expired();
    let before: Value = serde_json::from_str(&sandbox.read(STORE)).expect("JSON");
    let token = sandbox.server.issue(&["user_accounts:read"]).access_token;
    let body = format!(
        r#"{{"access_token":"{token}","token_type":"bearer","expires_in":2592000,"scope":""}}"#
    );
    let answer = Fault::Garbage { content_type: "application/json", body: body.into_bytes() };
    sandbox.server.inject("/oauth/token", Times::Once, answer);
    succeed(&mut sandbox.unattended(&["users"]));
    let after: Value = serde_json::from_str(&sandbox.read(STORE)).expect("JSON");
    assert_ne!(before["file"]["access"], after["file"]["access"]);
    assert_eq!(before["file"]["refresh"], after["file"]["refresh"]);
    assert_eq!(before["file"]["scopes"], after["file"]["scopes"]);
}

#[test]
fn an_answer_that_cannot_be_read_is_not_shown() {
    let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
    sandbox.sign_in(&[]);
    expire(&sandbox);
    let token = sandbox.server.issue(&["user_accounts:read"]).access_token;
    for body in [
        format!(r#"{{"access_token":"{token}""#),
        format!(r#"{{"access_token":["{token}"],"token_type":"bearer"}}"#),
        format!(r#"{{"token":"{token}"}}"#),
    ] {
        let answer = Fault::Garbage { content_type: "application/json", body: body.into_bytes() };
        sandbox.server.inject("/oauth/token", Times::Always, answer);
        let stderr = fail(5, &mut sandbox.unattended(&["users", "-v"]));
        assert!(stderr.contains("POST /v5/oauth/token"), "{stderr}");
        sandbox.server.forget_faults();
    }
}

#[test]
fn a_renewal_can_be_asked_for() {
    let sandbox = sandbox(App::default());
    sandbox.sign_in(&[]);
    let told = succeed(&mut sandbox.unattended(&["auth", "refresh"]));
    assert_eq!(told.stderr, "note: token refreshed; it expires at 2026-04-09 12:00 UTC\n");
    assert_eq!(sandbox.server.refreshes(), 1);
    let stderr = fail(3, &mut sandbox.command(&["auth", "refresh"]));
    assert!(
        stderr.contains("an access token without a refresh token cannot be refreshed"),
        "{stderr}"
    );
    assert!(stderr.contains("run `unset PINADS_ACCESS_TOKEN` and `pinads auth login`"), "{stderr}");
}

#[test]
fn a_clock_that_is_wrong_by_an_hour_does_no_harm() {
    let app = App { access_seconds: 1800, ..App::default() };
    let sandbox = sandbox(app);
    sandbox.sign_in(&[]);
    let run = |hour: &str| {
        let mut run = sandbox.unattended(&["users"]);
        let shifted = sandbox.clock_at(&format!("2026-03-10T{hour}:00:00Z"));
        succeed(run.env("PINADS_TEST_CLOCK", shifted))
    };
    run("11");
    assert_eq!(sandbox.server.refreshes(), 0);
    run("13");
    assert_eq!(sandbox.server.refreshes(), 1, "as far as it knows the token has run out");
    sandbox.server.expire_access_tokens();
    run("11");
    assert_eq!(sandbox.server.refreshes(), 2, "the API has told");
}

#[test]
fn a_disk_that_takes_nothing_more_costs_no_token() {
    if !has_program("unshare") {
        return;
    }
    let sandbox = expired();
    // The sign-in on a small disk of its own, filled to the last byte.
    let script = "set -e; cp -r config kept; mount -t tmpfs -o mode=700,size=128k none config; \
                  cp -rp kept/credentials config; rm -r kept; \
                  head -c 1M /dev/zero >config/filler 2>/dev/null || true; exec \"$@\"";
    let inner = sandbox.unattended(&["users"]);
    let mut run = by_way_of(&["unshare", "-rm", "sh", "-c", script, "sh"], &inner);
    let stderr = fail(1, &mut run);
    assert!(stderr.contains("cannot save credentials to `"), "{stderr}");
    assert!(stderr.contains("No space left on device"), "{stderr}");
    assert!(stderr.contains("hint: free space"), "{stderr}");
    assert_eq!(sandbox.server.refreshes(), 0);
    end(start(&sandbox));
}

#[test]
fn new_tokens_that_cannot_be_kept_are_told_loudly() {
    let sandbox = expired();
    let hold = sandbox.server.hold("/oauth/token", true);
    let run = start(&sandbox);
    hold.wait();
    fs::remove_dir_all(sandbox.path("config/credentials")).expect("removable");
    hold.release();
    let outcome = Outcome::of(run.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("Pinterest issued new tokens, but they cannot be saved"),
        "{}",
        outcome.stderr
    );
    assert!(
        outcome.stderr.contains("then run `pinads auth login` to sign in again"),
        "{}",
        outcome.stderr
    );
}
