//! A model of many runs and a server on one virtual clock: retries, limiter and ledger are the real
//! ones, and the server answers at random, states waits at random, and judges.
//!
//! `PINADS_MODEL_CASES` sets the number of cases, `PINADS_MODEL_SEED` where they begin; a case that
//! fails shows the command that repeats it.

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
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::{Instant, sleep, timeout};

use crate::api::attempt::Unanswered;
use crate::api::limiter::Limiter;
use crate::api::quota::Quota;
use crate::api::refusal::Refusal;
use crate::api::request::Category;
use crate::api::retry::Failure;
use crate::api::settings::Settings;
use crate::api::transport::{Outgoing, Transport};
use crate::error::{Kind, Result};
use crate::system::clock::{Clock, virtual_time};
use crate::terminal::console::{Console, LogFormat, ProgressMode, Verbosity};

const CASES: u64 = 12;

const CATEGORIES: [Category; 3] = [Category::AdsRead, Category::OrgRead, Category::TrendsRead];

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

/// Timers are exact to a millisecond.
const EXACT: Duration = Duration::from_millis(5);

/// Longer than any response takes.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The longest pause between two attempts, which nobody states.
const LONGEST_BACKOFF: Duration = Duration::from_secs(120);

/// The parts of one case.
#[derive(Clone, Copy, Debug)]
struct Facts {
    per_hour: u32,
    max_wait: Duration,
    /// Of `Category::TrendsRead` in a minute, as every response states it.
    stated: u32,
    runs: usize,
    requests_of_a_run: usize,
    /// Until then anything may happen.
    troubled: Duration,
}

impl Facts {
    fn draw(random: &mut Rng) -> Self {
        Facts {
            per_hour: random.u32(3..60),
            max_wait: HOUR.mul_f64(0.2 + 2.0 * random.f64()),
            stated: random.u32(2..30),
            runs: random.usize(1..5),
            requests_of_a_run: random.usize(1..25),
            troubled: HOUR.mul_f64(4.0 * random.f64()),
        }
    }

    /// The windows in which a request of the category counts: length, limit, and of it alone?
    fn windows(self, category: Category) -> [(Duration, usize, bool); 3] {
        let of_category = match category {
            Category::TrendsRead => self.stated,
            other => Quota::of(other).default.limit.get(),
        };
        [
            (HOUR, self.per_hour as usize, false),
            (SECOND, 100, false),
            (60 * SECOND, of_category as usize, true),
        ]
    }
}

struct Server {
    facts: Facts,
    begun: Instant,
    random: Rng,
    /// All requests, in the order of their admission.
    log: Vec<Sent>,
    /// Until when the responses requested a wait, by category.
    requested: HashMap<Category, Duration>,
    successes: usize,
}

/// A request as both sides know it.
struct Sent {
    category: Category,
    /// When the server received it.
    received: Option<Duration>,
    /// After this, the client knows that the server has received it.
    ended: Option<Duration>,
}

impl Server {
    fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    fn is_healthy(&self) -> bool {
        self.now() >= self.facts.troubled
    }

    /// The number of received requests in the window that ends now.
    fn received(&self, category: Category, length: Duration, alone: bool) -> usize {
        let since = (self.now() + EXACT).checked_sub(length);
        let is_inside = |at: Duration| since.is_none_or(|since| at > since);
        let counts = |sent: &&Sent| {
            sent.received.is_some_and(is_inside) && (!alone || sent.category == category)
        };
        self.log.iter().filter(counts).count()
    }

    /// Can there be so many requests in a window of the category then? The server may receive a
    /// request in flight at any time.
    fn is_full(&self, category: Category, then: Duration) -> bool {
        let is_full = |(length, limit, alone): (Duration, usize, bool)| {
            let counts = |sent: &&Sent| {
                let last = sent.ended.unwrap_or(self.now()).min(self.now());
                last + length + 2 * EXACT >= then && (!alone || sent.category == category)
            };
            self.log.iter().filter(counts).count() >= limit
        };
        self.facts.windows(category).into_iter().any(is_full)
    }

