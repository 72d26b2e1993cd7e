//! One request from its head to its outcome, and its entry in the log.

use std::cell::Cell;
use std::panic::AssertUnwindSafe;

use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use hyper::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderName, RANGE, REFERER, USER_AGENT,
};
use hyper::http::request::Parts;
use serde_json::Value;
use url::form_urlencoded;

use super::admission;
use super::downloads;
use super::echo;
use super::faults::Fault;
use super::latency::Trip;
use super::limits::Headers;
use super::outcome::{self, Outcome};
use super::parameters::Pair;
use super::reply::Reply;
use super::routes::Call;
use super::state::{State, lock};

/// Which of the server's two addresses a request came to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Api,
    Downloads,
}

/// What was asked and how it ended, without any secret.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    pub(crate) path: String,
    /// The signature of a download has no value here.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) authorization: bool,
    /// It tells from which address it was sent on.
    pub(crate) referer: bool,
    /// The authorization is that of an app, and not a token.
    pub(crate) basic: bool,
    /// The names of the fields of a form, and what kind of grant it asks for.
    pub(crate) form_keys: Vec<String>,
    pub(crate) grant: Option<String>,
    /// The body, when its type says that it is JSON and it is.
    pub(crate) json: Option<Value>,
    pub(crate) range: Option<String>,
    pub(crate) accept_encoding: Option<String>,
    pub(crate) user_agent: Option<String>,
    /// 0 when the client got no whole answer, or has none so far.
    pub(crate) status: u16,
    pub(crate) at: DateTime<Utc>,
    /// How many requests to the API were under way when it set out, with this one.
    pub(crate) under_way: usize,
}

pub(super) async fn decide(side: Side, state: &State, head: &Parts, body: &[u8]) -> Outcome {
    let kind = header(head, CONTENT_TYPE).unwrap_or_default();
    let is_form = kind.starts_with("application/x-www-form-urlencoded");
    let form: Option<Vec<Pair>> =
        is_form.then(|| form_urlencoded::parse(body).into_owned().collect());
    let is_of_the_api = side == Side::Api;
    let trip = Trip::draw(state.world.quirks.latency.filter(|_| is_of_the_api));
    let under_way = is_of_the_api.then(|| state.one_more());
    trip.there().await;
    let mut exchange = Exchange::new(head, form.as_deref(), (state.now)());
    exchange.under_way = under_way.as_ref().map_or(0, |it| it.count);
    if kind.starts_with("application/json") {
        exchange.json = serde_json::from_slice(body).ok();
    }
    let log = match side {
        Side::Api => &state.log,
        Side::Downloads => &state.download_log,
    };
    let position = {
        let mut log = lock(log);
        log.push(exchange.clone());
        log.len() - 1
    };
    let answered = answer(side, state, head, &exchange, form.as_deref(), body);
    let mut outcome = AssertUnwindSafe(answered).catch_unwind().await.unwrap_or_else(|_| {
        lock(&state.panics).push(format!("{} {}", exchange.method, head.uri));
        Outcome::Whole(Reply::error(500, 0, "A handler of the test server panicked."))
    });
    if side == Side::Api
        && let Outcome::Whole(reply) | Outcome::Cut { reply, .. } | Outcome::Trickle(reply, _) =
            &mut outcome
    {
        if !reply.headers.iter().any(|(name, _)| *name == echo::REQUEST_ID) {
            reply.headers.push((echo::REQUEST_ID, state.next_request_id().to_string()));
        }
        reply.headers.push(("date", (state.now)().format("%a, %d %b %Y %H:%M:%S GMT").to_string()));
    }
    if let Outcome::Whole(reply) = &outcome {
        lock(log)[position].status = reply.status;
    }
    trip.back().await;
    outcome
}

impl Exchange {
    fn new(head: &Parts, form: Option<&[Pair]>, now: DateTime<Utc>) -> Self {
        let mut query = query(head);
        for (_, value) in query.iter_mut().filter(|(name, _)| name == downloads::SIGNATURE) {
            value.clear();
        }
        let form = form.unwrap_or_default();
        let grant = form.iter().find(|(name, _)| name == "grant_type");
        let basic = header(head, AUTHORIZATION).is_some_and(|value| value.starts_with("Basic "));
        Self {
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            query,
            authorization: head.headers.contains_key(AUTHORIZATION),
            referer: head.headers.contains_key(REFERER),
            basic,
            form_keys: form.iter().map(|(name, _)| name.clone()).collect(),
            grant: grant.map(|(_, value)| value.clone()),
            json: None,
            range: header(head, RANGE),
            accept_encoding: header(head, ACCEPT_ENCODING),
            user_agent: header(head, USER_AGENT),
            status: 0,
            at: now,
            under_way: 0,
        }
    }
}

fn query(head: &Parts) -> Vec<Pair> {
    let query = head.uri.query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn header(head: &Parts, name: HeaderName) -> Option<String> {
    head.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

async fn answer(
    side: Side,
    state: &State,
    head: &Parts,
    exchange: &Exchange,
    form: Option<&[Pair]>,
    body: &[u8],
) -> Outcome {
    // Without the version of the API.
    let segments: Vec<&str> = exchange.path.split('/').skip(2).collect();
    let admitted = match side {
        Side::Api => admission::admit(state, head, exchange, &segments),
        Side::Downloads => downloads::admit(exchange).map(|answer| (answer, Headers::new())),
    };
    let (answer, limits) = match admitted {
        Ok(admitted) => admitted,
        Err(refusal) => return Outcome::Whole(refusal),
    };
    let fault = lock(&state.faults).take(&exchange.method, &exchange.path);
    if let Some(Fault::Echo { status, turn }) = fault {
        let signature = lock(&state.reports).signatures().pop();
        return Outcome::Whole(echo::reply(status, turn, head, body, signature.as_deref()));
    }
    let (before, after) = match &fault {
        Some(Fault::Hold { answered: false, gate }) => (Some(gate.clone()), None),
        Some(Fault::Hold { answered: true, gate }) => (None, Some(gate.clone())),
        _ => (None, None),
    };
    if let Some(gate) = before {
        gate.pass().await;
    }
    let call = Call {
        state,
        method: &exchange.method,
        path: &exchange.path,
        segments: &segments,
        query: &query(head),
        form,
        json: exchange.json.as_ref(),
        range: exchange.range.as_deref(),
        now: (state.now)(),
        page_fault: Cell::new(None),
        is_for_the_truth: false,
    };
    // A file is stored as it is sent.
    let accept_encoding = exchange.accept_encoding.as_deref().filter(|_| side == Side::Api);
    let outcome = outcome::perform(&call, answer, fault, accept_encoding, &limits);
    if let Some(gate) = after {
        gate.pass().await;
    }
    outcome
}
