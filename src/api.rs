//! The client: sends requests to Pinterest's API v5, within its limits, until there is an answer.
//! It knows no report.

pub(crate) mod budget;
mod ledger;
mod limiter;
mod pages;
mod refusal;
pub(crate) mod request;
mod retry;

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::redirect;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use url::Url;

use crate::api::ledger::Ledger;
use crate::api::limiter::{Limiter, in_words};
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::retry::{Decision, Failure, TRIES, decide};
use crate::auth;
use crate::clock::Clock;
use crate::console::Console;
use crate::error::{Error, Kind, Result};

pub(crate) use crate::api::pages::{pages, walk};

const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";

/// How a client behaves: what the command line says about it.
pub(crate) struct Settings {
    pub(crate) api: Url,
    pub(crate) per_hour: NonZeroU32,
    pub(crate) max_wait: Duration,
    pub(crate) timeout: Duration,
    pub(crate) concurrency: usize,
    pub(crate) state_folder: PathBuf,
}

pub(crate) struct Client {
    settings: Settings,
    http: reqwest::Client,
    /// Looked for when the first request needs it: a command that asks nothing needs no token.
    session: OnceLock<Session>,
    in_flight: Semaphore,
    clock: Clock,
    console: Arc<Console>,
    sent: AtomicUsize,
}

struct Session {
    token: SecretString,
    limiter: Limiter,
}

impl Client {
    pub(crate) fn new(settings: Settings, clock: Clock, console: Arc<Console>) -> Result<Self> {
        // A second installation, by a library, would be refused and change nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent(concat!("pinads/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .connect_timeout(settings.timeout)
            .read_timeout(settings.timeout)
            .build()
            .map_err(|error| {
                Error::new(Kind::Internal, format!("no HTTPS here: {}", root_cause(error)))
                    .hint("install the system's root certificates (package `ca-certificates`)")
            })?;
        Ok(Client {
            in_flight: Semaphore::new(settings.concurrency),
            settings,
            http,
            session: OnceLock::new(),
            clock,
            console,
            sent: AtomicUsize::new(0),
        })
    }

    /// How many requests of one kind to keep under way. More of them than this only wait.
    pub(crate) fn concurrency(&self) -> usize {
        self.settings.concurrency
    }

    /// Tells when so many requests are to be sent that an hour does not hold them.
    pub(crate) fn announce(&self, requests: usize) {
        let per_hour = self.settings.per_hour;
        if requests > per_hour.get() as usize {
            self.console.note(&format!(
                "{requests} requests are to be sent, and an hour allows {per_hour} (Pinterest's \
                 trial access: 1000 a day)"
            ));
        }
    }

    /// Requests sent so far, repeated ones included.
    pub(crate) fn sent(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }

    /// Asks until there is an answer that reads as a `T`, or it is clear that there will be none.
    pub(crate) async fn fetch<T: DeserializeOwned>(&self, request: &Request) -> Result<T> {
        let session = self.session()?;
        self.ask(session, request).await.map_err(|error| error.about(self.name(request)))
    }

    async fn ask<T: DeserializeOwned>(&self, session: &Session, request: &Request) -> Result<T> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let failure = match self.attempt(session, request).await? {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            match decide(attempt, &failure, self.clock.now(), fastrand::f64()) {
                Decision::WaitFor(wait) => {
                    session.limiter.hold(request.category(), wait);
                    if wait > self.settings.max_wait {
                        let free = self.clock.now() + wait;
                        return Err(session.limiter.over_budget(wait, free));
                    }
                    self.tell(request, &failure, wait);
                }
                Decision::Pause(wait) => {
                    let wait = wait.min(self.settings.max_wait);
                    self.tell(request, &failure, wait);
                    self.clock.sleep(wait).await;
                }
                Decision::Exhausted => return Err(into_error(failure, true)),
                Decision::Final => return Err(into_error(failure, false)),
            }
        }
    }

    async fn attempt<T: DeserializeOwned>(
        &self,
        session: &Session,
        request: &Request,
    ) -> Result<Result<T, Failure>> {
        let _place = self.in_flight.acquire().await;
        session.limiter.admit(request.category()).await?;
        let sent = self.sent.fetch_add(1, Ordering::Relaxed) + 1;
        self.console.progress(format!("{sent} requests, now {}", self.name(request)));
        let url = self.settings.api.as_str().trim_end_matches('/').to_owned() + &request.target();
        let sending = self.http.get(url).bearer_auth(session.token.expose_secret()).send();
        let response = match sending.await {
            Ok(response) => response,
            Err(error) => return Ok(Err(Failure::Lost(root_cause(error)))),
        };
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        self.console.detail(|| format!("{} {status}", self.name(request)));
        let body = match response.bytes().await {
            Ok(body) => body,
            Err(error) => return Ok(Err(Failure::Lost(root_cause(error)))),
        };
        if status != 200 {
            let refusal = Refusal::read(status, &headers, &body);
            return Ok(Err(Failure::Refused { refusal, headers }));
        }
        let text = body.strip_prefix(UTF8_BOM).unwrap_or(&body);
        Ok(serde_json::from_slice(text)
            .map_err(|error| Failure::Lost(format!("the answer cannot be read: {error}"))))
    }

    fn session(&self) -> Result<&Session> {
        if let Some(session) = self.session.get() {
            return Ok(session);
        }
        let token = auth::access_token()?;
        let folder = &self.settings.state_folder;
        let limiter = Limiter {
            ledger: Ledger::of_token(folder, &token, Arc::clone(&self.console)),
            per_hour: self.settings.per_hour,
            max_wait: self.settings.max_wait,
            clock: self.clock,
            console: Arc::clone(&self.console),
        };
        Ok(self.session.get_or_init(|| Session { token, limiter }))
    }

    /// What errors and messages call a request: no query, for it may be long.
    fn name(&self, request: &Request) -> String {
        format!("GET {}{}", self.settings.api.path().trim_end_matches('/'), request.path())
    }

    fn tell(&self, request: &Request, failure: &Failure, wait: Duration) {
        self.console.detail(|| {
            let why = match failure {
                Failure::Lost(why) => why.clone(),
                Failure::Refused { refusal, .. } => {
                    format!("HTTP {} {}", refusal.status, refusal.message)
                }
            };
            format!("{} again in {}: {why}", self.name(request), in_words(wait))
        });
    }
}

fn into_error(failure: Failure, exhausted: bool) -> Error {
    match failure {
        Failure::Refused { refusal, .. } if exhausted => refusal.into_error(Kind::Unreachable),
        Failure::Refused { refusal, .. } => {
            let kind = kind(&refusal);
            refusal.into_error(kind)
        }
        Failure::Lost(why) => {
            let message = format!("the API did not answer in {TRIES} tries: {why}");
            Error::new(Kind::Unreachable, message)
        }
    }
}

/// Codes 7 and 29 come with 401 too, but mean this board or this ad account, not the token.
fn kind(refusal: &Refusal) -> Kind {
    match (refusal.status, refusal.code) {
        (401, Some(7 | 29)) => Kind::Refused,
        (401, _) => Kind::NotSignedIn,
        (300..=399 | 500.., _) => Kind::Unreachable,
        _ => Kind::Refused,
    }
}

/// What lies at the bottom of an error of reqwest, without the address, which may hold secrets.
fn root_cause(error: reqwest::Error) -> String {
    let timed_out = error.is_timeout();
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    if timed_out { "no byte arrived within `--timeout`".to_owned() } else { cause.to_string() }
}
