//! The request budget, as real processes share it.

use std::fs;
use std::io::{BufRead, BufReader};

use crate::support::sandbox::{Outcome, Sandbox, kill};
use crate::support::server::{App, World};

/// As many campaigns as make 20 requests of each run: 1 for the ad accounts, 10 to list and 9 …
fn world() -> World {
    World::sized(1, 2300, 0, 0, 0)
}

const RUN: [&str; 9] = [
    "delivery-metrics",
    "--via",
    "sync",
    "--days-back",
    "1",
    "--max-requests-per-hour",
    "30",
    "--max-wait",
    "1s",
];

/// Of several requests at once, one that has counted may not leave when another one fails.
fn one_by_one() -> Vec<&'static str> {
    [&RUN[..], &["--concurrency", "1"]].concat()
}

#[test]
fn three_processes_send_thirty_requests_between_them() {
    let sandbox = Sandbox::new(world());
    let runs: Vec<_> = (0..3).map(|_| sandbox.start(&one_by_one())).collect();
    let outcomes: Vec<_> =
        runs.into_iter().map(|run| Outcome::of(run.wait_with_output().expect("it ends"))).collect();
    assert_eq!(sandbox.server.log().len(), 30);
    let failed: Vec<_> = outcomes.iter().filter(|outcome| outcome.code == Some(5)).collect();
    assert!(failed.len() >= 2, "63 requests do not fit into 30");
    for outcome in failed {
        let said = "the request budget is exhausted until 2026-03-10T13:00:";
        assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    }
    // It stays used up, in the next process too.
    sandbox.fail(5, &RUN);
    assert_eq!(sandbox.server.log().len(), 30);
}

#[test]
fn a_killed_process_leaves_the_budget_as_it_is() {
    let sandbox = Sandbox::new(world());
    let killed = sandbox.start(&RUN);
    while sandbox.server.log().len() < 5 {
        std::thread::yield_now();
    }
    let others = [(); 2].map(|()| sandbox.start(&RUN));
    kill(killed);
    for run in others {
        let outcome = Outcome::of(run.wait_with_output().expect("it ends"));
        assert!(matches!(outcome.code, Some(0 | 5)), "{}", outcome.stderr);
    }
    sandbox.fail(5, &RUN);
    // Requests may have been counted that the killed process could not send any more.
    let sent = sandbox.server.log().len();
    assert!((26..=30).contains(&sent), "{sent}");
}

#[test]
fn a_damaged_budget_heals_itself() {
    for damage in ["", "{\"re", "\0\0\0", "[]"] {
        let sandbox = Sandbox::new(world());
        sandbox.run(&RUN);
        let folder = sandbox.path("state/budget");
        let files: Vec<_> = fs::read_dir(&folder).expect("a folder").flatten().collect();
        let file =
            files.iter().map(fs::DirEntry::path).find(|f| f.extension() == Some("json".as_ref()));
        let file = file.expect("the budget");
        fs::write(&file, damage).expect("writable");
        let before = sandbox.server.log().len();
        let runs: Vec<_> = (0..3).map(|_| sandbox.start(&one_by_one())).collect();
        for run in runs {
            Outcome::of(run.wait_with_output().expect("it ends"));
        }
        assert_eq!(sandbox.server.log().len() - before, 30, "{damage:?}");
    }
}

#[test]
fn a_budget_that_cannot_be_kept_is_told_and_the_run_goes_on() {
    let sandbox = Sandbox::new(World::sized(1, 3, 0, 0, 0));
    fs::write(sandbox.path("state"), "not a folder").expect("writable");
    let run = sandbox.run(&RUN);
    assert_eq!(run.code, Some(0));
    assert_eq!(
        run.stderr.matches("cannot save the request budget to").count(),
        1,
        "{}",
        run.stderr
    );
}

#[test]
fn the_run_waits_for_the_budget_if_it_may() {
    let sandbox = Sandbox::at_speed(world(), 100_000.0);
    let run = [&RUN[..7], &["--max-wait", "61m", "--concurrency", "1"]].concat();
    let csv = sandbox.succeed(&run);
    let again = sandbox.succeed(&run);
    assert_eq!(csv.lines().next(), again.lines().next());
    let log = sandbox.server.log();
    assert_eq!(log.len(), 42, "21 requests a run");
    let hour = chrono::TimeDelta::minutes(59);
    assert!(log[30].at - log[0].at >= hour, "the 31st waited for the first to be an hour old");
}

