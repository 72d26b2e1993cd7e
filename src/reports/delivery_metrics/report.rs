//! One asynchronous report: it is ordered, made by Pinterest in its own time, and downloaded.

use std::sync::Arc;
use std::time::Duration;

use crc32fast::Hasher;
use futures_util::{StreamExt, pin_mut};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::mpsc::Sender;

use crate::api::Client;
use crate::api::download::Broken;
use crate::api::request::{Category, Request};
use crate::error::{Error, Kind, Result};
use crate::output::Rows;
use crate::report_file::ReportFile;

/// How often a report is ordered that Pinterest fails to make, and how often a download is begun.
const TRIES: u32 = 6;

/// No report is made at once, and every look costs a request.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// A report that has been ordered.
pub(super) struct Report {
    client: Arc<Client>,
    account: String,
    order: Value,
    token: String,
    address: SecretString,
}

#[derive(Deserialize)]
struct Ordered {
    token: String,
}

#[derive(Deserialize)]
struct Progress {
    report_status: String,
    #[serde(default)]
    url: Option<SecretString>,
}

impl Report {
    /// Orders a report and waits until it is made.
    pub(super) async fn order(client: Arc<Client>, account: String, order: Value) -> Result<Self> {
        let mut tries = 0;
        loop {
            tries += 1;
            let token = ask_for(&client, &account, &order, tries > 1).await?;
            match made(&client, &account, &token).await? {
                Ok(address) => return Ok(Report { client, account, order, token, address }),
                Err(state) if tries == TRIES || state == "CANCELLED" => return Err(failed(&state)),
                Err(_) => {}
            }
        }
    }

    /// Downloads the report and sends its rows, each once, as they come.
    pub(super) async fn deliver(mut self, rows: &Sender<Result<Rows>>) -> Result<()> {
        let mut delivered = Delivered::default();
        let mut pause = FIRST_PAUSE;
        for _ in 0..TRIES {
            match self.download(&mut delivered, rows).await? {
                Ok(()) => return Ok(()),
                Err(Broken::Expired) => self.renew(&delivered).await?,
                Err(Broken::Lost(why)) => {
                    self.client.note_retry("the download", &why, pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
        Err(Error::new(
            Kind::Unreachable,
            format!("the report could not be downloaded in {TRIES} tries"),
        )
        .hint("the same command again"))
    }

    /// From the beginning, since a packed file cannot be entered in the middle: rows that were
    /// delivered are passed over.
    async fn download(
        &self,
        delivered: &mut Delivered,
        rows: &Sender<Result<Rows>>,
    ) -> Result<Result<(), Broken>> {
        let bytes = match self.client.download(&self.address).await? {
            Ok(bytes) => bytes,
            Err(broken) => return Ok(Err(broken)),
        };
        pin_mut!(bytes);
        let mut file = ReportFile::default();
        let mut again = delivered.again();
        let mut cut = Rows::new();
        while let Some(part) = bytes.next().await {
            let part = match part {
                Ok(part) => part,
                Err(broken) => return Ok(Err(broken)),
            };
            if file.feed(&part, &mut cut).is_err() {
                return Ok(Err(Broken::Lost("the file is no report".to_owned())));
            }
            let new = again.pass_over(&mut cut)?;
            delivered.add(&new);
            if !new.is_empty() && rows.send(Ok(new)).await.is_err() {
                // Nobody wants more.
                return Ok(Ok(()));
            }
        }
        Ok(file.finish().map_err(|_| Broken::Lost("the file ends too early".to_owned())))
    }

    /// A link lives five minutes and its report an hour.
    async fn renew(&mut self, delivered: &Delivered) -> Result<()> {
        match made(&self.client, &self.account, &self.token).await? {
            Ok(address) => self.address = address,
            Err(_) if delivered.count == 0 => {
                self.token = ask_for(&self.client, &self.account, &self.order, true).await?;
                self.address = made(&self.client, &self.account, &self.token)
                    .await?
                    .map_err(|state| failed(&state))?;
            }
            // Another report may have its rows in another order.
            Err(state) => return Err(failed(&state)),
        }
        Ok(())
    }
}

/// The rows that have been passed on, by their number and a checksum.
#[derive(Clone, Default)]
struct Delivered {
    count: usize,
    checksum: Hasher,
}

/// The same rows as they come once more.
struct Again {
    left: usize,
    wanted: u32,
    checksum: Hasher,
}

impl Delivered {
    fn add(&mut self, rows: &Rows) {
        self.count += rows.len();
        for row in rows {
            self.checksum.update(row.get().as_bytes());
        }
    }

    fn again(&self) -> Again {
        let wanted = self.checksum.clone().finalize();
        Again { left: self.count, wanted, checksum: Hasher::new() }
    }
}

impl Again {
    /// Takes the rows, and gives those of them that are new.
    fn pass_over(&mut self, rows: &mut Rows) -> Result<Rows> {
        let new = rows.split_off(self.left.min(rows.len()));
        for row in rows.iter() {
            self.checksum.update(row.get().as_bytes());
        }
        let had_some_left = self.left > 0;
        self.left -= rows.len();
        rows.clear();
        if had_some_left && self.left == 0 && self.checksum.clone().finalize() != self.wanted {
            return Err(Error::new(
                Kind::Unreachable,
                "the report changed while it was downloaded",
            )
            .hint("the same command again"));
        }
        Ok(new)
    }
}

async fn ask_for(client: &Client, account: &str, order: &Value, anew: bool) -> Result<String> {
    let request = Request::post(Category::AdsAnalytics, ["ad_accounts", account, "reports"], order);
    // The token of a report that could not be made is no good to a later run either.
    let request = if anew { request.of_the_moment() } else { request };
    let ordered: Ordered = client.fetch(&request).await?;
    client.pause(FIRST_PAUSE).await;
    Ok(ordered.token)
}

/// Waits until a report is made; returns its address, or the state that it will stay in.
async fn made(client: &Client, account: &str, token: &str) -> Result<Result<SecretString, String>> {
    let request = Request::get(Category::AdsAnalytics, ["ad_accounts", account, "reports"])
        .param("token", token)
        .of_the_moment();
    let (mut pause, mut waited) = (2 * FIRST_PAUSE, FIRST_PAUSE);
    loop {
        let progress: Progress = client.fetch(&request).await?;
        match (progress.report_status.as_str(), progress.url) {
            ("FINISHED", Some(address)) => return Ok(Ok(address)),
            (state @ ("FAILED" | "EXPIRED" | "CANCELLED" | "DOES_NOT_EXIST"), _) => {
                return Ok(Err(state.to_owned()));
            }
            // The link may come a little later than the state, and states may be added.
            _ => {}
        }
        waited += pause;
        if waited > client.max_wait() {
            return Err(Error::new(
                Kind::Unreachable,
                "Pinterest did not make the report within `--max-wait`",
            )
            .hint("the same command again, or a longer `--max-wait`"));
        }
        client.pause(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

fn failed(state: &str) -> Error {
    let state: String = state.chars().filter(char::is_ascii_graphic).take(40).collect();
    Error::new(Kind::Unreachable, format!("Pinterest did not make the report: {state}"))
        .hint("the same command again")
}
