//! How many requests a run needs, and what they say.

use std::time::Duration;

use crate::support::sandbox::Sandbox;
use crate::support::server::{Exchange, Fault, Limits, Times, World};

/// The values of a parameter, over all requests to a path with this ending.
fn values<'a>(log: &'a [Exchange], path: &str, name: &str) -> Vec<Vec<&'a str>> {
    log.iter()
        .filter(|exchange| exchange.path.ends_with(path))
        .map(|exchange| {
            let of_name = exchange.query.iter().filter(|(key, _)| key == name);
            of_name.map(|(_, value)| value.as_str()).collect()
        })
        .collect()
}

#[test]
fn a_run_needs_no_more_requests_than_the_lower_bound() {
    for (entities, days) in [(0usize, 7usize), (1, 1), (250, 90), (251, 91), (1030, 7)] {
        let sandbox = Sandbox::new(World::sized(2, entities, 0, 0, 0));
        let back = (days - 1).to_string();
        sandbox.succeed(&[
            "delivery-metrics",
            "--all-ad-accounts",
            "--start-date",
            &format!("{back}d"),
            "--end-date",
            "today",
            "--via",
            "sync",
            "--columns",
            "CTR",
        ]);
        let pieces = days.div_ceil(90);
        let listings = 2 * entities.div_ceil(250).max(1);
        // No request is answered with more rows than 250 entities have in a month of days.
        let ids = (250 * 31 / days.min(90)).min(250);
        let analytics = 2 * entities.div_ceil(ids) * pieces;
        let case = format!("{entities} campaigns, {days} days");
        assert_eq!(sandbox.server.count("/v5/ad_accounts"), 1, "{case}");
        assert_eq!(sandbox.server.count("/campaigns"), listings, "{case}");
        assert_eq!(sandbox.server.count("/campaigns/analytics"), analytics, "{case}");
        assert_eq!(sandbox.server.log().len(), 1 + listings + analytics, "{case}");
    }
}

#[test]
fn ids_of_the_level_are_asked_for_without_a_listing() {
    let sandbox = Sandbox::new(World::sample());
    let account = &sandbox.server.world().accounts[0];
    let (first, second) = (&account.campaigns[0].id, &account.campaigns[1].id);
    sandbox.succeed(&[
        "delivery-metrics",
        "--ad-account",
        &account.id,
        "--campaign",
        &format!("{first},{second}"),
        "--granularity",
        "HOUR",
        "--days-back",
        "8",
        // Requests side by side come in any order.
        "--concurrency",
        "1",
    ]);
    let log = sandbox.server.log();
    assert_eq!(log.len(), 3, "8 days in pieces of 3");
    assert_eq!(values(&log, "/analytics", "campaign_ids")[0], [first, second]);
    assert_eq!(values(&log, "/analytics", "granularity")[0], ["HOUR"]);
    let starts: Vec<_> = values(&log, "/analytics", "start_date").concat();
    assert_eq!(starts, ["2026-03-02", "2026-03-05", "2026-03-08"]);
}

#[test]
fn parents_narrow_the_listing() {
    let sandbox = Sandbox::new(World::sample());
    let account = &sandbox.server.world().accounts[0];
    let campaign = account.campaigns[0].id.as_str();
    let ad_group = account.ad_groups[0].id.as_str();
    let run = |more: &[&str]| {
        let before = sandbox.server.log().len();
        let start = ["delivery-metrics", "--ad-account", &account.id, "--columns", "CTR"];
        sandbox.succeed(&[&start, more].concat());
        sandbox.server.log().split_off(before)
    };

    let log = run(&["--level", "ad-group", "--campaign", campaign]);
    assert_eq!(values(&log, "/ad_groups", "campaign_ids"), [[campaign]]);
    let log = run(&["--level", "ad", "--ad-group", ad_group]);
    assert_eq!(values(&log, "/ads", "ad_group_ids"), [[ad_group]]);
    let log = run(&["--level", "ad", "--campaign", campaign]);
    assert_eq!(values(&log, "/ads", "campaign_ids"), [[campaign]]);
    let log = run(&["--level", "product-group", "--ad-group", ad_group]);
    assert_eq!(values(&log, "/product_group_promotions", "ad_group_id"), [[ad_group]]);
    assert_eq!(values(&log, "/ad_groups", "campaign_ids").len(), 0);
    let log = run(&["--level", "product-group", "--campaign", campaign]);
    assert_eq!(values(&log, "/ad_groups", "campaign_ids"), [[campaign]]);
    assert!(!values(&log, "/product_group_promotions", "ad_group_id").is_empty());

    // A state can only be seen in the list, so ids are looked up there when one is asked for.
    let log = run(&["--campaign", campaign, "--entity-status", "archived"]);
    assert_eq!(values(&log, "/campaigns", "campaign_ids"), [[campaign]]);
    assert_eq!(values(&log, "/campaigns", "entity_statuses"), [["ARCHIVED"]]);
}

#[test]
fn all_states_with_spend_are_listed_at_250_a_page() {
    let sandbox = Sandbox::new(World::sized(1, 300, 0, 0, 0));
    sandbox.succeed(&["delivery-metrics"]);
    let log = sandbox.server.log();
    assert_eq!(values(&log, "/campaigns", "page_size"), [["250"], ["250"]]);
    assert_eq!(
        values(&log, "/campaigns", "entity_statuses"),
        [["ACTIVE", "PAUSED", "ARCHIVED"], ["ACTIVE", "PAUSED", "ARCHIVED"]]
    );
    assert!(log.iter().all(|exchange| exchange.authorization), "every request has the token");
    let takes_gzip = |exchange: &Exchange| exchange.accept_encoding.as_deref() == Some("gzip");
    assert!(log.iter().all(takes_gzip), "and every answer may be packed");
}

