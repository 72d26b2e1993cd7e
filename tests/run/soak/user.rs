//! A user with a home, a sign-in and an hourly job.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, SystemTime};

use chrono::TimeDelta;
use fastrand::Rng;

use crate::support::measured::{Measured, files, measure, memory};
use crate::support::sandbox::{Outcome, Sandbox};

/// As cron has it.
const RUN: [&str; 7] = [
    "delivery-metrics",
    "--all-ad-accounts",
    "--days-back=3",
    "--via=sync",
    "--resume",
    "-o",
    "{date}.csv",
];

pub(super) struct User<'a> {
    sandbox: &'a Sandbox,
    home: PathBuf,
}

impl<'a> User<'a> {
    pub(super) fn sign_in(sandbox: &'a Sandbox, name: &str) -> Self {
        let home = sandbox.path(name);
        for folder in ["data", "tmp"] {
            fs::create_dir_all(home.join(folder)).expect("a new folder");
        }
        let user = User { sandbox, home };
        sandbox.sign_in_as(|login| user.at_home(login));
        user
    }

    /// With nothing of the other user.
    fn at_home(&self, command: &mut Command) {
        command
            .current_dir(self.home.join("data"))
            .env("HOME", &self.home)
            .env("TMPDIR", self.home.join("tmp"))
            .env("PINADS_STATE_DIR", self.home.join("state"))
            .env("PINADS_CONFIG_DIR", self.home.join("config"));
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.sandbox.unattended(arguments);
        self.at_home(&mut command);
        command
    }

    /// A run that nothing ends early.
    pub(super) fn succeed(&self) -> Measured {
        let memory = self.memory(&RUN);
        let data: Vec<_> = fs::read_dir(self.home.join("data")).expect("a folder").collect();
        for file in &data {
            let name = file.as_ref().expect("an entry").file_name();
            let name = name.to_str().expect("UTF-8");
            let is_of_a_day = name.strip_suffix(".csv").is_some_and(|day| day.len() == 10);
            assert!(is_of_a_day, "`{name}` is left behind");
        }
        let (all, bytes) = files(&self.home);
        let (days, bytes_of_days) = files(&self.home.join("data"));
        Measured { memory, files: all - days, bytes: bytes - bytes_of_days }
    }

    /// Makes journals a day older: only the time of the API and of the runs is a test's own.
    pub(super) fn age_journals(&self) {
        let folder = fs::read_dir(self.home.join("state/journal")).into_iter().flatten();
        for journal in folder {
            let path = journal.expect("an entry").path();
            let file = File::options().write(true).open(path).expect("it is there");
            file.set_modified(SystemTime::now() - Duration::from_secs(24 * 3600)).expect("ours");
        }
    }

    /// The most memory that a run of one request has.
    pub(super) fn least_memory(&self) -> u64 {
        self.memory(&["users"])
    }

    fn memory(&self, arguments: &[&str]) -> u64 {
        let into = self.sandbox.path("memory");
        let outcome = Outcome::run(&mut measure(&self.command(arguments), &into));
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        memory(&into)
    }

    /// A run under a clock that is wrong by so much, which may be killed. Returns the most memory it
    /// had, if it lived to its end.
    pub(super) fn run(&self, jump: TimeDelta, random: &mut Rng) -> u64 {
        let mut command = self.command(&RUN);
        command.env("PINADS_TEST_CLOCK", self.sandbox.clock_ahead(jump));
        if random.u8(..4) == 0 {
            // A token that was just renewed is kept before it is used.
            let requests = self.sandbox.server.asked() + random.usize(2..8);
            self.sandbox.kill_after(requests, command.spawn().expect("pinads starts"));
            return 0;
        }
        let into = self.sandbox.path("memory");
        let outcome = Outcome::run(&mut measure(&command, &into));
        let is_published = matches!(outcome.code, Some(0 | 3..=6));
        assert!(is_published, "{:?}: {}", outcome.code, outcome.stderr);
        assert!(!outcome.stderr.contains("Too many open files"), "{}", outcome.stderr);
        memory(&into)
    }
}
