//! One request from its head to the decision what happens to it, and its entry in the log.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};

use chrono::{DateTime, Utc};
use hyper::header::{ACCEPT_ENCODING, AUTHORIZATION, HeaderName, USER_AGENT};
use hyper::http::request::Parts;
use url::form_urlencoded;

use super::faults::Fault;
use super::reply::Reply;
use super::routes::{self, Call};
use super::state::{State, lock};

/// What was asked and how it ended.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) authorization: bool,
    pub(crate) accept_encoding: Option<String>,
    pub(crate) user_agent: Option<String>,
    /// 0 when the client got no whole answer.
    pub(crate) status: u16,
    pub(crate) at: DateTime<Utc>,
}

pub(super) enum Outcome {
    Whole(Reply),
    Cut(Reply),
    Close,
    Reset,
    Hang,
}

pub(super) fn decide(state: &State, head: &Parts, body: &[u8]) -> Outcome {
    let header = |name: HeaderName| {
        head.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let query = head.uri.query().unwrap_or_default();
    let mut exchange = Exchange {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        authorization: head.headers.contains_key(AUTHORIZATION),
        accept_encoding: header(ACCEPT_ENCODING),
        user_agent: header(USER_AGENT),
        status: 0,
        at: (state.now)(),
    };
    let uri_bytes = head.uri.path_and_query().map_or(0, |text| text.as_str().len());
    let authorization = header(AUTHORIZATION);
    let answered = panic::catch_unwind(AssertUnwindSafe(|| {
        answer(state, &exchange, uri_bytes, authorization.as_deref(), body)
    }));
    let mut outcome = answered.unwrap_or_else(|_| {
        lock(&state.panics).push(format!("{} {}", exchange.method, head.uri));
        Outcome::Whole(Reply::error(500, 0, "A handler of the test server panicked."))
    });
    if let Outcome::Whole(reply) | Outcome::Cut(reply) = &mut outcome {
        reply.headers.push(("x-pinterest-rid", state.next_request_id().to_string()));
    }
    if let Outcome::Whole(reply) = &outcome {
        exchange.status = reply.status;
    }
    lock(&state.log).push(exchange);
    outcome
}

fn answer(
    state: &State,
    exchange: &Exchange,
    uri_bytes: usize,
    authorization: Option<&str>,
    body: &[u8],
) -> Outcome {
    let limits = &state.world.limits;
    if uri_bytes > limits.uri_bytes {
        return Outcome::Whole(Reply::error(414, 0, "The URI is too long."));
    }
    let mut segments = exchange.path.split('/').skip(1);
    let version = segments.next();
    let segments: Vec<&str> = segments.collect();
    let route = routes::find(&exchange.method, &segments).filter(|_| version == Some("v5"));
    let Some((category, answer)) = route else {
        return Outcome::Whole(routes::not_found(&exchange.method, &segments));
    };
    let token = &state.world.token;
    if authorization.and_then(|value| value.strip_prefix("Bearer ")) != Some(token) {
        return Outcome::Whole(Reply::error(401, 2, "Authentication failed."));
    }
    if let Err(seconds) = lock(&state.windows).admit(limits, token, category, exchange.at) {
        let refusal = Reply::error(429, 8, "You have exceeded your rate limit. Try again later.");
        return Outcome::Whole(refusal.with_header("x-ratelimit-reset", seconds.to_string()));
    }
    let fault = lock(&state.faults).take(&exchange.path);
    let call = Call {
        state,
        path: &exchange.path,
        segments: &segments,
        query: &exchange.query,
        body,
        now: exchange.at,
        page_fault: Cell::new(None),
        is_for_the_truth: false,
    };
    let truth = || {
        let reply = answer(&call).unwrap_or_else(|refusal| refusal);
        reply.packed_for(exchange.accept_encoding.as_deref())
    };
    match fault {
        None => Outcome::Whole(truth()),
        Some(Fault::Close) => Outcome::Close,
        Some(Fault::Reset) => Outcome::Reset,
        Some(Fault::Hang) => Outcome::Hang,
        Some(Fault::CutBody) => Outcome::Cut(truth()),
        Some(Fault::Garbage { content_type, body }) => {
            Outcome::Whole(Reply::new(200, content_type, body))
        }
        Some(Fault::Status { status, headers, body }) => {
            Outcome::Whole(ordered(status, headers, body))
        }
        Some(fault @ (Fault::EmptyPage | Fault::RepeatBookmark)) => {
            call.page_fault.set(Some(fault));
            let reply = truth();
            let spoilt = call.page_fault.take().is_none();
            assert!(spoilt || reply.status != 200, "{} has no pages to spoil", exchange.path);
            Outcome::Whole(reply)
        }
    }
}

fn ordered(status: u16, headers: Vec<(&'static str, String)>, body: String) -> Reply {
    let mut reply = Reply::new(status, "application/json", body.into_bytes());
    if headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        reply.headers.clear();
    }
    reply.headers.extend(headers);
    reply
}
