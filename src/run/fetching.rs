//! The rows of one ad account on their way, while another one's are written.

use futures_util::stream::{self, StreamExt};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::error::{Error, Kind, Result};
use crate::output::Batch;
use crate::reports::Batches;

pub(super) struct Fetching {
    batches: mpsc::Receiver<Result<Batch>>,
    /// Sent when the rows may come: few ad accounts at a time, for they stay in memory.
    go: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Fetching {
    /// Does what comes before the rows.
    pub(super) fn begin(source: impl Future<Output = Result<Batches>> + Send + 'static) -> Self {
        // One batch ready and one on its way: memory stays bounded while a reader is slow.
        let (sender, batches) = mpsc::channel(1);
        let (go, may_go) = oneshot::channel();
        let task = tokio::spawn(async move {
            let mut source = match source.await {
                Ok(source) => source,
                Err(error) => stream::iter([Err(error)]).boxed(),
            };
            // The run may have ended before it came to this one.
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

    /// Lets the rows come.
    pub(super) fn go(&mut self) {
        if let Some(go) = self.go.take() {
            // A task that has ended needs no word.
            let _ = go.send(());
        }
    }

    /// Nothing after the last of the rows.
    pub(super) async fn next(&mut self) -> Result<Option<Batch>> {
        if let Some(batch) = self.batches.recv().await {
            return batch.map(Some);
        }
        // A channel that closed because its task broke would look like the end of the rows.
        let end = (&mut self.task).await;
        end.map(|()| None)
            .map_err(|error| Error::new(Kind::Internal, error.to_string()).caused_by(error))
    }
}
