//! Work that goes on while nobody waits for it. A stream whose reader is busy does not drive the
//! requests that it has under way; each of them would keep its place among those that may be under
//! way at once, and so keep out the very requests that the reader waits for.

use tokio_util::task::AbortOnDropHandle;

use crate::error::{Error, Kind, Result};

/// Begins with the first look at it and ends, done or not, when it is dropped.
pub(crate) async fn in_background<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    let outcome = AbortOnDropHandle::new(tokio::spawn(work)).await;
    outcome.map_err(|error| Error::new(Kind::Internal, error.to_string()).caused_by(error))?
}
