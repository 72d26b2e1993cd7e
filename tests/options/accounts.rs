//! Which ad accounts, and what happens when some of them fail.

use std::fs;
use std::sync::Arc;

use crate::support::sandbox::{Outcome, Sandbox, cells};
use crate::support::server::{Fault, Times, World};

/// Three ad accounts, of which the second may not be read.
fn partly_forbidden() -> Sandbox {
    let mut world = World::sized(3, 4, 0, 0, 0);
    world.accounts[1].forbidden = true;
    Sandbox::new(world)
}

const ALL: [&str; 4] = ["delivery-metrics", "--all-ad-accounts", "--days-back", "30"];

fn accounts_in(csv: &str) -> Vec<String> {
    let mut accounts: Vec<_> = cells(csv).into_iter().skip(1).map(|row| row[0].clone()).collect();
    accounts.dedup();
    accounts
}

fn ids(sandbox: &Sandbox) -> Vec<String> {
    sandbox.server.world().accounts.iter().map(|account| account.id.clone()).collect()
}

#[test]
fn the_only_account_is_taken_and_several_are_listed() {
    let one = Sandbox::new(World::sized(1, 3, 0, 0, 0));
    assert_eq!(accounts_in(&one.succeed(&["delivery-metrics"])), ids(&one));

    let several = Sandbox::new(World::sized(3, 1, 0, 0, 0));
    let stderr = several.fail(2, &["delivery-metrics"]);
    assert!(
        stderr.contains("the token can read 3 ad accounts; choose one with `--ad-account`:"),
        "{stderr}"
    );
    for account in &several.server.world().accounts {
        assert!(stderr.contains(&format!("\n  {} ({})", account.id, account.name)), "{stderr}");
    }
    assert!(stderr.contains("or `--all-ad-accounts`"), "{stderr}");
    // The error says it all: a summary of no rows adds nothing.
    assert!(stderr.starts_with("pinads: the token") && !stderr.contains("exit 2"), "{stderr}");
    let stderr = several.fail(2, &["delivery-metrics", "--log-format", "json"]);
    assert!(stderr.contains(r#""exit":2"#) && stderr.contains(r#""level":"summary""#), "{stderr}");

    let none = Sandbox::new(World::sized(0, 0, 0, 0, 0));
    let stderr = none.fail(2, &["delivery-metrics"]);
    assert!(stderr.contains("the token can read no ad account"), "{stderr}");
}

#[test]
fn names_are_shown_as_they_are() {
    let mut world = World::sized(2, 1, 0, 0, 0);
    world.accounts[0].name = "Macy's \"Köln\" C:\\🌷".to_owned();
    world.accounts[1].name = "A\u{1b}[1m\u{202e}".to_owned();
    let sandbox = Sandbox::new(world);
    let stderr = sandbox.fail(2, &["delivery-metrics"]);
    assert!(stderr.contains(" (Macy's \"Köln\" C:\\🌷)\n"), "{stderr}");
    assert!(stderr.contains(r" (A\u{1b}[1m\u{202e})"), "{stderr}");
    let plan = sandbox.succeed(&["delivery-metrics", "--all-ad-accounts", "--dry-run"]);
    assert!(plan.contains(" (Macy's \"Köln\" C:\\🌷)\n"), "{plan}");
    let chart = ["delivery-metrics", "--all-ad-accounts", "--chart", "Macy's \"Köln\""];
    let stderr = sandbox.fail(2, &chart);
    assert!(stderr.starts_with("pinads: `Macy's \"Köln\"` in `--chart` is not a"), "{stderr}");
}

#[test]
fn no_account_is_no_row_and_no_file() {
    let sandbox = Sandbox::new(World::sized(0, 0, 0, 0, 0));
    sandbox.succeed(&["delivery-metrics", "--all-ad-accounts", "-o", "{account}.csv"]);
    assert_eq!(sandbox.files("."), Vec::<String>::new());
    sandbox.succeed(&["delivery-metrics", "--all-ad-accounts", "-o", "out.csv"]);
    assert_eq!(sandbox.read("out.csv").lines().count(), 1);
}

#[test]
fn several_accounts_come_in_the_order_given_each_once() {
    let sandbox = Sandbox::new(World::sized(3, 4, 0, 0, 0));
    let ids = ids(&sandbox);
    let list = format!("{},{},{}", ids[2], ids[0], ids[2]);
    let run = ["delivery-metrics", "--advertiser", &list, "--days-back", "30"];
    assert_eq!(accounts_in(&sandbox.succeed(&run)), [ids[2].as_str(), ids[0].as_str()]);
    assert_eq!(sandbox.server.count("/v5/ad_accounts"), 0, "given ones are not looked up");
}

#[test]
fn more_than_a_page_of_accounts_is_read() {
    let sandbox = Sandbox::new(World::sized(260, 0, 0, 0, 0));
    let plan = sandbox.succeed(&["delivery-metrics", "--all-ad-accounts", "--dry-run"]);
    assert_eq!(plan.matches("\nad account: ").count(), 260);
    assert_eq!(sandbox.server.count("/v5/ad_accounts"), 2);
    assert_eq!(sandbox.server.log().len(), 2);
    assert!(plan.contains("\nrequests for the list of ad accounts: 2\n"), "{plan}");
}

#[test]
fn an_account_that_fails_is_named_and_the_others_are_written() {
    let sandbox = partly_forbidden();
    let ids = ids(&sandbox);
    let run = sandbox.run(&ALL);
    assert_eq!(run.code, Some(6), "{}", run.stderr);
    assert_eq!(accounts_in(&run.stdout), [ids[0].as_str(), ids[2].as_str()]);
    assert!(run.stderr.contains(&format!("pinads: ad account {}", ids[1])), "{}", run.stderr);
    assert!(run.stderr.contains("pinads: 1 of 3 ad accounts failed: "), "{}", run.stderr);
    assert!(run.stderr.contains(&format!("--ad-account {}`", ids[1])), "{}", run.stderr);
}

#[test]
fn a_file_that_mixes_accounts_does_not_lose_one() {
    let sandbox = partly_forbidden();
    fs::write(sandbox.path("out.csv"), "old").expect("writable");
    let to_file = [&ALL[..], &["-o", "out.csv"]].concat();
    let stderr = sandbox.fail(6, &to_file);
    assert!(
        stderr.contains("no file changed (`--keep-partial` writes the available rows)"),
        "{stderr}"
    );
    assert_eq!(sandbox.read("out.csv"), "old");
    assert_eq!(sandbox.files("."), ["out.csv"]);

    sandbox.fail(6, &[&to_file[..], &["--keep-partial"]].concat());
    assert_eq!(accounts_in(&sandbox.read("out.csv")).len(), 2);
}

#[test]
fn accounts_with_files_of_their_own_do_not_hinder_each_other() {
    let sandbox = partly_forbidden();
    let ids = ids(&sandbox);
    let old = format!("{}.csv", ids[1]);
    fs::write(sandbox.path(&old), "old").expect("writable");
    sandbox.fail(6, &[&ALL[..], &["-o", "{account}.csv"]].concat());
    assert_eq!(sandbox.read(&old), "old");
    for id in [&ids[0], &ids[2]] {
        assert_eq!(accounts_in(&sandbox.read(&format!("{id}.csv"))), [id.as_str()]);
    }
}

#[test]
fn the_first_failure_ends_the_run_if_asked_to() {
    let sandbox = partly_forbidden();
    let run = sandbox.run(&[&ALL[..], &["--fail-fast"]].concat());
    assert_eq!(run.code, Some(4), "{}", run.stderr);
    assert_eq!(accounts_in(&run.stdout), ids(&sandbox)[..1]);
}

#[test]
fn if_all_fail_the_code_is_their_own() {
    let sandbox = Sandbox::hasty(World::sized(2, 3, 0, 0, 0));
    sandbox.server.inject("/campaigns", Times::Always, Fault::Close);
    sandbox.fail(5, &ALL);
}

/// The first ad account has two chunks of campaigns, and the API fails at the second.
fn failing_in_the_middle() -> Sandbox {
    let sandbox = Sandbox::hasty(World::sized(2, 300, 0, 0, 0));
    let account = &sandbox.server.world().accounts[0];
    let path = format!("/ad_accounts/{}/campaigns/analytics", account.id);
    let down = Fault::Status { status: 400, headers: vec![], body: String::new() };
    // With one request at a time, the first chunk is whole before the second is asked for.
    let whole = Fault::Altered(Arc::new(|reply| reply));
    sandbox.server.inject(&path, Times::Once, whole);
    sandbox.server.inject(&path, Times::Always, down);
    sandbox
}

#[test]
fn an_account_that_fails_in_the_middle_leaves_no_half_of_itself() {
    for (path, more, code) in [
        ("all.csv", &[][..], 6),
        ("{account}.csv", &[], 6),
        ("all.csv", &["--fail-fast"], 4),
        ("{account}.csv", &["--fail-fast"], 4),
    ] {
        let sandbox = failing_in_the_middle();
        let ids = sandbox.server.world().accounts.iter().map(|account| account.id.clone());
        let ids: Vec<_> = ids.collect();
        let first = path.replace("{account}", &ids[0]);
        fs::write(sandbox.path(&first), "yesterday").expect("writable");
        let run = ["--via", "sync", "--concurrency", "1", "-o", path];
        let stderr = sandbox.fail(code, &[&ALL[..], &run, more].concat());
        assert!(stderr.contains(&ids[0]), "{stderr}");
        assert_eq!(sandbox.read(&first), "yesterday", "{path} {more:?}");
        let second = sandbox.path(&format!("{}.csv", ids[1])).exists();
        assert_eq!(second, path == "{account}.csv" && more.is_empty(), "{path} {more:?}");
    }
}

/// The stderr of a run about several ad accounts that ends with one error for all of them.
fn one_error(sandbox: &Sandbox, code: i32, run: &[&str]) -> String {
    let stderr = sandbox.fail(code, run);
    assert_eq!(stderr.matches("hint: ").count(), 1, "{stderr}");
    assert!(!stderr.contains(" failed: "), "{stderr}");
    stderr
}

#[test]
fn a_spent_budget_is_one_error_and_one_note() {
    let sandbox = Sandbox::new(World::sized(40, 4, 0, 0, 0));
    let budget = ["--max-requests-per-hour", "60", "--max-wait", "1s", "--concurrency", "1"];
    let run = [&ALL[..], &budget, &["-o", "{account}.csv"]].concat();
    let stderr = one_error(&sandbox, 5, &run);
    assert_eq!(stderr.matches("the request budget is exhausted").count(), 1, "{stderr}");
    assert_eq!(stderr.matches("note: ").count(), 1, "{stderr}");
    assert_eq!(stderr.matches("note: this run needs about ").count(), 1, "{stderr}");
    let files = sandbox.files(".");
    assert!((1..40).contains(&files.len()), "{files:?}");
    let missing = 40 - files.len();
    assert!(stderr.contains(&format!("; {missing} of 40 ad accounts are missing\n")), "{stderr}");
    let summary = stderr.lines().find(|line| line.contains("exit 5: ")).expect("a summary");
    assert!(summary.contains(&format!(" of {} ad accounts, ", files.len())), "{summary}");
}

#[test]
fn more_than_an_hour_is_announced_once() {
    let sandbox = Sandbox::new(World::sized(3, 4, 0, 0, 0));
    // The budget is used up before the first ad account.
    sandbox.succeed(&["users"]);
    let list = ids(&sandbox).join(",");
    let run = ["delivery-metrics", "--ad-account", &list, "--days-back", "1", "--via", "sync"];
    let budget = ["--max-requests-per-hour", "1", "--max-wait", "1s"];
    let stderr = one_error(&sandbox, 5, &[&run[..], &budget].concat());
    let said = "note: this run needs about 6 requests (known so far); the request budget allows 0 \
                now (1 per hour), so the last one can be sent at 2026-03-10T";
    assert_eq!(stderr.matches(said).count(), 1, "{stderr}");
    assert!(!stderr.contains("trial access"), "{stderr}");
}

#[test]
fn a_file_of_all_accounts_survives_what_ends_the_run() {
    let sandbox = Sandbox::hasty(World::sized(3, 4, 0, 0, 0));
    let ids = ids(&sandbox);
    let refused = r#"{"code":2,"message":"Authentication failed."}"#.to_owned();
    let refused = Fault::Status { status: 401, headers: vec![], body: refused };
    sandbox.server.inject(&format!("/{}/campaigns", ids[1]), Times::Always, refused);
    fs::write(sandbox.path("out.csv"), "old").expect("writable");
    let to_file = [&ALL[..], &["-o", "out.csv"]].concat();
    let stderr = one_error(&sandbox, 3, &to_file);
    let said = "; 2 of 3 ad accounts are missing; no file changed (`--keep-partial` writes the \
                available rows)\n";
    assert!(stderr.contains(said), "{stderr}");
    assert_eq!((sandbox.read("out.csv").as_str(), sandbox.files(".").len()), ("old", 1));

    let stderr = one_error(&sandbox, 3, &[&to_file[..], &["--keep-partial"]].concat());
    assert!(stderr.contains("; 2 of 3 ad accounts are missing\n"), "{stderr}");
    assert_eq!(accounts_in(&sandbox.read("out.csv")), [ids[0].as_str()]);

    let stderr = sandbox.fail(3, &[&ALL[..], &["--log-format", "json"]].concat());
    let summary = stderr.lines().find(|line| line.contains(r#""level":"summary""#));
    let summary: serde_json::Value =
        serde_json::from_str(summary.expect("a summary")).expect("JSON");
    assert_eq!(summary["failed"], serde_json::json!(ids[1..]));
    assert_eq!(summary["exit"], 3);
}

#[test]
fn without_a_connection_there_is_one_error() {
    let sandbox = Sandbox::hasty(World::sized(3, 1, 0, 0, 0));
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr());
    let url = format!("http://{}/v5", port.expect("a port"));
    let list = ids(&sandbox).join(",");
    let run = ["delivery-metrics", "--ad-account", &list, "--via", "sync", "--api-url", &url];
    let stderr = one_error(&sandbox, 5, &run);
    assert!(stderr.contains("Connection refused"), "{stderr}");
    assert!(stderr.contains("; 3 of 3 ad accounts are missing\n"), "{stderr}");
}

#[test]
fn a_broken_output_is_one_error() {
    let sandbox = Sandbox::new(World::sized(3, 4, 0, 0, 0));
    let full = fs::File::options().write(true).open("/dev/full").expect("Linux has it");
    let outcome = Outcome::run(sandbox.command(&ALL).stdout(full));
    assert_eq!(outcome.code, Some(7), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("; 3 of 3 ad accounts are missing\n"), "{}", outcome.stderr);
    assert_eq!(outcome.stderr.matches("pinads: cannot write").count(), 1, "{}", outcome.stderr);
}
