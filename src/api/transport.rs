//! Sends requests within the limits, and retries until there is a response. It knows neither the
//! meaning of a request nor its token.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use chrono::NaiveDate;
use reqwest::{RequestBuilder, redirect};

use crate::api::attempt::{Attempt, Unanswered};
use crate::api::body;
use crate::api::gate::Gate;
use crate::api::ledger::Ledger;
use crate::api::limiter::{Admission, Limiter, at};
use crate::api::lost::Lost;
use crate::api::network::builder;
use crate::api::precedence::Precedence;
use crate::api::refusal::Refusal;
use crate::api::request::Category;
use crate::api::retry::{Decision, Failure, TRIES, date, decide, remaining};
use crate::api::settings::Settings;
use crate::api::tally::Tally;
use crate::api::width::{MOST, Outcome};
use crate::auth::{Kept, Place, renewal};
use crate::error::{Error, Kind, Result};
use crate::system::clock::Clock;
use crate::terminal::console::Console;
use crate::terminal::counted::in_words;

/// The facts about a request that its sender needs.
#[derive(Clone, Copy)]
pub(crate) struct Outgoing<'a> {
    pub(crate) category: Category,
    /// Its name in errors and messages.
    pub(crate) name: &'a str,
    /// The first requested day, if any.
    pub(crate) first_day: Option<NaiveDate>,
    /// The attempts of the request that it replaces.
    pub(crate) tried: u32,
}

pub(crate) struct Transport {
    pub(crate) settings: Settings,
    pub(crate) http: reqwest::Client,
    pub(crate) clock: Clock,
    pub(crate) console: Arc<Console>,
    pub(crate) tally: Arc<Tally>,
    /// Shared by the reports of a batch.
    pub(crate) gate: Arc<Gate>,
    /// Shared in the same way.
    precedence: Arc<Precedence>,
}

impl Transport {
    pub(crate) fn new(settings: Settings, clock: Clock, console: Arc<Console>) -> Result<Self> {
        // If a provider is already installed, this has no effect.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = builder(settings.timeout, &settings.api);
        let http = builder.redirect(redirect::Policy::none()).build().map_err(|error| {
            let lost = Lost::from(error);
            let error = Error::new(Kind::Internal, format!("cannot set up HTTPS: {lost}"))
                .hint("install the system's root certificates (package `ca-certificates`)");
            lost.explain(error)
        })?;
        let gate = Arc::new(Gate::new(settings.concurrency));
        let (tally, precedence) = (Arc::default(), Arc::default());
        Ok(Transport { settings, http, clock, console, tally, gate, precedence })
    }

    /// The transport of one report of a batch, over the same connections.
    pub(crate) fn of_report(&self, settings: Settings, console: Arc<Console>) -> Self {
        Transport {
            settings,
            http: self.http.clone(),
            clock: self.clock,
            console,
            tally: Arc::new(Tally::within(&self.tally)),
            gate: Arc::clone(&self.gate),
            precedence: Arc::clone(&self.precedence),
        }
    }

    /// The limiter for the requests of one user.
    pub(crate) fn limiter(&self, user: &str) -> Limiter {
        let folder = &self.settings.state_folder;
        // The app of a bare token is unknown.
        let app = user.split_once('/').map_or(user, |(app, _)| app);
        Limiter {
            ledger: Ledger::of(folder, user, Arc::clone(&self.console)),
            of_app: Ledger::of_app(folder, app),
            seen: Mutex::default(),
            in_flight: Mutex::default(),
            per_hour: self.settings.per_hour,
            max_wait: self.settings.max_wait,
            timeout: self.settings.timeout,
            clock: self.clock,
            precedence: Arc::clone(&self.precedence),
            tally: Arc::clone(&self.tally),
            console: Arc::clone(&self.console),
        }
    }

    /// Refreshes a sign-in in another process. The result is in the store.
    pub(crate) async fn renew(&self, kept: &Kept, place: &Place) -> Result<()> {
        self.console.detail(|| "refreshing the token".to_owned());
        let relay = |text: &str| self.console.relay(text);
        renewal::delegate(kept, &self.options(place), relay).await
    }

    /// The options with which another process sends requests as this one does.
    fn options(&self, place: &Place) -> Vec<String> {
        let settings = &self.settings;
        let mut options = vec![
            format!("--profile={}", place.profile),
            format!("--api-url={}", settings.api),
            format!("--max-requests-per-hour={}", settings.per_hour),
            format!("--max-wait={}", humantime::format_duration(settings.max_wait)),
            format!("--timeout={}", humantime::format_duration(settings.timeout)),
            "--progress=never".to_owned(),
        ];
        options.extend(self.console.options());
        options
    }

    /// The URL of a target below the address of the API.
    pub(crate) fn url(&self, target: &str) -> String {
        self.settings.api.as_str().trim_end_matches('/').to_owned() + target
    }

    /// The name of a request in errors and messages: without its query, which can be long.
    pub(crate) fn name(&self, method: &str, path: &str) -> String {
        format!("{method} {}{path}", self.settings.api.path().trim_end_matches('/'))
    }

