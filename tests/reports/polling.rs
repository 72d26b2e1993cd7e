//! When asynchronous reports are ordered and polled: each poll costs a request.

use chrono::TimeDelta;

use crate::support::sandbox::{Sandbox, cells, kill};
use crate::support::server::{Exchange, ReportEnd, Times, World};

const ORDER: &str = "POST /reports";
const POLL: &str = "GET /reports";
const RUN: [&str; 6] =
    ["delivery-metrics", "--all-ad-accounts", "--via", "async", "--days-back", "30"];

/// A world in which reports take so many seconds by their number.
fn world(accounts: usize, takes: fn(usize) -> i64) -> World {
    World { report_polls: 0, report_takes: takes, ..World::sized(accounts, 2, 0, 0, 0) }
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
    let sandbox = Sandbox::at_speed(world(40, |_| 600), 200.0);
    let first = sent(&sandbox, &[]);
    assert!(first.len() <= 110, "{} requests", first.len());
    assert!(length(&first) <= TimeDelta::seconds(700), "{}", length(&first));
    let order = first.iter().rposition(|it| it.method == "POST").expect("an order");
    let polled = polls(&first[..order]);
    assert!(polled <= 6, "{polled} polls, all of the first report, while others are ordered");

    let second = sent(&sandbox, &[]);
    assert!(second.len() <= 1 + 40 + 42, "{} requests", second.len());
    assert!(length(&second) <= TimeDelta::seconds(700), "{}", length(&second));
}

#[test]
fn a_known_duration_needs_few_polls() {
    for takes in [|_| 5, |_| 30, |_| 120, |_| 600] as [fn(usize) -> i64; 4] {
        let seconds = takes(0);
        for (accounts, most) in [(1, 2), (5, 6), (12, 15)] {
            let sandbox = Sandbox::at_speed(world(accounts, takes), 100.0);
            sent(&sandbox, &[]);
            for night in 0..3 {
                let sent = sent(&sandbox, &[]);
                let polls = polls(&sent);
                assert!(polls <= most, "{accounts} of {seconds} s, night {night}: {polls} polls");
                if accounts == 1 {
                    let order = sent.iter().find(|it| it.method == "POST").expect("an order");
                    let noticed = sent.last().expect("a poll").at - order.at;
                    let late = (seconds * 15 / 100).max(5);
                    let latest = TimeDelta::milliseconds(seconds * 1000 + late * 1000 + 1500);
                    assert!(noticed <= latest, "{seconds} s, noticed after {noticed}");
                }
            }
        }
    }
}

#[test]
fn the_pieces_of_all_ad_accounts_are_ordered_at_once() {
    let sandbox = Sandbox::at_speed(world(6, |_| 300), 100.0);
    let sent = sent(&sandbox, &["--start-date", "914d"]);
    let orders: Vec<_> = sent.iter().filter(|it| it.method == "POST").collect();
    assert_eq!(orders.len(), 6 * 5);
    let took = orders.last().expect("orders").at - orders[0].at;
    assert!(took < TimeDelta::seconds(100), "the last order is {took} after the first");
    assert!(length(&sent) < TimeDelta::seconds(450), "{}", length(&sent));
}

#[test]
fn slow_reports_between_fast_ones_are_polled_one_after_another() {
    fn takes(number: usize) -> i64 {
        if number.is_multiple_of(7) { 300 } else { 20 }
    }
    let sandbox = Sandbox::at_speed(world(28, takes), 100.0);
    let rows = cells(&sandbox.succeed(&RUN)).len();
    assert!(rows > 28 * 30, "{rows}");
    let polls = polls(&sent(&sandbox, &[]));
    assert!(polls <= 28 + 30, "{polls}");
}

#[test]
fn reports_that_fail_are_ordered_again_while_the_others_go_on() {
    let sandbox = Sandbox::at_speed(world(5, |_| 60), 100.0);
    let whole = sandbox.succeed(&RUN);
    sandbox.server.end_reports(Times::Count(3), ReportEnd::Failed);
    let before = sandbox.server.count(ORDER);
    assert_eq!(sandbox.succeed(&RUN), whole);
    assert_eq!(sandbox.server.count(ORDER) - before, 5 + 3);
}

#[test]
fn a_killed_run_polls_the_reports_that_it_has_ordered_at_once() {
    let sandbox = Sandbox::at_speed(world(5, |_| 300), 100.0);
    let whole = sandbox.succeed(&RUN);
    let (ordered, polled) = (sandbox.server.count(ORDER), sandbox.server.count(POLL));
    let run = [&RUN[..], &["--resume", "-o", "out.csv"]].concat();
    let mut killed = sandbox.start(&run);
    sandbox.wait_for(sandbox.server.asked() + 6, &mut killed);
    kill(killed);
    assert_eq!(sandbox.server.count(ORDER), ordered + 5);
    assert_eq!(sandbox.server.count(POLL), polled, "the known duration has not passed");
    sandbox.pass(TimeDelta::minutes(10));
    sandbox.succeed(&run);
    assert_eq!(sandbox.read("out.csv"), whole);
    assert_eq!(sandbox.server.count(ORDER), ordered + 5, "no report is ordered twice");
    assert_eq!(sandbox.server.count(POLL), polled + 5);
}

/// More reports than an hour has requests for: none of them expires before its turn.
#[test]
fn reports_do_not_expire_before_their_turn() {
    let sandbox = Sandbox::at_speed(world(150, |_| 30), 300.0);
    let sent = sent(&sandbox, &["--max-requests-per-hour", "100"]);
    let orders = sent.iter().filter(|it| it.method == "POST").count();
    assert_eq!(orders, 150);
    assert!(polls(&sent) <= 150 * 13 / 10, "{}", polls(&sent));
}
