//! Failures that a test orders: what goes wrong, where and how often.

use std::sync::Arc;
use std::time::Duration;

use super::hold::Gate;
use super::reply::Reply;

/// What becomes of the true answer.
pub(crate) type Alteration = Arc<dyn Fn(Reply) -> Reply + Send + Sync>;

#[derive(Clone)]
pub(crate) enum Fault {
    Status {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: String,
    },
    /// The connection is closed in good order before any header.
    Close,
    /// The connection is reset before any header.
    Reset,
    /// The whole length is promised, half the true body comes; then the connection is closed in good
    /// order or, `reset`, is reset.
    CutBody {
        reset: bool,
    },
    /// The same with so many bytes of the true body; closed.
    CutAt(usize),
    /// A whole answer with only so many bytes of the true body, whose length is what comes.
    Truncate(usize),
    /// No answer until the server stops.
    Hang,
    /// Status 200 with this body.
    Garbage {
        content_type: &'static str,
        body: Vec<u8>,
    },
    /// The true answer, but before each of the first bytes of its body there is this pause.
    Trickle(Duration),
    /// Nothing is done; the answer repeats what the request holds and the newest link, in every encoding.
    /// Another `turn` has another text first.
    Echo {
        status: u16,
        turn: usize,
    },
    /// The true answer, not packed, as somebody else has altered it.
    Altered(Alteration),
    /// A list page of at most so many items. Its bookmark leads to the item after them, or `again`
    /// items further back.
    Page {
        items: usize,
        again: usize,
    },
    /// A list page that hands out the bookmark it was asked with. The first page hands out one
    /// that leads to itself for ever.
    RepeatBookmark,
    /// A list page with a new bookmark, also after the last item: it leads to the first item again.
    EndlessList,
    /// The true answer, but only when a test opens the gate: `Server::hold` makes it.
    Hold {
        /// It waits at the gate with what it asked for done and no byte sent, or else with nothing
        /// done.
        answered: bool,
        gate: Gate,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Times {
    Once,
    Count(u32),
    Always,
}

#[derive(Default)]
pub(super) struct Faults {
    queue: Vec<Queued>,
}

struct Queued {
    path_ends_with: String,
    times: Times,
    fault: Fault,
}

impl Faults {
    pub(super) fn queue(&mut self, path_ends_with: &str, times: Times, fault: Fault) {
        self.queue.push(Queued { path_ends_with: path_ends_with.to_owned(), times, fault });
    }

    pub(super) fn clear(&mut self) {
        self.queue.clear();
    }

    /// The fault for a request; it counts as used.
    pub(super) fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        self.queue
            .iter_mut()
            .filter(|queued| concerns(&queued.path_ends_with, method, path))
            .find_map(Queued::take)
    }
}

impl Queued {
    fn take(&mut self) -> Option<Fault> {
        if matches!(&self.fault, Fault::Hold { gate, .. } if gate.is_open()) {
            return None;
        }
        self.times.take().then(|| self.fault.clone())
    }
}

impl Times {
    pub(super) fn is_left(self) -> bool {
        self != Self::Count(0)
    }

    /// Uses one up, if there is one left.
    pub(super) fn take(&mut self) -> bool {
        let left = match *self {
            Self::Always => return true,
            Self::Once => 1,
            Self::Count(left) => left,
        };
        *self = Self::Count(left.saturating_sub(1));
        left > 0
    }
}

/// Whether a path ends so, or, where a method stands before a space, the path of such a request.
pub(super) fn concerns(pattern: &str, method: &str, path: &str) -> bool {
    let (wanted, end) = pattern.split_once(' ').unwrap_or((method, pattern));
    wanted == method && path.ends_with(end)
}
