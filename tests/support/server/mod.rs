//! A strict and stateful local imitation of Pinterest API v5 for the tests and the demo.

mod activity;
mod admission;
mod analytics;
mod app;
mod boards;
mod bookmarks;
mod breakdown;
mod cells;
mod columns;
mod connection;
mod daily;
mod definitions;
mod downloads;
mod echo;
mod exchange;
mod faults;
mod filter;
mod hash;
mod hold;
mod items;
mod latency;
mod limits;
mod lists;
mod made_up;
mod measures;
mod oauth;
mod objects;
mod outcome;
mod paging;
mod parameters;
mod periods;
mod pin_analytics;
mod pin_media;
mod pins;
mod quality;
mod question;
mod readings;
mod ready;
mod refused_columns;
mod replay;
mod reply;
mod reports;
mod routes;
mod rows;
mod sample;
mod secret;
mod sized;
mod state;
mod strange;
mod targeting;
mod targeting_names;
mod top_pins;
mod truth;
mod user_analytics;
mod users;
mod websites;
mod world;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;

use chrono::{DateTime, Utc};
use tokio::sync::oneshot;

#[allow(unused_imports, reason = "the demo needs less than the tests")]
pub(crate) use self::app::{App, Rotation};
#[allow(unused_imports, reason = "the demo needs less than the tests")]
pub(crate) use self::echo::beginnings;
#[allow(unused_imports, reason = "the demo needs less than the tests")]
pub(crate) use self::exchange::Exchange;
#[allow(unused_imports, reason = "the demo needs less than the tests")]
pub(crate) use self::faults::{Alteration, Fault, Times};
#[allow(unused_imports, reason = "the demo needs less than the tests")]
pub(crate) use self::hold::Hold;
#[allow(unused_imports, reason = "the demo needs less than the tests")]
pub(crate) use self::latency::Latency;
#[allow(unused_imports, reason = "the demo needs less than the tests")]
pub(crate) use self::limits::Limits;
#[allow(unused_imports, reason = "the demo needs less than the tests")]
pub(crate) use self::oauth::Issued;
#[allow(unused_imports, reason = "the demo needs less than the tests")]
pub(crate) use self::readings::words as words_of_readings;
#[allow(unused_imports, reason = "the demo needs less than the tests")]
pub(crate) use self::refused_columns::{Api, RefusedColumns, Wording};
#[allow(unused_imports, reason = "the demo needs less than the tests")]
pub(crate) use self::replay::Played;
#[allow(unused_imports, reason = "the demo needs less than the tests")]
pub(crate) use self::reply::Reply;
#[allow(unused_imports, reason = "the demo needs less than the tests")]
pub(crate) use self::reports::ReportEnd;
#[allow(unused_imports, reason = "the demo needs less than the tests")]
pub(crate) use self::secret::{holds_a_secret, secret as new_secret, secrets};
#[allow(unused_imports, reason = "the demo needs less than the tests")]
pub(crate) use self::world::{
    Account, BookmarkStyle, Definition, DomainParameter, Entity, Granularity, Level, Pages, Quirks,
    SeveralAdGroups, Sizes, Status, World,
};

use self::state::{State, lock};

pub(crate) struct Server {
    address: SocketAddr,
    state: Arc<State>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Server {
    /// Serves on a free loopback port, in a thread of its own; `now` is the server's clock.
    pub(crate) fn start(
        world: World,
        now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static,
    ) -> Self {
        Self::start_on(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), world, now)
            .expect("the loopback interface has a free port")
    }

    pub(crate) fn start_on(
        address: SocketAddr,
        world: World,
        now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        secret::keep(&world.token);
        secret::keep(&world.app.secret);
        secret::keep(&oauth::basic(&world.app.id, &world.app.secret));
        let (listener, address) = listen(address)?;
        let (downloads, downloads_address) = listen(SocketAddr::new(address.ip(), 0))?;
        let state = Arc::new(State::new(world, Box::new(now), downloads_address));
        let (stop, stopped) = oneshot::channel();
        let shared = Arc::clone(&state);
        let thread = thread::Builder::new()
            .name("pinterest".to_owned())
            .spawn(move || connection::run(listener, downloads, &shared, stopped))?;
        Ok(Self { address, state, stop: Some(stop), thread: Some(thread) })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/v5", self.address)
    }

    /// The truth that the answers are made from.
    pub(crate) fn world(&self) -> &World {
        &self.state.world
    }

    /// The whole truth behind `GET {path_and_query}` (below `/v5`) as a JSON text, a list with all
    /// its pages in one. No fault, limit or quirk of sending touches it, and no log. Panics with
    /// the error when it would be refused.
    pub(crate) fn answer(&self, path_and_query: &str) -> String {
        truth::answer(&self.state, path_and_query)
    }

    /// Spoils answers on every path with this ending, of downloads too; of several faults the first
    /// with uses left. A method and a space before it leave all other methods alone.
    pub(crate) fn inject(&self, path_ends_with: &str, times: Times, fault: Fault) {
        lock(&self.state.faults).queue(path_ends_with, times, fault);
    }

    /// States these limits in every response. The server keeps its own ones.
    pub(crate) fn state_limits(&self, limits: &'static str) {
        let alter = move |mut reply: Reply| {
            reply.headers.retain(|(name, _)| *name != "x-ratelimit-limit");
            reply.headers.push(("x-ratelimit-limit", limits.to_owned()));
            reply
        };
        self.inject("", Times::Always, Fault::Altered(Arc::new(alter)));
    }

    /// Takes back what was injected and has not happened.
    pub(crate) fn forget_faults(&self) {
        lock(&self.state.faults).clear();
    }

    /// Has a quirk of sending made another answer of one so far?
    pub(crate) fn was_odd(&self) -> bool {
        self.state.was_odd.load(Ordering::Relaxed)
    }

    pub(crate) fn log(&self) -> Vec<Exchange> {
        lock(&self.state.log).clone()
    }

    /// How many requests have come to the API so far.
    pub(crate) fn asked(&self) -> usize {
        lock(&self.state.log).len()
    }

    /// What was asked at the address that reports are downloaded from.
    pub(crate) fn download_log(&self) -> Vec<Exchange> {
        lock(&self.state.download_log).clone()
    }

    /// Of the API alone.
    pub(crate) fn count(&self, path_ends_with: &str) -> usize {
        let log = lock(&self.state.log);
        let of_these = |exchange: &&Exchange| {
            faults::concerns(path_ends_with, &exchange.method, &exchange.path)
        };
        log.iter().filter(of_these).count()
    }
}

fn listen(address: SocketAddr) -> io::Result<(std::net::TcpListener, SocketAddr)> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The thread may have ended already; then nobody listens.
            let _ = stop.send(());
        }
        let ended = self.thread.take().map_or(Ok(()), thread::JoinHandle::join);
        // A second panic while unwinding would abort and hide the first.
        if thread::panicking() {
            return;
        }
        assert!(ended.is_ok(), "the test server's thread panicked");
        let panics = lock(&self.state.panics);
        assert!(panics.is_empty(), "a handler of the test server panicked: {panics:?}");
    }
}
