//! Whatever comes in, a run ends soon, with a published exit code and without a panic.
//!
//! `PINADS_FUZZ_CASES` sets the number of cases of each property, and `PINADS_FUZZ_SEED` the seed of
//! the first. A case that fails shows its seed, which repeats it.

mod corpus;
mod ending;
mod mutation;
mod typed;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::sync::{Arc, OnceLock};
use std::thread;

use fastrand::Rng;
use libtest_mimic::Trial;

use crate::support::sandbox::{Sandbox, has_program, kill};
use crate::support::server::{App, Fault, Reply, Rotation, Sizes, Times, World};
use ending::end;
use mutation::{mutated, odd};

/// The number of cases of a property: some ten seconds of them.
const CASES: u64 = 20;

/// A wait of an hour takes no time, and a day is long enough for a run.
const SPEED: f64 = 20_000.0;

/// With days that stay the same however long a run takes.
const RUN: [&str; 3] = ["delivery-metrics", "--start-date=2026-03-02", "--end-date=2026-03-08"];

const CONFIGURATION: &[u8] =
    b"[profiles.default]\nad-account = 549755885175\nformat = \"ndjson\"\n\
    store = \"file\"\nmax-requests-per-hour = 500\nmax-wait = \"10m\"\ntimeout = \"5s\"\n\
    concurrency = 8\n";

/// What is asked, and the path whose answer is spoilt.
const QUESTIONS: [(&str, &str); 13] = [
    ("delivery-metrics --all-ad-accounts", "/ad_accounts"),
    ("delivery-metrics", "/campaigns"),
    ("delivery-metrics", "/campaigns/analytics"),
    ("delivery-metrics -f ndjson --granularity hour --days-back 1", "/campaigns/analytics"),
    ("delivery-metrics --via async", "/reports"),
    ("delivery-metrics --via async", "metrics_report.txt"),
    ("delivery-metrics --display-names", "/resources/delivery_metrics"),
    ("object-information --object-type campaigns --extra-column", "/campaigns"),
    ("object-information --object-type boards -f ndjson", "/boards"),
    ("users", "/user_account"),
    ("user-metrics", "/user_account/analytics"),
    ("conversion-quality-health --all-ad-accounts", "/conversion_eqs"),
    ("get /boards", "/boards"),
];

/// Takes a source of randomness, and panics if it does not hold.
type Property = fn(&mut Rng);

const PROPERTIES: [(&str, Property); 9] = [
    ("bodies", bodies),
    ("headers", headers),
    ("responses to token requests", the_answers_to_token_requests),
    ("the stored sign-in", the_kept_sign_in),
    ("the configuration", the_configuration),
    ("the budget", the_budget),
    ("files of a killed run", what_a_killed_run_has_left),
    ("sizes of ad accounts", what_is_known_of_the_size_of_ad_accounts),
    ("the command line", the_command_line),
];

/// One for each property and seed.
pub(crate) fn trials() -> Vec<Trial> {
    let corpus = Trial::test("fuzz: the corpus has small files of every target", || {
        corpus::has_small_files_of_every_target();
        Ok(())
    });
    if !(has_program("timeout") && has_program("prlimit")) {
        return vec![corpus];
    }
    let number = |name| env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let first = number("PINADS_FUZZ_SEED").unwrap_or_else(|| fastrand::u32(..).into());
    let seeds = first..first + number("PINADS_FUZZ_CASES").unwrap_or(CASES);
    let cases = PROPERTIES.into_iter().flat_map(|(name, property)| {
        seeds.clone().zip(1..).map(move |(seed, number)| {
            Trial::test(format!("fuzz: {name}: {number:02}"), move || {
                let _case = Case(seed);
                property(&mut Rng::with_seed(seed));
                Ok(())
            })
        })
    });
    cases.chain([corpus]).collect()
}

fn bodies(random: &mut Rng) {
    let sandbox = sandbox();
    let (arguments, path) = random.choice(QUESTIONS).expect("there are some");
    spoil(&sandbox, path, random, |reply, random| reply.body = mutated(&reply.body, random));
    let outcome = end(&sandbox.command(&arguments.split(' ').collect::<Vec<_>>()));
    assert!(outcome.is_fit_for_a_terminal(), "{:?}", outcome.stderr);
}

fn headers(random: &mut Rng) {
    const STATUS: [u16; 15] =
        [200, 200, 200, 204, 206, 304, 400, 401, 403, 413, 429, 429, 429, 503, 999];
    let names = "retry-after x-ratelimit-reset content-type content-encoding x-pinterest-rid";
    let sandbox = sandbox();
    let path = random.choice(["/ad_accounts", "/campaigns", "/analytics"]).expect("three");
    spoil(&sandbox, path, random, |reply, random| {
        reply.status = random.choice(STATUS).expect("there are some");
        for name in names.split(' ') {
            if random.bool() {
                let value = odd(random);
                let value = String::from_utf8_lossy(&value).replace(char::is_control, " ");
                reply.headers.insert(0, (name, value));
            }
        }
    });
    let outcome = end(&sandbox.command(&RUN));
    assert!(outcome.code != Some(0) || outcome.stdout == undisturbed(), "{}", outcome.stdout);
    assert!(outcome.is_fit_for_a_terminal(), "{:?}", outcome.stderr);
}

fn the_answers_to_token_requests(random: &mut Rng) {
    let sandbox = sandbox();
    sandbox.sign_in(&[]);
    sandbox.server.expire_access_tokens();
    spoil(&sandbox, "/oauth/token", random, |reply, random| {
        reply.body = mutated(&reply.body, random);
    });
    end(&sandbox.unattended(&["users", "-v"]));
    end(&sandbox.unattended(&["auth", "status"]));
}

