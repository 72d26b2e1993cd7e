//! The progress bar: how far a run is, what it waits for, and what is printed meanwhile.

use serde_json::json;

use super::Screen;
use crate::support::sandbox::Sandbox;
use crate::support::server::{Fault, Hold, Times, World};

const RUN: [&str; 6] =
    ["delivery-metrics", "--all-ad-accounts", "--days-back", "1", "-o", "out.csv"];

/// Three ad accounts with two rows each.
fn sandbox() -> Sandbox {
    Sandbox::new(World::sized(3, 2, 0, 0, 0))
}

fn metrics_of(sandbox: &Sandbox, account: usize) -> String {
    format!("/{}/campaigns/analytics", sandbox.server.world().accounts[account].id)
}

fn hold(sandbox: &Sandbox, account: usize) -> Hold {
    sandbox.server.hold(&metrics_of(sandbox, account), true)
}

fn refused() -> Fault {
    let body = json!({ "code": 29, "message": "You are not permitted." }).to_string();
    Fault::Status { status: 403, headers: Vec::new(), body }
}

fn start(sandbox: &Sandbox, options: &[&str], columns: u16) -> Screen {
    Screen::start(sandbox.command(&[&RUN[..], options].concat()), columns)
}

fn progress(columns: u16) {
    let sandbox = sandbox();
    let held = hold(&sandbox, 1);
    let screen = start(&sandbox, &[], columns);
    screen.wait_for("1 of 3 ad accounts");
    // The rest of the run is an estimate, which takes longer the longer nothing comes.
    let shown = screen.wait_for("s left) 1 of 3 ad accounts");
    screen.assert_one_bar(&shown);
    if columns >= 80 {
        assert!(shown.contains("s left) 1 of 3 ad accounts, 2 rows, request "), "{shown}");
    }
    held.release();
    let last = screen.end();
    assert_eq!(last.code, Some(0), "{}", last.text);
    assert_eq!(last.text.lines().count(), 1, "{}", last.text);
    assert!(last.text.starts_with("pinads: 6 rows of 3 ad accounts, 1 file, "), "{}", last.text);
}

fn error_during_progress(columns: u16) {
    let sandbox = sandbox();
    let held = hold(&sandbox, 2);
    sandbox.server.inject(&metrics_of(&sandbox, 1), Times::Always, refused());
    let screen = start(&sandbox, &[], columns);
    let error = format!("pinads: ad account {} (", sandbox.server.world().accounts[1].id);
    let shown = screen.wait_for_all(&[&error, "2 of 3 ad accounts"]);
    screen.assert_one_bar(&shown);
    assert!(shown.starts_with(&error), "{shown}");
    assert!(shown.contains("You are not permitted."), "{shown}");
    held.release();
    let last = screen.end();
    assert_eq!(last.code, Some(6), "{}", last.text);
    assert!(last.text.starts_with(&error), "{}", last.text);
    assert!(last.text.contains("\npinads: 1 of 3 ad accounts failed"), "{}", last.text);
}

#[test]
fn progress_at_40_columns() {
    progress(40);
}

#[test]
fn progress_at_80_columns() {
    progress(80);
}

#[test]
fn progress_at_140_columns() {
    progress(140);
}

#[test]
fn error_during_progress_at_40_columns() {
    error_during_progress(40);
}

#[test]
fn error_during_progress_at_80_columns() {
    error_during_progress(80);
}

#[test]
fn error_during_progress_at_140_columns() {
    error_during_progress(140);
}

#[test]
fn it_shows_the_bytes_of_downloads_and_the_wait_for_a_report() {
    let world = World { report_takes: |_| 0, ..World::sized(2, 2, 0, 0, 0) };
    let sandbox = Sandbox::brisk(world);
    let second = format!("GET /{}/reports", sandbox.server.world().accounts[1].id);
    let held = sandbox.server.hold(&second, true);
    let screen = start(&sandbox, &["--via", "async"], 140);
    let wait = " waiting for Pinterest's report, 1 of 2 ad accounts, 2 rows, ";
    let shown = screen.wait_for_all(&[wait, " B downloaded"]);
    screen.assert_one_bar(&shown);
    held.release();
    let last = screen.end();
    assert_eq!(last.code, Some(0), "{}", last.text);
    assert_eq!(last.text.lines().count(), 1, "{}", last.text);
}

/// A wait that only Ctrl-C ends.
fn interrupted_wait(sandbox: &Sandbox, options: &[&str], wait: &str, columns: u16) {
    let screen = start(sandbox, options, columns);
    let shown = screen.wait_for(wait);
    screen.assert_one_bar(&shown);
    screen.press("\u{3}");
    let last = screen.end();
    assert_eq!(last.code, Some(130), "{}", last.text);
    assert!(last.text.ends_with("pinads: interrupted"), "{}", last.text);
}

#[test]
fn it_shows_the_wait_for_the_budget() {
    for columns in [40, 80] {
        let wait = "s request budget: wait until 13:01";
        interrupted_wait(&sandbox(), &["--max-requests-per-hour=2"], wait, columns);
    }
}

#[test]
fn it_shows_the_wait_before_a_retry() {
    let headers = vec![("retry-after", "600".to_owned())];
    for (status, wait) in
        [(503, "s retry in 10m: GET /v5/"), (429, "s request budget: wait until 12:1")]
    {
        let sandbox = sandbox();
        let fault = Fault::Status { status, headers: headers.clone(), body: String::new() };
        sandbox.server.inject("/ad_accounts", Times::Once, fault);
        interrupted_wait(&sandbox, &[], wait, 40);
    }
}
