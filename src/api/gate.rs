//! The gate of all concurrent requests, which several clients can share. It limits the requests in
//! flight, and the responses that wait until the ones before them are used.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::api::width::{Begun, Concurrency, FIRST, MOST, Outcome, Width};

/// The memory for responses that wait for their turn, if they are like the largest recent one.
const WAITING: usize = 16 * 1024 * 1024;

pub(crate) struct Gate {
    concurrency: Concurrency,
    permits: Semaphore,
    state: Mutex<State>,
}

struct State {
    width: Width,
    /// The permits that exist, used or not.
    issued: usize,
    /// The requests in all queues, and their responses.
    queued: usize,
    /// The size of the largest response, which older responses lose step by step.
    largest: usize,
}

/// The permit of one request in flight.
pub(crate) struct Permit<'a> {
    gate: &'a Gate,
    held: Option<SemaphorePermit<'a>>,
    begun: Begun,
}

impl Gate {
    pub(crate) fn new(concurrency: Concurrency) -> Self {
        let width = Width::new(concurrency);
        let issued = width.get();
        let state = State { width, issued, queued: 0, largest: 0 };
        Gate { concurrency, permits: Semaphore::new(issued), state: Mutex::new(state) }
    }

    /// Waits until one more request may be in flight.
    pub(crate) async fn enter(&self) -> Permit<'_> {
        // The semaphore is never closed.
        let held = self.permits.acquire().await.ok();
        Permit { gate: self, held, begun: self.state().width.begin() }
    }

    /// The number of requests that may be in flight now.
    pub(crate) fn width(&self) -> usize {
        self.state().limit(self.concurrency)
    }

    /// May a queue with this many requests and responses have one more?
    pub(crate) fn has_room_for(&self, queue: usize) -> bool {
        let state = self.state();
        // Each queue may have one, because others may wait for it.
        queue == 0 || (queue < state.limit(self.concurrency) && state.queued < state.room())
    }

    pub(crate) fn queue(&self) {
        self.state().queued += 1;
    }

    pub(crate) fn unqueue(&self, count: usize) {
        self.state().queued -= count;
    }

    /// Learns the size of a response.
    pub(crate) fn measure(&self, bytes: usize) {
        let mut state = self.state();
        state.largest = bytes.max(state.largest - state.largest / 8);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn limit(&self, concurrency: Concurrency) -> usize {
        match concurrency {
            Concurrency::Fixed(width) => width,
            Concurrency::Adaptive => self.width.get().min(self.room()),
        }
    }

    /// The number of responses that fit into the memory.
    fn room(&self) -> usize {
        (WAITING / self.largest.max(1)).clamp(FIRST, 4 * MOST)
    }
}

impl Permit<'_> {
    /// Ends the request with its outcome.
    pub(crate) fn leave(self, outcome: Outcome) {
        let mut state = self.gate.state();
        let in_flight = state.issued - self.gate.permits.available_permits();
        state.width.see(outcome, self.begun, in_flight);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut state = self.gate.state();
        let limit = state.limit(self.gate.concurrency);
        if state.issued > limit {
            if let Some(held) = self.held.take() {
                held.forget();
                state.issued -= 1;
            }
            state.issued -= self.gate.permits.forget_permits(state.issued - limit);
        } else {
            self.gate.permits.add_permits(limit - state.issued);
            state.issued = limit;
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    const MEBIBYTE: usize = 1024 * 1024;

    /// The requests that may begin now.
    fn enter(gate: &Gate) -> Vec<Permit<'_>> {
        std::iter::from_fn(|| gate.enter().now_or_never()).collect()
    }

    /// All requests in flight end one after another, and others begin as soon as they may.
    fn round<'a>(gate: &'a Gate, in_flight: &mut Vec<Permit<'a>>, outcome: Outcome) {
        for permit in std::mem::take(in_flight) {
            permit.leave(outcome);
            in_flight.extend(enter(gate));
        }
    }

    #[test]
    fn as_many_are_in_flight_as_the_width_says() {
        let gate = Gate::new(Concurrency::Adaptive);
        let mut in_flight = enter(&gate);
        for expected in [4, 8, 16, 32, 32] {
            assert_eq!(in_flight.len(), expected);
            round(&gate, &mut in_flight, Outcome::Good);
        }
        for expected in [32, 16, 8, 4, 2, 1, 1] {
            assert_eq!(in_flight.len(), expected);
            round(&gate, &mut in_flight, Outcome::Trouble);
        }
        let gate = Gate::new(Concurrency::Fixed(7));
        let mut in_flight = enter(&gate);
        for outcome in [Outcome::Good, Outcome::Trouble, Outcome::Good] {
            assert_eq!(in_flight.len(), 7);
            round(&gate, &mut in_flight, outcome);
        }
    }

    #[test]
    fn a_waiting_request_enters_when_the_width_grows_and_not_before_it_is_small_enough() {
        let gate = Gate::new(Concurrency::Adaptive);
        let mut first = enter(&gate);
        let mut waiting = Box::pin(gate.enter());
        assert!(waiting.as_mut().now_or_never().is_none());
        first.pop().expect("a permit").leave(Outcome::Trouble);
        assert!(waiting.as_mut().now_or_never().is_none(), "three of two are in flight");
        first.pop().expect("a permit").leave(Outcome::Good);
        assert!(waiting.as_mut().now_or_never().is_none(), "two of two are in flight");
        drop(first.pop());
        assert!(waiting.as_mut().now_or_never().is_some());
    }

    #[test]
    fn large_responses_make_the_queues_short() {
        let gate = Gate::new(Concurrency::Adaptive);
        let mut in_flight = enter(&gate);
        (0..3).for_each(|_| round(&gate, &mut in_flight, Outcome::Good));
        assert_eq!(gate.width(), 32);
        in_flight.clear();
        for (size, width) in [(10, 32), (MEBIBYTE, 16), (2 * MEBIBYTE, 8), (60 * MEBIBYTE, 4)] {
            gate.measure(size);
            drop(enter(&gate));
            assert_eq!((gate.width(), enter(&gate).len()), (width, width), "{size}");
        }
        assert!(gate.has_room_for(3) && !gate.has_room_for(4));
        (0..4).for_each(|_| gate.queue());
        assert!(gate.has_room_for(0), "a queue may always have one");
        assert!(!gate.has_room_for(1), "all queues together have four");
        (0..60).for_each(|_| gate.measure(1000));
        assert_eq!(gate.width(), 32, "a large response is forgotten");
    }
}
