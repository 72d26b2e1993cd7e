//! `--money units` and `--times iso`, beside a conversion of the tests' own.

use chrono::DateTime;

use crate::support::cases;
use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::World;

/// Types whose times are in milliseconds.
const IN_MILLISECONDS: &[&str] =
    &["members", "partners", "assets", "invites", "employers", "lead-subscriptions"];

fn is_money(name: &str) -> bool {
    let name = name.rsplit('.').next().unwrap_or(name);
    let is_other = ["bid", "budget", "paid_budget", "daily_spend_cap", "lifetime_spend_cap"];
    name.ends_with("micro_currency") || is_other.contains(&name)
}

fn is_time(name: &str) -> bool {
    let name = name.rsplit('.').next().unwrap_or(name);
    let ends = ["_time", "_time_ms", "_at", "_timestamp", "_expiry", "_expiration"];
    // The time of a website is a text.
    ends.iter().any(|end| name.ends_with(end)) && name != "verified_at"
}

/// A million less, by moving the point in the text.
fn in_units(micro: &str) -> String {
    let Ok(_) = micro.parse::<f64>() else { return micro.to_owned() };
    let (mantissa, exponent) = micro.split_once('e').unwrap_or((micro, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i32 = exponent.parse().expect("an exponent");
    assert!(exponent <= 0, "{micro}");
    let shift = usize::try_from(6 - exponent).expect("to the left");
    let padded = format!("{}{whole}", "0".repeat(shift + 1));
    let (before, after) = padded.split_at(padded.len() - shift);
    let whole = before.trim_start_matches('0');
    let fraction = format!("{after}{fraction}");
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

fn in_rfc_3339(unix: &str, is_milli: bool) -> String {
    let Ok(number) = unix.parse::<i64>() else { return unix.to_owned() };
    let milli = if is_milli { number } else { number * 1000 };
    let time = DateTime::from_timestamp_millis(milli).expect("a time");
    let digits = if milli % 1000 == 0 { "" } else { ".%3f" };
    time.format(&format!("%Y-%m-%dT%H:%M:%S{digits}Z")).to_string()
}

/// A run of `object-information`, as it is and with an option.
struct Pair {
    arguments: String,
    plain: Vec<Vec<String>>,
    converted: Vec<Vec<String>>,
}

/// The runs that have something to convert; the others are refused the option.
fn pairs(sandbox: &Sandbox, option: &str, concerns: fn(&str) -> bool) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for case in cases::all(&sandbox.server) {
        let words: Vec<_> = case.arguments.split_whitespace().collect();
        if words[0] != "object-information" {
            continue;
        }
        let plain = cells(&sandbox.succeed(&words));
        let words = [&words[..], &[option]].concat();
        if plain[0].iter().any(|name| concerns(name)) {
            let converted = cells(&sandbox.succeed(&words));
            pairs.push(Pair { arguments: case.arguments, plain, converted });
        } else {
            sandbox.fail(2, &words);
        }
    }
    assert!(pairs.len() > 3);
    pairs
}

#[test]
fn every_object_type_has_its_times_converted() {
    let sandbox = Sandbox::brisk(World::sample());
    let mut compared = 0;
    for Pair { arguments, plain, converted } in pairs(&sandbox, "--times=iso", is_time) {
        let is_of_catalogs = plain[0].iter().any(|name| name == "catalog_type");
        let is_milli = is_of_catalogs
            || IN_MILLISECONDS.iter().any(|name| arguments.contains(name.trim_end_matches('s')));
        assert_eq!(plain[0], converted[0], "{arguments}");
        assert_eq!(plain.len(), converted.len(), "{arguments}");
        for (plain_row, row) in plain[1..].iter().zip(&converted[1..]) {
            for ((name, plain), cell) in plain[0].iter().zip(plain_row).zip(row) {
                let is_milli = is_milli || name.ends_with("_ms");
                let wanted =
                    if is_time(name) { in_rfc_3339(plain, is_milli) } else { plain.clone() };
                assert_eq!(*cell, wanted, "{arguments}: {name}: {plain}");
                compared += usize::from(plain != cell);
            }
        }
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn every_object_type_has_its_money_converted() {
    let sandbox = Sandbox::brisk(World::sample());
    let mut fields = Vec::new();
    for Pair { arguments, plain, mut converted } in pairs(&sandbox, "--money=units", is_money) {
        // The currency of an invoice is the invoice's own.
        if !plain[0].iter().any(|name| name == "currency") {
            assert_eq!(converted[0][1], "CURRENCY", "{arguments}");
            for row in &mut converted {
                let currency = row.remove(1);
                let account = sandbox.server.world().accounts.iter().find(|it| it.id == row[0]);
                assert_eq!(currency, account.map_or("CURRENCY", |it| &it.currency));
            }
        }
        assert_eq!(plain.len(), converted.len(), "{arguments}");
        for (plain_row, row) in plain.iter().zip(&converted) {
            for ((name, plain), cell) in plain[0].iter().zip(plain_row).zip(row) {
                let wanted = if is_money(name) { in_units(plain) } else { plain.clone() };
                assert_eq!(*cell, wanted.replace("_micro_", "_"), "{arguments}: {name}");
                if plain != cell && !fields.contains(name) {
                    fields.push(name.clone());
                }
            }
        }
    }
    assert!(fields.len() > 8, "{fields:?}");
}

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
