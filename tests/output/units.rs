//! `--money units` and `--times iso`, beside a conversion of the tests' own. `tests/cases/units.rs` has the
//! same of every object type.

use std::sync::Arc;

use crate::support::conversion::{in_rfc_3339, in_units};
use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Fault, Reply, Times, World};

#[test]
fn metrics_in_micro_dollars_come_in_units_with_their_currency() {
    let sandbox = Sandbox::new(World::sample());
    let run = ["delivery-metrics", "--all-ad-accounts", "--days-back=30", "--columns=all"];
    let plain = cells(&sandbox.succeed(&run));
    let units = cells(&sandbox.succeed(&[&run[..], &["--money", "units"]].concat()));
    assert_eq!(units[0][3], "CURRENCY");
    let mut headings = units[0].clone();
    headings.sort();
    headings.dedup();
    assert_eq!(headings.len(), units[0].len(), "each heading stands once");
    let both = "SPEND_IN_DOLLAR (SPEND_IN_MICRO_DOLLAR)".to_owned();
    assert!(units[0].contains(&both) && units[0].contains(&"SPEND_IN_DOLLAR".to_owned()));
    assert!(units[0].contains(&"TOTAL_CHECKOUT_VALUE_IN_DOLLAR".to_owned()));
    let mut compared = 0;
    for (plain_row, units_row) in plain[1..].iter().zip(&units[1..]) {
        let account = sandbox.server.world().accounts.iter().find(|it| it.id == units_row[0]);
        assert_eq!(units_row[3], account.expect("it is there").currency);
        let rest = units_row[..3].iter().chain(&units_row[4..]);
        for ((name, plain), units) in plain[0].iter().zip(plain_row).zip(rest) {
            let is_micro = name.ends_with("_IN_MICRO_DOLLAR");
            let wanted = if is_micro { in_units(plain) } else { plain.clone() };
            assert_eq!(*units, wanted, "{name}: {plain}");
            compared += usize::from(is_micro && !plain.is_empty());
        }
    }
    assert!(compared > 1000, "{compared}");
}

