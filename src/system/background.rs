//! Work that continues while nothing waits for it. A stream whose reader is busy does not drive its
//! current requests. Each of these would keep one of the places for concurrent requests, and so
//! block the requests that the reader waits for.

use tokio_util::task::AbortOnDropHandle;

use crate::error::{Error, Kind, Result};

/// Starts at the first poll and ends, complete or not, when it is dropped.
pub(crate) async fn in_background<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    let outcome = AbortOnDropHandle::new(tokio::spawn(work)).await;
    outcome.map_err(|error| Error::new(Kind::Internal, error.to_string()).caused_by(error))?
}