#[test]
fn whoever_waits_for_the_budget_is_told_when_it_will_be_done() {
    let sandbox = Sandbox::new(World::sized(2, 1, 0, 0, 0));
    let run = ["delivery-metrics", "--all-ad-accounts", "--via", "async", "-v"];
    let mut run = sandbox.start(&[&run[..], &["--max-requests-per-hour", "2"]].concat());
    let lines = BufReader::new(run.stderr.take().expect("a pipe")).lines();
    let told = lines.map_while(Result::ok).find(|line| line.contains("waiting until"));
    kill(run);
    let told = told.expect("it waits");
    // Six requests at two an hour: a list, and two reports.
    assert!(told.contains("until 2026-03-10T13:00:"), "{told}");
    assert!(told.contains("for the request budget; done around 2026-03-10T14:00:"), "{told}");
}

#[test]
fn a_limit_that_the_api_states_is_kept_by_this_run_and_the_next() {
    let sandbox = Sandbox::new(world());
    sandbox.server.state_limits(
        "5, 100;w=1;name=\"safety_net_app_id_user_id\", 5;w=3600;name=\"ads_read_app_id_user_id\"",
    );
    sandbox.fail(5, &RUN);
    assert_eq!(sandbox.server.asked(), 5);
    // The next process knows it too. Another category is not concerned.
    sandbox.fail(5, &RUN);
    sandbox.succeed(&["users"]);
    assert_eq!(sandbox.server.asked(), 6);
    let doctor = sandbox.succeed(&["doctor"]);
    let limits = "; API limits: ads_read 5 in 3600 s, safety_net 100/s\n";
    assert!(doctor.contains(limits), "{doctor}");
}

#[test]
fn a_limit_above_the_known_one_is_remembered_too() {
    let sandbox = Sandbox::new(World::sized(1, 1, 0, 0, 0));
    sandbox.server.state_limits("90, 90;w=60;name=\"org_analytics_app_id_user_id\"");
    sandbox.succeed(&["get", "/ad_accounts"]);
    let doctor = sandbox.succeed(&["doctor"]);
    assert!(doctor.contains("; API limits: org_analytics 90/min\n"), "{doctor}");
}

#[test]
fn a_stated_limit_that_makes_no_sense_changes_nothing() {
    let world = || World::sized(1, 1200, 0, 0, 0);
    let undisturbed = Sandbox::new(world()).succeed(&RUN);
    for limits in [
        "",
        "5000",
        "0, 0;w=60;name=\"ads_read_app_id_user_id\"",
        "1, 1;w=0;name=\"ads_read_app_id_user_id\"",
        "1, -1;w=60;name=\"ads_read_app_id_user_id\"",
        "1, 1;w=86400;name=\"ads_read_app_id_user_id\", ;;;==\",",
        "1, 1;w=3600;name=\"somebody_elses\"",
    ] {
        let sandbox = Sandbox::new(world());
        sandbox.server.state_limits(limits);
        assert_eq!(sandbox.succeed(&RUN), undisturbed, "{limits}");
        let doctor = sandbox.succeed(&["doctor"]);
        assert!(!doctor.contains("API limits"), "{limits}: {doctor}");
    }
}

#[test]
fn the_state_of_reports_counts_for_the_app_whoever_asks() {
    let world = World { app: App::default(), ..World::sized(1, 2, 0, 0, 0) };
    let sandbox = Sandbox::new(world);
    sandbox.sign_in(&[]);
    sandbox.server.state_limits("2, 2;w=3600;name=\"analytics_get_report_app_id\"");
    let account = &sandbox.server.world().accounts[0].id;
    let path = format!("/ad_accounts/{account}/reports");
    let poll = ["get", &path, "-q", "token=none", "--max-wait", "1s"];
    // A sign-in of the environment, whose user is not known, is counted by itself.
    let refresh_token = sandbox.server.issue(&["ads:read"]).refresh_token;
    let mut other = sandbox.signed_out(&poll);
    other.env("PINADS_REFRESH_TOKEN", refresh_token);
    let mut one = sandbox.unattended(&poll);
    for code in [0, 5] {
        for command in [&mut one, &mut other] {
            let outcome = Outcome::run(command);
            assert_eq!(outcome.code, Some(code), "{}", outcome.stderr);
        }
    }
    assert_eq!(sandbox.server.count("/reports"), 2);
}
