//! Delivery metrics by asynchronous reports.

use std::collections::BTreeSet;

use chrono::Days;

use crate::support::expected::narrow_to_spend;
use crate::support::sandbox::{Sandbox, cells, kill, today};
use crate::support::server::{Fault, Quirks, ReportEnd, Times, World};

const KEYS: &str = "AD_ACCOUNT_ID,CAMPAIGN_ID,DATE";
const COLUMNS: &str = "SPEND_IN_DOLLAR,TOTAL_IMPRESSION,CTR,REPIN_1,TOTAL_CHECKOUT";

fn run<'a>(level: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let all = ["delivery-metrics", "--all-ad-accounts", "--object-type", level, "-v"];
    [&all[..], &["--columns", COLUMNS], more].concat()
}

/// The header, and the rows in any order.
fn table(csv: &str) -> (Vec<String>, BTreeSet<Vec<String>>) {
    let mut rows = cells(csv);
    let header = rows.remove(0);
    let count = rows.len();
    let rows: BTreeSet<_> = rows.into_iter().collect();
    assert_eq!(rows.len(), count, "no row comes twice");
    assert!(count > 0, "there are rows");
    (header, rows)
}

/// The same without the rows whose metrics are all nothing: no report has them.
fn table_of_reports(csv: &str) -> (Vec<String>, BTreeSet<Vec<String>>) {
    let (header, mut rows) = table(csv);
    let metrics = header.len() - COLUMNS.split(',').count();
    rows.retain(|row| row[metrics..].iter().any(|cell| !matches!(cell.as_str(), "" | "0")));
    (header, rows)
}

/// A sandbox with a report that the tests below spoil, and what it gives when nobody does.
fn spoilt() -> (Sandbox, String) {
    let sandbox = Sandbox::hasty(World::sample());
    let whole = sandbox.succeed(&run("campaign", &["--days-back", "30", "--via", "async"]));
    (sandbox, whole)
}

fn again(sandbox: &Sandbox) -> String {
    sandbox.succeed(&run("campaign", &["--days-back", "30", "--via", "async"]))
}

#[test]
fn both_ways_give_the_same_table() {
    let odd = Quirks {
        ids_as_numbers: true,
        packed_files: true,
        redirected_files: true,
        ..Quirks::default()
    };
    for quirks in [Quirks::default(), odd] {
        let sandbox = Sandbox::hasty(World { quirks, ..World::sample() });
        for level in ["ad-account", "campaign", "ad-group", "ad", "product-group"] {
            for time in [
                &["--days-back", "60"][..],
                &["--days-back", "60", "--granularity", "total"],
                &["--days-back", "60", "--granularity", "week"],
                &["--days-back", "60", "--granularity", "month"],
                &["--days-back", "7", "--granularity", "hour"],
            ] {
                let csv = |way| sandbox.succeed(&run(level, &[time, &["--via", way]].concat()));
                let (asynchronous, sync) = (table(&csv("async")), table_of_reports(&csv("sync")));
                assert!(asynchronous == sync, "{level} {time:?}");
            }
        }
        let asked = sandbox.server.download_log();
        assert!(!asked.is_empty());
        assert!(asked.iter().all(|it| !it.authorization), "the host is told no token");
        assert!(asked.iter().all(|it| !it.referer), "nor the signed address it is sent on from");
    }
}

/// The rows of an ad account over so many days, as the server knows them.
fn truth(sandbox: &Sandbox, account: &str, level: &str, days: u64) -> Vec<Vec<(String, String)>> {
    let last = today() - Days::new(1);
    let mut first = today() - Days::new(days);
    let mut rows = Vec::new();
    while first <= last {
        let end = last.min(first + Days::new(30));
        let ids = ["PRODUCT_GROUP_ID", "AD_GROUP_ID", "CAMPAIGN_ID"];
        let mut question = serde_json::json!({
            "start_date": first, "end_date": end, "granularity": "DAY", "level": level,
            "columns": COLUMNS.split(',').chain(ids).collect::<Vec<_>>(),
        });
        narrow_to_spend(&mut question, level);
        rows.extend(sandbox.server.report_rows(account, &question));
        first = end + Days::new(1);
    }
    rows
}

