//! The rows of one ad account, fetched while those of another are written.

use futures_util::stream::{self, StreamExt};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::error::{Error, Kind, Result};
use crate::output::Batch;
use crate::reports::Batches;

pub(super) struct Fetching {
    batches: mpsc::Receiver<Result<Batch>>,
    /// Starts the rows: only a few ad accounts at a time, because their rows stay in memory.
    go: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Fetching {
    /// Runs the steps before the rows.
    pub(super) fn begin(source: impl Future<Output = Result<Batches>> + Send + 'static) -> Self {
        // One batch is ready and one is being fetched: this limits the memory if the reader is
        // slow.
        let (sender, batches) = mpsc::channel(1);
        let (go, may_go) = oneshot::channel();
        let task = tokio::spawn(async move {
            let mut source = match source.await {
                Ok(source) => source,
                Err(error) => stream::iter([Err(error)]).boxed(),
            };
            // The run can end before the turn of this ad account.
            if may_go.await.is_err() {
                return;
            }
            while let Some(batch) = source.next().await {
                let is_last = batch.is_err();
                if sender.send(batch).await.is_err() || is_last {
                    return;
                }
            }
        });
        Fetching { batches, go: Some(go), task }
    }

    /// Starts the rows.
    pub(super) fn go(&mut self) {
        if let Some(go) = self.go.take() {
            // A task that has ended needs no message.
            let _ = go.send(());
        }
    }

    /// Nothing after the last of the rows.
    pub(super) async fn next(&mut self) -> Result<Option<Batch>> {
        if let Some(batch) = self.batches.recv().await {
            return batch.map(Some);
        }
        // A channel that closes because its task fails looks like the end of the rows.
        let end = (&mut self.task).await;
        end.map(|()| None)
            .map_err(|error| Error::new(Kind::Internal, error.to_string()).caused_by(error))
    }
}
