//! What pinads says of itself, and how.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use serde_json::Value;

use crate::support::sandbox::{Outcome, Sandbox, send_signal};
use crate::support::server::{Fault, Times, World};

#[test]
fn the_version_needs_no_network_and_no_home() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pinads"));
    let run = Outcome::of(command.arg("--version").env_clear().output().expect("it runs"));
    assert_eq!(run.code, Some(0));
    assert_eq!(run.stdout, format!("pinads {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_version_needs_no_home_that_is_there_or_can_be_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).expect("a folder");
    fs::set_permissions(&closed, Permissions::from_mode(0o000)).expect("ours");
    for home in [folder.path().join("missing"), closed.clone(), closed.join("below")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pinads"));
        command.arg("--version").env_clear().env("HOME", &home);
        for folder in ["XDG_CONFIG_HOME", "XDG_STATE_HOME"] {
            command.env(folder, &home);
        }
        let run = Outcome::run(&mut command);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{}", home.display());
        assert_eq!(run.stdout, format!("pinads {}\n", env!("CARGO_PKG_VERSION")));
    }
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing was made");
}

#[test]
fn not_being_signed_in_is_exit_3_with_a_hint() {
    let sandbox = Sandbox::new(World::sample());
    let mut command = sandbox.command(&["delivery-metrics"]);
    let run = Outcome::of(command.env_remove("PINADS_ACCESS_TOKEN").output().expect("it runs"));
    assert_eq!(run.code, Some(3));
    assert_eq!(
        run.stderr,
        "pinads: not signed in\n\nhint: run `pinads auth login`, or set a token with `export \
         PINADS_ACCESS_TOKEN=…`\n"
    );
}

#[test]
fn messages_are_as_loud_as_asked_for() {
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    let run = |more: &[&str]| {
        let outcome = sandbox.run(&[&["delivery-metrics", "--days-back", "1"], more].concat());
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        outcome.stderr
    };
    assert_eq!(run(&["-q"]), "");
    let normal = run(&[]);
    assert!(
        normal.starts_with("pinads: ") && normal.ends_with("of 1 ad account, 3 requests\n"),
        "{normal}"
    );
    let verbose = run(&["-v"]);
    let told: Vec<_> = verbose.lines().collect();
    assert_eq!(told[1], "detail: GET /v5/ad_accounts 200");
    assert_eq!(told.len(), 7, "the way, three requests, why, the rows, and the summary: {verbose}");
    let shown = run(&["--progress", "always"]);
    assert!(!shown.contains("detail"), "{shown}");
}

#[test]
fn machines_get_one_json_object_a_line() {
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    let run = ["delivery-metrics", "--days-back", "1", "--log-format", "json", "-v"];
    let outcome = sandbox.run(&run);
    let lines: Vec<Value> =
        outcome.stderr.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let summary = lines.last().expect("a summary");
    assert_eq!(summary["level"], "summary");
    assert_eq!(summary["report"], "delivery-metrics");
    assert_eq!(summary["accounts"], serde_json::json!([sandbox.server.world().accounts[0].id]));
    assert_eq!(summary["dates"], serde_json::json!(["2026-03-09", "2026-03-09"]));
    for (fact, value) in [("requests", 3), ("retries", 0), ("waits", 0), ("files", 0), ("exit", 0)]
    {
        assert_eq!(summary[fact], value, "{fact}");
    }
    assert_eq!(summary["bytes"], outcome.stdout.len());
    assert_eq!(summary["rows"], outcome.stdout.lines().count() - 1);
    assert!(lines.iter().all(|line| line["run"] == summary["run"]), "one run");

    let mut command = sandbox.command(&run);
    let outcome = Outcome::of(command.env("PINADS_ACCESS_TOKEN", "x").output().expect("it runs"));
    let error: Value =
        outcome.stderr.lines().last().and_then(|l| serde_json::from_str(l).ok()).expect("JSON");
    assert_eq!((error["exit"].as_i64(), outcome.code), (Some(3), Some(3)));
    assert!(error["hint"].is_string() && error["message"].is_string(), "{error}");
    let before: Vec<_> = outcome.stderr.lines().rev().skip(1).take(1).collect();
    let summary: Value = serde_json::from_str(before[0]).expect("JSON");
    assert_eq!((&summary["level"], summary["exit"].as_i64()), (&"summary".into(), Some(3)));
}

#[test]
fn a_run_that_fails_tells_what_it_came_to() {
    let sandbox = Sandbox::hasty(World::sized(2, 2, 0, 0, 0));
    let second = sandbox.server.world().accounts[1].id.clone();
    let busy = Fault::Status { status: 503, headers: vec![], body: String::new() };
    sandbox.server.inject(&format!("/{second}/campaigns"), Times::Always, busy);
    let run = ["delivery-metrics", "--all-ad-accounts", "-o", "{account}.csv"];
    let told = sandbox.fail(6, &run);
    let summary = told.lines().find(|line| line.contains("exit 6: ")).expect("a summary");
    assert!(
        summary.contains("rows of 1 ad account, 1 file, 9 requests, 5 retries, waited "),
        "{summary}"
    );

    let told = sandbox.fail(6, &[&run[..], &["--log-format", "json"]].concat());
    let lines: Vec<Value> =
        told.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let failed = lines.iter().find(|line| line["ad_account"] == second).expect("it is named");
    assert!(failed["message"].as_str().is_some_and(|text| text.contains("the API kept failing")));
    let summary = lines.iter().find(|line| line["level"] == "summary").expect("a summary");
    assert_eq!(summary["failed"], serde_json::json!([second]));
    assert_eq!((summary["retries"].as_i64(), summary["waits"].as_i64()), (Some(5), Some(5)));
    assert_eq!((summary["files"].as_i64(), summary["exit"].as_i64()), (Some(1), Some(6)));
}

#[test]
fn requests_that_wait_at_the_same_time_wait_once() {
    let sandbox = Sandbox::hasty(World::sized(4, 2, 0, 0, 0));
    let busy = vec![("retry-after", "400".to_owned())];
    let busy = Fault::Status { status: 503, headers: busy, body: String::new() };
    sandbox.server.inject("/campaigns", Times::Count(4), busy);
    let began = std::time::Instant::now();
    let run = ["delivery-metrics", "--all-ad-accounts", "--log-format", "json"];
    let outcome = sandbox.run(&run);
    let most = began.elapsed().as_secs_f64() * 1000.0;
    let summary = outcome.stderr.lines().last().expect("a summary");
    let summary: Value = serde_json::from_str(summary).expect("JSON");
    assert!(summary["waits"].as_i64() >= Some(4), "{summary}");
    let waited = summary["waited_seconds"].as_f64().expect("a number");
    assert!((400.0..most).contains(&waited), "{waited} of {most}");
}

#[test]
fn machines_get_what_is_wrong_with_the_options_as_one_json_object() {
    let sandbox = Sandbox::new(World::sample());
    for json in [&["--log-format", "json"][..], &["--log-format=JSON"]] {
        let outcome = sandbox.run(&[&["delivery-metrics", "--granularity", "dya"], json].concat());
        assert_eq!(outcome.code, Some(2));
        let line: Value = serde_json::from_str(&outcome.stderr).expect("one object");
        assert_eq!(line["level"], "error");
        assert_eq!(line["exit"], 2);
        assert!(line["message"].as_str().is_some_and(|it| it.contains("invalid value `dya`")));
        assert!(line["hint"].as_str().is_some_and(|it| it.contains("--granularity day")), "{line}");
    }
}

#[test]
fn machines_get_the_end_by_a_signal() {
    let sandbox = Sandbox::new(World::sample());
    let hold = sandbox.server.hold("/campaigns", false);
    let run = sandbox.start(&["delivery-metrics", "--all-ad-accounts", "--log-format", "json"]);
    hold.wait();
    send_signal("-TERM", run.id());
    let outcome = Outcome::of(run.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(143));
    let lines: Vec<Value> =
        outcome.stderr.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let levels: Vec<_> = lines.iter().map(|line| line["level"].as_str().expect("text")).collect();
    assert!(levels.ends_with(&["summary", "error"]), "{levels:?}");
    assert!(lines.iter().rev().take(2).all(|line| line["exit"] == 143), "{lines:?}");
}
