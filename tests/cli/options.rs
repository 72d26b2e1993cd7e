//! Every option of `delivery-metrics` on the wire, and every wrong value as a usage error.

use std::collections::BTreeSet;

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Fault, Quirks, Times, World};

/// The query of the first analytics request of a run.
fn asked(more: &[&str]) -> Vec<(String, String)> {
    let sandbox = Sandbox::new(World::sample());
    let account = &sandbox.server.world().accounts[0];
    let start = ["delivery-metrics", "--ad-account", &account.id, "--columns", "CTR"];
    sandbox.succeed(&[&start, more].concat());
    let log = sandbox.server.log();
    let analytics = log.iter().find(|exchange| exchange.path.ends_with("/analytics"));
    analytics.expect("an analytics request").query.clone()
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn options_reach_the_api_under_its_names() {
    for (option, values, name, sent) in [
        ("--click-window-days", ["0", "60"], "click_window_days", ["0", "60"]),
        ("--engagement-window-days", ["1", "14"], "engagement_window_days", ["1", "14"]),
        ("--view-window-days", ["7", "30"], "view_window_days", ["7", "30"]),
        (
            "--conversion-report-time",
            ["conversion", "Ad_Action"],
            "conversion_report_time",
            ["TIME_OF_CONVERSION", "TIME_OF_AD_ACTION"],
        ),
        (
            "--timezone",
            ["ad-account", "PINTEREST"],
            "reporting_timezone",
            ["AD_ACCOUNT_TIME_ZONE", "PINTEREST_TIME_ZONE"],
        ),
        ("--granularity", ["week", "Month"], "granularity", ["WEEK", "MONTH"]),
        ("--start-date", ["2026-03-01", "5d"], "start_date", ["2026-03-01", "2026-03-05"]),
        ("--date", ["yesterday", "2026-02-28"], "end_date", ["2026-03-09", "2026-02-28"]),
        ("--via", ["sync", "AUTO"], "start_date", ["2026-03-03", "2026-03-03"]),
    ] {
        for (value, sent) in values.iter().zip(sent) {
            let query = asked(&[option, value]);
            assert!(query.contains(&pair(name, sent)), "{option} {value}: {query:?}");
        }
    }
    let plain = asked(&[]);
    let names: Vec<_> = plain.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names[..4], ["start_date", "end_date", "columns", "granularity"]);
    assert!(names[4..].iter().all(|name| *name == "campaign_ids"), "no default is sent: {names:?}");
}

#[test]
fn days_back_may_begin_and_end_anywhere() {
    let query = asked(&["--days-back-from", "10", "--days-back-to", "5"]);
    assert!(query.contains(&pair("start_date", "2026-02-28")), "{query:?}");
    assert!(query.contains(&pair("end_date", "2026-03-05")), "{query:?}");
}

#[test]
fn the_words_of_domo_mean_the_same() {
    let sandbox = Sandbox::new(World::sample());
    let account = &sandbox.server.world().accounts[0];
    let id = account.id.as_str();
    let run = ["delivery-metrics", "--via", "sync", "--level", "ad", "--ad-account", id];
    // One that has metrics.
    let ad = &cells(&sandbox.succeed(&run))[1][1];
    for (own, alias) in [
        ("--all-ad-accounts", "--all-advertisers"),
        ("--ad-account ACCOUNT", "--advertiser ACCOUNT"),
        ("--all-ad-accounts --object-type ad", "--all-ad-accounts --object-type PIN_PROMOTION"),
        ("--all-ad-accounts --object-type ad-account", "--all-advertisers --level advertiser"),
        (
            "--ad-account ACCOUNT --level ad --ad THIS",
            "--advertiser ACCOUNT --level ad --pin-promotion THIS",
        ),
    ] {
        let ask = |options: &str| {
            let options = options.replace("ACCOUNT", id).replace("THIS", ad);
            let before = sandbox.server.log().len();
            let words = ["delivery-metrics", "--via", "sync"].into_iter();
            let csv = sandbox.succeed(&words.chain(options.split(' ')).collect::<Vec<_>>());
            let log = sandbox.server.log().split_off(before).into_iter();
            // Which of those under way comes first is nobody's business.
            (csv, log.map(|exchange| (exchange.path, exchange.query)).collect::<BTreeSet<_>>())
        };
        let (csv, asked) = ask(own);
        assert!(csv.lines().count() > 1, "{own}: {asked:?}");
        assert_eq!(ask(alias), (csv, asked), "{alias}");
    }
}

