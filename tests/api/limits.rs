//! The limits of the API, judged by a server that counts what it receives in exact sliding windows.

use std::time::Duration;

use chrono::TimeDelta;

use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::{Exchange, Latency, Limits, Quirks, World};
use crate::support::sweep::swept;

/// Seconds, and the requests that fit into them.
const SECOND: (i64, usize) = (1, 100);
const MINUTE: (i64, usize) = (60, 300);
const HOUR: (i64, usize) = (3600, 1000);

/// A server with all limits. Each run sends one request of a category for each ad account.
struct Trial {
    sandbox: Sandbox,
    latency: Duration,
}

impl Trial {
    fn new(accounts: usize, latency: u64, speed: f64) -> Self {
        let latency = Duration::from_millis(latency);
        let real = latency.div_f64(speed);
        let jitter = Latency { least: real.mul_f64(0.5), most: real.mul_f64(1.5) };
        let limits = Limits { hour: Some(HOUR.1), ..Limits::default() };
        let quirks = Quirks { latency: Some(jitter), ..Quirks::default() };
        let world = World { quirks, limits, ..World::sized(accounts, 0, 0, 0, 0) };
        Trial { sandbox: Sandbox::at_speed(world, speed), latency }
    }

    /// Runs side by side, each with its concurrency and number of ad accounts.
    fn run(&self, runs: &[(usize, usize)]) {
        let start = |(concurrency, accounts): &(usize, usize)| {
            let all = self.sandbox.server.world().accounts.iter().take(*accounts);
            let ids: Vec<_> = all.map(|account| account.id.as_str()).collect();
            let (ids, concurrency) = (ids.join(","), concurrency.to_string());
            let run = ["delivery-metrics", "--level", "ad-account", "--via", "sync"];
            // In a fast time, a response may take more than a minute.
            let more = ["--days-back", "1", "--timeout", "1h", "--concurrency", &concurrency];
            self.sandbox.start(&[&run[..], &more, &["--ad-account", &ids]].concat())
        };
        let runs: Vec<_> = runs.iter().map(start).collect();
        for run in runs {
            let outcome = Outcome::of(run.wait_with_output().expect("it ends"));
            assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        }
    }

    /// Lets time pass until the first request is about to leave its window, if that is still to
    /// come.
    fn pass(&self, (seconds, _): (i64, usize), before: i64) {
        let log = self.sandbox.server.log();
        let at = |at: usize| log[at].at;
        let (passed, most) = (at(log.len() - 1) - at(0), TimeDelta::seconds(seconds - before));
        self.sandbox.pass((most - passed).max(TimeDelta::zero()));
    }

    /// Nothing was refused, and this window was full.
    fn judge(&self, filled: (i64, usize)) {
        let log = self.sandbox.server.log();
        let case = format!("{:?}", self.latency);
        assert_eq!(log.iter().filter(|it| it.status != 200).count(), 0, "{case}");
        for (seconds, limit) in [SECOND, MINUTE, HOUR] {
            let counts = |it: &&Exchange| seconds != MINUTE.0 || it.path.ends_with("/analytics");
            let most = (0..log.len()).map(|from| {
                let end = log[from].at + TimeDelta::seconds(seconds);
                log[from..].iter().take_while(|it| it.at < end).filter(counts).count()
            });
            let most = most.max();
            let most = most.expect("requests");
            assert!(most <= limit, "{case}: {most} requests in {seconds} s");
            let is_full = (seconds, limit) != filled || most > limit - limit / 10;
            assert!(is_full, "{case}: only {most} requests in {seconds} s");
        }
    }
}

#[test]
fn no_minute_has_more_than_300_at_any_latency_and_concurrency() {
    for latency in swept([20, 50, 100, 250, 500].into_iter(), 2) {
        let trial = Trial::new(96, latency, 5.0);
        trial.run(&[(1, 8), (4, 96), (16, 96), (32, 96)]);
        trial.pass(MINUTE, 4);
        trial.run(&[(1, 5), (4, 20), (16, 20), (32, 20)]);
        trial.judge(MINUTE);
    }
}

#[test]
fn no_hour_has_more_than_1000_and_the_last_of_them_goes_out_at_once() {
    let trial = Trial::new(250, 100, 20.0);
    for accounts in [250, 250, 250, 249] {
        trial.run(&[(32, accounts)]);
        trial.sandbox.pass(TimeDelta::seconds(61));
    }
    let users = ["users", "--max-wait", "1s"];
    trial.sandbox.succeed(&users);
    trial.sandbox.fail(5, &users);
    assert_eq!(trial.sandbox.server.asked(), 1000);
    trial.pass(HOUR, 15);
    trial.run(&[(1, 10), (4, 15), (16, 15), (32, 15)]);
    trial.judge(HOUR);
}

#[test]
fn no_second_has_more_than_100_at_any_concurrency() {
    let trial = Trial::new(40, 20, 0.5);
    for _ in 0..2 {
        trial.run(&[(4, 40), (16, 40), (32, 40)]);
    }
    trial.judge((0, 0));
}
