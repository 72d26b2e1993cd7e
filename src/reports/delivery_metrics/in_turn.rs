//! The rows of several asynchronous reports of an ad account, one report after another.

use futures_util::stream::{self, StreamExt};
use futures_util::{Stream, TryStreamExt};
use tokio::sync::mpsc;

use crate::error::Result;
use crate::output::{Batch, Rows, known_account};
use crate::reports::delivery_metrics::keys::ACCOUNT;
use crate::reports::delivery_metrics::ordered_report::OrderedReport;
use crate::reports::report::Batches;
use crate::system::background::in_background;

/// Makes a report of each share, several of them at once, and returns the rows as soon as the first
/// report is made.
pub(super) async fn in_turn<S, F>(
    shares: Vec<S>,
    report: impl Fn(S) -> F + Send + 'static,
    in_flight: usize,
    account: &str,
) -> Result<Batches>
where
    S: Send + 'static,
    F: Future<Output = Result<OrderedReport>> + Send + 'static,
{
    let known = known_account(ACCOUNT, account);
    let made = stream::iter(shares).map(move |share| in_background(report(share)));
    let mut made = made.buffered(in_flight).boxed();
    let first = made.try_next().await?;
    let reports = stream::iter(first).map(Ok).chain(made);
    let rows = reports.map_ok(rows).try_flatten();
    Ok(rows.map_ok(move |rows| Batch { rows, known: vec![known.clone()] }).boxed())
}

/// The rows of a report, as they come.
fn rows(report: OrderedReport) -> impl Stream<Item = Result<Rows>> {
    let (sender, mut rows) = mpsc::channel(1);
    tokio::spawn(async move {
        if let Err(error) = report.deliver(&sender).await {
            // If nobody listens any more, nobody wants to know.
            let _ = sender.send(Err(error)).await;
        }
    });
    stream::poll_fn(move |context| rows.poll_recv(context))
}