#[test]
fn columns_are_asked_for_in_the_order_given_each_once() {
    let query = asked(&["--columns", "spend_in_dollar,CTR", "--columns", "Total-Checkout,CTR"]);
    assert!(query.contains(&pair("columns", "CTR,SPEND_IN_DOLLAR,TOTAL_CHECKOUT")), "{query:?}");
}

#[test]
fn all_columns_are_those_of_the_ways_that_may_be_taken() {
    let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
    let header = |more: &[&str]| {
        let run = ["delivery-metrics", "--columns", "all"];
        cells(&sandbox.succeed(&[&run[..], more].concat())).swap_remove(0)
    };
    // AD_ACCOUNT_ID and CAMPAIGN_ID are columns and keys; DATE is a key alone.
    assert_eq!(header(&["--via", "sync"]).len(), 185 + 1);
    assert_eq!(header(&["--via", "async"]).len(), 626 + 1);
    // Which way it will be may change from day to day, and the header may not.
    let both = header(&[]);
    assert_eq!(both.len(), 184 + 1);
    assert_eq!(header(&["--start-date", "100d", "--end-date", "95d"][..]), both);
    // Only asynchronous reports have keywords.
    assert_eq!(header(&["--object-type", "keyword"]).len(), 626 + 2);
}

#[test]
fn of_all_columns_those_that_are_not_there_stay_empty() {
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    let refusal = Fault::Status {
        status: 400,
        headers: vec![],
        body: r#"{"code":1,"message":"Columns CTR, REPIN_1 are not available."}"#.to_owned(),
    };
    let run = ["delivery-metrics", "--days-back", "2", "--columns"];
    let all = sandbox.succeed(&[&run[..], &["all"]].concat());
    sandbox.server.inject("/analytics", Times::Once, refusal.clone());
    let outcome = sandbox.run(&[&run[..], &["all"]].concat());
    assert!(outcome.stderr.contains("they stay empty: CTR, REPIN_1"), "{}", outcome.stderr);
    let (all, less) = (cells(&all), cells(&outcome.stdout));
    assert_eq!((&all[0], all.len()), (&less[0], less.len()));
    for (row, all) in less.iter().zip(&all).skip(1) {
        for (name, (cell, whole)) in all_names(&less).iter().zip(row.iter().zip(all)) {
            let gone = ["CTR", "REPIN_1"].contains(&name.as_str());
            assert_eq!(cell, if gone { "" } else { whole }, "{name}");
        }
    }

    sandbox.server.inject("/analytics", Times::Once, refusal);
    let named = sandbox.fail(4, &[&run[..], &["SPEND_IN_DOLLAR,CTR,REPIN_1"]].concat());
    assert!(named.contains("Columns CTR, REPIN_1 are not available."), "the API's words: {named}");
    assert!(
        named.contains("hint: use `--columns SPEND_IN_DOLLAR` for the other columns"),
        "{named}"
    );
}

fn all_names(table: &[Vec<String>]) -> &[String] {
    &table[0]
}

#[test]
fn unusual_windows_are_told_and_asked_for() {
    let sandbox = Sandbox::new(World::sample());
    let run = sandbox.run(&["delivery-metrics", "--all-ad-accounts", "--click-window-days", "14"]);
    assert_eq!(run.code, Some(0));
    assert!(
        run.stderr.contains("windows (in days): click 14, engagement 30, view 1"),
        "{}",
        run.stderr
    );
}

#[test]
fn display_names_head_the_columns() {
    let sandbox = Sandbox::new(World::sample());
    let columns = "SPEND_IN_DOLLAR,CTR,TOTAL_CLICKTHROUGH,CLICKTHROUGH_1,CAMPAIGN_BRAND_LABEL";
    let arguments = ["delivery-metrics", "--all-ad-accounts", "--columns", columns];
    let plain = cells(&sandbox.succeed(&arguments));
    let titled = cells(&sandbox.succeed(&[&arguments[..], &["--display-names"]].concat()));
    assert_eq!(titled[1..], plain[1..], "only the header changes");
    let definitions = &sandbox.server.world().definitions;
    let display = |name: &str| {
        let definition = definitions.iter().find(|definition| definition.name == name);
        definition.and_then(|definition| definition.display_name.clone())
    };
    let names: Vec<_> = plain[0].iter().map(|name| display(name)).collect();
    for ((name, display), title) in plain[0].iter().zip(&names).zip(&titled[0]) {
        let shared = names.iter().filter(|other| *other == display).count() > 1;
        let expected = match display {
            None => name.clone(),
            Some(display) if shared => format!("{display} ({name})"),
            Some(display) => display.clone(),
        };
        assert_eq!(title, &expected);
    }
    assert_ne!(titled[0], plain[0]);
    assert_eq!(sandbox.server.count("/resources/delivery_metrics"), 1);
}

