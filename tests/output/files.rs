//! Where the output goes: whole files, a file for each day or account, and pipes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command};

use crate::support::sandbox::{Outcome, Sandbox, by_way_of, cells, send_signal};
use crate::support::server::{Fault, Times, World};

const RUN: [&str; 4] = ["delivery-metrics", "--all-ad-accounts", "--days-back", "3"];

fn to(path: &str) -> Vec<&str> {
    [&RUN[..], &["-o", path]].concat()
}

#[test]
fn a_file_holds_what_stdout_would() {
    let sandbox = Sandbox::new(World::sample());
    let csv = sandbox.succeed(&RUN);
    assert_eq!(sandbox.succeed(&to("-")), csv);
    assert_eq!(sandbox.succeed(&to("/dev/stdout")), csv);
    assert_eq!(sandbox.succeed(&to("out.csv")), "");
    assert_eq!(sandbox.read("out.csv"), csv);
    assert_eq!(sandbox.files("."), ["out.csv"]);
}

#[test]
fn each_day_has_its_file_and_a_day_without_rows_too() {
    let sandbox = Sandbox::new(World::sized(1, 1, 0, 0, 0));
    let days = ["--start-date", "20d", "-o", "{report}-{date}.csv"];
    let run = [&["delivery-metrics"], &days[..]].concat();
    let csv = sandbox.succeed(&run[..3]);
    sandbox.succeed(&run);
    let files = sandbox.files(".");
    assert_eq!(files.len(), 20);
    assert_eq!(files[0], "delivery-metrics-2026-02-18.csv");
    let header = csv.lines().next().expect("a header");
    let mut rows = Vec::new();
    for file in &files {
        let text = sandbox.read(file);
        assert_eq!(text.lines().next(), Some(header), "{file}");
        for row in cells(&text).into_iter().skip(1) {
            assert!(file.contains(&row[2]), "{row:?} in {file}");
            rows.push(row);
        }
    }
    assert_eq!(rows, cells(&csv)[1..], "one campaign: its rows are ordered by day");
    assert!(rows.len() < 20, "there are days without delivery");
}

#[test]
fn each_account_has_its_file_in_folders_made_for_them() {
    let sandbox = Sandbox::new(World::sized(3, 2, 0, 0, 0));
    sandbox.succeed(&to("{account}/{date}.csv"));
    let mut accounts: Vec<_> =
        sandbox.server.world().accounts.iter().map(|account| account.id.clone()).collect();
    accounts.sort();
    assert_eq!(sandbox.files("."), accounts);
    for account in accounts {
        assert_eq!(sandbox.files(&account), ["2026-03-07.csv", "2026-03-08.csv", "2026-03-09.csv"]);
    }
}

#[test]
fn folders_below_the_first_placeholder_are_made_and_no_other() {
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    let account = &sandbox.server.world().accounts[0].id;
    let command = sandbox.command(&to("{report}/{account}/{date}.csv"));
    let script = "umask 027; exec \"$0\" \"$@\"";
    let run = Outcome::run(&mut by_way_of(&["sh", "-c", script], &command));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let folder = format!("delivery-metrics/{account}");
    assert_eq!(sandbox.files(&folder), ["2026-03-07.csv", "2026-03-08.csv", "2026-03-09.csv"]);
    for folder in ["delivery-metrics", &folder] {
        let mode = fs::metadata(sandbox.path(folder)).expect("a folder").permissions().mode();
        assert_eq!(mode & 0o777, 0o750, "{folder}");
    }

    let before = sandbox.server.log().len();
    for path in ["no/{report}/{account}/{date}.csv", "no/{report}.csv", "no/x-{date}/y.csv"] {
        let stderr = sandbox.fail(7, &to(path));
        let path = path.replace("{report}", "delivery-metrics");
        let said = format!("pinads: cannot write `{path}`: the folder `no` does not exist\n");
        assert!(stderr.contains(&said), "{stderr}");
        assert!(stderr.ends_with("\nhint: run `mkdir -p 'no'`\n"), "{stderr}");
    }
    // A file stands in the way.
    fs::write(sandbox.path("file"), "").expect("writable");
    let stderr = sandbox.fail(7, &to("file/{account}/{date}.csv"));
    assert!(stderr.contains("Not a directory"), "{stderr}");
    assert_eq!(sandbox.server.log().len(), before, "nothing is requested");
}

#[test]
fn a_run_that_fails_leaves_no_folders() {
    let sandbox = Sandbox::new(World::sized(2, 2, 0, 0, 0));
    let headers = Vec::new();
    let refused = Fault::Status { status: 400, headers, body: "{\"code\":1}".to_owned() };
    sandbox.server.inject("/analytics", Times::Always, refused);
    sandbox.fail(4, &to("{report}/{account}/{date}.csv"));
    assert_eq!(sandbox.files("."), Vec::<String>::new());
    fs::create_dir(sandbox.path("delivery-metrics")).expect("a folder");
    sandbox.fail(4, &to("{report}/{account}/{date}.csv"));
    assert_eq!(sandbox.files("."), ["delivery-metrics"], "it was there before");
    assert_eq!(sandbox.files("delivery-metrics"), Vec::<String>::new());
}

