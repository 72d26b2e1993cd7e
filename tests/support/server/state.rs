//! What all requests of one server share.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::bookmarks::Bookmarks;
use super::exchange::Exchange;
use super::faults::Faults;
use super::limits::Windows;
use super::oauth::Grants;
use super::replay::Plays;
use super::reports::Jobs;
use super::world::World;

pub(super) type Clock = Box<dyn Fn() -> DateTime<Utc> + Send + Sync>;

pub(super) struct State {
    pub(super) world: World,
    pub(super) now: Clock,
    pub(super) faults: Mutex<Faults>,
    pub(super) plays: Mutex<Plays>,
    pub(super) log: Mutex<Vec<Exchange>>,
    pub(super) download_log: Mutex<Vec<Exchange>>,
    /// Where reports are downloaded from.
    pub(super) downloads: SocketAddr,
    pub(super) reports: Mutex<Jobs>,
    pub(super) bookmarks: Mutex<Bookmarks>,
    pub(super) windows: Mutex<Windows>,
    pub(super) grants: Mutex<Grants>,
    pub(super) panics: Mutex<Vec<String>>,
    /// A quirk of sending has made another answer of one.
    pub(super) was_odd: AtomicBool,
    /// Requests to the API that have no answer so far.
    under_way: AtomicUsize,
    request_ids: AtomicU64,
}

/// Counts a request as long as it lives.
pub(super) struct UnderWay<'a> {
    of: &'a AtomicUsize,
    /// With this one.
    pub(super) count: usize,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.of.fetch_sub(1, Ordering::Relaxed);
    }
}

impl State {
    pub(super) fn new(world: World, now: Clock, downloads: SocketAddr) -> Self {
        Self {
            world,
            now,
            faults: Mutex::default(),
            plays: Mutex::default(),
            log: Mutex::default(),
            download_log: Mutex::default(),
            downloads,
            reports: Mutex::default(),
            bookmarks: Mutex::default(),
            windows: Mutex::default(),
            grants: Mutex::default(),
            panics: Mutex::default(),
            was_odd: AtomicBool::default(),
            under_way: AtomicUsize::default(),
            request_ids: AtomicU64::new(4_294_967_301_000),
        }
    }

    pub(super) fn one_more(&self) -> UnderWay<'_> {
        let count = self.under_way.fetch_add(1, Ordering::Relaxed) + 1;
        UnderWay { of: &self.under_way, count }
    }

    pub(super) fn next_request_id(&self) -> u64 {
        self.request_ids.fetch_add(7, Ordering::Relaxed)
    }
}

/// A panic in one handler is reported by the server's end, not by every later lock.
pub(super) fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
