//! A cell of the matrix: one run, what came of it, and whether that is allowed at all.

use std::fs;

use super::line::{Line, NONE};
use super::truth::{OPTIONS, REPORTS, Truth, Truths};
use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::{Times, World};

/// What lies where a run writes.
const OLD: &str = "the table of yesterday\n";

/// Nobody reads more, and a terminal is soon full.
const LONGEST_STORY: usize = 20_000;

pub(super) struct Cell {
    /// What came of it.
    pub(super) words: String,
    /// What should not have come of it.
    pub(super) wrong: Vec<String>,
}

/// A run that has ended.
struct Run<'a> {
    line: &'a Line,
    sandbox: &'a Sandbox,
    outcome: Outcome,
    /// What the file should hold, if it has changed.
    table: String,
    /// Requests where the fault was, and how many it takes without it.
    requests: (usize, usize),
}

impl Cell {
    pub(super) fn run(line: &Line, column: usize, truths: &Truths) -> Self {
        if line.cells[column] == NONE {
            return Cell { words: NONE.to_owned(), wrong: Vec::new() };
        }
        let (report, is_always) = (column / 2, column % 2 == 1);
        let (accounts, campaigns) = line.scene.size();
        let sandbox = Sandbox::hasty(World::sized(accounts, campaigns, 0, 0, 0));
        if line.scene.is_signed_in {
            sandbox.sign_in(&[]);
        }
        fs::write(sandbox.path("out.csv"), OLD).expect("writable");
        let path = path(line, report, &sandbox);
        for (at, fault) in line.faults.iter().enumerate() {
            let is_last = at + 1 == line.faults.len();
            let times = if is_always && is_last { Times::Always } else { Times::Once };
            sandbox.server.inject(&path, times, fault.clone());
        }
        let truth = truths.of(report, line);
        let run = Run {
            line,
            outcome: run(line, report, is_always, &sandbox),
            table: table(line, report, truth),
            requests: (sandbox.server.count(&path), truth.count(&path)),
            sandbox: &sandbox,
        };
        let (words, expected) = (run.words(), line.cells[column]);
        let other = (words != expected).then(|| format!("{words}, not {expected}"));
        let wrong: Vec<_> = run.wrong().into_iter().chain(other).collect();
        Cell { words: if wrong.is_empty() { words } else { words + " (!)" }, wrong }
    }
}

/// Where the fault happens.
fn path(line: &Line, report: usize, sandbox: &Sandbox) -> String {
    let path = REPORTS[if line.scene.is_paged { 0 } else { report }].1;
    if line.scene.has_several_accounts {
        format!("/{}{path}", sandbox.server.world().accounts[1].id)
    } else {
        path.to_owned()
    }
}

fn run(line: &Line, report: usize, is_always: bool, sandbox: &Sandbox) -> Outcome {
    let mut arguments = [REPORTS[report].0, &OPTIONS].concat();
    if let Some(timeouts) = line.scene.timeouts {
        arguments.extend(["--timeout", timeouts[usize::from(is_always)]]);
    }
    if let Some(url) = &line.scene.api_url {
        arguments.extend(["--api-url", url]);
    }
    let mut command = sandbox.command(&arguments);
    if line.scene.is_signed_in {
        command.env_remove("PINADS_ACCESS_TOKEN");
    }
    Outcome::run(&mut command)
}

fn table(line: &Line, report: usize, truth: &Truth) -> String {
    match &line.scene.value {
        Some((columns, value)) => truth.with(columns[report], value),
        None => truth.table.clone(),
    }
}

impl Run<'_> {
    fn words(&self) -> String {
        let (requests, undisturbed) = self.requests;
        let file = self.file();
        match (self.outcome.code, requests) {
            (Some(0), _) if file != self.table => "exit 0, NOT THE TABLE".to_owned(),
            (Some(0), _) => match requests - undisturbed {
                0 => "exact".to_owned(),
                1 => "exact, +1 request".to_owned(),
                more => format!("exact, +{more} requests"),
            },
            (code, _) => {
                let code = code.map_or("a signal".to_owned(), |code| format!("exit {code}"));
                let account = if code == "exit 6" { ", account named" } else { "" };
                let file = if file == OLD { "no file" } else { "A FILE" };
                let requests = match requests {
                    0 | 1 => String::new(),
                    _ => format!(", {requests} requests"),
                };
                format!("{code}{account}, {file}{requests}")
            }
        }
    }

    fn file(&self) -> String {
        self.sandbox.read("out.csv")
    }

    /// The rule: the exact data and 0, or an error that says enough and a file as it was.
    fn wrong(&self) -> Vec<String> {
        let Outcome { code, stdout, stderr } = &self.outcome;
        let error = stderr.rsplit_once("\npinads: ").map_or("", |(_, error)| error);
        let accounts = &self.sandbox.server.world().accounts;
        let (said, file) = match code {
            Some(0) => (stderr.as_str(), &*self.table),
            // The lines before tell why; the last one whom it concerns.
            Some(6) => (stderr.as_str(), OLD),
            _ => (error, OLD),
        };
        let short: String = stderr.chars().take(2000).collect();
        let names_account = || error.contains(&format!("`--ad-account {}`", accounts[1].id));
        let mut wrong = Vec::new();
        let mut check = |is_right: bool, what: &str| {
            if !is_right {
                wrong.push(format!("{what}: {code:?} {short}"));
            }
        };
        check(matches!(code, Some(0 | 3..=6)), "the exit code");
        check(self.file() == file, "the file");
        check(self.sandbox.files(".") == ["out.csv"], "another file");
        check(stdout.is_empty(), "stdout");
        check(said.contains(self.line.told), "what is said");
        check(stderr.len() < LONGEST_STORY, "a long story");
        check(self.outcome.is_fit_for_a_terminal(), "not fit for a terminal");
        match code {
            Some(0) => {}
            Some(6) => check(names_account(), "the ad account is not named"),
            _ => check(error.contains("\n  GET /"), "no request in the error"),
        }
        wrong
    }
}