#[test]
fn ndjson_is_converted_too() {
    let sandbox = Sandbox::new(World::sample());
    let account = sandbox.server.world().accounts[0].id.clone();
    let run = ["object-information", "--object-type=campaigns", "--ad-account", &account];
    let lines = |more: &[&str]| -> Vec<serde_json::Value> {
        let text = sandbox.succeed(&[&run[..], &["-f", "ndjson"], more].concat());
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let plain = lines(&[]);
    for (plain, converted) in plain.iter().zip(lines(&["--money=units", "--times=iso"])) {
        assert_eq!(converted["CURRENCY"], "EUR");
        let cap = in_units(&plain["daily_spend_cap"].to_string());
        assert_eq!(converted["daily_spend_cap"].to_string(), cap);
        let created = in_rfc_3339(&plain["created_time"].to_string(), false);
        assert_eq!(converted["created_time"], created);
        assert!(converted["end_time"].is_null());
    }
    let api = sandbox.succeed(&[&run[..], &["--money=api", "--times=api"]].concat());
    assert_eq!(api, sandbox.succeed(&run));
}

#[test]
fn the_currency_of_an_account_that_is_named_takes_a_request() {
    let sandbox = Sandbox::new(World::sample());
    let account = sandbox.server.world().accounts[1].id.clone();
    let run = ["delivery-metrics", "--columns=SPEND_IN_MICRO_DOLLAR", "--money=units"];
    let named = [&run[..], &["--ad-account", &account]].concat();
    let requests = |arguments: &[&str]| {
        let before = sandbox.server.log().len();
        let csv = sandbox.succeed(arguments);
        (sandbox.server.log().len() - before, csv)
    };
    let plan = sandbox.succeed(&[&named[..], &["--dry-run"]].concat());
    assert!(plan.contains("\nrequests for the currencies: 1\n"), "{plan}");
    let (count, csv) = requests(&named);
    assert_eq!(count, 3, "the account, the campaigns, their metrics");
    assert!(csv.starts_with("AD_ACCOUNT_ID,CAMPAIGN_ID,DATE,CURRENCY,SPEND_IN_DOLLAR\n"), "{csv}");
    assert!(csv.lines().skip(1).all(|line| line.split(',').nth(3) == Some("USD")), "{csv}");

    let all = [&run[..], &["--all-ad-accounts"]].concat();
    let plan = sandbox.succeed(&[&all[..], &["--dry-run"]].concat());
    assert!(!plan.contains("currencies"), "the list tells them: {plan}");
    assert_eq!(requests(&all).0, 5);
}

#[test]
fn the_currencies_of_several_accounts_that_are_named_take_one_list() {
    let sandbox = Sandbox::brisk(World::sized(4, 1, 0, 0, 0));
    let ids: Vec<_> = sandbox.server.world().accounts.iter().map(|it| it.id.clone()).collect();
    let three = ids[1..].join(",");
    let run = ["delivery-metrics", "--columns=SPEND_IN_MICRO_DOLLAR", "--money=units"];
    let run = [&run[..], &["--via=sync", "--ad-account", &three]].concat();
    let plan = sandbox.succeed(&[&run[..], &["--dry-run"]].concat());
    assert!(plan.contains("\nrequests for the currencies: 1\n"), "{plan}");
    // The list, and the single ad accounts; beside them, each has campaigns and their metrics.
    let requests = || {
        let before = sandbox.server.log().len();
        let csv = sandbox.succeed(&run);
        let log = sandbox.server.log().split_off(before);
        let of = |end: &str| log.iter().filter(|it| it.path.ends_with(end)).count();
        let single = ids.iter().map(|id| of(&format!("/ad_accounts/{id}"))).sum::<usize>();
        assert_eq!(log.len(), of("/ad_accounts") + single + 3 * 2);
        (csv, of("/ad_accounts"), single)
    };
    let (csv, lists, single) = requests();
    assert_eq!((lists, single), (1, 0));
    let currencies = ["EUR", "USD", "EUR"];
    for (id, currency) in ids[1..].iter().zip(currencies) {
        let mut rows = csv.lines().filter(|row| row.starts_with(id)).peekable();
        assert!(rows.peek().is_some(), "{id}: {csv}");
        assert!(rows.all(|row| row.split(',').nth(3) == Some(currency)), "{id}: {csv}");
    }

    let without_second = |reply: Reply| {
        let mut answer: serde_json::Value = serde_json::from_slice(&reply.body).expect("JSON");
        answer["items"].as_array_mut().expect("ad accounts").remove(2);
        Reply { body: answer.to_string().into(), ..reply }
    };
    let fault = Fault::Altered(Arc::new(without_second));
    sandbox.server.inject("/ad_accounts", Times::Once, fault);
    assert_eq!(requests(), (csv.clone(), 1, 1), "one is not in the list");
    let body = r#"{"code":29,"message":"You are not permitted to access that resource."}"#;
    let fault = Fault::Status { status: 403, headers: Vec::new(), body: body.to_owned() };
    sandbox.server.inject("/ad_accounts", Times::Once, fault);
    assert_eq!(requests(), (csv, 1, 3), "the list is refused");
}

#[test]
fn a_long_list_of_ad_accounts_is_not_read_for_two_currencies() {
    let sandbox = Sandbox::brisk(World::sized(1000, 0, 0, 0, 0));
    let accounts = &sandbox.server.world().accounts;
    let ids = [accounts[998].id.as_str(), &accounts[999].id].join(",");
    let run = ["object-information", "--object-type", "campaigns", "--money", "units"];
    sandbox.succeed(&[&run[..], &["--ad-account", &ids]].concat());
    assert_eq!(sandbox.server.count("/ad_accounts"), 2);
    assert_eq!(sandbox.server.log().len(), 2 + 2 + 2, "pages, ad accounts, campaigns");
}

#[test]
fn an_option_that_changes_nothing_is_a_mistake() {
    let sandbox = Sandbox::new(World::sample());
    for (arguments, told) in [
        (
            "delivery-metrics --columns CTR --money units",
            "`--money units` requires a column in micro-currency",
        ),
        ("object-information --object-type audiences --money units", "requires a column in micro"),
        ("users --money units", "requires a report of ad accounts"),
        (
            "object-information --object-type boards --money units",
            "requires a report of ad accounts",
        ),
        ("delivery-metrics --times iso", "`--times iso` requires a column with a Unix time"),
    ] {
        let words: Vec<_> = arguments.split(' ').collect();
        let stderr = sandbox.fail(2, &words);
        assert!(stderr.contains(told) && stderr.contains("hint: remove `--"), "{stderr}");
    }
    assert_eq!(sandbox.server.log().len(), 0);
}