#[test]
fn columns_of_either_way_have_display_names() {
    let sandbox = Sandbox::hasty(World::sample());
    let definitions = &sandbox.server.world().definitions;
    let mut only_async = definitions.iter().filter(|it| it.in_async && !it.in_sync);
    let (name, title) = only_async
        .find_map(|it| Some((it.name.as_str(), it.display_name.as_deref()?)))
        .expect("a column of reports alone");
    let run = ["delivery-metrics", "--all-ad-accounts", "--display-names", "--columns", name];
    assert_eq!(cells(&sandbox.succeed(&run))[0].last().map(String::as_str), Some(title));
}

#[test]
fn fields_without_a_column_are_not_lost_silently() {
    let quirks = Quirks { unknown_field: true, ..Quirks::default() };
    let sandbox = Sandbox::new(World { quirks, ..World::sample() });
    let arguments = ["delivery-metrics", "--all-ad-accounts", "--columns", "CTR"];
    let run = sandbox.run(&arguments);
    assert_eq!(run.code, Some(0));
    assert_eq!(
        run.stderr.matches("the API also returned `NEW_METRIC`").count(),
        1,
        "{}",
        run.stderr
    );

    let remedy = "; use `--extra-column` or `--format ndjson` to include such fields\n";
    assert!(run.stderr.contains(remedy), "{}", run.stderr);
    let table = sandbox.run(&[&arguments[..], &["--format", "table"]].concat());
    let told = "the API also returned `NEW_METRIC`, which has no column here; \
                use `--format ndjson` to include such fields\n";
    assert!(table.stderr.contains(told), "{}", table.stderr);

    let kept = sandbox.run(&[&arguments[..], &["--extra-column"]].concat());
    assert!(!kept.stderr.contains("NEW_METRIC"), "{}", kept.stderr);
    let table = cells(&kept.stdout);
    assert_eq!(table[0].last().map(String::as_str), Some("extra"));
    assert_eq!(table[1].last().map(String::as_str), Some(r#"{"NEW_METRIC":1}"#));

    let ndjson = sandbox.run(&[&arguments[..], &["-f", "ndjson"]].concat());
    assert!(!ndjson.stderr.contains("NEW_METRIC"), "{}", ndjson.stderr);
    assert!(ndjson.stdout.lines().all(|line| line.ends_with(",\"NEW_METRIC\":1}")));
}

#[test]
fn nor_are_those_of_objects() {
    let quirks = Quirks { unknown_field: true, ..Quirks::default() };
    let sandbox = Sandbox::new(World { quirks, ..World::sample() });
    for report in ["user-boards", "object-information --all-ad-accounts --object-type campaigns"] {
        let run = |more: &[&str]| {
            let outcome =
                sandbox.run(&report.split(' ').chain(more.iter().copied()).collect::<Vec<_>>());
            assert_eq!(outcome.code, Some(0), "{report}: {}", outcome.stderr);
            outcome
        };
        let plain = run(&[]);
        let told = plain.stderr.matches("the API also returned `brand_new_field`").count();
        assert_eq!(told, 1, "{report}: {}", plain.stderr);
        let plain = cells(&plain.stdout);
        assert!(plain.len() > 1, "{report}");

        let kept = run(&["--extra-column"]);
        assert!(!kept.stderr.contains("brand_new_field"), "{report}: {}", kept.stderr);
        for (number, (mut row, plain)) in cells(&kept.stdout).into_iter().zip(&plain).enumerate() {
            let extra = row.pop().expect("one column more");
            let expected = if number == 0 { "extra" } else { r#"{"brand_new_field":"x"}"# };
            assert_eq!((extra.as_str(), &row), (expected, plain), "{report}");
        }

        let ndjson = run(&["-f", "ndjson"]);
        assert!(!ndjson.stderr.contains("brand_new_field"), "{report}: {}", ndjson.stderr);
        assert_eq!(ndjson.stdout.lines().count(), plain.len() - 1);
        let carries = |line: &str| line.ends_with(",\"brand_new_field\":\"x\"}");
        assert!(ndjson.stdout.lines().all(carries), "{report}: {}", ndjson.stdout);
    }
}

#[test]
fn wrong_values_say_what_is_accepted_and_ask_nothing() {
    let sandbox = Sandbox::new(World::sample());
    for (arguments, said) in [
        ("--object-type banana", "possible values: ad-account, campaign, ad-group, ad,"),
        ("--object-type keyword --via sync", "only asynchronous reports provide metrics"),
        ("--level product_item --via sync", "only asynchronous reports provide metrics"),
        ("--granularity year", "possible values: total, day, hour, week, month"),
        ("--entity-status dead", "possible values: active, paused, archived, draft,"),
        ("--click-window-days 5", "possible values: 0, 1, 7, 14, 30, 60"),
        ("--campaign 12x", "expected an ID (a number of up to 20 digits)"),
        ("--campaign 1 --ad 2", "cannot be used with"),
        ("--ad 1", "`--object-type campaign` takes no `--ad`; it takes `--campaign`"),
        ("--level ad-account --campaign 1", "it takes no IDs"),
        ("--all-ad-accounts --campaign 1", "requires one ad account"),
        ("--ad-account 1,2 --campaign 1", "requires one ad account"),
        ("--ad-account 1 --all-ad-accounts", "cannot be used with"),
        ("--columns SPEND!", "unknown column in `--columns`: `SPEND!` (did you mean"),
        ("--columns CTR,", "unknown column in `--columns`: `` hint: use `--columns CTR`; "),
        (
            "--columns SPEND! --unknown-columns send",
            "`SPEND!` in `--columns` is not a valid column",
        ),
        ("--columns DATE", "`--columns` selects only columns that identify a row"),
        ("--date 2026-13-01", "expected YYYY-MM-DD, `today`, `yesterday`, or `Nd`"),
        ("--date tomorrow", "expected YYYY-MM-DD, `today`, `yesterday`, or `Nd`"),
        ("--date 2026-03-11", "is in the future"),
        ("--days-back 91 --via sync", "the earliest possible date is 2025-12-10"),
        ("--days-back 915", "the earliest possible date is 2023-09-08"),
        ("--granularity hour --days-back 9", "the earliest possible date is 2026-03-02"),
        (
            "--granularity total --days-back 90 --include-today --via sync",
            "91 days, but one request can cover at most 90",
        ),
        ("--format xml", "possible values: csv, ndjson, parquet, postgres, table"),
        (
            "-o {day}.csv",
            "is not a known placeholder hint: use `{date}`, `{account}`, or `{report}`",
        ),
        ("--granularity week -o {date}.csv", "requires rows with a day"),
        ("--max-wait soon", "expected a number with a unit"),
        ("--timeout 0s", "expected more than zero"),
        ("--max-requests-per-hour 1001", "expected a whole number from 1 to 1000"),
        ("--concurrency 0", "expected a whole number from 1 to 32"),
        ("--api-url http://example.com/v5", "must begin with `https://`"),
        ("--verbose --quiet", "cannot be used with"),
    ] {
        let words = ["delivery-metrics"].into_iter().chain(arguments.split(' '));
        let stderr = sandbox.fail(2, &words.collect::<Vec<_>>());
        let plain = stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(plain.contains(said), "{arguments}: {stderr}");
    }
    assert_eq!(sandbox.server.log().len(), 0, "nothing was asked");
}

#[test]
fn a_second_v_changes_nothing() {
    let sandbox = Sandbox::new(World::sample());
    for verbose in ["-v", "-vv", "-v -v", "--verbose -v"] {
        let words: Vec<_> = ["users"].into_iter().chain(verbose.split(' ')).collect();
        let outcome = sandbox.run(&words);
        assert_eq!(outcome.code, Some(0), "{verbose}: {}", outcome.stderr);
        let details = outcome.stderr.lines().filter(|line| line.starts_with("detail: "));
        assert!(details.count() > 0, "{verbose}: {}", outcome.stderr);
    }
}
