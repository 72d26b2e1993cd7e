//! Rows of many ids, as many in one request as the API takes.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, TryStreamExt, stream};
use tokio::sync::Mutex;

use crate::api::{Client, TRIES_IF_DIVISIBLE};
use crate::error::{Error, Oversize, Result};
use crate::output::Rows;

/// The most ids that one request may name.
pub(crate) const IDS_PER_REQUEST: usize = 250;

/// The number of IDs in one request. Once the API finds a request too large, all later ones are
/// smaller.
pub(crate) struct Chunk {
    size: AtomicUsize,
    /// The number of times that the API was down.
    outages: AtomicUsize,
    /// Held by the one request that finds out.
    probe: Mutex<()>,
}

impl Default for Chunk {
    fn default() -> Self {
        Chunk {
            size: IDS_PER_REQUEST.into(),
            outages: AtomicUsize::new(0),
            probe: Mutex::default(),
        }
    }
}

impl Chunk {
    /// The rows of some ids, in one request, or in smaller ones if that is too large. `fetch` gets
    /// the ids of a request, and how often a larger one was tried before it.
    pub(crate) fn rows<'a, F>(
        &'a self,
        client: &'a Client,
        ids: &'a [String],
        fetch: F,
    ) -> BoxFuture<'a, Result<Rows>>
    where
        F: Fn(&'a [String], u32) -> BoxFuture<'a, Result<Rows>> + Copy + Send + Sync + 'a,
    {
        async move {
            let size = self.size.load(Ordering::Relaxed);
            if ids.len() > size {
                let parts = ids.chunks(size).map(|ids| self.rows(client, ids, fetch));
                return in_order(client, parts.collect()).await;
            }
            let outages = self.outages.load(Ordering::Relaxed);
            match fetch(ids, 0).await {
                Err(error) if ids.len() > 1 => match error.oversize {
                    Some(Oversize::Certain) => {
                        self.shrink(ids);
                        self.rows(client, ids, fetch).await
                    }
                    Some(Oversize::Possible) => {
                        let (mut rows, rest) = self.probe(ids, fetch, error, outages).await?;
                        rows.extend(self.rows(client, rest, fetch).await?);
                        Ok(rows)
                    }
                    None => Err(error),
                },
                answer => answer,
            }
        }
        .boxed()
    }

    /// Requests the first id alone, with all retries that are left: it shows whether the API is down or finds the
    /// request too large. Returns its rows, and the ids that are left.
    async fn probe<'a, F>(
        &self,
        ids: &'a [String],
        fetch: F,
        error: Error,
        outages: usize,
    ) -> Result<(Rows, &'a [String])>
    where
        F: Fn(&'a [String], u32) -> BoxFuture<'a, Result<Rows>>,
    {
        let _only = self.probe.lock().await;
        if self.outages.load(Ordering::Relaxed) > outages {
            return Err(error);
        }
        if self.size.load(Ordering::Relaxed) < ids.len() {
            return Ok((Rows::new(), ids));
        }
        match fetch(&ids[..1], TRIES_IF_DIVISIBLE).await {
            Ok(rows) => {
                self.shrink(ids);
                Ok((rows, &ids[1..]))
            }
            Err(error) => {
                self.outages.fetch_add(1, Ordering::Relaxed);
                Err(error)
            }
        }
    }

    fn shrink(&self, ids: &[String]) {
        self.size.fetch_min(ids.len().div_ceil(2), Ordering::Relaxed);
    }
}

/// Rows of concurrent requests, in the order of the requests.
pub(crate) async fn in_order(
    client: &Client,
    parts: Vec<BoxFuture<'_, Result<Rows>>>,
) -> Result<Rows> {
    client.ahead(stream::iter(parts)).try_concat().await
}