    /// Retries until there is a response or no retry can help.
    pub(crate) async fn persist<T, F>(
        &self,
        limiter: &Limiter,
        outgoing: Outgoing<'_>,
        attempt: impl Fn() -> F,
    ) -> Result<T>
    where
        F: Future<Output = Attempt<T>>,
    {
        let Outgoing { category, name, first_day, tried } = outgoing;
        let mut count = tried;
        loop {
            count += 1;
            let failure = match attempt().await {
                Ok(answer) => return Ok(answer),
                Err(Unanswered::Ended(error)) => return Err(error),
                Err(Unanswered::Failed(failure)) => failure,
            };
            match decide(count, &failure, first_day, self.clock.now(), fastrand::f64()) {
                Decision::WaitFor(wait, why) => {
                    limiter.hold(category, wait, why);
                    if wait > self.settings.max_wait {
                        let free = self.clock.now() + wait;
                        return Err(limiter.over_budget(wait, free));
                    }
                    self.tell(name, &failure, wait);
                    self.tally.retry();
                }
                Decision::WaitAlone(wait) if wait > self.settings.max_wait => {
                    let hint = format!(
                        "run the same command after {}, or use a longer `--max-wait`",
                        at(self.clock.now() + wait)
                    );
                    return Err(into_error(failure, true).hint(hint));
                }
                Decision::WaitAlone(wait) | Decision::Pause(wait) => {
                    let wait = wait.min(self.settings.max_wait);
                    self.tell(name, &failure, wait);
                    self.tally.retry();
                    let _shown = self.console.bar().wait(retry_in(wait, name));
                    self.tally.wait(self.clock, wait).await;
                }
                Decision::Exhausted => return Err(into_error(failure, true)),
                Decision::Final => return Err(into_error(failure, false)),
            }
        }
    }

    /// One attempt: the body of a response of status 2xx.
    pub(crate) async fn attempt(
        &self,
        limiter: &Limiter,
        outgoing: Outgoing<'_>,
        request: RequestBuilder,
    ) -> Attempt<Bytes> {
        let (permit, admission) = limiter.admit(outgoing.category, &self.gate).await?;
        let mut is_near_a_limit = admission.has_waited;
        let answer = self.exchange(admission, outgoing, request, &mut is_near_a_limit).await;
        if let Ok(body) = &answer {
            self.gate.measure(body.len());
        }
        permit.leave(match Unanswered::outcome(&answer) {
            Outcome::Good if is_near_a_limit => Outcome::Neutral,
            outcome => outcome,
        });
        answer
    }

    async fn exchange(
        &self,
        admission: Admission<'_>,
        Outgoing { category, name, .. }: Outgoing<'_>,
        request: RequestBuilder,
        is_near_a_limit: &mut bool,
    ) -> Attempt<Bytes> {
        let limiter = admission.limiter;
        let sent = self.tally.request();
        self.console.progress(format!("request {sent}: {name}"));
        let run = self.tally.whole();
        self.console.bar().requests(run.requests() - 1, run.left());
        let began = self.clock.now();
        let response = request.send().await;
        admission.end();
        let response = response.map_err(failure)?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        if let Some(there) = date(&headers) {
            self.tally.compare_clocks(began, self.clock.now(), there);
        }
        limiter.learn(category, &headers);
        *is_near_a_limit |= remaining(&headers).is_some_and(|left| (left as usize) < MOST);
        self.console.detail(|| format!("{name} {status}"));
        let body = body::read(response).await.map_err(failure)??;
        if (200..300).contains(&status) {
            return Ok(body);
        }
        let refusal = Refusal::read(status, &headers, &body);
        Err(Failure::Refused { refusal, headers: Box::new(headers) }.into())
    }

    fn tell(&self, name: &str, failure: &Failure, wait: Duration) {
        self.console.detail(|| {
            let why = match failure {
                Failure::Lost(lost) | Failure::Unconnected(lost) => lost.to_string(),
                Failure::Refused { refusal, .. } => {
                    format!("HTTP {} {}", refusal.status, refusal.message)
                }
            };
            format!("retrying {name} in {}: {why}", in_words(wait))
        });
    }
}

/// A wait before a retry, for the progress bar.
pub(crate) fn retry_in(wait: Duration, name: &str) -> String {
    format!("retry in {}: {name}", in_words(wait))
}

fn failure(error: reqwest::Error) -> Failure {
    if error.is_connect() {
        Failure::Unconnected(error.into())
    } else {
        Failure::Lost(error.into())
    }
}

const LATER: &str = "run the same command later; `--resume` reuses the responses that it saves";

fn into_error(failure: Failure, exhausted: bool) -> Error {
    match failure {
        Failure::Refused { refusal, .. } if exhausted => {
            let error = refusal.into_error_after_retries();
            if error.hint.is_some() { error } else { error.hint(LATER) }
        }
        Failure::Refused { refusal, .. } => {
            let kind = kind(&refusal);
            refusal.into_error(kind)
        }
        Failure::Lost(lost) => no_answer(lost),
        Failure::Unconnected(lost) => no_answer(lost).common(),
    }
}

fn no_answer(lost: Lost) -> Error {
    let message = format!("the API did not respond in {TRIES} attempts: {lost}");
    lost.explain(Error::new(Kind::Unreachable, message).hint(LATER))
}

fn kind(refusal: &Refusal) -> Kind {
    match refusal.status {
        _ if refusal.means_not_signed_in() => Kind::NotSignedIn,
        300..=399 | 500.. => Kind::Unreachable,
        _ => Kind::Refused,
    }
}
