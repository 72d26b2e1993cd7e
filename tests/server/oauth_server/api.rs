//! The server under test, and a client that speaks plain HTTP.

use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use url::Url;

use super::forms::{BASIC, Fields, consent};
use crate::support::plain_http::{self, Answer, encoded};
use crate::support::server::{App, Server, World};

pub(super) const DAY: i64 = 24 * 3600;

/// A server with a clock that stands still until somebody moves it.
pub(super) struct Api {
    pub(super) server: Server,
    seconds: Arc<AtomicI64>,
}

pub(super) fn noon() -> DateTime<Utc> {
    "2026-03-10T12:00:00Z".parse().expect("an instant")
}

impl Api {
    pub(super) fn new(app: App) -> Self {
        Self::of(World { app, ..World::sized(1, 3, 0, 0, 0) })
    }

    pub(super) fn of(world: World) -> Self {
        let seconds = Arc::<AtomicI64>::default();
        let clock = Arc::clone(&seconds);
        let now = move || noon() + TimeDelta::seconds(clock.load(Ordering::Relaxed));
        Self { server: Server::start(world, now), seconds }
    }

    pub(super) fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    /// The connection on which the answer comes.
    pub(super) fn ask(&self, request: &str, authorization: &str, form: Option<&str>) -> TcpStream {
        let (method, target) = request.split_once(' ').expect("a method");
        let api = Url::parse(&self.server.url()).expect("a URL");
        let url = api.join(target).expect("a URL");
        plain_http::ask(&url, method, &[("Authorization", authorization)], form)
    }

    pub(super) fn get(&self, path_and_query: &str, token: &str) -> Answer {
        Answer::read(self.ask(&format!("GET {path_and_query}"), &format!("Bearer {token}"), None))
    }

    pub(super) fn post(&self, path: &str, form: &Fields<'_>) -> Answer {
        Answer::read(self.ask(&format!("POST {path}"), BASIC, Some(&encoded(form))))
    }

    pub(super) fn token(&self, form: &Fields<'_>) -> Answer {
        self.post("/v5/oauth/token", form)
    }

    pub(super) fn refresh(&self, refresh_token: &str) -> Answer {
        self.token(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
            ("continuous_refresh", "true"),
        ])
    }

    /// Whether the server takes a token that opens the ad accounts.
    pub(super) fn takes(&self, access_token: &str) -> bool {
        let answer = self.get("/v5/ad_accounts", access_token);
        assert!(answer.status == 200 || answer.error() == (401, 2), "{answer:?}");
        answer.status == 200
    }

    pub(super) fn decide(&self, decision: &str, consent: &Fields<'_>) -> Url {
        let answer = self.post("/oauth/consent", &[consent, &[("decision", decision)]].concat());
        assert_eq!(answer.status, 302, "{answer:?}");
        let back = answer.head.lines().find_map(|line| line.strip_prefix("location: "));
        Url::parse(back.expect("a way back")).expect("a URL")
    }

    pub(super) fn code(&self) -> String {
        let url = self.decide("allow", &consent());
        url.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned()
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        assert!(self.head.contains("content-type: application/json"), "{self:?}");
        serde_json::from_str(&self.body).expect("JSON")
    }

    pub(crate) fn text(&self, field: &str) -> String {
        assert_eq!(self.status, 200, "{self:?}");
        self.json()[field].as_str().unwrap_or_else(|| panic!("{field} in {self:?}")).to_owned()
    }

    /// Status and code of a refusal, which has no other form than this.
    pub(crate) fn error(&self) -> (u16, u64) {
        let json = self.json();
        let fields = json.as_object().expect("an object");
        assert_eq!(fields.keys().collect::<Vec<_>>(), ["code", "message"], "{self:?}");
        assert!(!json["message"].as_str().expect("a text").is_empty());
        (self.status, json["code"].as_u64().expect("a number"))
    }
}
