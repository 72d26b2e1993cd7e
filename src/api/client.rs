//! The client: sends the requests of one sign-in, each until it has a response or has failed for
//! good.

use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::Stream;
use reqwest::header::CONTENT_TYPE;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use url::Url;

use crate::api::ahead::ahead;
use crate::api::attempt::{Attempt, Unanswered};
use crate::api::body::UTF8_BOM;
use crate::api::in_place_of_data;
use crate::api::journal::Journal;
use crate::api::limiter::Limiter;
use crate::api::request::Request;
use crate::api::retry::Failure;
use crate::api::saved::Saved;
use crate::api::session::Session;
use crate::api::settings::Settings;
use crate::api::tally::Tally;
use crate::api::transport::{Outgoing, Transport, retry_in};
use crate::api::width::Concurrency;
use crate::auth::credential::Credential;
use crate::auth::{Place, SignIn};
use crate::error::{Error, Oversize, Result};
use crate::json::secret_fields::without_secrets;
use crate::system::clock::Clock;
use crate::terminal::console::{Console, Wait};
use crate::terminal::counted::in_words;
use crate::terminal::printable::printable;

/// The time until all of Pinterest accepts a new token.
const NEW_TOKEN: Duration = Duration::from_secs(3);

/// The number of consecutive failures after which smaller requests replace one that may be too
/// large: most failures of a server are short.
pub(crate) const TRIES_IF_DIVISIBLE: u32 = 2;

pub(crate) struct Client {
    pub(super) transport: Transport,
    limiter: OnceLock<Limiter>,
    shared: Arc<Shared>,
}

/// The parts of a client that the reports of a batch share.
struct Shared {
    place: Place,
    /// The start of the run.
    began: DateTime<Utc>,
    saved: Saved,
    /// Read for the first request, because a command that sends no request needs no token.
    session: OnceLock<Session>,
    /// Made for the first download.
    downloads: OnceLock<reqwest::Client>,
}

impl Client {
    /// `job` is the name of a run that can resume.
    pub(crate) fn new(transport: Transport, place: Place, job: Option<String>) -> Self {
        Self::with(transport, place, Saved::of_one(job), OnceLock::new())
    }

    /// The client of a batch, whose reports have their own ones.
    pub(crate) fn of_batch(transport: Transport, place: Place) -> Self {
        Self::with(transport, place, Saved::of_batch(), OnceLock::new())
    }

    /// The client of a report of a batch.
    pub(crate) fn of_report(&self, settings: Settings, console: Arc<Console>) -> Self {
        let transport = self.transport.of_report(settings, console);
        Client { transport, limiter: OnceLock::new(), shared: Arc::clone(&self.shared) }
    }

    /// A client for a sign-in that has already been read.
    pub(crate) fn of(sign_in: SignIn, transport: Transport, place: Place) -> Self {
        let session = OnceLock::from(Session::new(sign_in, &place));
        Self::with(transport, place, Saved::default(), session)
    }

    /// A client for a token that Pinterest has just returned. It is not the stored sign-in, so it
    /// is not refreshed.
    pub(crate) fn of_new(credential: &Credential, transport: Transport, place: Place) -> Self {
        let token = credential.access.as_ref().map(|token| token.secret.clone());
        let limiter = OnceLock::from(transport.limiter(&credential.counted_as()));
        let client = Self::of(SignIn::Token(token.unwrap_or_default()), transport, place);
        Client { limiter, ..client }
    }

    fn with(transport: Transport, place: Place, saved: Saved, session: OnceLock<Session>) -> Self {
        let (began, downloads) = (transport.clock.now(), OnceLock::new());
        let shared = Shared { place, began, saved, session, downloads };
        Client { transport, limiter: OnceLock::new(), shared: Arc::new(shared) }
    }

    /// The profile and the folder of the sign-in.
    pub(crate) fn place(&self) -> &Place {
        &self.shared.place
    }

    pub(crate) fn tally(&self) -> &Arc<Tally> {
        &self.transport.tally
    }

    /// The number of concurrent requests now. Further requests would only wait.
    pub(crate) fn concurrency(&self) -> usize {
        match self.transport.settings.concurrency {
            Concurrency::Fixed(width) => width,
            Concurrency::Adaptive => self.transport.gate.width(),
        }
    }

    /// The outcomes in the order of the futures, several of which run at the same time.
    pub(crate) fn ahead<S>(
        &self,
        futures: S,
    ) -> impl Stream<Item = <S::Item as Future>::Output> + use<S>
    where
        S: Stream,
        S::Item: Future,
    {
        let Transport { settings, gate, .. } = &self.transport;
        ahead(futures, Arc::clone(gate), settings.concurrency)
    }

    /// The budget of an hour, in requests.
    pub(crate) fn per_hour(&self) -> usize {
        usize::try_from(self.transport.settings.per_hour.get()).unwrap_or(usize::MAX)
    }

