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

/// The maximum number of orders of a report that Pinterest fails to make.
const TRIES: u32 = 6;

/// Few reports are finished at once, and every poll costs a request.
pub(super) const FIRST_PAUSE: Duration = Duration::from_secs(2);
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The time that a finished report can be without a link.
const WAIT_FOR_LINK: Duration = Duration::from_secs(60);

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
struct Ordered {
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
    /// Waits until the report of this token is finished. A report that Pinterest does not make is
    /// ordered again.
    pub(super) async fn run(&self, mut token: String) -> Result<Finished> {
        let mut tries = 1;
        loop {
            match self.wait(token).await? {
                Ok(finished) => return Ok(finished),
                Err(state) if tries == TRIES || state == "CANCELLED" => return Err(failed(&state)),
                Err(_) => {}
            }
            tries += 1;
            token = self.order(true).await?;
        }
    }

    /// The same report with a fresh link. One whose rows `were_read` is not ordered again, because
    /// another report may have its rows in another order.
    pub(super) async fn renew(&self, finished: &Finished, were_read: bool) -> Result<Finished> {
        match self.wait(finished.token.clone()).await? {
            Ok(finished) => Ok(finished),
            Err(_) if !were_read => {
                let token = self.order(true).await?;
                self.wait(token).await?.map_err(|state| failed(&state))
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

    /// The token of a new report. It may be finished already.
    pub(super) async fn order(&self, again: bool) -> Result<String> {
        let request = self.order.clone();
        // The token of a report that could not be made is no good to a later run either.
        let request = if again { request.of_the_moment() } else { request };
        let ordered: Ordered = self.client.fetch(&request).await?;
        if ordered.report_status.as_deref() != Some("FINISHED") {
            let _shown = self.client.show_wait(WAIT);
            self.client.pause(FIRST_PAUSE).await;
        }
        Ok(ordered.token)
    }

    /// Polls until the report is finished; returns the state of one that never will be.
    async fn wait(&self, token: String) -> Result<Result<Finished, String>> {
        let request = self.state(&token);
        let (mut pause, mut waited) = (2 * FIRST_PAUSE, FIRST_PAUSE);
        let mut without_link = Duration::ZERO;
        let _shown = self.client.show_wait(WAIT);
        loop {
            let Progress { report_status, url, size } = self.client.fetch(&request).await?;
            let address = url.filter(|url| !url.expose_secret().is_empty());
            let size = size.as_f64();
            match report_status.as_str() {
                "FINISHED" => {
                    let is_late = without_link >= WAIT_FOR_LINK;
                    // A size of 0 may only mean that the file is not there yet.
                    let is_empty = size == Some(NO_ROWS) || (is_late && size == Some(0.0));
                    if address.is_some() || is_empty {
                        let may_be_empty = size.is_none_or(|size| size <= NO_ROWS);
                        return Ok(Ok(Finished { token, address, may_be_empty, size }));
                    }
                    if is_late {
                        return Err(no_link());
                    }
                    // The link may come a little later than the state.
                    pause = pause.min(WAIT_FOR_LINK.saturating_sub(without_link));
                    without_link += pause;
                }
                state @ ("FAILED" | "EXPIRED" | "CANCELLED" | "DOES_NOT_EXIST") => {
                    return Ok(Err(state.to_owned()));
                }
                // States may be added.
                _ => {}
            }
            waited += pause;
            if waited > self.client.max_wait() {
                return Err(Error::new(
                    Kind::Unreachable,
                    "Pinterest did not finish the report within `--max-wait`",
                )
                .hint("run the same command again, or use a longer `--max-wait`"));
            }
            self.client.pause(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
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
