//! The forecast of a run: true, and without a request but for the list of ad accounts.

use crate::support::sandbox::Sandbox;
use crate::support::server::World;

/// An hour takes a second.
const SPEED: f64 = 3600.0;

const RUN: [&str; 3] = ["delivery-metrics", "--all-ad-accounts", "--days-back=7"];

fn plan(sandbox: &Sandbox, more: &[&str]) -> String {
    let before = sandbox.server.asked();
    let plan = sandbox.succeed(&[&RUN[..], &["--dry-run"], more].concat());
    assert_eq!(sandbox.server.asked() - before, 1, "the list of ad accounts");
    assert!(plan.contains("\nrequests for the list of ad accounts: 1\n"), "{plan}");
    plan.lines().last().expect("a line").to_owned()
}

/// The number of requests of a run.
fn run(sandbox: &Sandbox, more: &[&str]) -> usize {
    let before = sandbox.server.asked();
    sandbox.succeed(&[&RUN[..], more].concat());
    sandbox.server.asked() - before
}

#[test]
fn an_unknown_ad_account_has_a_range_and_a_known_one_a_number() {
    for (campaigns, second) in [(0, 21), (3, 41), (251, 20 + 20 + 6 + 1)] {
        let world = World::sized(20, campaigns, 0, 0, 0);
        let world = World { report_takes: |_| 60, report_polls: 0, ..world };
        let sandbox = Sandbox::brisk(world);
        assert_eq!(plan(&sandbox, &[]), "requests in all: 21 to 101 requests");
        let sent = run(&sandbox, &[]);
        assert!((21..=101 + 30).contains(&sent), "{campaigns}: {sent}");
        let total = plan(&sandbox, &[]);
        if campaigns < 250 {
            assert_eq!(total, format!("requests in all: {second} requests"), "{campaigns}");
            assert_eq!(run(&sandbox, &[]), second, "{campaigns}");
        } else {
            assert_eq!(total, format!("requests in all: 41 to {second} requests"));
            let sent = run(&sandbox, &[]);
            assert!((41..=second).contains(&sent), "{sent}");
        }
    }
}

#[test]
fn each_route_has_its_total() {
    let sandbox = Sandbox::brisk(World::sized(2, 300, 0, 0, 0));
    assert_eq!(plan(&sandbox, &["--via", "sync"]), "requests in all: at least 3 requests");
    assert_eq!(plan(&sandbox, &["--via", "async"]), "requests in all: 5 to 36 requests");
    let level = ["--object-type", "ad-account"];
    assert_eq!(plan(&sandbox, &level), "requests in all: 3 requests");
    assert_eq!(run(&sandbox, &level), 3);
}

#[test]
fn a_run_that_fits_into_the_hour_announces_nothing() {
    for (per_hour, announced) in [("81", None), ("60", Some("needs about 80 requests"))] {
        let sandbox = Sandbox::at_speed(World::sized(40, 2, 0, 0, 0), SPEED);
        let limit = ["--max-requests-per-hour", per_hour];
        let outcome = sandbox.run(&[&RUN[..], &limit].concat());
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        match announced {
            Some(text) => assert!(outcome.stderr.contains(text), "{}", outcome.stderr),
            None => assert!(!outcome.stderr.contains("this run needs"), "{}", outcome.stderr),
        }
    }
}

#[test]
fn a_resumed_run_announces_what_is_left() {
    let sandbox = Sandbox::at_speed(World::sized(40, 2, 0, 0, 0), SPEED);
    let command = [
        &RUN[..],
        &["--resume", "--max-requests-per-hour", "60", "--concurrency", "2", "-o", "a.csv"],
    ]
    .concat();
    sandbox.kill_after(50, sandbox.start(&command));
    let saved = sandbox.server.asked();
    let outcome = sandbox.run(&command);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let (_, note) = outcome.stderr.split_once("this run needs about ").expect("a note");
    let number: usize = note.split(' ').next().and_then(|it| it.parse().ok()).expect("a number");
    // The requests in flight are lost.
    assert!((81 - saved..=81 - saved + 8).contains(&number), "{number} of 81, {saved} were sent");
}
