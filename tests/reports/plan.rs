//! Which way `delivery-metrics` takes, and what it costs.

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::World;

/// A world in which a report is made when it is looked at for the third time, as planned.
fn world(accounts: usize, campaigns: usize) -> World {
    World { report_polls: 2, ..World::sized(accounts, campaigns, 0, 0, 0) }
}

/// What a run asks of the server, beside the list of ad accounts.
fn requests(sandbox: &Sandbox, more: &[&str]) -> usize {
    let before = sandbox.server.log().len();
    sandbox.succeed(&[&["delivery-metrics", "--all-ad-accounts"], more].concat());
    sandbox.server.log().len() - before - 1
}

#[test]
fn every_plan_costs_what_the_formula_says_and_auto_is_never_worse() {
    let sizes =
        [(1, 0), (1, 1), (1, 250), (1, 251), (1, 500), (1, 501), (1, 1100), (3, 2), (3, 600)];
    for (accounts, campaigns) in sizes {
        // Three days have 72 hours: 107 campaigns have as many rows as 250 in a month of days.
        for (time, pieces, reports, ids) in [
            (&["--days-back", "1"][..], 1, 1, 250),
            (&["--days-back", "89", "--granularity", "total"], 1, 1, 250),
            (&["--days-back", "8", "--granularity", "hour", "--columns", "CTR"], 3, 3, 107),
        ] {
            let sandbox = Sandbox::brisk(world(accounts, campaigns));
            let case = format!("{accounts} accounts, {campaigns} campaigns, {time:?}");
            let by = |way| requests(&sandbox, &[time, &["--via", way]].concat());
            let lists = campaigns.div_ceil(250).max(1);
            let sync = accounts * (lists + campaigns.div_ceil(ids) * pieces);
            let asynchronous = accounts * reports * (1 + 3);
            assert_eq!(by("sync"), sync, "{case}");
            assert_eq!(by("async"), asynchronous, "{case}");
            let cheaper = sync.min(asynchronous);
            // The first run must find out how many there are, unless it asks for them anyway.
            let most = if sync <= asynchronous { 0 } else { accounts * lists };
            let found_out = by("auto") - cheaper;
            assert!(found_out <= most, "{case}: {found_out} more");
            assert_eq!(by("auto"), cheaper, "{case}");
        }
    }
}

#[test]
fn what_reaches_back_further_needs_two_reports() {
    let sandbox = Sandbox::brisk(world(2, 3));
    assert_eq!(requests(&sandbox, &["--days-back", "186"]), 2 * 2 * 4);
    assert_eq!(requests(&sandbox, &["--start-date", "914d"]), 2 * 5 * 4);
}

#[test]
fn ids_that_are_given_need_no_list() {
    let sandbox = Sandbox::brisk(world(1, 1500));
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
    for (count, sync, asynchronous) in [(1, 1, 4), (500, 2, 4), (1250, 5, 12), (1500, 6, 12)] {
        assert_eq!((run(count, "sync"), run(count, "async")), (sync, asynchronous), "{count}");
        assert_eq!(run(count, "auto"), sync, "{count}");
    }
}

#[test]
fn product_groups_are_listed_only_where_ad_groups_are_few() {
    for (ad_groups, auto) in [(2, 4), (3, 4), (40, 4)] {
        let sandbox = Sandbox::brisk(World::sized(1, 1, ad_groups, 0, 2));
        let level = ["--object-type", "product-group", "--days-back", "2"];
        requests(&sandbox, &level);
        assert_eq!(requests(&sandbox, &level), auto, "{ad_groups}");
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
            "analytics endpoints (2 requests to analytics endpoints, or about 4 for asynchronous \
             reports)"
        ),
        "{both}"
    );
    for (more, line) in [
        (
            &["--days-back", "90"][..],
            "API: asynchronous reports (2025-12-10 is more than 89 days ago)",
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
            "API: analytics endpoints (1 request to analytics endpoints, or about 4 for asynchronous",
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
