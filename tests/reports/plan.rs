//! Which way `delivery-metrics` takes, and what it costs.

use std::thread;

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::World;

/// A world in which a report takes half a minute.
fn world(accounts: usize, campaigns: usize) -> World {
    World { report_takes: |_| 30, ..at_once(accounts, campaigns) }
}

/// A world in which it takes no time.
fn at_once(accounts: usize, campaigns: usize) -> World {
    World { report_takes: |_| 0, ..World::sized(accounts, campaigns, 0, 0, 0) }
}

/// What a run asks of the server, beside the list of ad accounts.
fn requests(sandbox: &Sandbox, more: &[&str]) -> usize {
    let before = sandbox.server.log().len();
    sandbox.succeed(&[&["delivery-metrics", "--all-ad-accounts"], more].concat());
    sandbox.server.log().len() - before - 1
}

/// The requests of so many reports of a known duration: each is ordered and polled, and the first
/// one of each number of days may be polled twice.
fn fits(requests: usize, reports: usize) -> bool {
    (2 * reports..=2 * reports + 2).contains(&requests)
}

#[test]
fn every_plan_costs_what_the_formula_says_and_auto_is_never_worse() {
    let sizes =
        [(1, 0), (1, 1), (1, 250), (1, 251), (1, 500), (1, 501), (1, 1100), (3, 2), (3, 600)];
    // Three days have 72 hours: 107 campaigns have as many rows as 250 in a month of days.
    let times = [
        (&["--days-back", "1"][..], 1, 1, 250),
        (&["--days-back", "89", "--granularity", "total"], 1, 1, 250),
        (&["--days-back", "8", "--granularity", "hour", "--columns", "CTR"], 3, 3, 107),
    ];
    thread::scope(|scope| {
        for time in times {
            scope.spawn(move || {
                for (accounts, campaigns) in sizes {
                    check_plan(accounts, campaigns, time);
                }
            });
        }
    });
}

/// Options that choose a time, the pieces of its rows, its reports, and the ids of a request.
type Time = (&'static [&'static str], usize, usize, usize);

fn check_plan(accounts: usize, campaigns: usize, (time, pieces, reports, ids): Time) {
    // How often reports are polled depends on their number, and not on that of the campaigns.
    let world = if accounts > 1 { world } else { at_once };
    let sandbox = Sandbox::brisk(world(accounts, campaigns));
    let case = format!("{accounts} accounts, {campaigns} campaigns, {time:?}");
    let by = |way| requests(&sandbox, &[time, &["--via", way]].concat());
    let lists = campaigns.div_ceil(250).max(1);
    let sync = lists + campaigns.div_ceil(ids) * pieces;
    assert_eq!(by("sync"), accounts * sync, "{case}");
    // The first run measures how long reports take.
    by("async");
    let known = by("async");
    assert!(fits(known, accounts * reports), "{case}: {known}");
    if 10 * sync <= 23 * reports {
        assert_eq!(by("auto"), accounts * sync, "{case}");
        return;
    }
    // The first run must find out how many there are: it stops when there are too many.
    let first = by("auto");
    assert!(first <= accounts * (1 + 2 * reports) + 2, "{case}: {first}");
    let second = by("auto");
    assert!(fits(second, accounts * reports), "{case}: {second}");
}

/// A single report of unknown duration may need many polls.
#[test]
fn an_unknown_duration_is_measured_only_by_a_run_that_needs_it_or_has_several_reports() {
    for (accounts, campaigns, asynchronous) in
        [(1, 251, false), (1, 501, true), (4, 251, false), (5, 251, true), (5, 250, false)]
    {
        let sandbox = Sandbox::brisk(world(accounts, campaigns));
        requests(&sandbox, &["--days-back", "1"]);
        let ordered = sandbox.server.count("POST /reports");
        assert_eq!(ordered, if asynchronous { accounts } else { 0 }, "{accounts} {campaigns}");
    }
}

#[test]
fn what_reaches_back_further_needs_two_reports() {
    let sandbox = Sandbox::brisk(world(2, 3));
    for (days, reports) in [(["--days-back", "186"], 2), (["--start-date", "914d"], 5)] {
        requests(&sandbox, &days);
        let known = requests(&sandbox, &days);
        assert!(fits(known, 2 * reports), "{known}");
    }
}

