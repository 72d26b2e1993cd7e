//! When asynchronous reports are ordered and polled: each poll costs a request.

use std::thread;

use chrono::TimeDelta;

use crate::support::sandbox::{Sandbox, cells, kill};
use crate::support::server::{Exchange, ReportEnd, Times, World};

const ORDER: &str = "POST /reports";
const POLL: &str = "GET /reports";
const RUN: [&str; 4] = ["delivery-metrics", "--all-ad-accounts", "--via", "async"];

/// How many seconds reports take by their number.
type Takes = fn(usize) -> i64;

fn world(accounts: usize, takes: Takes) -> World {
    World { report_takes: takes, ..World::sized(accounts, 2, 0, 0, 0) }
}

/// What a run sends.
fn sent(sandbox: &Sandbox, more: &[&str]) -> Vec<Exchange> {
    let before = sandbox.server.log().len();
    sandbox.succeed(&[&RUN[..], more].concat());
    sandbox.server.log().split_off(before)
}

fn polls(sent: &[Exchange]) -> usize {
    sent.iter().filter(|it| it.method == "GET" && it.path.ends_with("/reports")).count()
}

/// The time from the first request to the last one.
fn length(sent: &[Exchange]) -> TimeDelta {
    sent.last().expect("requests").at - sent[0].at
}

#[test]
fn forty_reports_of_ten_minutes_are_ordered_before_one_is_polled() {
    let sandbox = Sandbox::at_speed(world(40, |_| 600), 100.0);
    let first = sent(&sandbox, &[]);
    assert!(first.len() <= 110, "{} requests", first.len());
    assert!(length(&first) <= TimeDelta::seconds(700), "{}", length(&first));
    let order = first.iter().rposition(|it| it.method == "POST").expect("an order");
    let polled = polls(&first[..order]);
    assert!(polled <= 6, "{polled} polls, all of the first report, while others are ordered");

    let second = sent(&sandbox, &[]);
    assert!(second.len() <= 1 + 40 + 42, "{} requests", second.len());
    assert!(length(&second) <= TimeDelta::seconds(720), "{}", length(&second));
}

#[test]
fn a_known_duration_needs_few_polls() {
    let durations: [(Takes, f64, f64); 4] =
        [(|_| 5, 5.0, 10.0), (|_| 30, 30.0, 30.0), (|_| 120, 120.0, 60.0), (|_| 600, 600.0, 200.0)];
    // All of them only wait.
    thread::scope(|scope| {
        for (takes, seconds, speed) in durations {
            for (accounts, most) in [(1, 2), (5, 6)] {
                scope.spawn(move || check_polls(world(accounts, takes), seconds, speed, most));
            }
        }
    });
}

/// Runs that know the duration poll at most so often, and notice the end soon.
fn check_polls(world: World, seconds: f64, speed: f64, most: usize) {
    let accounts = world.accounts.len();
    let sandbox = Sandbox::at_speed(world, speed);
    sent(&sandbox, &[]);
    for night in 0..2 {
        let sent = sent(&sandbox, &[]);
        let polls = polls(&sent);
        assert!(polls <= most, "{accounts} of {seconds} s, night {night}: {polls} polls");
        let order = sent.iter().find(|it| it.method == "POST").expect("an order");
        let noticed = (sent.last().expect("a poll").at - order.at).as_seconds_f64();
        let latest = f64::max(seconds * 1.15, seconds + 5.0);
        // The machine may be busy for a while.
        assert!(noticed <= latest + 0.5 * speed, "{seconds} s, noticed after {noticed}");
    }
}

#[test]
fn the_pieces_of_all_ad_accounts_are_ordered_at_once() {
    let sandbox = Sandbox::at_speed(world(6, |_| 300), 100.0);
    let sent = sent(&sandbox, &["--start-date", "914d"]);
    let orders: Vec<_> = sent.iter().filter(|it| it.method == "POST").collect();
    assert_eq!(orders.len(), 6 * 5);
    let (last, files) = (orders.last().expect("orders").at, sandbox.server.download_log());
    assert!(last < files[0].at, "all are ordered before the first one is finished");
    assert!(length(&sent) < TimeDelta::seconds(550), "{}", length(&sent));
}

#[test]
fn slow_reports_between_fast_ones_are_polled_one_after_another() {
    fn takes(number: usize) -> i64 {
        if number.is_multiple_of(7) { 300 } else { 20 }
    }
    let sandbox = Sandbox::at_speed(world(28, takes), 100.0);
    let rows = cells(&sandbox.succeed(&RUN)).len();
    assert!(rows > 28 * 7, "{rows}");
    let polls = polls(&sent(&sandbox, &[]));
    assert!(polls <= 28 + 30, "{polls}");
}

#[test]
fn reports_that_fail_are_ordered_again_while_the_others_go_on() {
    let sandbox = Sandbox::at_speed(world(5, |_| 60), 300.0);
    let whole = sandbox.succeed(&RUN);
    sandbox.server.end_reports(Times::Count(3), ReportEnd::Failed);
    let before = sandbox.server.count(ORDER);
    assert_eq!(sandbox.succeed(&RUN), whole);
    assert_eq!(sandbox.server.count(ORDER) - before, 5 + 3);
}

#[test]
fn a_killed_run_polls_the_reports_that_it_has_ordered_at_once() {
    let sandbox = Sandbox::at_speed(world(5, |_| 120), 100.0);
    let whole = sandbox.succeed(&RUN);
    let run = [&RUN[..], &["--resume", "-o", "out.csv"]].concat();
    let before = sandbox.server.count(ORDER);
    let hold = sandbox.server.hold("metrics_report.txt", false);
    let killed = sandbox.start(&run);
    hold.wait();
    kill(killed);
    hold.release();
    let polled = sandbox.server.count(POLL);
    sandbox.succeed(&run);
    assert_eq!(sandbox.read("out.csv"), whole);
    assert_eq!(sandbox.server.count(ORDER), before + 5, "no report is ordered twice");
    assert_eq!(sandbox.server.count(POLL), polled + 5, "they are finished by now");
    let log = sandbox.server.log();
    let resumed = length(&log[log.len() - 5..]);
    assert!(resumed < TimeDelta::seconds(60), "it waits for nothing: {resumed}");
}

/// More reports than an hour has requests for: none of them expires before its turn.
#[test]
fn reports_do_not_expire_before_their_turn() {
    let sandbox = Sandbox::at_speed(world(70, |_| 30), 1200.0);
    let sent = sent(&sandbox, &["--max-requests-per-hour", "50"]);
    let orders = sent.iter().filter(|it| it.method == "POST").count();
    assert_eq!(orders, 70);
    assert!(polls(&sent) <= 70 * 13 / 10, "{}", polls(&sent));
}
