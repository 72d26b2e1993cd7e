//! The server of the model: it answers at random, states waits at random, and judges.

use std::collections::HashMap;
use std::time::Duration;

use fastrand::Rng;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;

use crate::api::quota::Quota;
use crate::api::refusal::Refusal;
use crate::api::request::Category;
use crate::api::retry::Failure;

pub(super) const SECOND: Duration = Duration::from_secs(1);
pub(super) const HOUR: Duration = Duration::from_secs(3600);

/// Timers are exact to a millisecond.
pub(super) const EXACT: Duration = Duration::from_millis(5);

/// The longest pause between two attempts, which nobody states.
const LONGEST_BACKOFF: Duration = Duration::from_secs(120);

/// The parts of one case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    pub(super) per_hour: u32,
    pub(super) max_wait: Duration,
    /// Of `Category::TrendsRead` in a minute, as every response states it.
    pub(super) stated: u32,
    pub(super) runs: usize,
    pub(super) requests_of_a_run: usize,
    /// Until then anything may happen.
    pub(super) troubled: Duration,
}

impl Facts {
    pub(super) fn draw(random: &mut Rng) -> Self {
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

pub(super) struct Server {
    pub(super) facts: Facts,
    pub(super) begun: Instant,
    pub(super) random: Rng,
    /// All requests, in the order of their admission.
    pub(super) log: Vec<Sent>,
    /// Until when the responses requested a wait, by category.
    pub(super) requested: HashMap<Category, Duration>,
    pub(super) successes: usize,
}

/// A request as both sides know it.
pub(super) struct Sent {
    pub(super) category: Category,
    /// When the server received it.
    pub(super) received: Option<Duration>,
    /// After this, the client knows that the server has received it.
    pub(super) ended: Option<Duration>,
}

impl Server {
    pub(super) fn now(&self) -> Duration {
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

    /// Can a window of the category be full then? The server may receive a request in flight at any
    /// time.
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
    pub(super) fn explains_a_wait(&self, category: Category, then: Duration) -> bool {
        let requested = self.requested.get(&category).copied().unwrap_or_default();
        requested + EXACT >= then || self.is_full(category, then)
    }

    pub(super) fn come(&mut self, id: usize) {
        let category = self.log[id].category;
        self.log[id].received = Some(self.now());
        for (length, limit, alone) in self.facts.windows(category) {
            // A window is half open: what came exactly its length ago does not count.
            let exact = length.checked_sub(2 * EXACT).unwrap_or_default();
            let count = self.received(category, exact, alone);
            assert!(count <= limit, "{count} requests in {length:?}, {limit} are allowed");
        }
    }

    pub(super) fn respond(&mut self, category: Category) -> Result<(), Failure> {
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
    pub(super) fn headers(&self) -> HeaderMap {
        let limit = self.facts.stated;
        let text =
            format!("{limit}, {limit};w=60;name=\"{}\"", Quota::of(Category::TrendsRead).name);
        let value = HeaderValue::from_str(&text).expect("a header");
        HeaderMap::from_iter([(HeaderName::from_static("x-ratelimit-limit"), value)])
    }
}
