//! The real binary against what the live API was seen to answer: each captured response, served as
//! it is, arrives whole in the tables, and each captured error ends a run as it should.
//!
//! A capture that is added to the file is tested without new code: its commands follow from its
//! endpoint and from what `pinads reports` lists.

mod capture;
mod catalogue;
mod glossary;
mod json;
mod limits;
mod refusal;
mod reports;
mod trial;
mod unseen;
mod verdict;

use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use self::capture::{Capture, Kind};
use self::catalogue::Catalogue;
use self::json::Json;
use self::refusal::Refusal;
use self::trial::{SECRETS, Trial};
use self::verdict::{Table, lost, unknown};
use crate::support::sandbox::{Outcome, Sandbox, cells};
use crate::support::server::{World, new_secret};
use crate::support::validator::objections;

const WORKERS: usize = 4;

#[test]
fn replay_of_every_captured_response() {
    let Some(captures) = Capture::all() else { return };
    let catalogue = Catalogue::read();
    let with_body: Vec<_> = captures.iter().filter(|it| it.kind != Kind::Headers).collect();
    let problems = each(&with_body, |capture| problems(capture, &captures, &catalogue));
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn replay_of_every_captured_rate_limit() {
    let Some(captures) = Capture::all() else { return };
    let headers: Vec<_> = captures.iter().filter(|it| it.kind == Kind::Headers).collect();
    let problems = each(&headers, |capture| {
        let found = limits::problems(capture, &captures);
        found.into_iter().map(|problem| format!("{}: {problem}", capture.name())).collect()
    });
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn replay_finds_a_renamed_field() {
    let Some(captures) = Capture::all() else { return };
    let catalogue = Catalogue::read();
    let mut seen = Vec::new();
    let mut renamed = Vec::new();
    for capture in &captures {
        let is_data = matches!(capture.kind, Kind::Answer | Kind::Item);
        let has_columns = || {
            let trials = Trial::all(capture, &captures, &catalogue);
            trials.iter().any(|trial| trial.has_known_columns)
        };
        if is_data && !seen.contains(&&capture.path) && has_columns() {
            let with_one_renamed = renaming(capture);
            seen.extend(with_one_renamed.is_some().then_some(&capture.path));
            renamed.extend(with_one_renamed);
        }
    }
    assert!(renamed.len() > 10, "{}", renamed.len());
    let renamed: Vec<_> = renamed.iter().collect();
    let unseen = each(&renamed, |capture| {
        let problems = problems(capture, &captures, &catalogue);
        let is_seen = problems
            .iter()
            .any(|problem| problem.contains("renamed") && problem.contains("has no column"));
        if is_seen { Vec::new() } else { vec![format!("{}: {problems:?}", capture.name())] }
    });
    assert!(unseen.is_empty(), "a field was renamed unseen:\n{}", unseen.join("\n"));
}

#[test]
fn replay_finds_a_value_that_is_not_the_same() {
    let body = r#"{"items": [{"id": 17, "spend": 1.50, "name": "a\u00e9", "size": null}]}"#;
    let lost_in = |row: &str| lost(&Json::read(body), &[Table::read(row)]);
    assert_eq!(lost_in(r#"{"name": "aé", "id": "17", "spend": 1.50, "more": 1}"#), [""; 0]);
    for (row, field) in [
        (r#"{"id": "17", "spend": 1.5, "name": "aé"}"#, "spend"),
        (r#"{"id": "17", "spend": "1.50", "name": "aé"}"#, "spend"),
        (r#"{"id": "17", "spend": 1.50, "name": "ae"}"#, "name"),
        (r#"{"id": "17", "spend": 1.50, "title": "aé"}"#, "name"),
        (r#"{"spend": 1.50, "name": "aé"}"#, "id"),
    ] {
        assert_eq!(lost_in(row), [format!("field `{field}` lost")], "{row}");
    }
    let other_order = r#"{"items": [{"spend": 1}, {"spend": 2}]}"#;
    let rows = "{\"spend\": 2}\n{\"spend\": 1}";
    assert_eq!(lost(&Json::read(other_order), &[Table::read(rows)]).len(), 1);
}

/// The capture with another name for one field that has a value, from the middle of its fields.
fn renaming(capture: &Capture) -> Option<Capture> {
    let leaves = capture.body.leaves();
    let mut names: Vec<_> = leaves
        .iter()
        .filter(|(path, value)| {
            path.contains('.') == capture.body.field("items").is_some() && !value.is_empty()
        })
        .filter_map(|(path, _)| path.rsplit('.').next())
        .filter(|name| !SECRETS.contains(name) && !["bookmark"].contains(name))
        .collect();
    names.sort_unstable();
    names.dedup();
    let name = (*names.get(names.len() / 2)?).to_owned();
    let text = capture.text.replace(&format!("\"{name}\""), &format!("\"{name}_renamed\""));
    Some(Capture { body: Json::read(&text), text, ..capture.clone() })
}

/// What a function finds in each of them, in their order.
fn each(captures: &[&Capture], find: impl Fn(&Capture) -> Vec<String> + Sync) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(capture) = captures.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found_here = panic::catch_unwind(AssertUnwindSafe(|| find(capture)));
                    let problems = found_here.unwrap_or_else(|panic| {
                        let what = panic.downcast_ref::<String>().map_or("no message", |it| it);
                        vec![format!("{}: panic: {what}", capture.name())]
                    });
                    found.lock().expect("no panic").push((capture.number, problems));
                }
            });
        }
    });
    let mut found = found.into_inner().expect("no panic");
    found.sort();
    found.into_iter().flat_map(|(_, problems)| problems).collect()
}

/// All that is wrong with how a capture is read.
fn problems(capture: &Capture, captures: &[Capture], catalogue: &Catalogue) -> Vec<String> {
    let found = if capture.path.ends_with("/reports") {
        reports::problems(capture)
    } else {
        let trials = Trial::all(capture, captures, catalogue);
        trials
            .iter()
            .flat_map(|trial| match capture.kind {
                Kind::Error => refused(trial, &Refusal::of(capture)),
                _ => read(trial),
            })
            .collect()
    };
    found.into_iter().map(|problem| format!("{}: {problem}", capture.name())).collect()
}

/// What is wrong with how a response is read.
fn read(trial: &Trial) -> Vec<String> {
    let sandbox = sandbox_of(trial);
    let (mut tables, mut headers, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    let (mut notes, mut unfit) = (Vec::new(), Vec::new());
    for words in &trial.commands {
        let command = words.join(" ");
        let rows = run(&sandbox, trial, words, &["--format", "ndjson"]);
        problems.extend(ended(&command, &rows, 0));
        tables.push(Table::read(&rows.stdout));
        if trial.has_known_columns {
            unfit.extend(misfits(&sandbox, trial, words, &rows));
            let csv = run(&sandbox, trial, words, &["--format", "csv", "-v"]);
            problems.extend(ended(&command, &csv, 0));
            let of_fields = csv.stderr.lines().filter(|line| line.contains("no column"));
            notes.extend(of_fields.map(str::to_owned));
            headers.extend(cells(&csv.stdout).into_iter().next());
        }
    }
    // A run that failed lost everything.
    if problems.is_empty() {
        let commands: Vec<_> = trial.commands.iter().map(|words| words.join(" ")).collect();
        let mut found = lost(&trial.body, &tables);
        if trial.has_known_columns {
            let unknown = unknown(&trial.body, &headers);
            found.extend(if unknown.is_empty() { notes } else { unknown });
        }
        problems.extend(found.into_iter().map(|it| format!("{}: {it}", commands.join(", "))));
    }
    problems.extend(unfit);
    problems
}

/// Values that do not fit the published types of their columns.
fn misfits(sandbox: &Sandbox, trial: &Trial, words: &[String], rows: &Outcome) -> Vec<String> {
    let command = words.join(" ");
    let typed = run(sandbox, trial, words, &["--format", "postgres", "--table", "t"]);
    let schema = run(sandbox, trial, words, &["--schema", "json"]);
    let schema = serde_json::from_str(&schema.stdout).expect("JSON");
    let rows = rows.stdout.lines().map(|row| serde_json::from_str(row).expect("JSON"));
    let objections = objections(&schema, &rows.collect::<Vec<_>>());
    let objections = objections.map(|it| format!("{command}: the schema does not allow {it}"));
    ended(&command, &typed, 0).into_iter().chain(objections).collect()
}

/// What is wrong with how an error is reported.
fn refused(trial: &Trial, refusal: &Refusal) -> Vec<String> {
    let sandbox = sandbox_of(trial);
    let mut problems = Vec::new();
    for words in &trial.commands {
        let command = words.join(" ");
        let outcome = run(&sandbox, trial, words, &[]);
        problems.extend(refusal.problems(&command, &outcome));
    }
    problems
}

impl Refusal {
    fn problems(&self, command: &str, outcome: &Outcome) -> Vec<String> {
        let code = self.exit_code(command);
        let mut problems = ended(command, outcome, code);
        let mut check = |is_right: bool, what: &str| {
            if !is_right {
                problems.push(format!("{command}: {what}: {}", outcome.stderr));
            }
        };
        let says = |text: &str| outcome.stderr.contains(text);
        check(says(&self.message), "the API's message is missing");
        check(code == 0 || says(&format!("HTTP {}", self.status)), "the status is missing");
        check(code == 0 || says("\nhint: "), "the hint is missing");
        let is_about_the_sign_in = says("auth login") || says("scope");
        check(!self.is_restricted() || !is_about_the_sign_in, "a new sign-in does not help");
        problems
    }
}

fn sandbox_of(trial: &Trial) -> Sandbox {
    let mut world = World::sized(1, 1, 1, 1, 1);
    world.accounts[0].id.clone_from(&trial.subject.account);
    world.sizes.of_a_kind = Some(1);
    (world.sizes.boards, world.sizes.pins) = (1, 1);
    let sandbox = Sandbox::hasty(world);
    let mut played = trial.played.clone();
    uncensor(&mut played.body, &trial.body);
    sandbox.server.play(played);
    sandbox
}

/// Puts a secret where whoever captured the response took one out: no run may show it.
fn uncensor(text: &mut String, body: &Json) {
    let mut body = body.clone();
    let mut has_secrets = false;
    body.edit(&mut |name, value| {
        if SECRETS.contains(&name) && !value.is_empty() {
            has_secrets = true;
            *value = Json::Text(new_secret("captured"));
        }
    });
    if has_secrets {
        *text = body.write();
    }
}

fn run(sandbox: &Sandbox, trial: &Trial, words: &[String], more: &[&str]) -> Outcome {
    let words: Vec<_> = words.iter().map(String::as_str).chain(more.iter().copied()).collect();
    let mut command = sandbox.command(&words);
    if let Some((_, last)) = &trial.subject.days {
        // On the day after the last one.
        let noon = format!("{last}T12:00:00Z")
            .parse()
            .map(|noon: chrono::DateTime<chrono::Utc>| noon + chrono::TimeDelta::days(1));
        let clock = noon.expect("a day").to_rfc3339();
        command.env("PINADS_TEST_CLOCK", sandbox.clock_at(&clock));
    }
    Outcome::run(&mut command)
}

/// What is wrong with the end of a run.
fn ended(command: &str, outcome: &Outcome, code: i32) -> Vec<String> {
    let is_right = outcome.code == Some(code) && !outcome.stderr.contains("panicked");
    let problem = || {
        let (found, stderr) = (outcome.code.unwrap_or(-1), outcome.stderr.trim());
        format!("{command}: exit code {found} instead of {code}: {stderr}")
    };
    if is_right { Vec::new() } else { vec![problem()] }
}
