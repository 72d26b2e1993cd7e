//! A year of a daily job: whatever happens on its days, each file is true in the end.
//!
//! `PINADS_YEAR_DAYS` says how many days it has, `PINADS_YEAR_SEED` what happens on them.

mod day;
mod job;

use std::env;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use fastrand::Rng;

use crate::support::server::Exchange;
use day::Event;
use job::{Job, SPEED};

/// A month and a day: tokens last 30 days.
const DAYS: u64 = 31;

/// The API's own.
const REQUESTS_AN_HOUR: usize = 1000;

/// So long a request may be on its way, by a real clock: runs count when they send it.
const ON_ITS_WAY: Duration = Duration::from_millis(500);

#[test]
fn a_year_of_daily_runs_ends_with_the_truth() {
    let number = |name| env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let days = number("PINADS_YEAR_DAYS").unwrap_or(DAYS);
    let seed = number("PINADS_YEAR_SEED").unwrap_or(1);
    let began = Instant::now();
    let mut random = Rng::with_seed(seed);
    let mut job = Job::new(seed);
    for day in 0..days {
        job.wake();
        Event::of(day, days, &mut random).happen(&mut job, &mut random);
    }
    job.check_all();

    let server = &job.sandbox.server;
    assert_eq!(server.count("POST /oauth/consent"), 1, "nobody signed in again");
    let renewals = server.refreshes();
    assert!(renewals as u64 >= days / 30, "{renewals} renewals");
    let busiest = busiest_hour(&server.log());
    assert!(busiest <= REQUESTS_AN_HOUR, "{busiest} requests in an hour");
    let text = format!(
        "\n{days} days, seed {seed}: {}; {} requests, at most {busiest} an hour; \
         {renewals} renewals; in {:.0?}\n",
        job.told(),
        server.asked(),
        began.elapsed()
    );
    // Past the test harness, which would keep it to itself.
    io::stdout().write_all(text.as_bytes()).expect("an open stdout");
}

/// The most requests in any hour, but for what may be on its way at both of its ends.
fn busiest_hour(log: &[Exchange]) -> usize {
    let hour = Duration::from_secs(3600).saturating_sub(ON_ITS_WAY.mul_f64(SPEED));
    let mut times: Vec<_> =
        log.iter().filter(|it| it.path.starts_with("/v5/")).map(|it| it.at).collect();
    times.sort();
    let mut first = 0;
    let counts = times.iter().enumerate().map(|(last, time)| {
        while *time >= times[first] + hour {
            first += 1;
        }
        last + 1 - first
    });
    counts.max().unwrap_or(0)
}
