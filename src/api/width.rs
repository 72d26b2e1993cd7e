//! The number of concurrent requests that the API seems to bear. Pure: the caller passes the outcome
//! of each request.
//!
//! The width grows with each good response until the first trouble, and then by one for each round
//! of good responses. Trouble halves it, once for all requests that were in flight.

/// The setting `--concurrency`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Concurrency {
    /// This many, always.
    Fixed(usize),
    /// As many as the API bears.
    Adaptive,
}

/// The width at the start.
pub(crate) const FIRST: usize = 4;
/// The maximum width.
pub(crate) const MOST: usize = 32;

/// The outcome of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Good,
    /// It says nothing about the load: a refusal, or a response while a limit is near.
    Neutral,
    /// HTTP 429, 5xx, or no response.
    Trouble,
}

#[derive(Debug)]
pub(crate) struct Width {
    concurrency: Concurrency,
    now: usize,
    /// Below this, each good response is enough to grow.
    fast_below: usize,
    /// Good responses since the last growth.
    good: usize,
    /// The number of times that it has shrunk.
    shrunk: u32,
}

/// The state of the width in which a request begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Begun(u32);

impl Width {
    pub(crate) fn new(concurrency: Concurrency) -> Self {
        let now = match concurrency {
            Concurrency::Fixed(width) => width,
            Concurrency::Adaptive => FIRST,
        };
        Width { concurrency, now, fast_below: MOST, good: 0, shrunk: 0 }
    }

    pub(crate) fn get(&self) -> usize {
        self.now
    }

    pub(crate) fn begin(&self) -> Begun {
        Begun(self.shrunk)
    }

    /// Learns from a request that ends now, with the number of requests in flight including it.
    pub(crate) fn see(&mut self, outcome: Outcome, begun: Begun, in_flight: usize) {
        // A request that began before the width shrank knows nothing about the new one.
        if self.concurrency != Concurrency::Adaptive || begun != self.begin() {
            return;
        }
        match outcome {
            // A width that is not used shows nothing.
            Outcome::Good if self.now < MOST && 2 * in_flight >= self.now => {
                self.good += 1;
                if self.now < self.fast_below || self.good >= self.now {
                    self.now += 1;
                    self.good = 0;
                }
            }
            Outcome::Good | Outcome::Neutral => {}
            Outcome::Trouble => {
                self.now = (self.now / 2).max(1);
                self.fast_below = self.now;
                self.good = 0;
                self.shrunk += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Requests of the whole width end together, this many times.
    fn rounds(width: &mut Width, outcome: Outcome, rounds: usize) {
        for _ in 0..rounds {
            let (begun, count) = (width.begin(), width.get());
            (0..count).for_each(|_| width.see(outcome, begun, count));
        }
    }

    #[test]
    fn it_starts_at_4_and_doubles_in_each_round_up_to_32() {
        let mut width = Width::new(Concurrency::Adaptive);
        for expected in [4, 8, 16, 32, 32] {
            assert_eq!(width.get(), expected);
            rounds(&mut width, Outcome::Good, 1);
        }
    }

    #[test]
    fn trouble_halves_it_once_for_all_that_were_in_flight() {
        let mut width = Width::new(Concurrency::Adaptive);
        rounds(&mut width, Outcome::Good, 3);
        for expected in [16, 8, 4, 2, 1, 1] {
            rounds(&mut width, Outcome::Trouble, 1);
            assert_eq!(width.get(), expected);
        }
    }

    #[test]
    fn after_trouble_it_grows_by_one_in_each_round() {
        let mut width = Width::new(Concurrency::Adaptive);
        rounds(&mut width, Outcome::Good, 3);
        let before = width.begin();
        rounds(&mut width, Outcome::Trouble, 1);
        (0..100).for_each(|_| width.see(Outcome::Good, before, 32));
        assert_eq!(width.get(), 16, "older responses do not count");
        for expected in 17..=32 {
            rounds(&mut width, Outcome::Good, 1);
            assert_eq!(width.get(), expected);
        }
    }

    #[test]
    fn a_width_that_is_not_used_and_a_limit_that_is_near_do_not_let_it_grow() {
        let mut width = Width::new(Concurrency::Adaptive);
        let begun = width.begin();
        (0..100).for_each(|_| width.see(Outcome::Good, begun, 1));
        assert_eq!(width.get(), 4);
        rounds(&mut width, Outcome::Neutral, 100);
        assert_eq!(width.get(), 4);
    }

    fn outcome() -> impl Strategy<Value = Outcome> {
        prop_oneof![
            8 => Just(Outcome::Good),
            1 => Just(Outcome::Neutral),
            1 => Just(Outcome::Trouble),
        ]
    }

    proptest! {
        #[test]
        fn it_stays_between_1_and_32_and_never_changes_by_more_than_it_may(
            steps in prop::collection::vec((outcome(), 1usize..40, any::<bool>()), 0..300),
        ) {
            let mut width = Width::new(Concurrency::Adaptive);
            let mut begun = width.begin();
            for (outcome, in_flight, is_new) in steps {
                if is_new {
                    begun = width.begin();
                }
                let before = width.get();
                width.see(outcome, begun, in_flight);
                let after = width.get();
                prop_assert!((1..=MOST).contains(&after));
                prop_assert!(after <= before + usize::from(outcome == Outcome::Good));
                prop_assert!(after >= before || outcome == Outcome::Trouble);
                prop_assert!(after >= before / 2);
            }
        }

        #[test]
        fn a_fixed_width_never_changes(
            fixed in 1usize..=MOST,
            outcomes in prop::collection::vec(outcome(), 0..100),
        ) {
            let mut width = Width::new(Concurrency::Fixed(fixed));
            for outcome in outcomes {
                width.see(outcome, width.begin(), fixed);
                prop_assert_eq!(width.get(), fixed);
            }
        }
    }
}