#[test]
fn two_hundred_days_come_in_two_reports_and_equal_the_truth() {
    let sandbox = Sandbox::hasty(World::sample());
    for (level, in_reports, days, reports) in [
        ("ad-account", "ADVERTISER", 200, 2),
        ("campaign", "CAMPAIGN", 200, 2),
        ("ad-group", "AD_GROUP", 200, 2),
        ("ad", "PIN_PROMOTION", 200, 2),
        ("product-group", "PRODUCT_GROUP", 200, 2),
        ("keyword", "KEYWORD", 200, 2),
        ("product-item", "PRODUCT_ITEM", 92, 3),
    ] {
        let before = sandbox.server.count("POST /reports");
        let csv =
            sandbox.succeed(&run(level, &["--via", "async", "--days-back", &days.to_string()]));
        let accounts = &sandbox.server.world().accounts;
        let ordered = sandbox.server.count("POST /reports") - before;
        assert_eq!(ordered, reports * accounts.len(), "{level}");
        let (header, rows) = table(&csv);
        let mut expected = BTreeSet::new();
        for account in accounts {
            for row in truth(&sandbox, &account.id, in_reports, days) {
                let cell = |name: &String| match name.as_str() {
                    "AD_ACCOUNT_ID" => account.id.clone(),
                    name => {
                        let found = row.iter().find(|(known, _)| known == name);
                        found.map_or(String::new(), |(_, value)| value.trim_matches('"').to_owned())
                    }
                };
                expected.insert(header.iter().map(cell).collect::<Vec<_>>());
            }
        }
        assert_eq!(rows, expected, "{level}");
    }
}

#[test]
fn what_reaches_further_back_than_the_synchronous_way_is_asked_the_other_way() {
    for (days, asynchronous) in [("90", false), ("91", true), ("914", true)] {
        let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
        sandbox.succeed(&["delivery-metrics", "--start-date", &format!("{days}d")]);
        assert_eq!(sandbox.server.count("POST /reports") > 0, asynchronous, "{days}");
    }
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    let stderr = sandbox.fail(2, &["delivery-metrics", "--start-date", "915d"]);
    assert!(stderr.contains("the earliest possible date is 2023-09-08"), "{stderr}");
    let stderr = sandbox.fail(2, &["delivery-metrics", "--days-back", "91", "--via", "sync"]);
    assert!(stderr.contains("only for the last 90 days"), "{stderr}");
}

#[test]
fn a_report_that_is_not_made_is_ordered_again() {
    for end in [ReportEnd::Failed, ReportEnd::Expired, ReportEnd::DoesNotExist] {
        let (sandbox, whole) = spoilt();
        sandbox.server.end_reports(Times::Count(2), end);
        assert_eq!(again(&sandbox), whole);
        sandbox.server.end_reports(Times::Always, end);
        let stderr = sandbox
            .fail(5, &run("campaign", &["--days-back", "30", "--via", "async", "-o", "x.csv"]));
        assert!(stderr.contains("Pinterest did not create the report: "), "{stderr}");
        assert_eq!(sandbox.files("."), Vec::<String>::new());
    }
    let (sandbox, _) = spoilt();
    sandbox.server.end_reports(Times::Once, ReportEnd::Cancelled);
    let stderr = sandbox.run(&run("campaign", &["--days-back", "30", "--via", "async"])).stderr;
    assert!(stderr.contains("did not create the report: CANCELLED"), "{stderr}");
}

