//! `--resume`: a run that was interrupted goes on where it was.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::support::plain_http::{Answer, ask};
use crate::support::sandbox::{Outcome, Sandbox, kill, send_signal};
use crate::support::server::{Exchange, Fault, Times, World};

/// Many requests: a listing of three pages and three pieces of analytics for each of two accounts.
const RUN: [&str; 9] = [
    "delivery-metrics",
    "--via",
    "sync",
    "--all-ad-accounts",
    "--days-back",
    "3",
    "-o",
    "out.csv",
    "--resume",
];

fn world() -> World {
    World::sized(2, 501, 0, 0, 0)
}

fn journals(sandbox: &Sandbox) -> Vec<PathBuf> {
    let entries = fs::read_dir(sandbox.path("state/journal")).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

/// The rows of a run that nothing disturbs.
fn undisturbed() -> &'static str {
    static ROWS: LazyLock<String> = LazyLock::new(|| {
        let sandbox = Sandbox::new(world());
        sandbox.succeed(&RUN);
        assert!(journals(&sandbox).is_empty(), "a run that has ended needs none");
        sandbox.read("out.csv")
    });
    &ROWS
}

/// How often each request was answered whole, but for the question whether a report is made: that
/// is asked anew.
fn answered(log: &[Exchange]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let is_kept = |it: &&Exchange| it.method == "POST" || !it.path.ends_with("/reports");
    for exchange in log.iter().filter(|exchange| exchange.status == 200).filter(is_kept) {
        *counts.entry(format!("{} {:?}", exchange.path, exchange.query)).or_default() += 1;
    }
    counts
}

/// One that the API fails for good at the second account's analytics.
fn interrupted() -> Sandbox {
    interrupted_in(&RUN)
}

fn interrupted_in(run: &[&str]) -> Sandbox {
    let sandbox = Sandbox::brisk(world());
    let second = sandbox.server.world().accounts[1].id.clone();
    let down = Fault::Status { status: 503, headers: vec![], body: String::new() };
    let path = format!("/{second}/campaigns/analytics");
    sandbox.server.inject(&path, Times::Always, down);
    let stderr = sandbox.fail(6, run);
    assert!(stderr.contains("1 of 2 ad accounts failed"), "{stderr}");
    sandbox.server.forget_faults();
    assert_eq!(journals(&sandbox).len(), 1);
    sandbox
}

#[test]
fn what_was_answered_is_not_asked_for_again() {
    let sandbox = interrupted();
    let before = sandbox.server.log().len();
    let outcome = sandbox.run(&RUN);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("note: resuming the run of 2026-03-10T"));
    assert!(outcome.stderr.contains(" (saved responses: "), "{}", outcome.stderr);
    assert_eq!(sandbox.read("out.csv"), undisturbed());
    let asked = sandbox.server.log().split_off(before);
    assert!(asked.len() <= 3 && asked.iter().all(|it| it.path.ends_with("/campaigns/analytics")));
    assert!(answered(&sandbox.server.log()).values().all(|count| *count == 1));
    assert!(journals(&sandbox).is_empty());
}

/// How many whole answers a killed run has kept.
fn kept(sandbox: &Sandbox) -> usize {
    let journals = journals(sandbox);
    let Some(journal) = journals.first() else { return 0 };
    let text = fs::read(journal).expect("readable");
    let line = |from: usize| {
        let length = text[from..].iter().position(|byte| *byte == b'\n')?;
        Some((&text[from..from + length], from + length + 1))
    };
    let (mut entries, mut at) = (0, line(0).map_or(text.len(), |(_, next)| next));
    while at < text.len()
        && let Some((head, start)) = line(at)
    {
        let head: serde_json::Value = serde_json::from_slice(head).expect("JSON");
        let length = head["length"].as_u64().expect("a length");
        at = start + usize::try_from(length).expect("what is in memory") + 1;
        entries += usize::from(at <= text.len());
    }
    entries
}

