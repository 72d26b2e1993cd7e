//! The order of the reports of a batch: an earlier line has priority for the request budget.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::system::clock::Clock;

/// Timers are not exact: a request that may be sent so soon is treated as one that may be sent.
const SOON: Duration = Duration::from_millis(20);

/// The requests that wait for the budget, of all reports of the run.
pub(crate) struct Precedence {
    waiting: Mutex<Waiting>,
    changes: watch::Sender<()>,
}

#[derive(Default)]
struct Waiting {
    /// The time at which each may be sent, by its line and its number.
    due: BTreeMap<(usize, u64), Duration>,
    /// The number of waits so far.
    count: u64,
}

/// A request that waits. It ends when this is dropped.
pub(crate) struct Wait {
    precedence: Arc<Precedence>,
    key: (usize, u64),
}

impl Default for Precedence {
    fn default() -> Self {
        Precedence { waiting: Mutex::default(), changes: watch::Sender::new(()) }
    }
}

impl Precedence {
    /// Returns when no request of an earlier line may be sent now.
    pub(crate) async fn give_way(&self, line: usize, clock: Clock) {
        let mut changes = self.changes.subscribe();
        while self.has_earlier(line, clock.elapsed()) {
            // The sender lives as long as this.
            let _ = changes.changed().await;
        }
    }

    /// Registers a request that waits until this time of the clock.
    pub(crate) fn wait(self: &Arc<Self>, line: usize, due: Duration) -> Wait {
        let mut waiting = self.locked();
        waiting.count += 1;
        let key = (line, waiting.count);
        waiting.due.insert(key, due);
        Wait { precedence: Arc::clone(self), key }
    }

    fn has_earlier(&self, line: usize, now: Duration) -> bool {
        let waiting = self.locked();
        let mut earlier = waiting.due.range(..(line, 0));
        earlier.any(|(_, due)| *due <= now + SOON)
    }

    fn locked(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wait {
    /// The request must wait longer.
    pub(crate) fn until(&self, due: Duration) {
        self.precedence.locked().due.insert(self.key, due);
        self.precedence.changes.send_replace(());
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.precedence.locked().due.remove(&self.key);
        self.precedence.changes.send_replace(());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::clock::virtual_time;

    #[tokio::test(start_paused = true)]
    async fn a_request_gives_way_to_an_earlier_line_that_may_send() {
        let clock = virtual_time::begin();
        let precedence = Arc::new(Precedence::default());
        let second = Duration::from_secs(1);
        let now = clock.elapsed();
        let first = precedence.wait(1, now + 9 * second);
        // It may not send yet.
        precedence.give_way(2, clock).await;
        clock.sleep(9 * second).await;
        precedence.give_way(1, clock).await;
        let way = precedence.give_way(2, clock);
        tokio::pin!(way);
        let is_ready =
            async |way: &mut std::pin::Pin<&mut _>| tokio::time::timeout(second, way).await.is_ok();
        assert!(!is_ready(&mut way).await);
        first.until(clock.elapsed() + 9 * second);
        assert!(is_ready(&mut way).await);
        first.until(clock.elapsed());
        let again = precedence.give_way(2, clock);
        tokio::pin!(again);
        assert!(!is_ready(&mut again).await);
        drop(first);
        assert!(is_ready(&mut again).await);
    }
}
