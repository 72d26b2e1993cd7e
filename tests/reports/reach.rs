//! The 90th day back: whether the analytics endpoints have it is learned from their refusal.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Quirks, World};

const RUN: [&str; 8] = [
    "delivery-metrics",
    "--all-ad-accounts",
    "--days-back",
    "90",
    "--columns",
    "SPEND_IN_DOLLAR,TOTAL_IMPRESSION",
    "-o",
    "out.csv",
];
const ORDER: &str = "POST /reports";
const LIST: &str = "/campaigns";
const ANALYTICS: &str = "/analytics";

fn sandbox(accounts: usize, shorter_reach: bool) -> Sandbox {
    let quirks = Quirks { shorter_reach, ..Quirks::default() };
    let sized = World::sized(accounts, 10, 0, 0, 0);
    Sandbox::brisk(World { quirks, report_takes: |_| 60, ..sized })
}

/// The requests of a run, and its rows but for those whose metrics are all nothing: no report has
/// them.
fn run(sandbox: &Sandbox) -> (usize, BTreeSet<Vec<String>>) {
    let before = sandbox.server.asked();
    sandbox.succeed(&RUN);
    let mut rows = cells(&sandbox.read("out.csv"));
    rows.retain(|row| row[3..].iter().any(|cell| !matches!(cell.as_str(), "" | "0")));
    (sandbox.server.asked() - before, rows.into_iter().collect())
}

#[test]
fn ninety_days_of_fifty_ad_accounts_need_a_list_and_a_request_each() {
    let accepting = sandbox(50, false);
    let (requests, rows) = run(&accepting);
    assert_eq!(requests, 1 + 2 * 50);
    assert_eq!(accepting.server.count(ORDER), 0);
    assert!(rows.iter().any(|row| row[2] == "2025-12-10"), "the 90th day has rows");

    let refusing = sandbox(50, true);
    let (_, found) = run(&refusing);
    assert!(found == rows, "both ways give the same rows");
    let count = |path| refusing.server.count(path);
    assert_eq!((count(LIST), count(ANALYTICS), count(ORDER)), (1, 1, 50), "one finds out");

    let (requests, found) = run(&refusing);
    assert!(found == rows);
    assert_eq!((count(LIST), count(ANALYTICS), count(ORDER)), (1, 1, 100), "it is remembered");
    assert!(requests <= 1 + 2 * 50 + 1, "{requests}");

    refusing.pass(TimeDelta::days(8));
    run(&refusing);
    assert_eq!((count(LIST), count(ANALYTICS), count(ORDER)), (2, 2, 150), "for a week");
}

#[test]
fn an_ad_account_without_campaigns_finds_nothing_out() {
    let mut world = World::sized(3, 4, 0, 0, 0);
    world.accounts[0].campaigns.clear();
    world.quirks.shorter_reach = true;
    let sandbox = Sandbox::brisk(world);
    let (_, rows) = run(&sandbox);
    assert!(rows.len() > 100, "{}", rows.len());
    let count = |path| sandbox.server.count(path);
    assert_eq!((count(LIST), count(ANALYTICS), count(ORDER)), (2, 1, 2));
}

/// Columns that no report has leave no other way.
#[test]
fn a_refusal_without_another_way_is_an_error_with_a_date_that_works() {
    let run = ["delivery-metrics", "--days-back", "90", "--columns", "QUIZ_PIN_RESULT_OPEN"];
    sandbox(1, false).succeed(&run);
    let refusing = sandbox(1, true);
    for asked in [3, 4] {
        let stderr = refusing.fail(2, &run);
        assert!(stderr.contains("2025-12-10 is more than 89 days ago"), "{stderr}");
        assert!(stderr.contains("hint: use `--start-date 89d`"), "{stderr}");
        assert_eq!(refusing.server.asked(), asked, "a list, and nothing where it is known");
    }
    let stderr = refusing.fail(4, &[&run[..3], &["--via", "sync"]].concat());
    assert!(stderr.contains("You can only get data from the last 90 days"), "{stderr}");
}
