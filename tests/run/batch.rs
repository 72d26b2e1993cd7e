//! `pinads batch`: several reports in one run.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::support::sandbox::{Outcome, Sandbox, kill, send_signal};
use crate::support::server::{Exchange, Fault, Times, World};

const NIGHTLY: &str = "\
# every night
delivery-metrics --all-ad-accounts --days-back 3 --via sync -o 'ads {date}.csv'

object-information --object-type campaigns --all-ad-accounts -o campaigns.ndjson # and their names
object-information --object-type campaigns --all-ad-accounts --columns id,name -o names.csv.gz
user-boards -o boards.csv
board-pins --all-boards -o \"pins of boards.csv\"
pins --columns id,title -o pins.parquet
users -o user.csv
";

/// What the batch requests less than its lines would on their own: ad accounts twice more, and
/// campaigns of two ad accounts, and boards.
fn sandbox_with(text: &str) -> Sandbox {
    let sandbox = Sandbox::brisk(World::sample());
    fs::write(sandbox.path("nightly.pinads"), text).expect("a file");
    sandbox
}

fn batch<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["batch", "nightly.pinads"], more].concat()
}

/// How often each request for objects came.
fn lists(log: &[Exchange]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let is_list = |it: &&Exchange| it.method == "GET" && !it.path.contains("analytics");
    for exchange in log.iter().filter(is_list) {
        *counts.entry(format!("{} {:?}", exchange.path, exchange.query)).or_default() += 1;
    }
    counts
}

fn outputs(sandbox: &Sandbox) -> BTreeMap<String, Vec<u8>> {
    let names = sandbox.files(".").into_iter().filter(|name| name != "nightly.pinads");
    names.map(|name| (name.clone(), fs::read(sandbox.path(&name)).expect("a file"))).collect()
}