#[test]
fn a_thousand_files_need_no_thousand_open_files() {
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    let command = sandbox.command(&["delivery-metrics", "--days-back", "90", "-o", "{date}.csv"]);
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 40 && exec \"$0\" \"$@\""]).arg(command.get_program());
    limited.args(command.get_args()).current_dir(sandbox.path("."));
    for (name, value) in command.get_envs() {
        limited.env(name, value.unwrap_or_default());
    }
    let run = Outcome::of(limited.output().expect("it runs"));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(sandbox.files(".").len(), 90);
}

#[test]
fn a_row_of_another_day_is_not_filed_wrongly() {
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    for (date, said) in
        [("\"2026-01-01\"", "2026-01-01, a day that was not requested"), ("7", "without a date")]
    {
        let body = format!("[{{\"CAMPAIGN_ID\":\"1\",\"DATE\":{date},\"CTR\":1}}]").into_bytes();
        let fault = Fault::Garbage { content_type: "application/json", body };
        sandbox.server.inject("/analytics", Times::Once, fault);
        let stderr = sandbox.fail(5, &["delivery-metrics", "-o", "{date}.csv"]);
        assert!(stderr.contains(said), "{stderr}");
        assert_eq!(sandbox.files("."), Vec::<String>::new());
    }
}

/// A run with many times the rows that fit into a pipe.
fn writing() -> (Sandbox, Child) {
    let sandbox = Sandbox::new(World::sized(2, 130, 0, 0, 0));
    let run = ["delivery-metrics", "--all-ad-accounts", "--days-back", "60", "--via", "sync"];
    let child = sandbox.start(&run);
    (sandbox, child)
}

#[test]
fn a_reader_that_leaves_is_a_normal_end() {
    let (_sandbox, mut child) = writing();
    let mut first = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut first).expect("a line");
    assert!(first.starts_with("AD_ACCOUNT_ID,CAMPAIGN_ID,DATE,"), "{first}");
    let outcome = Outcome::of(child.wait_with_output().expect("it ends"));
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_signal_ends_a_run_whose_reader_does_not_read() {
    let (_sandbox, mut child) = writing();
    let mut reader = BufReader::new(child.stdout.take().expect("a pipe"));
    reader.read_line(&mut String::new()).expect("a line: it is writing");
    send_signal("-TERM", child.id());
    let outcome = Outcome::of(child.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(143), "{}", outcome.stderr);
    drop(reader);
}

/// The command behind a shell that redirects it so.
fn redirected(sandbox: &Sandbox, arguments: &[&str], redirection: &str) -> Outcome {
    let script = format!("exec \"$0\" \"$@\" {redirection}");
    Outcome::run(&mut by_way_of(&["sh", "-c", &script], &sandbox.command(arguments)))
}

#[test]
fn a_closed_stdout_is_told_before_anything_is_asked() {
    let sandbox = Sandbox::new(World::sample());
    for arguments in [&RUN[..], &to("-"), &["users"], &["get", "/user_account"]] {
        for redirection in [">&-", "<&- >&-"] {
            let outcome = redirected(&sandbox, arguments, redirection);
            assert_eq!(outcome.code, Some(7), "{arguments:?} {redirection}: {}", outcome.stderr);
            assert!(outcome.stderr.contains("stdout is closed"), "{}", outcome.stderr);
            assert!(outcome.stderr.contains("\nhint: use `--output FILE`"), "{}", outcome.stderr);
        }
        assert_eq!(redirected(&sandbox, arguments, "<&- >&- 2>&-").code, Some(7), "{arguments:?}");
    }
    assert_eq!(sandbox.server.asked(), 0);
}

#[test]
fn nothing_else_that_is_closed_or_discarded_does_harm() {
    let sandbox = Sandbox::new(World::sample());
    let csv = sandbox.succeed(&RUN);
    for redirection in ["<&-", "2>&-", "<&- 2>&-"] {
        let outcome = redirected(&sandbox, &RUN, redirection);
        assert_eq!((outcome.code, outcome.stdout), (Some(0), csv.clone()), "{redirection}");
    }
    for redirection in [">/dev/null", ">>/dev/null", ">/dev/null 2>&1", "</dev/null >/dev/null"] {
        let outcome = redirected(&sandbox, &RUN, redirection);
        assert_eq!(outcome.code, Some(0), "{redirection}: {}", outcome.stderr);
    }
    let outcome = redirected(&sandbox, &to("out.csv"), "<&- >&- 2>&-");
    assert_eq!((outcome.code, sandbox.read("out.csv")), (Some(0), csv));
    assert_eq!(redirected(&sandbox, &to("/dev/null"), ">&-").code, Some(0));
}

#[test]
fn a_run_that_is_to_outlive_its_terminal_does() {
    let sandbox = Sandbox::new(World::sample());
    let hold = sandbox.server.hold("/campaigns/analytics", true);
    let run = sandbox.command(&to("out.csv"));
    let mut run = by_way_of(&["sh", "-c", "trap '' HUP; exec \"$0\" \"$@\""], &run);
    run.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let run = run.spawn().expect("sh runs");
    hold.wait();
    send_signal("-HUP", run.id());
    hold.release();
    let outcome = Outcome::of(run.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(sandbox.files("."), ["out.csv"]);
}
