//! Rows of many ids, as many in one request as the API takes.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, TryStreamExt, stream};

use crate::api::Client;
use crate::error::Result;
use crate::output::Rows;

/// The most ids that one request may name.
pub(crate) const MOST_IDS: usize = 250;

/// How many ids one request names. Once the API finds a request too large, all later ones are
/// smaller.
pub(crate) struct Chunk(AtomicUsize);

impl Default for Chunk {
    fn default() -> Self {
        Chunk(MOST_IDS.into())
    }
}

impl Chunk {
    /// The rows of some ids, in one request, or in smaller ones if that is too large.
    pub(crate) fn rows<'a, F>(
        &'a self,
        client: &'a Client,
        ids: &'a [String],
        fetch: F,
    ) -> BoxFuture<'a, Result<Rows>>
    where
        F: Fn(&'a [String]) -> BoxFuture<'a, Result<Rows>> + Copy + Send + Sync + 'a,
    {
        async move {
            let size = self.0.load(Ordering::Relaxed);
            if ids.len() > size {
                let parts = ids.chunks(size).map(|ids| self.rows(client, ids, fetch));
                return in_order(client, parts.collect()).await;
            }
            match fetch(ids).await {
                Err(error) if error.too_large && ids.len() > 1 => {
                    self.0.fetch_min(ids.len().div_ceil(2), Ordering::Relaxed);
                    self.rows(client, ids, fetch).await
                }
                answer => answer,
            }
        }
        .boxed()
    }
}

/// Rows that were asked for side by side, in the order in which they were asked for.
pub(crate) async fn in_order(
    client: &Client,
    parts: Vec<BoxFuture<'_, Result<Rows>>>,
) -> Result<Rows> {
    stream::iter(parts).buffered(client.concurrency()).try_concat().await
}