/// Waits until the server has answered all that a killed run has sent.
fn settle(sandbox: &Sandbox) {
    let began = Instant::now();
    // Whatever was sent earlier is read earlier.
    let nothing = format!("{}/nothing", sandbox.server.url()).parse().expect("a URL");
    assert_eq!(Answer::read(ask(&nothing, "GET", &[], None)).status, 404);
    while sandbox.server.log().iter().any(|exchange| exchange.status == 0) {
        assert!(began.elapsed() < Duration::from_secs(60), "it goes on");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Kills runs at random moments, each until it is done; what was answered is not asked for again.
fn kill_at_random(run: &[&str], kills: u64, random: &mut fastrand::Rng) {
    // Two requests are in flight, and two responses may be on their way to the disk.
    const LOST: usize = 4;
    let run = &[run, &["--concurrency", "2"]].concat();
    let whole = Sandbox::brisk(world());
    whole.succeed(run);
    let expected = whole.read("out.csv");
    let mut left = kills;
    while left > 0 {
        // A fast clock, for a year of runs must not exceed the hour's budget.
        let sandbox = Sandbox::brisk(world());
        let mut lost = 0;
        loop {
            let mut child = sandbox.start(run);
            thread::sleep(Duration::from_micros(random.u64(0..60_000)));
            if child.try_wait().expect("it can be asked").is_some() || left == 0 {
                let outcome = Outcome::of(child.wait_with_output().expect("it ends"));
                assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
                break;
            }
            kill(child);
            left -= 1;
            settle(&sandbox);
            if sandbox.files(".").contains(&"out.csv".to_owned()) {
                // It was done, and had removed the saved responses.
                break;
            }
            let answered = answered(&sandbox.server.log()).len();
            let now = answered.saturating_sub(kept(&sandbox));
            assert!(now <= LOST, "{now} answers are lost");
            lost += now;
        }
        assert_eq!(sandbox.read("out.csv"), expected);
        assert_eq!(sandbox.files("."), ["out.csv"]);
        let counts = answered(&sandbox.server.log());
        let again: usize = counts.values().map(|count| count - 1).sum();
        assert!(again <= lost, "{again} were asked for again, {lost} were lost");
    }
}

#[test]
fn killed_at_any_moment_the_bytes_are_the_same() {
    let kills: u64 = env::var("PINADS_KILLS").map_or(20, |kills| kills.parse().expect("a number"));
    let seed = env::var("PINADS_KILL_SEED").map_or(7, |seed| seed.parse().expect("a number"));
    let mut random = fastrand::Rng::with_seed(seed);
    let mut by_reports = RUN;
    by_reports[2] = "async";
    for run in [RUN, by_reports] {
        kill_at_random(&run, kills, &mut random);
    }
}

#[test]
fn a_killed_run_keeps_its_last_answer_whole_or_not_at_all() {
    let expected = undisturbed();
    let sandbox = Sandbox::brisk(world());
    sandbox.kill_after(6, sandbox.start(&RUN));
    let [journal] = &journals(&sandbox)[..] else { panic!("one journal") };
    let whole = fs::read(journal).expect("readable");
    let mut random = fastrand::Rng::with_seed(1);
    let cuts: usize = env::var("PINADS_CUTS").map_or(8, |cuts| cuts.parse().expect("a number"));
    let part = whole.len() / cuts;
    for cut in 0..cuts {
        let length = cut * part + random.usize(0..=part);
        fs::write(journal, &whole[..length]).expect("writable");
        let outcome = sandbox.run(&RUN);
        assert_eq!(outcome.code, Some(0), "{length}: {}", outcome.stderr);
        assert!(!outcome.stderr.contains("corrupt"), "{length}: {}", outcome.stderr);
        assert_eq!(sandbox.read("out.csv"), expected, "{length}");
    }
}

#[test]
fn a_damaged_journal_is_told_and_begun_anew() {
    let expected = undisturbed();
    let damages: [fn(&mut File); 3] = [
        |file| {
            file.seek(SeekFrom::Start(200)).expect("long enough");
            file.write_all(b"#").expect("writable");
        },
        |file| {
            file.rewind().expect("it is a file");
            file.write_all(b"nonsense\n").expect("writable");
        },
        |file| {
            let mut text = Vec::new();
            file.read_to_end(&mut text).expect("readable");
            let middle = text.len() / 2;
            file.seek(SeekFrom::Start(middle as u64)).expect("it is a file");
            file.write_all(&[b'\n'; 40]).expect("writable");
        },
    ];
    for damage in damages {
        let sandbox = interrupted();
        let [journal] = &journals(&sandbox)[..] else { panic!("one journal") };
        damage(&mut File::options().read(true).write(true).open(journal).expect("it is there"));
        let outcome = sandbox.run(&RUN);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        assert!(
            outcome
                .stderr
                .contains("the saved responses of an earlier run are corrupt; starting over"),
            "{}",
            outcome.stderr
        );
        assert_eq!(sandbox.read("out.csv"), expected);
    }
}

#[test]
fn what_was_answered_yesterday_is_asked_for_again() {
    let fixed = ["--start-date=2026-03-07", "--end-date=2026-03-09"];
    let fixed = [&RUN[..4], &fixed, &RUN[6..]].concat();
    // A daily job does not begin at the very second.
    for (run, told) in [(&RUN[..], false), (&fixed, true)] {
        let sandbox = interrupted_in(run);
        let before = sandbox.server.log().len();
        let mut next_day = sandbox.command(run);
        let clock = sandbox.clock_at("2026-03-11T11:55:00Z");
        let outcome = Outcome::run(next_day.env("PINADS_TEST_CLOCK", clock));
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        let is_told = outcome.stderr.contains("too old; starting over");
        assert_eq!(is_told, told, "{}", outcome.stderr);
        assert_eq!(sandbox.server.log().len() - before, 13, "all of it");
    }
}

#[test]
fn of_a_run_that_goes_on_for_days_only_what_is_old_is_asked_for_again() {
    let fixed = ["--start-date=2026-03-07", "--end-date=2026-03-09"];
    let fixed = [&RUN[..4], &fixed, &RUN[6..], &["--concurrency", "1"]].concat();
    let sandbox = interrupted_in(&fixed);
    // One answer more at night, and no further.
    let second = sandbox.server.world().accounts[1].id.clone();
    let path = format!("/{second}/campaigns/analytics");
    let down = Fault::Status { status: 503, headers: vec![], body: String::new() };
    sandbox.server.inject(&path, Times::Once, Fault::Altered(Arc::new(|answer| answer)));
    sandbox.server.inject(&path, Times::Always, down);
    sandbox.pass_until("2026-03-11T01:00:00Z".parse().expect("an instant"));
    assert!(sandbox.fail(6, &fixed).contains("(saved responses: 10)\n"));
    sandbox.server.forget_faults();

    sandbox.pass_until("2026-03-11T12:30:00Z".parse().expect("an instant"));
    let before = sandbox.server.asked();
    let outcome = sandbox.run(&fixed);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("(saved responses: 1)\n"), "{}", outcome.stderr);
    assert_eq!(sandbox.server.asked() - before, 12, "all but that one");
    let anew = Sandbox::new(world());
    anew.succeed(&fixed);
    assert_eq!(sandbox.read("out.csv"), anew.read("out.csv"));
}

#[test]
fn an_old_journal_is_removed_unless_its_run_is_alive() {
    let age = |journal: &PathBuf| {
        let file = File::options().write(true).open(journal).expect("it is there");
        file.set_modified(SystemTime::now() - Duration::from_secs(48 * 3600)).expect("ours");
    };
    let other = ["object-information", "--object-type", "campaigns", "--all-ad-accounts"];
    let other = [&other[..], &["--resume"]].concat();
    let sandbox = interrupted();
    age(&journals(&sandbox)[0]);
    sandbox.succeed(&other);
    assert!(journals(&sandbox).is_empty());

    let hold = sandbox.server.hold("/campaigns/analytics", false);
    let run = sandbox.start(&RUN);
    hold.wait();
    age(&journals(&sandbox)[0]);
    sandbox.succeed(&other);
    assert_eq!(journals(&sandbox).len(), 1);
    kill(run);
    drop(hold);
    let stderr = sandbox.run(&RUN).stderr;
    assert!(stderr.contains("resuming the run of "), "{stderr}");
}

#[test]
fn another_command_or_user_does_not_go_on_with_it() {
    for other in [
        &["delivery-metrics", "--all-ad-accounts", "--days-back", "3", "-o", "out.csv"][..],
        &["delivery-metrics", "--all-ad-accounts", "--days-back", "2", "-o", "out.csv", "--resume"],
    ] {
        let sandbox = interrupted();
        let stderr = sandbox.run(other).stderr;
        assert!(!stderr.contains("going on"), "{stderr}");
        assert_eq!(journals(&sandbox).len(), 1, "it is still there for its own command");
    }
    let sandbox = interrupted();
    let token = sandbox.server.issue(&["ads:read"]).access_token;
    let outcome = Outcome::run(sandbox.command(&RUN).env("PINADS_ACCESS_TOKEN", token));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("going on"), "{}", outcome.stderr);
}

