//! A night of an agency in one batch that is killed twice: every row, no limit exceeded, and the
//! fewest requests.
//!
//! `PINADS_REHEARSAL=full` has 2,000 ad accounts, 20,000 campaigns, and 200,000 ads, and takes several
//! minutes.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::process::Child;
use std::thread;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::support::expected::expected;
use crate::support::sandbox::{Outcome, Sandbox, cells, kill, today};
use crate::support::server::{Exchange, Granularity, Level, World};

const COLUMNS: &str = "SPEND_IN_DOLLAR,TOTAL_IMPRESSION";

/// The metrics of two levels, and the objects of the same lists.
const NIGHT: &str = "\
delivery-metrics --all-ad-accounts --date 3d --columns SPEND_IN_DOLLAR,TOTAL_IMPRESSION -o campaigns.csv
delivery-metrics --all-ad-accounts --date 3d --columns SPEND_IN_DOLLAR,TOTAL_IMPRESSION --object-type ad -o ads.csv
object-information --object-type campaigns --all-ad-accounts --columns id -o campaign-ids.csv
object-information --object-type ads --all-ad-accounts --columns id -o ad-ids.csv
";

/// The number of ad accounts, and the budget of an hour.
struct Size {
    accounts: usize,
    per_hour: usize,
    speed: f64,
}

const SMALL: Size = Size { accounts: 40, per_hour: 60, speed: 2000.0 };
const FULL: Size = Size { accounts: 2000, per_hour: 1000, speed: 300.0 };

/// The most memory of a run.
const KIBIBYTES: u64 = 48 * 1024;

#[test]
fn a_night_that_is_killed_twice_has_every_row_within_the_limits() {
    let size = if env::var_os("PINADS_REHEARSAL").is_some() { FULL } else { SMALL };
    let world = World::sized(size.accounts, 10, 10, 100, 0);
    let sandbox = Sandbox::at_speed(world, size.speed);
    fs::write(sandbox.path("night.pinads"), NIGHT).expect("a file");
    let per_hour = size.per_hour.to_string();
    // A killed run loses the requests in flight, which weigh more in a small night.
    let concurrency = if size.accounts == SMALL.accounts { "2" } else { "8" };
    let command = [
        &["batch", "night.pinads", "--resume", "--concurrency", concurrency][..],
        &["--max-requests-per-hour", &per_hour],
    ]
    .concat();
    // A list and metrics of two levels, and the list of ad accounts.
    let bound = size.accounts.div_ceil(250) + 4 * size.accounts;
    let mut most_memory = 0;
    for part in [1, 2] {
        let mut run = sandbox.start(&command);
        most_memory =
            most_memory.max(watch(&mut run, || sandbox.server.asked() < part * bound / 3));
        kill(run);
    }
    let mut run = sandbox.start(&command);
    most_memory = most_memory.max(watch(&mut run, || true));
    let outcome = Outcome::of(run.wait_with_output().expect("an end"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);

    check_rows(&sandbox);
    let log = sandbox.server.log();
    for (window, limit) in [(3600, size.per_hour), (60, 300), (1, 100)] {
        let most = most_within(&log, TimeDelta::seconds(window));
        assert!(most <= limit, "{most} requests in {window} seconds");
    }
    assert!(log.len() * 100 <= bound * 105, "{} requests, bound {bound}", log.len());
    assert!(most_memory > 0 && most_memory < KIBIBYTES, "{most_memory} KiB");
    let hours = (log[log.len() - 1].at - log[0].at).num_hours();
    let _ = writeln!(
        io::stderr(),
        "{} requests, bound {bound}, {hours} hours, {most_memory} KiB\n{}",
        log.len(),
        outcome.stderr
    );
}

fn check_rows(sandbox: &Sandbox) {
    let world = sandbox.server.world();
    let day = today() - TimeDelta::days(3);
    for (file, level) in [("campaigns.csv", Level::Campaign), ("ads.csv", Level::Ad)] {
        let table = cells(&sandbox.read(file));
        let expected = expected(world, level, Granularity::Day, (day, day), COLUMNS);
        // The table alone would be too long to print.
        assert!(table == expected, "{file}: {} rows of {}", table.len(), expected.len());
    }
    for (file, level) in [("campaign-ids.csv", Level::Campaign), ("ad-ids.csv", Level::Ad)] {
        let ids: Vec<_> =
            cells(&sandbox.read(file)).into_iter().skip(1).map(|row| row[0].clone()).collect();
        let of = |account| crate::support::expected::ids(account, level);
        let expected: Vec<_> = world.accounts.iter().flat_map(of).collect();
        assert!(ids == expected, "{file}: {} rows of {}", ids.len(), expected.len());
    }
}

/// Watches a run while it runs and `is_wanted`. Returns its most memory so far, in KiB.
fn watch(run: &mut Child, is_wanted: impl Fn() -> bool) -> u64 {
    let mut most = 0;
    while run.try_wait().expect("a state").is_none() && is_wanted() {
        most = memory(run.id()).unwrap_or(most);
        thread::sleep(Duration::from_millis(2));
    }
    most
}

fn memory(process: u32) -> io::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = most.and_then(|most| most.split_whitespace().next()?.parse().ok());
    number.ok_or_else(|| io::ErrorKind::NotFound.into())
}

/// The most requests of one category in any window of this length.
fn most_within(log: &[Exchange], window: TimeDelta) -> usize {
    let mut by_category: BTreeMap<bool, Vec<DateTime<Utc>>> = BTreeMap::new();
    for exchange in log {
        let is_metrics = exchange.path.contains("analytics");
        by_category
            .entry(window < TimeDelta::hours(1) && is_metrics)
            .or_default()
            .push(exchange.at);
    }
    let most = by_category.values_mut().map(|times| {
        times.sort_unstable();
        let count = |first: usize| {
            times[first..].iter().take_while(|at| **at - times[first] < window).count()
        };
        (0..times.len()).map(count).max().unwrap_or(0)
    });
    most.max().unwrap_or(0)
}