#[test]
fn ids_that_are_given_need_no_list() {
    let sandbox = Sandbox::brisk(at_once(1, 1500));
    requests(&sandbox, &["--days-back", "1"]);
    let ids: Vec<_> =
        sandbox.server.world().accounts[0].campaigns.iter().map(|it| it.id.as_str()).collect();
    let run = |count: usize, way| {
        let before = sandbox.server.log().len();
        let account = sandbox.server.world().accounts[0].id.clone();
        let ids = ids[..count].join(",");
        let run = ["delivery-metrics", "--ad-account", &account, "--days-back", "1"];
        sandbox.succeed(&[&run[..], &["--campaign", &ids, "--via", way]].concat());
        sandbox.server.log().len() - before
    };
    for (count, sync, reports) in [(1, 1, 1), (500, 2, 1), (1250, 5, 3), (1500, 6, 3)] {
        assert_eq!(run(count, "sync"), sync, "{count}");
        let known = run(count, "async");
        assert!(fits(known, reports), "{count}: {known}");
        assert_eq!(run(count, "auto"), sync, "{count}");
    }
}

#[test]
fn product_groups_are_listed_only_where_ad_groups_are_few() {
    for (ad_groups, listed) in [(2, true), (3, false), (40, false)] {
        let sized = World::sized(1, 1, ad_groups, 0, 2);
        let sandbox = Sandbox::brisk(World { report_takes: |_| 0, ..sized });
        let level = ["--object-type", "product-group", "--days-back", "2"];
        requests(&sandbox, &level);
        let second = requests(&sandbox, &level);
        assert_eq!(second, if listed { 4 } else { 2 }, "{ad_groups}");
    }
}

#[test]
fn a_dry_run_tells_both_prices_and_why() {
    let sandbox = Sandbox::brisk(World::sized(1, 3, 0, 0, 0));
    let plan = |more: &[&str]| {
        let run = ["delivery-metrics", "--all-ad-accounts", "--dry-run"];
        sandbox.succeed(&[&run[..], more].concat())
    };
    let both = plan(&[]);
    assert!(
        both.contains(
            "\nrequests in each ad account: 1 for every 250 entities and 1 for every 250 of them, or \
             about 4 for asynchronous reports\n"
        ),
        "{both}"
    );
    for (more, line) in [
        (
            &["--days-back", "91"][..],
            "API: asynchronous reports (2025-12-09 is more than 90 days ago)",
        ),
        (
            &["--columns", "AD_STATUS"],
            "API: asynchronous reports (only asynchronous reports provide `AD_STATUS`)",
        ),
        (
            &["--columns", "QUIZ_PIN_RESULT_OPEN"],
            "API: analytics endpoints (only analytics endpoints provide `QUIZ_PIN_RESULT_OPEN`)",
        ),
        (
            &["--object-type", "keyword"],
            "API: asynchronous reports (only asynchronous reports provide metrics of object type \
             `keyword`)",
        ),
        (
            &["--object-type", "ad-account"],
            "API: analytics endpoints (1 request to analytics endpoints, or about 2.3 for asynchronous",
        ),
    ] {
        let plan = plan(more);
        assert!(plan.contains(line), "{more:?}: {plan}");
    }
    let before = sandbox.server.log().len();
    let account = sandbox.server.world().accounts[0].id.clone();
    let run = ["delivery-metrics", "--ad-account", &account, "--dry-run", "--sandbox"];
    let plan = sandbox.succeed(&run);
    assert!(plan.contains("the sandbox does not create asynchronous reports"), "{plan}");
    assert_eq!(sandbox.server.log().len(), before);
}

#[test]
fn both_ways_give_the_same_columns_and_values() {
    let sandbox = Sandbox::brisk(World::sized(1, 600, 0, 0, 0));
    let run = ["delivery-metrics", "--days-back", "3", "-v"];
    let outcome = sandbox.run(&run);
    assert!(
        outcome.stderr.contains("asynchronous reports (6 or more requests"),
        "{}",
        outcome.stderr
    );
    let mut auto = cells(&outcome.stdout);
    let mut asynchronous = cells(&sandbox.succeed(&[&run[..], &["--via", "async"]].concat()));
    assert_eq!(auto[0], asynchronous[0]);
    auto.sort();
    asynchronous.sort();
    assert_eq!(auto, asynchronous);
}
