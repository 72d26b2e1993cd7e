//! Requests that wait until a test lets them go on.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::Server;
use super::faults::{Fault, Times};
use super::state::lock;

/// A test that waits longer waits for nothing.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Holds one request for as long as it lives.
pub(crate) struct Hold {
    arrival: Arc<Arrival>,
    gate: watch::Sender<()>,
}

/// The same as the server sees it: open as soon as the other side is gone.
#[derive(Clone)]
pub(crate) struct Gate {
    arrival: Arc<Arrival>,
    opened: watch::Receiver<()>,
}

#[derive(Default)]
struct Arrival {
    has_come: Mutex<bool>,
    news: Condvar,
}

impl Server {
    /// Holds the next request on a path with this ending, before it takes effect or, `answered`,
    /// after that. All others go their way meanwhile.
    pub(crate) fn hold(&self, path_ends_with: &str, answered: bool) -> Hold {
        let arrival = Arc::<Arrival>::default();
        let (sender, opened) = watch::channel(());
        let gate = Gate { arrival: Arc::clone(&arrival), opened };
        self.inject(path_ends_with, Times::Once, Fault::Hold { answered, gate });
        Hold { arrival, gate: sender }
    }
}

impl Hold {
    /// Blocks until a request is held.
    pub(crate) fn wait(&self) {
        let has_come = lock(&self.arrival.has_come);
        let waited =
            self.arrival.news.wait_timeout_while(has_come, LONGEST_WAIT, |has_come| !*has_come);
        let (has_come, _) = waited.unwrap_or_else(PoisonError::into_inner);
        assert!(*has_come, "no request came that could be held");
    }

    pub(crate) fn release(self) {
        drop(self.gate);
    }
}

impl Gate {
    pub(super) fn is_open(&self) -> bool {
        self.opened.has_changed().is_err()
    }

    pub(super) async fn pass(&self) {
        *lock(&self.arrival.has_come) = true;
        self.arrival.news.notify_all();
        // Nothing is ever sent; the wait ends when the sender is dropped.
        let _ = self.opened.clone().changed().await;
    }
}
