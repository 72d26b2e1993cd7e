//! The time that a request and its answer are on their way.

use std::time::Duration;

use tokio::time::sleep;

/// By the real clock, whatever the speed of the test's.
#[derive(Clone, Copy)]
pub(crate) struct Latency {
    pub(crate) least: Duration,
    pub(crate) most: Duration,
}

/// How long one request and its answer take.
#[derive(Default)]
pub(super) struct Trip {
    there: Duration,
    back: Duration,
}

impl Trip {
    /// The server receives the request at any time between the two ends.
    pub(super) fn draw(latency: Option<Latency>) -> Self {
        let Some(Latency { least, most }) = latency else { return Self::default() };
        let whole = least + most.saturating_sub(least).mul_f64(fastrand::f64());
        let there = whole.mul_f64(fastrand::f64());
        Self { there, back: whole.saturating_sub(there) }
    }

    pub(super) async fn there(&self) {
        pass(self.there).await;
    }

    pub(super) async fn back(&self) {
        pass(self.back).await;
    }
}

/// Even the shortest sleep takes a millisecond.
async fn pass(time: Duration) {
    if !time.is_zero() {
        sleep(time).await;
    }
}
