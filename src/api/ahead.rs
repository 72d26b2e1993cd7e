//! A queue of requests in their order, as long as the gate allows.

use std::sync::Arc;
use std::task::Poll;

use futures_util::stream::{self, FuturesOrdered, Stream, StreamExt};

use crate::api::gate::Gate;
use crate::api::width::Concurrency;

/// The outcomes in the order of the futures, while the ones behind are already under way. Unlike
/// `buffered`, the queue becomes longer and shorter during the run.
pub(super) fn ahead<S>(
    source: S,
    gate: Arc<Gate>,
    concurrency: Concurrency,
) -> impl Stream<Item = <S::Item as Future>::Output>
where
    S: Stream,
    S::Item: Future,
{
    let mut source = Box::pin(source.fuse());
    let mut futures = FuturesOrdered::new();
    let mut queue = Queue { gate, concurrency, length: 0 };
    stream::poll_fn(move |context| {
        while queue.has_room()
            && let Poll::Ready(Some(future)) = source.as_mut().poll_next(context)
        {
            futures.push_back(future);
            queue.add();
        }
        let next = futures.poll_next_unpin(context);
        match next {
            Poll::Ready(Some(_)) => queue.remove(),
            Poll::Ready(None) if !source.is_done() => return Poll::Pending,
            _ => {}
        }
        next
    })
}

struct Queue {
    gate: Arc<Gate>,
    concurrency: Concurrency,
    length: usize,
}

impl Queue {
    fn has_room(&self) -> bool {
        match self.concurrency {
            Concurrency::Fixed(most) => self.length < most,
            Concurrency::Adaptive => self.gate.has_room_for(self.length),
        }
    }

    fn add(&mut self) {
        self.gate.queue();
        self.length += 1;
    }

    fn remove(&mut self) {
        self.gate.unqueue(1);
        self.length -= 1;
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.gate.unqueue(self.length);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use futures_util::future::{pending, ready};

    use super::*;

    #[test]
    fn outcomes_come_in_the_order_of_the_futures() {
        for concurrency in [Concurrency::Adaptive, Concurrency::Fixed(1), Concurrency::Fixed(7)] {
            let gate = Arc::new(Gate::new(concurrency));
            let numbers = ahead(stream::iter((0..100).map(ready)), gate, concurrency);
            let numbers: Vec<_> = numbers.collect().now_or_never().expect("all are ready");
            assert_eq!(numbers, (0..100).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_queue_that_is_dropped_makes_room_for_the_others() {
        let gate = Arc::new(Gate::new(Concurrency::Adaptive));
        gate.measure(usize::MAX);
        let endless = || stream::iter([(); 100].map(|()| pending::<()>()));
        let queue = || Box::pin(ahead(endless(), Arc::clone(&gate), Concurrency::Adaptive));
        let mut full = queue();
        assert!(full.next().now_or_never().is_none());
        assert!(!gate.has_room_for(1));
        drop(full);
        assert!(gate.has_room_for(3));
    }
}