    /// The longest wait that the user accepts.
    pub(crate) fn max_wait(&self) -> Duration {
        self.transport.settings.max_wait
    }

    /// The folder of the state that runs share.
    pub(crate) fn state_folder(&self) -> &Path {
        &self.transport.settings.state_folder
    }

    /// The address of the API.
    pub(crate) fn api(&self) -> &Url {
        &self.transport.settings.api
    }

    /// The name under which facts about the sign-in are remembered.
    pub(crate) fn known_as(&self) -> &str {
        self.session().map_or(&self.place().profile, |session| &session.known_as)
    }

    pub(crate) fn clock(&self) -> Clock {
        self.transport.clock
    }

    /// The sign-in of the requests.
    pub(crate) fn profile(&self) -> &str {
        &self.place().profile
    }

    pub(crate) fn began(&self) -> DateTime<Utc> {
        self.shared.began
    }

    /// Is it Pinterest's sandbox, which lacks parts of the API?
    pub(crate) fn is_sandbox(&self) -> bool {
        self.transport.settings.is_sandbox
    }

    /// Waits, by the clock of the run.
    pub(crate) async fn pause(&self, pause: Duration) {
        self.transport.tally.wait(self.transport.clock, pause).await;
    }

    /// Shows the reason of a wait until the result is dropped.
    pub(crate) fn show_wait(&self, reason: &str) -> Wait<'_> {
        self.transport.console.bar().wait(reason.to_owned())
    }

    /// Waits before a retry.
    pub(crate) async fn note_retry(&self, what: &str, why: &str, pause: Duration) {
        self.transport.console.detail(|| format!("retrying {what} in {}: {why}", in_words(pause)));
        self.transport.tally.retry();
        let pause = pause.min(self.max_wait());
        let _shown = self.transport.console.bar().wait(retry_in(pause, what));
        self.pause(pause).await;
    }

    /// Notes if these requests will take more than this hour.
    pub(crate) fn announce(&self, requests: usize) {
        // Without a sign-in, the first request returns the error.
        if let Ok(limiter) = self.limiter() {
            limiter.announce(requests);
        }
    }

    /// The scopes of the sign-in; nothing if they are unknown.
    pub(crate) fn scopes(&self) -> Option<&[String]> {
        self.shared.session.get()?.scopes.as_deref()
    }

    /// Is the sign-in an app's own (`client_credentials`)? Asynchronous reports and some other
    /// endpoints refuse it. Without a sign-in, the first request returns the error.
    pub(crate) fn is_of_the_app(&self) -> bool {
        self.session().is_ok_and(|session| session.is_of_the_app)
    }

    /// Has an earlier run saved a response to the request? Without a sign-in, the request returns
    /// the error.
    pub(crate) fn has_saved(&self, request: &Request) -> bool {
        let journal = self.journal_for(request).ok().flatten();
        journal.is_some_and(|journal| journal.find(&request.identity()).is_some())
    }

    /// Sends the request until a response parses as a `T` or no retry can help.
    pub(crate) async fn fetch<T: DeserializeOwned>(&self, request: &Request) -> Result<T> {
        let parse = |text: &[u8]| serde_json::from_slice(text).map_err(|error| error.to_string());
        self.fetch_as(request, parse).await
    }

    /// Sends the request until `parse` accepts a response. The error of `parse` is the reason of a
    /// failed attempt.
    pub(crate) async fn fetch_as<T>(
        &self,
        request: &Request,
        parse: impl Fn(&[u8]) -> Result<T, String>,
    ) -> Result<T> {
        let session = self.session()?;
        let name = self.name(request);
        let _turn = self.shared.saved.turn(request).await;
        let saved = self.journal_for(request)?;
        let saved = saved.and_then(|journal| journal.find(&request.identity()));
        if let Some(answer) = saved.and_then(|answer| parse(&answer).ok()) {
            self.transport.tally.reuse();
            return Ok(answer);
        }
        let (category, first_day) = (request.category(), request.first_day());
        let outgoing = Outgoing { category, name: &name, first_day, tried: request.tried() };
        let failed = AtomicU32::new(0);
        let (failed, parse) = (&failed, &parse);
        let attempt = || async move {
            let failure = match self.attempt(session, request, outgoing, parse).await {
                Err(Unanswered::Failed(Failure::Refused { refusal, .. }))
                    if request.is_divisible()
                        && refusal.may_be_too_large()
                        && failed.fetch_add(1, Ordering::Relaxed) + 1 == TRIES_IF_DIVISIBLE =>
                {
                    let error = refusal.into_error_after_retries();
                    return Err(Error { oversize: Some(Oversize::Possible), ..error }.into());
                }
                Err(Unanswered::Failed(failure)) => failure,
                ended => return ended,
            };
            if !failure.may_be_too_large() {
                failed.store(0, Ordering::Relaxed);
            }
            Err(failure.into())
        };
        let outcome = self.transport.persist(self.limiter()?, outgoing, attempt).await;
        if outcome.as_ref().is_err_and(|error| error.kind.is_final()) && request.is_continued() {
            // A saved bookmark may have expired, so the next run requests a new one.
            self.forget();
        }
        outcome.map_err(|error| session.explain(error).about(name))
    }

    /// The name of a request in errors.
    pub(crate) fn name(&self, request: &Request) -> String {
        self.transport.name(request.method(), request.path())
    }

    /// Drops the saved responses.
    pub(crate) fn forget(&self) {
        self.shared.saved.forget();
    }

    /// Saves all responses, so that a later run with the same name resumes this one. Must be called
    /// before the first request.
    pub(crate) fn resume_as(&self, job: String) {
        self.shared.saved.resume_as(job);
    }

    /// Notes that a part of a run that can resume is done, with its outcome.
    pub(crate) fn keep_done(&self, part: &str, outcome: &[u8]) {
        self.shared.saved.keep_done(part, outcome);
    }

    /// The outcome of a part that an earlier run has done.
    pub(crate) fn done(&self, part: &str) -> Result<Option<Vec<u8>>> {
        let user = &self.session()?.counted_as;
        self.shared.saved.done(part, &self.transport, user)
    }

    /// One attempt: with another token if the API refuses the first, and again after a pause if it
    /// refuses a new token.
    async fn attempt<T>(
        &self,
        session: &Session,
        request: &Request,
        outgoing: Outgoing<'_>,
        parse: impl Fn(&[u8]) -> Result<T, String>,
    ) -> Attempt<T> {
        let send = async |token: &SecretString| {
            let url = self.transport.url(&request.target());
            let http = &self.transport.http;
            let asking = if request.method() == "POST" { http.post(url) } else { http.get(url) };
            let asking = match request.body() {
                None => asking,
                Some(body) => asking.header(CONTENT_TYPE, "application/json").body(body.to_owned()),
            };
            let asking = asking.bearer_auth(token.expose_secret());
            self.transport.attempt(self.limiter()?, outgoing, asking).await
        };
        let mut token = session.token(&self.transport).await?;
        let mut answer = send(&token).await;
        let (mut has_another, mut has_paused) = (false, false);
        while answer.as_ref().is_err_and(Unanswered::is_of_the_token) {
            if !has_paused && session.is_unproven(&token).await {
                has_paused = true;
                self.note_retry(outgoing.name, "the API may not know the new token yet", NEW_TOKEN)
                    .await;
            } else if !has_another
                && !has_paused
                && let Some(another) = session.another(&token, &self.transport).await?
            {
                has_another = true;
                token = another;
            } else {
                session.give_up().await;
                break;
            }
            answer = send(&token).await;
        }
        if answer.is_ok() {
            session.prove(&token).await;
        }
        let body = answer?;
        let unreadable = |error: &dyn fmt::Display| {
            let error = printable(&error.to_string());
            Failure::Lost(format!("the response cannot be read: {error}").into())
        };
        let text = body.strip_prefix(UTF8_BOM).unwrap_or(&body);
        if let Some(error) = in_place_of_data::error(text) {
            return Err(Failure::Lost(error.into()).into());
        }
        // Nothing behind this line sees a secret. A resumed run reads the same text.
        let stripped = if request.may_have_secrets() {
            let text = str::from_utf8(text).map_err(|error| unreadable(&error))?;
            Some(without_secrets(text))
        } else {
            None
        };
        let text = stripped.as_deref().map_or(text, str::as_bytes);
        let answer = parse(text).map_err(|error| unreadable(&error))?;
        if let Some(journal) = self.journal_for(request)? {
            journal.keep(&request.identity(), text);
        }
        Ok(answer)
    }

    fn journal_for(&self, request: &Request) -> Result<Option<&Journal>> {
        let user = &self.session()?.counted_as;
        self.shared.saved.journal_for(request, &self.transport, user)
    }

    fn limiter(&self) -> Result<&Limiter> {
        let user = &self.session()?.counted_as;
        Ok(self.limiter.get_or_init(|| self.transport.limiter(user)))
    }

    fn session(&self) -> Result<&Session> {
        let Shared { place, session, .. } = &*self.shared;
        if let Some(session) = session.get() {
            return Ok(session);
        }
        let sign_in = place.find(&self.transport.settings.api)?;
        if let Some(overlooked) = place.overlooked(&sign_in) {
            self.transport.console.warn(&overlooked);
        }
        let found = Session::new(sign_in, place);
        Ok(session.get_or_init(|| found))
    }

    pub(super) fn downloads(&self) -> &OnceLock<reqwest::Client> {
        &self.shared.downloads
    }
}
