//! Hours of hourly jobs of two users on one machine, with faults, kills, token rotation and clock
//! jumps: memory, files and descriptors do not grow.
//!
//! `PINADS_SOAK_HOURS` is the number of hours, `PINADS_SOAK_SEED` decides what happens in them.

mod user;

use std::env;
use std::io::{self, Write};
use std::time::Instant;

use chrono::TimeDelta;
use fastrand::Rng;

use crate::api::fault_matrix;
use crate::support::measured::Measured;
use crate::support::sandbox::{Sandbox, has_program};
use crate::support::server::{App, Fault, Times, World};
use user::User;

/// A few seconds of them.
const HOURS: u64 = 3;

/// A wait of a minute takes a tenth of a second.
const SPEED: f64 = 600.0;

/// A token is renewed every other hour.
const ACCESS_SECONDS: i64 = 2 * 3600 - 60;

/// By how many minutes the clock of the users is wrong for an hour.
const JUMPS: [i64; 7] = [0, 0, 0, -90, -10, 10, 90];

/// Where something goes wrong.
const PATHS: [&str; 4] = ["/ad_accounts", "/campaigns", "/campaigns/analytics", "/oauth/token"];

/// More requests in a run than it may have descriptors.
const AD_ACCOUNTS: usize = 20;

/// How much more memory a run may have than one of a single request, in percent.
const TOLERANCE: u64 = 25;

/// How many bytes more there may be at the end: the API states limits in between.
const BYTES: u64 = 512;

#[test]
fn hours_of_jobs_leave_memory_files_and_descriptors_as_they_were() {
    if !(has_program("prlimit") && has_program("python3")) {
        return;
    }
    let number = |name| env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let hours = number("PINADS_SOAK_HOURS").unwrap_or(HOURS).max(2);
    let seed = number("PINADS_SOAK_SEED").unwrap_or(1);
    let began = Instant::now();
    let mut random = Rng::with_seed(seed);
    let app = App { access_seconds: ACCESS_SECONDS, ..App::default() };
    let sandbox = Sandbox::at_speed(World { app, ..World::sized(AD_ACCOUNTS, 2, 0, 0, 0) }, SPEED);
    let users = ["first", "second"].map(|name| User::sign_in(&sandbox, name));
    let faults = faults();

    let least_memory = users[0].least_memory();
    let first = users.each_ref().map(|user| succeed(&sandbox, user));
    let (mut runs, mut most_memory) = (0, 0);
    for _ in 1..hours {
        sandbox.pass(TimeDelta::hours(1));
        let jump = TimeDelta::minutes(random.choice(JUMPS).expect("there are some"));
        for user in &users {
            disturb(&sandbox, &faults, &mut random);
            for _ in 0..random.usize(1..=2) {
                let memory = user.run(jump, &mut random);
                most_memory = most_memory.max(memory);
                runs += 1;
            }
            sandbox.server.forget_faults();
        }
    }
    // Each user completes what an earlier run has begun. Journals of the day before are removed.
    sandbox.pass(TimeDelta::hours(24));
    for user in &users {
        user.age_journals();
        user.succeed();
    }
    sandbox.pass(TimeDelta::hours(3));
    let last = users.each_ref().map(|user| succeed(&sandbox, user));

    assert_eq!(sandbox.server.count("POST /oauth/consent"), 2, "nobody signed in again");
    let renewals = sandbox.server.refreshes() as u64;
    assert!(renewals >= hours / 2, "{renewals} renewals");
    let text = format!(
        "\n{hours} hours, seed {seed}: {runs} disturbed runs, {renewals} renewals; memory {} to {} \
         KiB, at most {most_memory}, {least_memory} of one request; files {} to {} of {} to {} \
         bytes; in {:.0?}\n",
        first[0].memory,
        last[0].memory,
        first[0].files,
        last[0].files,
        first[0].bytes,
        last[0].bytes,
        began.elapsed()
    );
    // Past the test harness, which would keep it to itself.
    io::stdout().write_all(text.as_bytes()).expect("an open stdout");
    let has_grown = |memory: u64| memory * 100 > least_memory * (100 + TOLERANCE);
    assert!(!has_grown(most_memory), "seed {seed}: {most_memory} KiB, not {least_memory}");
    for (first, last) in first.iter().zip(&last) {
        assert!(last.files <= first.files, "seed {seed}: {first:?} became {last:?}");
        assert!(last.bytes <= first.bytes + BYTES, "seed {seed}: {first:?} became {last:?}");
        assert!(!has_grown(first.memory), "seed {seed}: {first:?}, not {least_memory} KiB");
        assert!(!has_grown(last.memory), "seed {seed}: {first:?} became {last:?}");
    }
}

/// Those of the matrix that are not large and do not end the day.
fn faults() -> Vec<Vec<Fault>> {
    let unfit = |name: &str| name.contains("20 MB") || name.contains("67150");
    let common = fault_matrix::common().into_iter().filter(|(name, _)| !unfit(name));
    common.map(|(_, faults)| faults).collect()
}

/// A run with as many retries as it may have descriptors.
fn succeed(sandbox: &Sandbox, user: &User) -> Measured {
    for account in &sandbox.server.world().accounts {
        let path = format!("/{}/campaigns", account.id);
        sandbox.server.inject(&path, Times::Count(2), busy());
    }
    user.succeed()
}

fn busy() -> Fault {
    Fault::Status { status: 503, headers: vec![], body: String::new() }
}

fn disturb(sandbox: &Sandbox, faults: &[Vec<Fault>], random: &mut Rng) {
    for _ in 0..random.usize(0..=2) {
        let path = random.choice(PATHS).expect("there are four");
        if path == "/oauth/token" {
            // What loses a response could lose the sign-in.
            sandbox.server.inject(path, Times::Once, busy());
            continue;
        }
        let times = random.choice([Times::Once, Times::Always]).expect("there are two");
        for fault in random.choice(faults).expect("there are many") {
            sandbox.server.inject(path, times, fault.clone());
        }
    }
}
