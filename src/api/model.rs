//! A model of many runs and a server on one virtual clock: retries, limiter and ledger are the real
//! ones, and the server answers at random, states waits at random, and judges.
//!
//! `PINADS_MODEL_CASES` sets the number of cases, `PINADS_MODEL_SEED` where they begin; a case that
//! fails shows the command that repeats it.

mod server;

use std::cell::RefCell;
use std::collections::HashMap;
use std::env;
use std::num::NonZeroU32;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use fastrand::Rng;
use futures_util::future::{join, join_all};
use tokio::time::{Instant, sleep, timeout};

use crate::api::attempt::Unanswered;
use crate::api::limiter::Limiter;
use crate::api::model::server::{EXACT, Facts, HOUR, SECOND, Sent, Server};
use crate::api::request::Category;
use crate::api::settings::Settings;
use crate::api::transport::{Outgoing, Transport};
use crate::api::width::Concurrency;
use crate::error::{Kind, Result};
use crate::system::clock::{Clock, virtual_time};
use crate::terminal::console::{Console, LogFormat, ProgressMode, Verbosity};

const CASES: u64 = 12;

const CATEGORIES: [Category; 3] = [Category::AdsRead, Category::OrgRead, Category::TrendsRead];

/// Longer than any response takes.
const TIMEOUT: Duration = Duration::from_secs(10);

/// One process.
struct Run {
    transport: Transport,
    limiter: Limiter,
}

impl Run {
    fn start(facts: Facts, state: &Path, clock: Clock) -> Self {
        let settings = Settings {
            api: "http://127.0.0.1:1/v5".parse().expect("an address"),
            is_sandbox: false,
            per_hour: NonZeroU32::new(facts.per_hour).expect("not zero"),
            max_wait: facts.max_wait,
            timeout: TIMEOUT,
            concurrency: Concurrency::Adaptive,
            state_folder: state.to_owned(),
        };
        let console = Console::new(Verbosity::Quiet, LogFormat::Text, ProgressMode::Never, clock);
        let transport = Transport::new(settings, clock, Arc::new(console)).expect("a transport");
        let limiter = transport.limiter("app/user");
        Run { transport, limiter }
    }

    /// One request with all its attempts.
    async fn request(&self, category: Category, server: &RefCell<Server>) -> Result<()> {
        let outgoing = Outgoing { category, name: "GET /v5/a", first_day: None, tried: 0 };
        let max_wait = self.transport.settings.max_wait;
        let failed_at = RefCell::new(None::<Instant>);
        let failed_at = &failed_at;
        let attempt = || async move {
            if let Some(failed_at) = failed_at.take() {
                assert!(failed_at.elapsed() <= max_wait + EXACT, "{:?}", failed_at.elapsed());
            }
            let begun = Instant::now();
            let admitted = self.limiter.admit(category, &self.transport.gate).await;
            assert!(begun.elapsed() <= max_wait + EXACT, "waited {:?}", begun.elapsed());
            if admitted.is_err() {
                assert!(
                    {
                        let left = max_wait.saturating_sub(begun.elapsed());
                        let server = server.borrow();
                        server.explains_a_wait(category, server.now() + left)
                    },
                    "no reason"
                );
            }
            let (_, admission) = admitted?;
            if begun.elapsed() > EXACT {
                let server = server.borrow();
                let now = server.now();
                assert!(server.explains_a_wait(category, now), "waited {:?}", begun.elapsed());
            }
            let trip = Trip::begin(category, server);
            let (way, back) = {
                let random = &mut server.borrow_mut().random;
                (random.u64(0..1500), random.u64(0..1500))
            };
            sleep(Duration::from_millis(way)).await;
            server.borrow_mut().come(trip.id);
            sleep(Duration::from_millis(back)).await;
            admission.end();
            trip.end();
            self.limiter.learn(category, &server.borrow().headers());
            let outcome = server.borrow_mut().respond(category);
            if outcome.is_err() {
                failed_at.replace(Some(Instant::now()));
            }
            outcome.map_err(Unanswered::from)
        };
        self.transport.persist(&self.limiter, outgoing, attempt).await
    }
}

/// A request under way. If it is dropped, its process has been killed.
struct Trip<'a> {
    id: usize,
    server: &'a RefCell<Server>,
}

impl<'a> Trip<'a> {
    fn begin(category: Category, server: &'a RefCell<Server>) -> Self {
        let log = &mut server.borrow_mut().log;
        log.push(Sent { category, received: None, ended: None });
        Trip { id: log.len() - 1, server }
    }

