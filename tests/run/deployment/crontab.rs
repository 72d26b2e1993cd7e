//! The crontab: each of its commands as cron runs it.

use std::fs;
use std::ops::RangeInclusive;

use serde_json::Value;

use crate::commands::catalogue::run_line;
use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::{Fault, Times, World};

const CRONTAB: &str = include_str!("../../../examples/crontab");

/// Minute, hour, day of the month, month, day of the week.
const FIELDS: [RangeInclusive<u8>; 5] = [0..=59, 0..=23, 1..=31, 1..=12, 0..=7];

struct Job {
    times: Vec<String>,
    /// As the shell gets it.
    command: String,
}

impl Job {
    fn parse(line: &str) -> Self {
        let mut rest = line;
        let times = FIELDS.map(|_| {
            let (field, after) = rest.split_once(' ').expect("five fields and a command");
            rest = after.trim_start();
            field.to_owned()
        });
        let bare = rest.replace("\\%", "");
        assert!(!bare.contains('%'), "to cron this is the end of the line: {rest}");
        Job { times: times.into(), command: rest.replace("\\%", "%") }
    }
}

fn is_job(line: &str) -> bool {
    line.starts_with(|first: char| first.is_ascii_digit() || first == '*')
}

/// The jobs, and those that are only suggested: a `#` stands before their times.
fn jobs() -> Vec<Job> {
    let lines = CRONTAB.lines().map(|line| line.strip_prefix('#').unwrap_or(line));
    lines.filter(|line| is_job(line)).map(Job::parse).collect()
}

/// The command of the job with this word.
fn command(word: &str) -> String {
    let found = jobs().into_iter().find(|job| job.command.contains(word));
    found.expect("it is there").command
}

/// `*`, or numbers and ranges of them; each with a step or without.
fn is_time(field: &str, allowed: &RangeInclusive<u8>) -> bool {
    field.split(',').all(|part| {
        let (range, step) = part.split_once('/').unwrap_or((part, "1"));
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let is_number = |text: &str| text.parse().is_ok_and(|number| allowed.contains(&number));
        let is_step = step.parse().is_ok_and(|step: u8| step > 0);
        is_step && (range == "*" || (is_number(first) && is_number(last)))
    })
}

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new(World::sample());
    fs::create_dir(sandbox.path("pinterest")).expect("a folder");
    sandbox
}

fn mail(outcome: &Outcome) -> String {
    outcome.stdout.clone() + &outcome.stderr
}

#[test]
fn every_line_is_a_comment_a_setting_or_a_job() {
    assert!(CRONTAB.ends_with('\n'), "cron ignores a last line without an end");
    let lines = CRONTAB.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let settings = lines.filter(|line| !is_job(line));
    let (names, values): (Vec<_>, Vec<_>) =
        settings.map(|line| line.split_once('=').expect("a setting")).unzip();
    assert_eq!(names, ["MAILTO", "PATH"]);
    assert!(values.iter().all(|value| !value.contains(['$', '~', '#', ' '])), "{values:?}");
    assert_eq!(jobs().len(), 3);
    for job in jobs() {
        for (field, allowed) in job.times.iter().zip(&FIELDS) {
            assert!(is_time(field, allowed), "{field} of {:?}", job.times);
        }
    }
}

#[test]
fn times_are_told_from_what_is_none() {
    for field in ["*", "0", "59", "*/5", "1-5", "1,2,30-40/2"] {
        assert!(is_time(field, &FIELDS[0]), "{field}");
    }
    for field in ["", "60", "-1", "1-", "*/0", "a", "1,,2"] {
        assert!(!is_time(field, &FIELDS[0]), "{field}");
    }
}

#[test]
fn every_job_writes_its_files_and_no_mail() {
    for job in jobs() {
        let sandbox = sandbox();
        let outcome = run_line(&sandbox, &job.command);
        assert_eq!((outcome.code, mail(&outcome).as_str()), (Some(0), ""), "{}", job.command);
        let files = sandbox.files("pinterest");
        let tables = files.iter().filter(|file| *file != "pinads.log");
        let expected = if job.command.contains("{date}") { 30 } else { 1 };
        assert_eq!(tables.count(), expected, "{}: {files:?}", job.command);
        assert_eq!(sandbox.files("."), ["pinterest"], "{}", job.command);
    }
}

#[test]
fn the_weekly_file_is_of_its_day() {
    let sandbox = sandbox();
    let today = || chrono::Utc::now().date_naive();
    let before = today();
    run_line(&sandbox, &command("object-information"));
    let dated = |day| vec![format!("campaigns-{day}.csv")];
    let files = sandbox.files("pinterest");
    // It may be midnight.
    assert!(files == dated(before) || files == dated(today()), "{files:?}");
}

#[test]
fn an_error_is_mailed_and_no_file_is_changed() {
    for job in jobs() {
        let sandbox = sandbox();
        let body = r#"{"code":2,"message":"Authentication failed."}"#.to_owned();
        let refusal = Fault::Status { status: 401, headers: vec![], body };
        sandbox.server.inject("/ad_accounts", Times::Always, refusal);
        let outcome = run_line(&sandbox, &job.command);
        let mail = mail(&outcome);
        if job.command.contains("--log-format json") {
            assert_eq!(mail, "pinads failed with exit code 3; see pinterest/pinads.log\n");
            let log = sandbox.read("pinterest/pinads.log");
            assert!(log.lines().count() > 1, "{log}");
            for line in log.lines() {
                let line: Value = serde_json::from_str(line).expect("a line of JSON");
                assert_eq!(line["exit"], 3, "{log}");
            }
        } else {
            assert_eq!(outcome.code, Some(3), "{mail}");
            assert!(mail.contains("rejected the token"), "{mail}");
        }
        let files = sandbox.files("pinterest");
        assert!(files.iter().all(|file| file == "pinads.log"), "{files:?}");
    }
}

#[test]
fn the_log_is_added_to() {
    let sandbox = sandbox();
    let command = command("--log-format json");
    for times in 1..=2 {
        run_line(&sandbox, &command);
        let log = sandbox.read("pinterest/pinads.log");
        let levels = log.lines().map(|line| {
            let line: Value = serde_json::from_str(line).expect("JSON");
            line["level"].as_str().map(str::to_owned)
        });
        assert_eq!(levels.collect::<Vec<_>>(), vec![Some("summary".to_owned()); times]);
    }
}
