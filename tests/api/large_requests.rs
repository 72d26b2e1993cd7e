//! Analytics requests that are answered with many rows, or fail because they would be.

use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::{Fault, Limits, Times, World};

const RUN: [&str; 8] =
    ["delivery-metrics", "--via", "sync", "--days-back", "3", "--concurrency", "1", "-v"];

/// As many rows as 250 entities have in a month of days.
const MOST_ROWS: usize = 7750;

fn world() -> World {
    World::sized(1, 700, 0, 0, 0)
}

fn failing(status: u16) -> Fault {
    Fault::Status { status, headers: vec![], body: "<html>".to_owned() }
}

/// How many ids each analytics request names.
fn ids(sandbox: &Sandbox, parameter: &str) -> Vec<usize> {
    let log = sandbox.server.log().into_iter();
    log.filter(|it| it.path.ends_with("analytics"))
        .map(|it| it.query.iter().filter(|(name, _)| name == parameter).count())
        .collect()
}

#[test]
fn a_request_that_keeps_failing_for_its_size_ends_in_halves() {
    let whole = Sandbox::hasty(world()).succeed(&RUN);
    for too_large in [500, 504] {
        let limits = Limits { max_ids: 100, too_large, ..Limits::default() };
        let sandbox = Sandbox::hasty(World { limits, ..world() });
        assert_eq!(sandbox.succeed(&RUN), whole, "{too_large}");
        // Twice, then one id alone, which shows that the API answers; its rows count.
        let asked = ids(&sandbox, "campaign_ids");
        let halves = [250, 250, 1, 125, 125, 1, 63, 61, 63, 61, 63];
        assert_eq!(asked[..11], halves, "{too_large}");
        assert!(asked[6..].iter().all(|count| *count <= 63), "{asked:?}");
        let all: usize = asked.iter().sum();
        assert_eq!(all, 700 + 2 * 250 + 2 * 125, "no id is requested more often than that");
    }
}

#[test]
fn a_failure_that_passes_costs_a_smaller_request_at_most() {
    let whole = Sandbox::hasty(world()).succeed(&RUN);
    for (times, asked) in [(1, &[250, 250, 250, 200][..]), (4, &[250, 250, 1, 1, 1, 125])] {
        let sandbox = Sandbox::hasty(world());
        sandbox.server.inject("/analytics", Times::Count(times), failing(500));
        assert_eq!(sandbox.succeed(&RUN), whole, "{times}");
        assert_eq!(ids(&sandbox, "campaign_ids")[..asked.len()], *asked);
    }
}

#[test]
fn a_lasting_failure_is_an_error_after_few_requests() {
    for (campaigns, asked) in [(700, &[250, 250, 1, 1, 1, 1][..]), (1, &[1; 6])] {
        for status in [500, 504] {
            let sandbox = Sandbox::hasty(World::sized(1, campaigns, 0, 0, 0));
            sandbox.server.inject("/analytics", Times::Always, failing(status));
            let stderr = sandbox.fail(5, &RUN);
            assert!(stderr.contains(&format!("HTTP {status}")), "{stderr}");
            assert_eq!(ids(&sandbox, "campaign_ids"), asked, "{status}");
        }
    }
    // Side by side, only one of the requests finds out that the API is down.
    let sandbox = Sandbox::hasty(World::sized(1, 2000, 0, 0, 0));
    sandbox.server.inject("/analytics", Times::Always, failing(500));
    sandbox.fail(5, &["delivery-metrics", "--via", "sync", "--days-back", "3"]);
    let asked = ids(&sandbox, "campaign_ids");
    assert!(asked.len() <= 2 * 8 + 4, "{asked:?}");
    assert!(asked.iter().filter(|count| **count == 1).count() <= 4, "{asked:?}");
}

#[test]
fn the_rows_of_a_request_are_limited_logged_and_in_the_price() {
    let sandbox = Sandbox::hasty(World::sized(1, 300, 0, 0, 0));
    let run = |more: &[&str]| -> Outcome {
        let run = ["delivery-metrics", "--all-ad-accounts", "--via", "sync", "-v", "--columns=CTR"];
        let outcome = sandbox.run(&[&run[..], more].concat());
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        outcome
    };
    for (more, rows, most) in [
        (&["--days-back", "31"][..], 31, 250),
        (&["--days-back", "85"], 85, 91),
        (&["--days-back", "85", "--granularity", "total"], 1, 250),
        (&["--days-back", "85", "--granularity", "week"], 14, 250),
        (&["--days-back", "3", "--granularity", "hour"], 72, 107),
    ] {
        let before = sandbox.server.log().len();
        let outcome = run(more);
        let log = sandbox.server.log().split_off(before);
        let asked: Vec<usize> = log
            .iter()
            .filter(|it| it.path.ends_with("/analytics"))
            .map(|it| it.query.iter().filter(|(name, _)| name == "campaign_ids").count())
            .collect();
        assert_eq!(asked.iter().sum::<usize>(), 300, "{more:?}");
        assert_eq!(asked.iter().max(), Some(&most), "{more:?}");
        assert!(most * rows <= MOST_ROWS, "{more:?}");
        let expected = format!("{most} IDs, ");
        let said = format!("expected at most {} rows, ", most * rows);
        let is_logged = |line: &str| line.contains(&expected) && line.contains(&said);
        assert!(outcome.stderr.lines().any(is_logged), "{more:?}: {}", outcome.stderr);
        let plan = run(&[more, &["--dry-run"]].concat());
        let told = format!("1 for every {most} of them");
        assert!(plan.stdout.contains(&told), "{}", plan.stdout);
    }
    // Each of the twelve types has its rows.
    let before = sandbox.server.log().len();
    let run = ["targeting-metrics", "--via", "sync", "--days-back", "7", "--columns", "CTR"];
    sandbox.succeed(&run);
    let log = sandbox.server.log().split_off(before);
    let analytics = log.iter().filter(|it| it.path.ends_with("/targeting_analytics"));
    assert_eq!(analytics.count(), 300usize.div_ceil(MOST_ROWS / (7 * 12)));
}