#[test]
fn a_request_that_is_too_large_is_asked_in_halves_from_then_on() {
    let arguments = ["delivery-metrics", "--via", "sync", "--days-back", "3", "--concurrency", "1"];
    let whole = Sandbox::new(World::sized(1, 700, 0, 0, 0)).succeed(&arguments);

    let limits = Limits { max_ids: 100, ..Limits::default() };
    let sandbox = Sandbox::new(World { limits, ..World::sized(1, 700, 0, 0, 0) });
    assert_eq!(sandbox.succeed(&arguments), whole);
    let asked = values(&sandbox.server.log(), "/analytics", "campaign_ids")
        .iter()
        .map(Vec::len)
        .collect::<Vec<_>>();
    // 250 and 125 are refused, 63 are not, and the next chunks are cut at once.
    assert_eq!(asked, [250, 125, 63, 62, 63, 62, 63, 63, 63, 61, 63, 63, 63, 11]);

    for status in [413, 414, 431, 400] {
        let sandbox = Sandbox::new(World::sized(1, 700, 0, 0, 0));
        let fault = Fault::Status { status, headers: vec![], body: String::new() };
        sandbox.server.inject("/analytics", Times::Once, fault);
        assert_eq!(sandbox.succeed(&arguments), whole, "{status}");
    }
}

#[test]
fn one_id_that_is_too_much_is_an_error_and_no_loop() {
    let sandbox = Sandbox::new(World::sized(1, 3, 0, 0, 0));
    let fault = Fault::Status { status: 414, headers: vec![], body: String::new() };
    sandbox.server.inject("/analytics", Times::Always, fault);
    let stderr = sandbox.fail(4, &["delivery-metrics", "--concurrency", "1"]);
    assert!(stderr.contains("HTTP 414"), "{stderr}");
    assert_eq!(sandbox.server.count("/analytics"), 3, "three ids, two, one");
}

#[test]
fn a_dry_run_tells_the_requests_and_asks_for_no_data() {
    let sandbox = Sandbox::new(World::sample());
    let account = sandbox.server.world().accounts[0].id.clone();
    let plan = sandbox.succeed(&[
        "delivery-metrics",
        "--ad-account",
        &account,
        "--campaign",
        "1,2,3",
        "--days-back",
        "90",
        "--include-today",
        "--via",
        "sync",
        "--dry-run",
    ]);
    assert_eq!(
        plan,
        format!(
            "report: delivery-metrics\n\
             ad account: {account}\n\
             object type: campaign\n\
             granularity: DAY\n\
             dates: 2025-12-10 to 2026-03-10 (91 days)\n\
             API: analytics endpoints (`--via sync`)\n\
             piece: 2025-12-10 to 2026-03-09\n\
             piece: 2026-03-10 to 2026-03-10\n\
             requests: 2\n\
             requests in all: 2 requests\n"
        )
    );
    assert_eq!(sandbox.server.log().len(), 0, "all of it is known");

    let plan = sandbox.succeed(&[
        "delivery-metrics",
        "--all-ad-accounts",
        "--via",
        "sync",
        "--dry-run",
        "-o",
        "no/x",
    ]);
    for account in &sandbox.server.world().accounts {
        assert!(plan.contains(&format!("ad account: {} ({})", account.id, account.name)), "{plan}");
    }
    assert!(plan.contains("1 for every 250 entities (campaign)"), "{plan}");
    assert_eq!(sandbox.server.log().len(), 1, "only the ad accounts");
}

#[test]
fn more_requests_than_an_hour_allows_are_announced() {
    let sandbox = Sandbox::at_speed(World::sized(1, 1, 1001, 0, 0), 20.0);
    let run = ["object-information", "--object-type", "product-groups", "--max-wait", "60s"];
    let stderr = sandbox.fail(5, &run);
    assert!(
        stderr.contains(
            "note: this run needs about 1001 requests (known so far); the request budget allows "
        ),
        "{stderr}"
    );
    assert_eq!(
        sandbox.server.log().len(),
        1000,
        "the accounts, five pages of ad groups, and so on"
    );
}

#[test]
fn accounts_that_are_fetched_ahead_do_not_keep_the_first_one_waiting() {
    let sandbox = Sandbox::new(World::sized(5, 2000, 0, 0, 0));
    let run = ["delivery-metrics", "--all-ad-accounts", "--days-back", "1", "--via", "sync"];
    let rows = sandbox.succeed(&[&run[..], &["--concurrency", "5"]].concat());
    assert_eq!(rows, sandbox.succeed(&[&run[..], &["--concurrency", "1"]].concat()));
}

#[test]
fn many_accounts_take_the_time_that_the_limits_force_and_not_that_of_one_after_another() {
    for way in ["sync", "async"] {
        // From the first request to the last, at an answer that takes its time.
        let takes = |accounts| {
            let sandbox = Sandbox::at_speed(World::sized(accounts, 3, 0, 0, 0), 200.0);
            let slow = Fault::Trickle(Duration::from_millis(1));
            sandbox.server.inject("", Times::Always, slow);
            let run = ["delivery-metrics", "--all-ad-accounts", "--days-back", "2", "--via", way];
            sandbox.succeed(&[&run[..], &["--concurrency", "16"]].concat());
            let log = sandbox.server.log();
            let (first, last) = (log.first().expect("requests"), log.last().expect("requests"));
            (last.at - first.at).as_seconds_f64()
        };
        let (one, all) = (takes(1), takes(64));
        assert!(all * 3.0 < one * 64.0, "{way}: {all} s for 64, {one} s for 1");
    }
}