#[test]
fn the_files_are_those_of_the_lines_on_their_own_and_no_list_is_requested_twice() {
    let alone = Sandbox::brisk(World::sample());
    for line in NIGHTLY.lines() {
        let words = shlex::split(line).expect("words");
        if !words.is_empty() {
            alone.succeed(&words.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }
    for jobs in ["1", "4", "32"] {
        let sandbox = sandbox_with(NIGHTLY);
        let outcome = sandbox.run(&batch(&["--jobs", jobs]));
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        assert_eq!(outcome.stdout, "");
        assert_eq!(outputs(&sandbox), outputs(&alone), "--jobs {jobs}");
        let log = sandbox.server.log();
        assert!(lists(&log).values().all(|count| *count == 1), "{:#?}", lists(&log));
        assert!(log.len() + 4 <= alone.server.log().len(), "{}", log.len());
        let last = outcome.stderr.lines().last().expect("a table");
        assert!(last.starts_with("   9  users   ") && last.ends_with("  user.csv"), "{last}");
        assert!(
            outcome.stderr.contains("\npinads: 7 of 7 lines succeeded, "),
            "{}",
            outcome.stderr
        );
        assert!(outcome.stderr.contains("\npinads: line 4: "), "{}", outcome.stderr);
        // Nothing stays of the lists.
        let journal = fs::read_dir(sandbox.path("state/journal")).expect("a folder").count();
        assert_eq!(journal, 0);
    }
}

#[test]
fn stdin_is_a_batch_too() {
    let sandbox = sandbox_with("");
    let mut run = sandbox.command(&["batch", "-"]).stdin(Stdio::piped()).spawn().expect("a run");
    let mut stdin = run.stdin.take().expect("a pipe");
    stdin.write_all(b"users -o a.csv\r\nuser-boards -o b.csv").expect("written");
    drop(stdin);
    let outcome = Outcome::of(run.wait_with_output().expect("an end"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(sandbox.read("a.csv").contains('\n') && sandbox.read("b.csv").contains('\n'));
}

#[test]
fn a_mistake_is_an_error_with_its_line_before_any_request() {
    for (text, code, error, hint) in [
        (
            "users -o a.csv\n\nuser -o b.csv",
            2,
            "line 3 of `nightly.pinads`: unknown command `user`",
            "use `users -o b.csv`",
        ),
        ("users -o a.csv --from 1", 2, "line 1 of `nightly.pinads`: unknown option `--from`", ""),
        (
            "pins -o 'a.csv",
            2,
            "line 1 of `nightly.pinads`: a quote is not closed",
            "close the quote",
        ),
        (
            "users",
            2,
            "line 1 of `nightly.pinads`: the line has no `--output`",
            "add `--output FILE`",
        ),
        (
            "users -o -",
            2,
            "line 1 of `nightly.pinads`: the line has no `--output`",
            "add `--output FILE`",
        ),
        (
            "users -o a.csv\npins -o ./a.csv",
            2,
            "line 2 of `nightly.pinads`: `./a.csv` is also the output of line 1",
            "use another `--output`",
        ),
        (
            "users -o {report}.csv\nusers -o users.csv",
            2,
            "line 2 of `nightly.pinads`: `users.csv` is also the output of line 1",
            "",
        ),
        (
            "users -o none/a.csv",
            7,
            "line 1 of `nightly.pinads`: cannot write `none/a.csv`",
            "mkdir",
        ),
        ("doctor", 2, "line 1 of `nightly.pinads`: `doctor` is not a report", "pinads reports"),
        ("auth login", 2, "line 1 of `nightly.pinads`: `auth` is not a report", ""),
        ("batch nightly.pinads", 2, "line 1 of `nightly.pinads`: `batch` is not a report", ""),
        (
            "users --profile x -o a.csv",
            2,
            "line 1 of `nightly.pinads`: `--profile` applies to all lines",
            "pinads batch FILE --profile",
        ),
        (
            "users -o a.csv --resume",
            2,
            "line 1 of `nightly.pinads`: `--resume` applies to all lines",
            "pinads batch FILE --resume",
        ),
        (
            "users -o a.csv --dry-run",
            2,
            "line 1 of `nightly.pinads`: `--dry-run` applies to all lines",
            "",
        ),
        ("users --schema json", 2, "line 1 of `nightly.pinads`: `--schema` prints to stdout", ""),
        ("users --help", 2, "line 1 of `nightly.pinads`: `--help` and `--version` do not work", ""),
        (
            "delivery-metrics --days-back 0 -o a.csv",
            2,
            "line 1 of `nightly.pinads`: invalid value `0`",
            "",
        ),
        (
            "pinads users -o a.csv",
            2,
            "line 1 of `nightly.pinads`: the line begins with `pinads`",
            "",
        ),
        ("# nothing\n", 2, "`nightly.pinads` contains no command line", ""),
    ] {
        let sandbox = sandbox_with(text);
        let stderr = sandbox.fail(code, &batch(&[]));
        assert!(stderr.starts_with(&format!("pinads: {error}")), "{text}: {stderr}");
        assert!(stderr.contains(hint), "{text}: {stderr}");
        assert_eq!(stderr.matches("pinads: ").count(), 1, "{stderr}");
        assert_eq!(sandbox.server.asked(), 0, "{text}");
        assert_eq!(sandbox.files("."), ["nightly.pinads"], "{text}");
    }
    let sandbox = sandbox_with("");
    let stderr = sandbox.fail(2, &["batch", "none"]);
    assert!(stderr.contains("cannot read `none`: No such file"), "{stderr}");
}

#[test]
fn a_line_that_fails_does_not_stop_the_others() {
    let text = "user-boards -o boards.csv\nusers -o user.csv\npins -o pins.csv\n";
    let sandbox = sandbox_with(text);
    let refused = || Fault::Status {
        status: 403,
        headers: vec![],
        body: "{\"code\":29,\"message\":\"no\"}".into(),
    };
    sandbox.server.inject("/boards", Times::Always, refused());
    let stderr = sandbox.fail(6, &batch(&[]));
    assert!(stderr.contains("pinads: line 1: the API refused the request: no"), "{stderr}");
    assert!(stderr.ends_with("1 of 3 lines failed: 1 (user-boards)\n"), "{stderr}");
    assert!(stderr.contains("exit 6: 2 of 3 lines succeeded"), "{stderr}");
    assert_eq!(sandbox.files("."), ["nightly.pinads", "pins.csv", "user.csv"]);
    // All fail: the code is that of the first line.
    sandbox.server.inject("/user_account", Times::Always, refused());
    let broken = Fault::Status { status: 500, headers: vec![], body: String::new() };
    sandbox.server.inject("/pins", Times::Always, broken);
    let stderr = sandbox.fail(4, &batch(&["--jobs", "3"]));
    assert!(
        stderr.contains("3 of 3 lines failed: 1 (user-boards), 2 (users), 3 (pins)"),
        "{stderr}"
    );
}

#[test]
fn a_cause_of_all_lines_ends_the_run_once() {
    let sandbox = sandbox_with(NIGHTLY);
    let expired = Fault::Status {
        status: 401,
        headers: vec![],
        body: "{\"code\":2,\"message\":\"Authentication failed.\"}".into(),
    };
    sandbox.server.inject("", Times::Always, expired);
    let stderr = sandbox.fail(3, &batch(&[]));
    assert!(stderr.contains("; 7 of 7 lines are missing\n"), "{stderr}");
    assert_eq!(stderr.matches("Authentication failed").count(), 1, "{stderr}");
    assert_eq!(stderr.matches("hint: ").count(), 1, "{stderr}");
    assert_eq!(sandbox.files("."), ["nightly.pinads"]);
    assert!(sandbox.server.asked() <= 4, "one request for each line under way");
}

#[test]
fn machines_read_the_number_of_the_line() {
    let sandbox = sandbox_with(NIGHTLY);
    let outcome = sandbox.run(&batch(&["--log-format", "json"]));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let lines: Vec<Value> =
        outcome.stderr.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let summaries: Vec<_> = lines.iter().filter(|it| it["level"] == "summary").collect();
    let (whole, reports) = summaries.split_last().expect("summaries");
    let mut numbers: Vec<_> = reports.iter().map(|it| it["line"].as_u64()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [2, 4, 5, 6, 7, 8, 9].map(Some));
    assert!(whole.get("line").is_none(), "{whole}");
    let of_lines = whole["lines"].as_array().expect("lines");
    assert_eq!(of_lines.len(), 7);
    for line in of_lines {
        let alone = reports.iter().find(|it| it["line"] == line["line"]).expect("its summary");
        for fact in ["rows", "requests", "files", "bytes", "exit", "report"] {
            assert_eq!(line[fact], alone[fact], "{fact} of {line}");
        }
    }
    assert_eq!(whole["requests"], sandbox.server.asked());
    assert_eq!(of_lines[0]["output"], "ads {date}.csv");
}

#[test]
fn the_plan_of_all_lines_costs_the_list_of_ad_accounts_once() {
    let sandbox = sandbox_with(NIGHTLY);
    let plan = sandbox.succeed(&batch(&["--dry-run"]));
    assert!(plan.starts_with("line 2: delivery-metrics --all-ad-accounts --days-back 3 --via sync\n  output: ads {date}.csv\n  ad accounts: 2\n"), "{plan}");
    assert!(plan.contains("\nline 9: users\n"), "{plan}");
    assert!(plan.contains("\nrequests of 7 lines: "), "{plan}");
    let paths: Vec<_> = sandbox.server.log().into_iter().map(|it| it.path).collect();
    assert_eq!(paths, ["/v5/ad_accounts"]);
    assert_eq!(sandbox.files("."), ["nightly.pinads"]);
}

#[test]
fn a_killed_batch_resumes_without_a_request_twice() {
    let whole = sandbox_with(NIGHTLY);
    whole.run(&batch(&[]));
    let requests = whole.server.asked();
    for killed_at in (2..requests).step_by(3) {
        let sandbox = sandbox_with(NIGHTLY);
        let run = batch(&["--resume", "--jobs", "2", "--concurrency", "4"]);
        sandbox.kill_after(killed_at, sandbox.start(&run));
        let outcome = sandbox.run(&run);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        assert_eq!(outputs(&sandbox), outputs(&whole), "killed at {killed_at}");
        // At most the requests under way are sent again.
        assert!(sandbox.server.asked() <= requests + 4, "{killed_at}: {}", sandbox.server.asked());
        assert_eq!(fs::read_dir(sandbox.path("state/journal")).expect("a folder").count(), 0);
    }
}

#[test]
fn a_line_that_is_done_is_not_run_again() {
    let text = "users -o user.csv\nuser-boards -o boards.csv\n";
    let sandbox = sandbox_with(text);
    let down = Fault::Status { status: 503, headers: vec![], body: String::new() };
    sandbox.server.inject("/boards", Times::Always, down);
    sandbox.fail(6, &batch(&["--resume"]));
    sandbox.server.forget_faults();
    fs::write(sandbox.path("user.csv"), "mine").expect("a file");
    let outcome = sandbox.run(&batch(&["--resume"]));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("note: line 1: an earlier run wrote this output"));
    assert_eq!(sandbox.read("user.csv"), "mine");
    assert_eq!(sandbox.server.count("/user_account"), 1);
    assert!(
        outcome.stderr.contains("   1  users           0     1         0  earlier  user.csv"),
        "{}",
        outcome.stderr
    );
    // A batch that is complete starts over.
    sandbox.succeed(&batch(&["--resume"]));
    assert_ne!(sandbox.read("user.csv"), "mine");
}

#[test]
fn a_signal_ends_all_lines_and_the_table_shows_how_far_they_were() {
    let sandbox = sandbox_with("users -o user.csv\nuser-boards -o boards.csv\npins -o pins.csv\n");
    let held = sandbox.server.hold("/boards", false);
    let run = sandbox.start(&batch(&["--jobs", "1"]));
    held.wait();
    send_signal("-INT", run.id());
    let outcome = Outcome::of(run.wait_with_output().expect("an end"));
    assert_eq!(outcome.code, Some(130), "{}", outcome.stderr);
    for line in ["exit 130: 1 of 3 lines succeeded", "interrupted", "not run"] {
        assert!(outcome.stderr.contains(line), "{}", outcome.stderr);
    }
    assert_eq!(sandbox.files("."), ["nightly.pinads", "user.csv"]);
    held.release();
}

#[test]
fn an_earlier_line_has_priority_for_the_budget() {
    // A minute takes a second.
    let sandbox = Sandbox::at_speed(World::sized(20, 2, 2, 0, 0), 60.0);
    sandbox.server.state_limits("20, 20;w=60;name=\"ads_read_app_id_user_id\"");
    // The limit is known from now on.
    let account = sandbox.server.world().accounts[0].id.clone();
    sandbox.succeed(&["object-information", "--object-type", "ads", "--ad-account", &account]);
    let line = "delivery-metrics --all-ad-accounts --via sync --days-back 2";
    let text = format!("{line} -o a.csv\n{line} --object-type ad-group -o b.csv\n");
    fs::write(sandbox.path("nightly.pinads"), text).expect("a file");
    let outcome = sandbox.run(&batch(&["--concurrency", "20"]));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let log = sandbox.server.log();
    let is_list =
        |it: &&Exchange| it.path.ends_with("/campaigns") || it.path.ends_with("/ad_groups");
    let lists: Vec<_> =
        log.iter().filter(is_list).map(|it| it.path.ends_with("/campaigns")).collect();
    assert_eq!(lists.len(), 40);
    // Once the budget is used up, the second line gets what the first one leaves.
    let last_of_first = lists.iter().rposition(|is_first| *is_first).expect("lists of campaigns");
    let ahead = lists[20..]
        .iter()
        .take(last_of_first.saturating_sub(20))
        .filter(|is_first| !**is_first)
        .count();
    // On a busy machine, the first line is late with a few.
    assert!(ahead <= 6, "{ahead} of the second line came before the end of the first");
}

#[test]
fn two_runs_of_a_batch_with_resume_do_not_mix() {
    let sandbox = sandbox_with("users -o user.csv\n");
    let held = sandbox.server.hold("/user_account", false);
    let first = sandbox.start(&batch(&["--resume"]));
    held.wait();
    let stderr = sandbox.fail(1, &batch(&["--resume"]));
    assert!(stderr.contains("already running"), "{stderr}");
    kill(first);
    held.release();
}
