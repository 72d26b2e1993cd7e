//! An asynchronous report at Pinterest: it is ordered, and polled until it is finished.

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::error::{Error, Kind, Result};
use crate::options::dates::DateRange;
use crate::reports::delivery_metrics::polling::Place;

/// The maximum number of orders of a report that Pinterest fails to make.
const TRIES: u32 = 6;

/// The first of the pauses until the file of a finished report is there. They double.
pub(super) const FIRST_PAUSE: Duration = Duration::from_secs(2);
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The time that a finished report can be without a link.
const WAIT_FOR_LINK: Duration = Duration::from_secs(60);

const FINISHED: &str = "FINISHED";

const WAIT: &str = "waiting for Pinterest's report";

/// `{}` or `[]`: the longest file that has no rows.
const NO_ROWS: f64 = 2.0;

/// A report to order, of one ad account.
pub(super) struct Job {
    pub(super) client: Arc<Client>,
    pub(super) account: String,
    /// The request that orders it.
    pub(super) order: Request,
    pub(super) range: DateRange,
    pub(super) place: Place,
}

/// A report that is ordered.
pub(super) struct Ordered {
    token: String,
    /// The time of the clock; nothing if it may be finished already.
    at: Option<Duration>,
}

/// A report that is finished.
pub(super) struct Finished {
    token: String,
    /// Nothing if the report has no file, and so no rows.
    pub(super) address: Option<SecretString>,
    /// The API gives no size, or that of a file without rows.
    pub(super) may_be_empty: bool,
    /// In bytes. Nothing if the API gives none that reads as such.
    pub(super) size: Option<f64>,
}

#[derive(Deserialize)]
struct Answer {
    token: String,
    #[serde(default)]
    report_status: Option<String>,
}

#[derive(Deserialize)]
struct Progress {
    report_status: String,
    #[serde(default)]
    url: Option<SecretString>,
    /// In bytes. No one has seen all its forms: a report must not fail because of it.
    #[serde(default)]
    size: Value,
}

impl Job {
    /// Waits until the report is finished. A report that Pinterest does not make is ordered again.
    pub(super) async fn run(&self, mut ordered: Ordered) -> Result<Finished> {
        let mut tries = 1;
        loop {
            match self.wait(ordered).await? {
                Ok(finished) => return Ok(finished),
                Err(state) if tries == TRIES || state == "CANCELLED" => return Err(failed(&state)),
                Err(_) => {}
            }
            tries += 1;
            ordered = self.order(true).await?;
        }
    }

    /// The same report with a fresh link. One whose rows `were_read` is not ordered again, because
    /// another report may have its rows in another order.
    pub(super) async fn renew(&self, finished: &Finished, were_read: bool) -> Result<Finished> {
        match self.wait(Ordered { token: finished.token.clone(), at: None }).await? {
            Ok(finished) => Ok(finished),
            Err(_) if !were_read => {
                let ordered = self.order(true).await?;
                self.wait(ordered).await?.map_err(|state| failed(&state))
            }
            Err(state) => Err(failed(&state)),
        }
    }

    /// The request for its state, which errors about the report name.
    pub(super) fn name(&self) -> String {
        self.client.name(&self.state(""))
    }

    fn state(&self, token: &str) -> Request {
        let segments = ["ad_accounts", &self.account, "reports"];
        Request::get(Category::AdsReport, segments).param("token", token).of_the_moment()
    }

    /// Orders the report. It may be finished already.
    pub(super) async fn order(&self, again: bool) -> Result<Ordered> {
        let request = self.order.clone();
        // The token of a report that could not be made is no good to a later run either.
        let request = if again { request.of_the_moment() } else { request };
        let was_ordered_before = self.client.has_saved(&request);
        let Answer { token, report_status } = self.client.fetch(&request).await?;
        let now = self.client.clock().elapsed();
        self.place.ordered(now);
        let may_be_finished = was_ordered_before || report_status.as_deref() == Some(FINISHED);
        Ok(Ordered { token, at: (!may_be_finished).then_some(now) })
    }

    /// Polls until the report is finished; returns the state of one that never will be.
    async fn wait(&self, Ordered { token, at }: Ordered) -> Result<Result<Finished, String>> {
        let request = self.state(&token);
        let _shown = self.client.show_wait(WAIT);
        let mut watch = self.place.watch(&self.client, at);
        loop {
            watch.until_due().await;
            let progress: Progress = self.client.fetch(&request).await?;
            match progress.report_status.as_str() {
                FINISHED => {
                    watch.finished();
                    return self.finish(token, progress).await.map(Ok);
                }
                state @ ("FAILED" | "EXPIRED" | "CANCELLED" | "DOES_NOT_EXIST") => {
                    return Ok(Err(state.to_owned()));
                }
                // States may be added.
                _ if watch.unfinished() => {}
                _ => return Err(not_in_time()),
            }
        }
    }

    /// Polls until the finished report has a link, which may come a little later than the state.
    async fn finish(&self, token: String, mut progress: Progress) -> Result<Finished> {
        let request = self.state(&token);
        let (mut pause, mut without_link) = (2 * FIRST_PAUSE, Duration::ZERO);
        loop {
            let address = progress.url.filter(|url| !url.expose_secret().is_empty());
            let size = progress.size.as_f64();
            let is_late = without_link >= WAIT_FOR_LINK;
            // A size of 0 may only mean that the file is not there yet.
            let is_empty = size == Some(NO_ROWS) || (is_late && size == Some(0.0));
            if address.is_some() || is_empty {
                let may_be_empty = size.is_none_or(|size| size <= NO_ROWS);
                return Ok(Finished { token, address, may_be_empty, size });
            }
            if is_late {
                return Err(no_link());
            }
            pause = pause.min(WAIT_FOR_LINK.saturating_sub(without_link));
            self.client.pause(pause).await;
            without_link += pause;
            pause = (pause * 2).min(LONGEST_PAUSE);
            progress = self.client.fetch(&request).await?;
        }
    }
}

fn not_in_time() -> Error {
    Error::new(Kind::Unreachable, "Pinterest did not finish the report within `--max-wait`")
        .hint("run the same command again, or use a longer `--max-wait`")
}

fn failed(state: &str) -> Error {
    let state: String = state.chars().filter(char::is_ascii_graphic).take(40).collect();
    Error::new(Kind::Unreachable, format!("Pinterest did not create the report: {state}"))
        .hint("run the same command again")
}

fn no_link() -> Error {
    Error::new(
        Kind::Unreachable,
        format!(
            "Pinterest finished the report but provided no link to its file within {} seconds",
            WAIT_FOR_LINK.as_secs()
        ),
    )
    .hint("run the same command again, or use `--via sync` for the last 90 days")
}
