//! The job, the days on which it runs, and the files that it keeps true.

use std::collections::BTreeMap;
use std::fs;
use std::process::Child;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::support::expected::told_on;
use crate::support::sandbox::{Outcome, Sandbox, today};
use crate::support::server::{Granularity, Level, Quirks, World};

/// A run takes minutes of a day, and an hour some seconds.
pub(super) const SPEED: f64 = 500.0;

/// As cron has it.
const RUN: [&str; 6] =
    ["delivery-metrics", "--all-ad-accounts", "--days-back", "30", "-o", "{date}.csv"];
const WINDOW: u64 = 30;

/// Fewer than the job looks back, or a day of failures would leave a file untrue.
const SETTLES_AFTER: i64 = 20;

pub(super) struct Job {
    pub(super) sandbox: Sandbox,
    seed: u64,
    /// The first day on which it runs, and the one that it is now.
    first: NaiveDate,
    pub(super) today: NaiveDate,
    /// All but the keys.
    columns: String,
    /// How many runs ended how.
    ends: BTreeMap<String, usize>,
}

/// How a run ended: nothing if it was killed.
pub(super) type End = Option<i32>;

impl Job {
    /// Somebody signs in, and leaves.
    pub(super) fn new(seed: u64) -> Self {
        // Far more ad groups than anybody can ask about in an hour.
        let quirks = Quirks { settles_after: SETTLES_AFTER, ..Quirks::default() };
        let sandbox = Sandbox::at_speed(World { quirks, ..World::sized(2, 4, 520, 0, 0) }, SPEED);
        sandbox.sign_in(&[]);
        let header = sandbox.succeed(&["delivery-metrics", "--all-ad-accounts", "--days-back=1"]);
        let header = header.lines().next().expect("a header");
        let columns = header.strip_prefix("AD_ACCOUNT_ID,CAMPAIGN_ID,DATE,").expect("its keys");
        let first = today() + Days::new(1);
        let columns = columns.to_owned();
        Job { sandbox, seed, first, today: today(), columns, ends: BTreeMap::new() }
    }

    /// It is six o'clock in the morning of the next day.
    pub(super) fn wake(&mut self) {
        self.today = self.today + Days::new(1);
        self.sandbox.pass_until(self.at(6));
    }

    /// Some hours later.
    pub(super) fn at(&self, hour: u32) -> DateTime<Utc> {
        self.today.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(hour.into())
    }

    pub(super) fn start(&self, more: &[&str]) -> Child {
        let mut run = self.sandbox.unattended(&[&RUN, more].concat());
        run.spawn().expect("pinads starts")
    }

    /// How a run ended, which has said why if it was not well.
    pub(super) fn end(&self, run: Child) -> End {
        let outcome = Outcome::of(run.wait_with_output().expect("it ends"));
        let said = match outcome.code {
            Some(0) => "",
            Some(1) => "pinads: the same command is already running\n",
            Some(3..=6) => "pinads: ",
            _ => "no such end",
        };
        assert!(outcome.stderr.contains(said), "{}: {}", self.when(), outcome.stderr);
        outcome.code
    }

    pub(super) fn run(&self, more: &[&str]) -> End {
        self.end(self.start(more))
    }

    /// A run that nothing disturbs.
    pub(super) fn succeed(&self) -> End {
        let outcome = Outcome::run(&mut self.sandbox.unattended(&RUN));
        assert_eq!(outcome.code, Some(0), "{}: {}", self.when(), outcome.stderr);
        outcome.code
    }

    /// A day with these runs, after which each file is as it was before or as it should be now:
    /// now if one of them ended well, as before if all ended with an error.
    pub(super) fn day(&mut self, what: &str, runs: impl FnOnce(&Self) -> Vec<End>) {
        let before = self.files();
        let ends = runs(self);
        let after = self.files();
        let (is_done, was_killed) = (ends.contains(&Some(0)), ends.contains(&None));
        for date in (1..=WINDOW).map(|back| self.today - Days::new(back)) {
            let (old, new) = (before.get(&date), after.get(&date));
            let is_as_before = old == new;
            let is_true = new.is_some_and(|new| *new == self.truth(date));
            let is_right = match (is_done, was_killed) {
                (true, _) => is_true,
                (false, true) => is_true || is_as_before,
                (false, false) => is_as_before,
            };
            assert!(is_right, "{}, {what}: {date} after {ends:?}", self.when());
        }
        for end in ends {
            let end = end.map_or("killed".to_owned(), |code| format!("exit {code}"));
            *self.ends.entry(end).or_default() += 1;
        }
    }

    /// There are the files of all days, and nothing else; each is true.
    pub(super) fn check_all(&self) {
        let first = self.first - Days::new(WINDOW);
        let days = first.iter_days().take_while(|day| *day < self.today);
        let names: Vec<_> = days.clone().map(|day| format!("{day}.csv")).collect();
        assert_eq!(self.sandbox.files("."), names, "seed {}", self.seed);
        let files = self.files();
        for day in days {
            assert!(files[&day] == self.truth(day), "{day}, seed {}", self.seed);
        }
    }

    /// What runs came to.
    pub(super) fn told(&self) -> String {
        let ends = self.ends.iter().map(|(end, count)| format!("{count} runs {end}"));
        ends.collect::<Vec<_>>().join(", ")
    }

    /// Which day it is, in an error.
    pub(super) fn when(&self) -> String {
        format!("{} (seed {})", self.today, self.seed)
    }

    /// What the file of a day should hold today.
    fn truth(&self, day: NaiveDate) -> String {
        let world = self.sandbox.server.world();
        let (level, granularity) = (Level::Campaign, Granularity::Day);
        let table = told_on(self.today, world, level, granularity, (day, day), &self.columns);
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in table {
            writer.write_record(row).expect("a vector takes all bytes");
        }
        let bytes = writer.into_inner().expect("a vector takes all bytes");
        String::from_utf8(bytes).expect("it was text")
    }

    /// The files by their days, without what a killed run has left.
    fn files(&self) -> BTreeMap<NaiveDate, String> {
        let names = self.sandbox.files(".").into_iter();
        let days = names.filter_map(|name| name.strip_suffix(".csv")?.parse().ok());
        let text = |day: NaiveDate| {
            let path = self.sandbox.path(&format!("{day}.csv"));
            (day, fs::read_to_string(path).expect("a file of text"))
        };
        days.map(text).collect()
    }
}