    /// Is there a reason why a request cannot be sent before then?
    fn explains_a_wait(&self, category: Category, then: Duration) -> bool {
        let requested = self.requested.get(&category).copied().unwrap_or_default();
        requested + EXACT >= then || self.is_full(category, then)
    }

    fn come(&mut self, id: usize) {
        let category = self.log[id].category;
        self.log[id].received = Some(self.now());
        for (length, limit, alone) in self.facts.windows(category) {
            // A window is half open: what came exactly its length ago does not count.
            let exact = length.checked_sub(2 * EXACT).unwrap_or_default();
            let count = self.received(category, exact, alone);
            assert!(count <= limit, "{count} requests in {length:?}, {limit} are allowed");
        }
    }

    fn respond(&mut self, category: Category) -> Result<(), Failure> {
        if self.is_healthy() || self.random.u8(..) < 120 {
            self.successes += 1;
            return Ok(());
        }
        let seconds = self.seconds();
        let plenty = ("x-ratelimit-remaining", "953".to_owned());
        let none = ("x-ratelimit-remaining", "0".to_owned());
        let reset = ("x-ratelimit-reset", seconds.to_string());
        let after = ("retry-after", seconds.to_string());
        let limit = r#"{"code":8,"message":"You have exceeded your rate limit."}"#;
        let text = format!(r#"{{"code":2726,"message":"Retry after {seconds} seconds"}}"#);
        let ours = r#"{"code":12,"message":"Something went wrong on our end."}"#;
        // The last value: does the API request a wait of the whole category?
        let (status, headers, body, holds) = match self.random.u8(0..10) {
            0 => return Err(Failure::Lost("cut".into())),
            1 => return Err(Failure::Unconnected("refused".into())),
            2 => (429, vec![after], limit, true),
            3 => (429, vec![reset, plenty], limit, true),
            4 => (429, vec![], text.as_str(), true),
            5 => (400, vec![reset], limit, true),
            6 => (503, vec![none, reset], "", true),
            7 => (400, vec![plenty, reset], ours, false),
            8 => (
                *self.random.choice(&[500, 502, 504, 408, 522]).expect("some"),
                vec![plenty, reset],
                "<html>",
                false,
            ),
            _ => (503, vec![after], "", false),
        };
        if holds {
            let until = self.now() + Duration::from_secs(seconds).max(LONGEST_BACKOFF);
            let requested = self.requested.entry(category).or_default();
            *requested = until.max(*requested);
        }
        let headers: HeaderMap = headers
            .into_iter()
            .map(|(name, value)| {
                let value = HeaderValue::from_str(&value).expect("a header");
                (HeaderName::from_static(name), value)
            })
            .collect();
        let refusal = Refusal::read(status, &headers, body.as_bytes());
        Err(Failure::Refused { refusal, headers: Box::new(headers) })
    }

    /// No time, moments, minutes, hours.
    fn seconds(&mut self) -> u64 {
        match self.random.u8(0..8) {
            0 => 0,
            1..4 => self.random.u64(1..20),
            4..7 => self.random.u64(20..1800),
            _ => self.random.u64(1800..20 * 3600),
        }
    }

    /// The headers of every response.
    fn headers(&self) -> HeaderMap {
        let limit = self.facts.stated;
        let text =
            format!("{limit}, {limit};w=60;name=\"{}\"", Quota::of(Category::TrendsRead).name);
        let value = HeaderValue::from_str(&text).expect("a header");
        HeaderMap::from_iter([(HeaderName::from_static("x-ratelimit-limit"), value)])
    }
}

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
            concurrency: 4,
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
            let admitted = self.limiter.admit(category).await;
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
            let place = admitted?;
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
            place.end();
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
