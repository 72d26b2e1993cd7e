//! What is asked: every report and `get`, and what a run that nothing disturbs writes and requests.

use std::fs;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};

use crate::output::disk::{Files, contents};
use crate::support::cases;
use crate::support::sandbox::Sandbox;
use crate::support::server::{App, Rotation, Sizes, World};

/// Days that stay the same however long a run takes.
const DAYS: &str = "--start-date=2026-03-02 --end-date=2026-03-04";

/// Beside what the tests of the reports request. `DAYS` and `ACCOUNT` are filled in.
const MORE: &[&str] = &[
    "delivery-metrics --all-ad-accounts --via sync DAYS",
    "delivery-metrics --all-ad-accounts --via sync --object-type ad DAYS",
    "delivery-metrics --all-ad-accounts --via sync --granularity hour --date=2026-03-04",
    "delivery-metrics --all-ad-accounts --via sync --granularity total DAYS -o data/{account}.csv",
    "delivery-metrics --all-ad-accounts --via sync DAYS -o data/{date}.csv",
    "delivery-metrics --all-ad-accounts --via sync DAYS -o data/{account}-{date}.csv",
    "delivery-metrics --all-ad-accounts --via async DAYS",
    "delivery-metrics --all-ad-accounts --via async --object-type keyword DAYS",
    "delivery-metrics --all-ad-accounts --via async --start-date=2025-06-01 --end-date=2026-03-04",
    "delivery-metrics --all-ad-accounts --via async DAYS -o data/{account}-{date}.csv",
    "delivery-metrics --all-ad-accounts --display-names DAYS",
    "targeting-metrics --all-ad-accounts --targeting-type gender,location --via sync DAYS",
    "targeting-metrics --all-ad-accounts --targeting-type gender --via async DAYS",
    "most-clicked-pins --domain lichtundlaub.example DAYS",
    "most-repinned-pins --domain lichtundlaub.example DAYS",
    "object-information --all-ad-accounts --object-type campaigns -o data/{account}.csv",
    "get /boards",
    "get /pins -q page_size=1",
    "get /user_account",
    "get /ad_accounts/ACCOUNT/campaigns",
    "get /ad_accounts/ACCOUNT/ads -q page_size=2",
    "get /resources/delivery_metrics",
];

/// Waits are short, and still a link to a file lives for most of a second: a slow machine is no fault.
const SPEED: f64 = 400.0;

/// What changes from one day to the next.
const OF_TODAY: &[&str] = &["--pin-metrics", "--created-in-last", "--start-date 40d"];

pub(super) struct Questions(Vec<Question>);

pub(super) struct Question {
    words: String,
    truth: OnceLock<Truth>,
}

pub(super) struct Truth {
    /// The files, by name.
    pub(super) files: Files,
    /// Method and path of each request; the end of a path for a download.
    pub(super) requests: Vec<String>,
}

impl Questions {
    pub(super) fn new() -> Self {
        let sandbox = sandbox();
        let server = &sandbox.server;
        let account = server.world().accounts[0].id.clone();
        let cases = cases::all(server).into_iter().map(|case| case.arguments.trim_end().to_owned());
        let is_fixed = |words: &String| !OF_TODAY.iter().any(|option| words.contains(option));
        let dated = |words: String| {
            let has_days = words.starts_with("user-metrics") || words.starts_with("user-top-");
            if has_days && !words.contains("date") { words + " " + DAYS } else { words }
        };
        let fill = |words: &str| words.replace("DAYS", DAYS).replace("ACCOUNT", &account);
        let more: Vec<_> = MORE.iter().map(|words| fill(words)).collect();
        // As often as all the others: much of what can go wrong is in these.
        let weighted = (0..3).flat_map(|_| more.iter().cloned());
        let all = cases.filter(is_fixed).map(dated).chain(weighted);
        Questions(all.map(|words| Question { words, truth: OnceLock::new() }).collect())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, at: usize) -> &Question {
        &self.0[at]
    }

    pub(super) fn have(&self, report: &str) -> bool {
        self.0.iter().any(|question| question.words.split(' ').next() == Some(report))
    }

    /// How many have been asked.
    pub(super) fn known(&self) -> usize {
        self.0.iter().filter(|question| question.truth.get().is_some()).count()
    }
}

impl Question {
    pub(super) fn words(&self) -> Vec<&str> {
        let words = self.words.split(' ');
        let output: &[&str] =
            if self.words.contains(" -o ") { &[] } else { &["-o", "data/out.csv"] };
        words.chain(output.iter().copied()).collect()
    }

    /// Has each ad account files of its own?
    pub(super) fn has_files_of_accounts(&self) -> bool {
        self.words.contains("{account}")
    }

    pub(super) fn truth(&self) -> &Truth {
        self.truth.get_or_init(|| self.find(&sandbox()))
    }

    /// The files as they are a day later: some rows are of that day.
    pub(super) fn files_of_tomorrow(&self) -> Files {
        let sandbox = sandbox();
        pass_a_day(&sandbox);
        self.find(&sandbox).files
    }

    fn find(&self, sandbox: &Sandbox) -> Truth {
        sandbox.succeed(&self.words());
        let of_api = sandbox.server.log().into_iter();
        let of_api = of_api.map(|it| format!("{} {}", it.method, it.path));
        let downloads = sandbox.server.download_log().into_iter();
        let end = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let requests = of_api.chain(downloads.map(|it| end(&it.path)));
        let mut requests: Vec<_> = requests.collect();
        requests.sort();
        requests.dedup();
        Truth { files: contents(&sandbox.path("data")), requests }
    }
}

/// With a little of everything, shortly after midnight: runs have most of a day before them.
pub(super) fn sandbox() -> Sandbox {
    let sizes = Sizes { boards: 3, pins: 9, foreign_pins: 4, ..Sizes::default() };
    // A response that was lost costs nobody the sign-in.
    let app = App { rotation: Rotation::Lenient, ..App::default() };
    let sandbox = Sandbox::at_speed(World { app, sizes, ..World::sample() }, SPEED);
    sandbox.pass_until(instant("2026-03-11T00:01:00Z"));
    fs::create_dir(sandbox.path("data")).expect("a new folder");
    sandbox
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// Lets the longest wait pass that a server requires.
pub(super) fn pass_a_day(sandbox: &Sandbox) {
    sandbox.pass_until(instant("2026-03-13T00:01:00Z"));
}

/// The names of all reports.
pub(super) fn reports() -> Vec<String> {
    let listed = sandbox().succeed(&["reports"]);
    let names = listed.lines().filter_map(|line| line.split(' ').next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