#[test]
fn the_same_command_twice_at_once_is_told() {
    let sandbox = Sandbox::new(world());
    let hold = sandbox.server.hold("/campaigns", true);
    let first = sandbox.start(&RUN);
    hold.wait();
    let stderr = sandbox.fail(1, &RUN);
    assert!(stderr.starts_with("pinads: the same command is already running\n"), "{stderr}");
    hold.release();
    let outcome = Outcome::of(first.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(sandbox.read("out.csv"), undisturbed());
    sandbox.succeed(&RUN);
}

#[test]
fn a_signal_keeps_what_was_answered() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let sandbox = Sandbox::new(world());
        let hold = sandbox.server.hold("/campaigns/analytics", false);
        let run = sandbox.start(&RUN);
        hold.wait();
        send_signal(signal, run.id());
        let outcome = Outcome::of(run.wait_with_output().expect("it ends"));
        assert_eq!(outcome.code, Some(code), "{}", outcome.stderr);
        assert_eq!(journals(&sandbox).len(), 1);
        assert_eq!(sandbox.files("."), Vec::<String>::new());
        hold.release();
        sandbox.succeed(&RUN);
        assert_eq!(sandbox.read("out.csv"), undisturbed());
    }
}

#[test]
fn a_refusal_leaves_nothing_to_go_on_with() {
    let sandbox = Sandbox::new(World::sized(1, 600, 0, 0, 0));
    let body = r#"{"code":1,"message":"Invalid columns"}"#.to_owned();
    let refusal = Fault::Status { status: 400, headers: vec![], body };
    sandbox.server.inject("/campaigns/analytics", Times::Once, refusal);
    sandbox.fail(4, &RUN);
    assert!(journals(&sandbox).is_empty());
}

#[test]
fn without_room_for_answers_the_run_goes_on() {
    let sandbox = Sandbox::new(world());
    let mut limited = crate::support::sandbox::by_way_of(
        &["sh", "-c", "trap '' XFSZ; ulimit -f 40; exec \"$@\"", "sh"],
        &sandbox.command(&RUN[..6]),
    );
    let outcome = Outcome::run(limited.arg("--resume"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("cannot save more responses to"), "{}", outcome.stderr);
    assert_eq!(outcome.stdout, undisturbed());
}