fn the_kept_sign_in(random: &mut Rng) {
    // However often it is used, its refresh token stays good.
    let app = App { rotation: Rotation::Lenient, ..App::default() };
    let sandbox = Sandbox::hasty(World { app, ..World::sized(1, 2, 0, 0, 0) });
    sandbox.sign_in(&[]);
    let file = sandbox.path("config/credentials/default.json");
    let original = fs::read(&file).expect("the sign-in");
    fs::write(&file, mutated(&original, random)).expect("writable");
    end(&sandbox.unattended(&["users", "-v"]));
    end(&sandbox.unattended(&["auth", "status"]));
}

fn the_configuration(random: &mut Rng) {
    let sandbox = sandbox();
    fs::create_dir(sandbox.path("config")).expect("a new folder");
    fs::write(sandbox.path("config/config.toml"), mutated(CONFIGURATION, random))
        .expect("writable");
    end(&sandbox.command(&RUN));
}

fn the_budget(random: &mut Rng) {
    let sandbox = sandbox();
    let undisturbed = sandbox.succeed(&RUN);
    let entries = fs::read_dir(sandbox.path("state/budget")).expect("a folder");
    let mut paths = entries.map(|entry| entry.expect("an entry").path());
    let is_budget = |path: &std::path::PathBuf| path.extension() == Some("json".as_ref());
    let file = paths.find(is_budget).expect("the budget");
    let original = fs::read(&file).expect("a readable file");
    fs::write(&file, mutated(&original, random)).expect("writable");
    let outcome = end(&sandbox.command(&RUN));
    let is_right = outcome.code == Some(5) || outcome.stdout == undisturbed;
    assert!(is_right, "{:?}: {}", outcome.code, outcome.stderr);
}

fn what_a_killed_run_has_left(random: &mut Rng) {
    let sandbox = sandbox();
    let run = [&RUN[..], &["--resume", "-o", "out.csv"]].concat();
    let hold = sandbox.server.hold("/campaigns/analytics", random.bool());
    let killed = sandbox.start(&run);
    hold.wait();
    kill(killed);
    hold.release();
    for folder in ["state/journal", "state/begun"] {
        for entry in fs::read_dir(sandbox.path(folder)).expect("a folder") {
            let file = entry.expect("an entry").path();
            let original = fs::read(&file).expect("a readable file");
            fs::write(&file, mutated(&original, random)).expect("writable");
        }
    }
    let outcome = end(&sandbox.command(&run));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(sandbox.read("out.csv"), undisturbed());
}

fn what_is_known_of_the_size_of_ad_accounts(random: &mut Rng) {
    // The name of the file and its content, which are the same in each sandbox.
    static ORIGINAL: OnceLock<(OsString, Vec<u8>)> = OnceLock::new();
    // With this many campaigns, a run gives up their list, and keeps that. The link to its report
    // lives for most of a second.
    let sandbox = || Sandbox::at_speed(World::sized(1, 800, 0, 0, 0), 400.0);
    let (name, original) = ORIGINAL.get_or_init(|| {
        let sandbox = sandbox();
        sandbox.succeed(&RUN);
        let entries = fs::read_dir(sandbox.path("state/sizes")).expect("a folder");
        let files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        let [file] = &files[..] else { panic!("one file") };
        let name = file.file_name().expect("a name").to_owned();
        (name, fs::read(file).expect("a readable file"))
    });
    let sandbox = sandbox();
    let folder = sandbox.path("state/sizes");
    fs::create_dir_all(&folder).expect("a new folder");
    fs::write(folder.join(name), mutated(original, random)).expect("writable");
    let outcome = end(&sandbox.command(&RUN));
    let is_right = outcome.code == Some(0) && outcome.stdout.lines().count() > 800;
    assert!(is_right, "{:?}: {}", outcome.code, outcome.stderr);
}

fn the_command_line(random: &mut Rng) {
    let sandbox = sandbox();
    let arguments = typed::arguments(random);
    let outcome = end(&sandbox.command(&arguments.iter().map(String::as_str).collect::<Vec<_>>()));
    // A folder may have been made for a file that then did not come.
    let mut files = sandbox.files(".");
    files.retain(|name| sandbox.path(name).is_file());
    let is_right = if matches!(outcome.code, Some(0 | 6)) {
        files.iter().all(|name| !name.starts_with(".pinads-"))
    } else {
        files.is_empty()
    };
    assert!(is_right, "{arguments:?}: {:?} {files:?}", outcome.code);
}

/// With a little of everything.
fn sandbox() -> Sandbox {
    let sizes = Sizes { boards: 2, pins: 3, ..Sizes::NOTHING };
    Sandbox::at_speed(World { sizes, ..World::sized(1, 2, 1, 1, 1) }, SPEED)
}

/// The rows of a run that nothing disturbs.
fn undisturbed() -> &'static str {
    static ROWS: OnceLock<String> = OnceLock::new();
    ROWS.get_or_init(|| sandbox().succeed(&RUN))
}

/// Changes the answers on a path, once or always, each in the same way.
fn spoil(
    sandbox: &Sandbox,
    path: &str,
    random: &mut Rng,
    change: impl Fn(&mut Reply, &mut Rng) + Send + Sync + 'static,
) {
    let times = if random.bool() { Times::Once } else { Times::Always };
    let random = random.clone();
    let alter = move |mut reply| {
        change(&mut reply, &mut random.clone());
        reply
    };
    sandbox.server.inject(path, times, Fault::Altered(Arc::new(alter)));
}

/// Shows how to repeat a case that fails.
struct Case(u64);

impl Drop for Case {
    #[expect(clippy::print_stderr, reason = "the harness shows it with the failure")]
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("to repeat it: PINADS_FUZZ_CASES=1 PINADS_FUZZ_SEED={}", self.0);
        }
    }
}