#[test]
fn a_download_that_breaks_is_begun_again() {
    let (sandbox, whole) = spoilt();
    let file = "metrics_report.txt";
    for at in (0..10).map(|tenth| tenth * 1000) {
        for fault in [Fault::CutAt(at), Fault::Truncate(at)] {
            sandbox.server.inject(file, Times::Once, fault);
            assert_eq!(again(&sandbox), whole, "{at}");
        }
    }
    let answer = |status, body: &str| Fault::Status { status, headers: vec![], body: body.into() };
    let status = |status| answer(status, "<Error/>");
    let no_report = |body| answer(200, body);
    for fault in [
        Fault::Close,
        Fault::Reset,
        status(403),
        status(429),
        status(500),
        status(503),
        no_report("<html></html>"),
        no_report(""),
        no_report("[1,2]"),
        no_report(r#"{"code":12,"message":"Something went wrong on our end."}"#),
    ] {
        sandbox.server.inject(file, Times::Count(2), fault.clone());
        assert_eq!(again(&sandbox), whole);
        sandbox.server.inject(file, Times::Always, fault);
        let run = run("campaign", &["--days-back", "30", "--via", "async", "-o", "x.csv"]);
        let stderr = sandbox.fail(5, &run);
        assert!(stderr.contains("the download of the report failed in 6 attempts"), "{stderr}");
        assert_eq!(sandbox.files("."), Vec::<String>::new());
        sandbox.server.forget_faults();
    }
    sandbox.server.inject(file, Times::Always, Fault::Truncate(3000));
    let stderr = sandbox.fail(5, &run("campaign", &["--days-back", "30", "--via", "async"]));
    assert!(stderr.contains("the download of the report failed"), "{stderr}");
}

#[test]
fn ids_and_states_narrow_a_report() {
    let sandbox = Sandbox::hasty(World::sample());
    let account = &sandbox.server.world().accounts[0];
    let (id, first) = (account.id.clone(), account.campaigns[0].id.clone());
    let report = |more: &[&str]| {
        let run = ["delivery-metrics", "--ad-account", &id, "--columns", COLUMNS, "--via", "async"];
        table(&sandbox.succeed(&[&run[..], more].concat())).1
    };
    let all = report(&[]);
    let one = report(&["--campaign", &first]);
    assert!(one.len() < all.len() && one.iter().all(|row| row[1] == first));
    let archived = report(&["--entity-status", "archived"]);
    assert!(archived.len() < all.len() && archived.is_subset(&all));
    let ads = report(&["--object-type", "ad", "--campaign", &first]);
    assert!(!ads.is_empty());
}

#[test]
fn a_killed_run_goes_on_with_the_report_it_has_ordered() {
    let sandbox = Sandbox::hasty(World::sized(1, 5, 0, 0, 0));
    let run = ["delivery-metrics", "--days-back", "200", "-o", "out.csv", "--resume"];
    let hold = sandbox.server.hold("metrics_report.txt", false);
    let killed = sandbox.start(&run);
    hold.wait();
    kill(killed);
    hold.release();
    let ordered = sandbox.server.count("POST /reports");
    sandbox.succeed(&run);
    assert_eq!(sandbox.server.count("POST /reports"), ordered, "no report is ordered twice");
}

#[test]
fn what_a_report_cannot_be_narrowed_to_is_refused_before_anything_is_asked() {
    let sandbox = Sandbox::hasty(World::sample());
    let refused = |more: &[&str]| {
        let run = ["delivery-metrics", "--all-ad-accounts", "--via", "async"];
        sandbox.fail(2, &[&run[..], more].concat())
    };
    for level in ["ad-account", "keyword", "product-item"] {
        let stderr = refused(&["--object-type", level, "--entity-status", "paused"]);
        assert!(
            stderr.contains(&format!("cannot filter object type `{level}` by status")),
            "{stderr}"
        );
    }
    let stderr = refused(&["--object-type", "product-group", "--entity-status", "draft"]);
    assert!(stderr.contains("object type `product-group` by status DRAFT"), "{stderr}");
    assert_eq!(sandbox.server.log().len(), 0);
}

#[test]
fn keywords_and_product_items_are_narrowed_to_what_they_belong_to() {
    let sandbox = Sandbox::hasty(World::sample());
    let account = &sandbox.server.world().accounts[0];
    for level in ["keyword", "product-item"] {
        let run = ["delivery-metrics", "--ad-account", &account.id, "--object-type", level];
        let run = [&run[..], &["--columns", "SPEND_IN_DOLLAR,CAMPAIGN_ID"]].concat();
        let all = cells(&sandbox.succeed(&run));
        let mut sizes = BTreeSet::new();
        for campaign in &account.campaigns {
            let narrowed =
                cells(&sandbox.succeed(&[&run[..], &["--campaign", &campaign.id]].concat()));
            let place = all[0].iter().position(|name| name == "CAMPAIGN_ID").expect("a column");
            let is_in = |row: &&Vec<String>| row[place] == campaign.id;
            let expected: BTreeSet<_> = all.iter().filter(is_in).collect();
            assert_eq!(narrowed[1..].iter().collect::<BTreeSet<_>>(), expected, "{level}");
            sizes.insert(narrowed.len());
        }
        assert!(sizes.len() > 1, "{level}: campaigns differ");
    }
}

/// More reports than an hour's budget has requests for, while links live for five minutes and
/// reports for an hour.
#[test]
fn a_history_of_many_accounts_outlasts_the_budget_of_an_hour() {
    let sized = World::sized(20, 1, 0, 0, 0);
    let world = World { report_takes: |_| 30, ..sized };
    let sandbox = Sandbox::at_speed(world, 600.0);
    let run = [
        &["delivery-metrics", "--all-ad-accounts", "--start-date", "914d", "--resume"][..],
        &["--max-requests-per-hour", "150"],
        &["--columns", COLUMNS, "-o", "{date}.csv"],
    ]
    .concat();
    let stderr = sandbox.run(&run).stderr;
    assert!(stderr.contains(" now (150 per hour), so the last one can be sent at "), "{stderr}");
    let files = sandbox.files(".");
    assert_eq!(files.len(), 914);
    let mut rows = BTreeSet::new();
    for file in &files {
        let day = file.trim_end_matches(".csv");
        let mut table = cells(&sandbox.read(file)).into_iter();
        assert_eq!(table.next().map(|header| header[..3].join(",")).as_deref(), Some(KEYS));
        for row in table {
            assert_eq!(row[2], day);
            assert!(rows.insert(row[..3].to_vec()), "no row comes twice");
        }
    }
    let mut expected = BTreeSet::new();
    for account in &sandbox.server.world().accounts {
        for row in truth(&sandbox, &account.id, "CAMPAIGN", 914) {
            let cell = |key: &str| {
                let found = row.iter().find(|(name, _)| name == key);
                found.map_or(account.id.clone(), |(_, value)| value.trim_matches('"').to_owned())
            };
            expected.insert(KEYS.split(',').map(cell).collect::<Vec<_>>());
        }
    }
    assert_eq!(rows, expected);
    let sent: Vec<_> = sandbox.server.log().iter().map(|exchange| exchange.at).collect();
    assert!(sent.len() > 150, "{}", sent.len());
    let in_an_hour = |window: &[_]| window[150] - window[0] < chrono::TimeDelta::minutes(58);
    assert!(!sent.windows(151).any(in_an_hour), "never more than 150 in an hour");
}

#[test]
fn reports_of_product_items_leave_out_the_columns_of_ads_and_keep_the_header() {
    let sandbox = Sandbox::hasty(World::sample());
    let columns = "SPEND_IN_DOLLAR,AD_ID,PIN_PROMOTION_NAME,AD_GROUP_NAME,PIN_ID,AD_STATUS";
    let outcome = sandbox.run(&[
        "delivery-metrics",
        "--all-ad-accounts",
        "--object-type",
        "product-item",
        "--columns",
        columns,
    ]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let rows = cells(&outcome.stdout);
    assert!(rows.len() > 1 && rows[0].join(",").ends_with(columns), "{:?}", rows[0]);
    for row in &rows[1..] {
        let named = |name: &str| &row[rows[0].iter().position(|it| it == name).expect("a column")];
        assert!(!named("AD_GROUP_NAME").is_empty());
        for name in ["AD_ID", "PIN_PROMOTION_NAME", "AD_STATUS"] {
            assert_eq!(named(name), "", "{name}");
        }
    }
    let note = "stay empty: AD_ID, PIN_PROMOTION_NAME, AD_STATUS";
    assert!(outcome.stderr.contains(note), "{}", outcome.stderr);
    let run = ["delivery-metrics", "--all-ad-accounts", "--object-type", "product-item"];
    sandbox.succeed(&[&run[..], &["--columns", "all"]].concat());
}

#[test]
fn product_items_and_objectives_narrow_a_report_and_force_it() {
    let sandbox = Sandbox::hasty(World::sample());
    let account = sandbox.server.world().accounts[0].id.clone();
    let run = ["delivery-metrics", "--ad-account", &account, "--columns", COLUMNS];
    let report = |more: &[&str]| cells(&sandbox.succeed(&[&run[..], more].concat()));
    let items = ["--object-type", "product-item"];
    let all = report(&items);
    let one = all[1][1].clone();
    let named = format!("Lamp no. 1,{one}");
    let few = report(&[&items[..], &["--product-item", &named]].concat());
    let expected: Vec<_> = all[1..].iter().filter(|row| row[1] == one).cloned().collect();
    assert_eq!(few[1..], expected);
    let order = sandbox.server.log().into_iter().rev().find_map(|it| it.json).expect("an order");
    assert_eq!(order["product_item_ids"], serde_json::json!(["Lamp no. 1", one]));

    let before = sandbox.server.count("POST /reports");
    let campaigns = report(&["--via", "async"]);
    let named = ["--campaign-objective-type", "awareness,Web_Conversion"];
    let few = report(&named);
    assert!(few.len() > 1 && few.len() < campaigns.len(), "{} rows", few.len());
    assert!(few.iter().all(|row| campaigns.contains(row)));
    assert_eq!(sandbox.server.count("POST /reports") - before, 2, "auto takes a report");
    let order = sandbox.server.log().into_iter().rev().find_map(|it| it.json).expect("an order");
    let objectives = serde_json::json!(["AWARENESS", "WEB_CONVERSION"]);
    assert_eq!(order["campaign_objective_types"], objectives);
    report(&["--campaign-objective-type", "sales,leads,app-install,ctv-consideration"]);

    let before = sandbox.server.log().len();
    for (more, words) in [
        (&[&named[..], &["--via", "sync"]].concat()[..], "only asynchronous reports support"),
        (
            &["--object-type", "ad", "--product-item", "1"],
            "`--object-type ad` takes no `--product-item`",
        ),
        (
            &[
                "--campaign-objective-type",
                "awareness,consideration,video-view,catalog-sales,sales,leads,app-install,sales",
            ],
            "at most 7 values",
        ),
        (
            &["--object-type", "product-item", "--via", "sync"],
            "only asynchronous reports provide metrics",
        ),
    ] {
        let stderr = sandbox.fail(2, &[&run[..], more].concat());
        assert!(stderr.contains(words), "{stderr}");
    }
    assert_eq!(sandbox.server.log().len(), before);
}
