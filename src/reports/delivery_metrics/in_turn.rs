//! The rows of several asynchronous reports of an ad account, one report after another.

use futures_util::stream::{self, StreamExt};
use futures_util::{Stream, TryStreamExt};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use crate::error::Result;
use crate::output::{Batch, Rows, known_account};
use crate::reports::delivery_metrics::keys::ACCOUNT;
use crate::reports::delivery_metrics::ordered_report::OrderedReport;
use crate::reports::report::Batches;
use crate::system::background::in_background;

/// Orders a report of each share, up to `ahead` of them before their turn, and returns the rows as
/// soon as the first one is ordered.
pub(super) async fn in_turn<S, F>(
    shares: Vec<S>,
    order: impl Fn(S) -> F + Send + 'static,
    ahead: usize,
    account: &str,
) -> Result<Batches>
where
    S: Send + 'static,
    F: Future<Output = Result<OrderedReport>> + Send + 'static,
{
    let known = known_account(ACCOUNT, account);
    let ordered = stream::iter(shares).map(move |share| in_background(order(share)));
    let mut ordered = ordered.buffered(ahead).boxed();
    let first = ordered.try_next().await?;
    let reports = stream::iter(first).map(Ok).chain(ordered);
    let rows = reports.map_ok(rows).try_flatten();
    Ok(rows.map_ok(move |rows| Batch { rows, known: vec![known.clone()] }).boxed())
}

/// The rows of a report, as they come. The link to its file lives for minutes, so it is requested
/// now and not before.
fn rows(report: OrderedReport) -> impl Stream<Item = Result<Rows>> {
    let (sender, mut rows) = mpsc::channel(1);
    let delivery = AbortOnDropHandle::new(tokio::spawn(async move {
        if let Err(error) = report.deliver(&sender).await {
            // If nobody listens any more, nobody wants to know.
            let _ = sender.send(Err(error)).await;
        }
    }));
    stream::poll_fn(move |context| {
        // It ends with the stream: nobody polls for rows that nobody wants.
        let _owned = &delivery;
        rows.poll_recv(context)
    })
}