    fn end(self) {
        let mut server = self.server.borrow_mut();
        server.log[self.id].ended = Some(server.now());
    }
}

impl Drop for Trip<'_> {
    fn drop(&mut self) {
        let mut server = self.server.borrow_mut();
        let latest = server.now() + TIMEOUT;
        server.log[self.id].ended.get_or_insert(latest);
    }
}

/// Somebody starts the command again whenever it fails or is killed, until all is done.
async fn job(facts: Facts, state: &Path, clock: Clock, server: &RefCell<Server>, mut random: Rng) {
    let mut left = facts.requests_of_a_run;
    while left > 0 {
        let run = Run::start(facts, state, clock);
        let left = &mut left;
        let mut categories = random.fork();
        let work = async {
            while *left > 0 {
                let category = *categories.choice(&CATEGORIES).expect("some");
                match run.request(category, server).await {
                    Ok(()) => *left -= 1,
                    Err(error) => {
                        let is_expected =
                            matches!(error.kind, Kind::OverBudget | Kind::Unreachable);
                        assert!(is_expected, "{}", error.message);
                        return;
                    }
                }
            }
        };
        let killed_after = match random.u8(0..4) {
            0 => Duration::from_secs(random.u64(0..600)),
            _ => 1000 * HOUR,
        };
        let _ = timeout(killed_after, work).await;
        sleep(Duration::from_secs(random.u64(1..900))).await;
    }
}

/// Somebody sets the clock, again and again.
async fn jumps(mut random: Rng) {
    for _ in 0..random.usize(0..6) {
        sleep(Duration::from_secs(random.u64(1..4000))).await;
        virtual_time::jump(TimeDelta::seconds(random.i64(-200_000..200_000)));
    }
}

async fn case(seed: u64) {
    let mut random = Rng::with_seed(seed);
    fastrand::seed(seed);
    let facts = Facts::draw(&mut random);
    let state = tempfile::tempdir().expect("a folder");
    let clock = virtual_time::begin();
    let server = Rc::new(RefCell::new(Server {
        facts,
        begun: Instant::now(),
        random: random.fork(),
        log: Vec::new(),
        requested: HashMap::new(),
        successes: 0,
    }));
    // What a response states is known from the first one on.
    let first = Run::start(facts, state.path(), clock);
    first.limiter.learn(Category::TrendsRead, &server.borrow().headers());

    let jobs: Vec<_> =
        (0..facts.runs).map(|_| job(facts, state.path(), clock, &server, random.fork())).collect();
    join(join_all(jobs), jumps(random.fork())).await;

    let server = server.borrow();
    let wanted = facts.runs * facts.requests_of_a_run;
    assert!(server.successes >= wanted, "{} of {wanted}", server.successes);
    let last_hold = server.requested.values().max().copied().unwrap_or_default();
    let last = server.log.iter().filter_map(|sent| sent.received).max().expect("a request");
    // All that came counts, so that even a full hour before the first of these requests is over.
    let hours = server.log.len() / facts.per_hour as usize + 2;
    let minutes = server.log.len() / facts.stated as usize + 2;
    let slack = u32::try_from(hours).expect("few") * (HOUR + TIMEOUT)
        + u32::try_from(minutes).expect("few") * (60 * SECOND + TIMEOUT)
        + u32::try_from(server.log.len()).expect("few") * 3 * SECOND
        + 2 * HOUR;
    let bound = facts.troubled.max(last_hold) + slack;
    assert!(last <= bound, "done after {last:?}, expected within {bound:?}");
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().expect("a number"))
}

#[test]
fn no_limit_is_exceeded_and_no_wait_is_longer_than_it_must_be() {
    let first = number("PINADS_MODEL_SEED").unwrap_or(1);
    for seed in first..first + number("PINADS_MODEL_CASES").unwrap_or(CASES) {
        let command = Repeat(seed);
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("a runtime")
            .block_on(case(seed));
        drop(command);
    }
}

/// Shows how to repeat a case, if it fails.
struct Repeat(u64);

impl Drop for Repeat {
    #[allow(clippy::print_stderr, reason = "it is a test that fails")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!(
                "PINADS_MODEL_CASES=1 PINADS_MODEL_SEED={} cargo test --locked --bin pinads model",
                self.0
            );
        }
    }
}
