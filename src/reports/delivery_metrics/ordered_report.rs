//! The rows of one asynchronous report: its file is downloaded and cut into rows.

use std::sync::Arc;

use crc32fast::Hasher;
use futures_util::{StreamExt, pin_mut};
use secrecy::SecretString;
use tokio::sync::mpsc::Sender;

use crate::api::download::Broken;
use crate::api::lost::Lost;
use crate::api::unpacked::Part;
use crate::error::{Error, Kind, Result};
use crate::json::report_file::ReportFile;
use crate::output::Rows;
use crate::reports::delivery_metrics::job::{FIRST_PAUSE, Finished, Job, LONGEST_PAUSE, Ordered};
use crate::reports::delivery_metrics::row_key::RowKey;
use crate::terminal::console::Console;

/// The maximum number of downloads of a report.
const TRIES: u32 = 6;

/// A report that is ordered.
pub(super) struct OrderedReport {
    pub(super) job: Job,
    pub(super) ordered: Ordered,
    pub(super) row_key: RowKey,
    pub(super) console: Arc<Console>,
}

/// A report that is finished.
struct FinishedReport {
    job: Job,
    finished: Finished,
    row_key: RowKey,
    console: Arc<Console>,
}

impl OrderedReport {
    /// Waits until the report is finished, downloads it, and sends its rows, each once, as they
    /// come.
    pub(super) async fn deliver(self, rows: &Sender<Result<Rows>>) -> Result<()> {
        let name = self.job.name();
        let OrderedReport { job, ordered, row_key, console } = self;
        let delivery = async {
            let finished = job.run(ordered).await?;
            FinishedReport { job, finished, row_key, console }.send(rows).await
        };
        delivery.await.map_err(|error| error.about(name))
    }
}

impl FinishedReport {
    async fn send(mut self, rows: &Sender<Result<Rows>>) -> Result<()> {
        let mut last = Lost::from("");
        let mut delivered = Delivered::default();
        let mut pause = FIRST_PAUSE;
        for _ in 0..TRIES {
            let Some(address) = &self.finished.address else {
                self.note_no_rows("provided no link to its file");
                return delivered.changed_if_any();
            };
            match self.download(address, &mut delivered, rows).await? {
                Ok(()) => return Ok(()),
                Err(Broken::Expired(why)) => {
                    last = why.into();
                    let were_read = delivered.rows > 0;
                    self.finished = self.job.renew(&self.finished, were_read).await?;
                }
                Err(Broken::Lost(failure)) => {
                    self.job.client.note_retry("the download", &failure.to_string(), pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    last = failure;
                }
            }
        }
        let message = format!("the download of the report failed in {TRIES} attempts: {last}");
        Err(last.explain(Error::new(Kind::Unreachable, message).hint("run the same command again")))
    }

    /// From the beginning, since a packed file cannot be entered in the middle: rows that were
    /// delivered are passed over.
    async fn download(
        &self,
        address: &SecretString,
        delivered: &mut Delivered,
        rows: &Sender<Result<Rows>>,
    ) -> Result<Result<(), Broken>> {
        let bytes = match self.job.client.download(address).await? {
            Ok(bytes) => bytes,
            Err(broken) => return Ok(Err(broken)),
        };
        pin_mut!(bytes);
        let mut file = ReportFile::default();
        let mut again = delivered.again();
        let mut received = Received::default();
        while let Some(part) = bytes.next().await {
            let part = match part {
                Ok(part) => part,
                Err(broken) => return Ok(Err(broken)),
            };
            received.add(&part);
            let mut new = Rows::new();
            let row = |key: Option<&str>, row| new.push(self.row_key.name(key, row));
            if let Err(fault) = file.feed(&part.bytes, row) {
                return Ok(Err(Broken::Lost(fault.to_string().into())));
            }
            let bytes = again.pass_over(&part.bytes, &mut new)?;
            delivered.add(bytes, new.len(), file.behind_rows());
            if !new.is_empty() && rows.send(Ok(new)).await.is_err() {
                // Nobody wants more.
                return Ok(Ok(()));
            }
        }
        if received.unpacked == 0 && self.finished.may_be_empty && delivered.rows == 0 {
            self.note_no_rows("provided an empty file");
            return Ok(Ok(()));
        }
        let checked = file.finish().map_err(|fault| fault.to_string());
        let checked = checked.and_then(|()| received.compare(self.finished.size));
        Ok(checked.and_then(|()| again.finish()).map_err(|why| Broken::Lost(why.into())))
    }

    fn note_no_rows(&self, how: &str) {
        let Job { account, range, .. } = &self.job;
        self.console.note(&format!(
            "Pinterest finished the report of ad account {account} from {} to {} but {how}: the \
             report has no rows",
            range.start, range.end
        ));
    }
}

/// The part of a file that has arrived.
#[derive(Default)]
struct Received {
    unpacked: usize,
    stored: usize,
}

impl Received {
    fn add(&mut self, part: &Part) {
        self.unpacked += part.bytes.len();
        self.stored += part.stored;
    }

    /// The size that the API states may be that of the stored file or that of its content.
    #[expect(clippy::cast_precision_loss, reason = "no file has 2^53 bytes")]
    fn compare(&self, size: Option<f64>) -> Result<(), String> {
        let most = self.unpacked.max(self.stored);
        match size {
            Some(size) if (most as f64) < size => {
                Err(format!("the file contains only {most} of {size} bytes"))
            }
            _ => Ok(()),
        }
    }
}

/// The beginning of a file whose rows have been passed on, up to the last of them.
#[derive(Default)]
struct Delivered {
    rows: usize,
    bytes: usize,
    checksum: Hasher,
    /// The bytes behind the last row.
    behind: Vec<u8>,
}

/// The rest of the same beginning as it comes once more.
struct Again {
    rows: usize,
    bytes: usize,
    wanted: u32,
    checksum: Hasher,
}

impl Delivered {
    /// Adds bytes that complete this number of rows. `behind` is the number of bytes behind the last
    /// row of the file so far.
    fn add(&mut self, bytes: &[u8], rows: usize, behind: usize) {
        if rows > 0 {
            let (whole, behind) = bytes.split_at(bytes.len().saturating_sub(behind));
            for part in [&self.behind, whole] {
                self.checksum.update(part);
                self.bytes += part.len();
            }
            self.rows += rows;
            behind.clone_into(&mut self.behind);
        } else {
            self.behind.extend_from_slice(bytes);
        }
    }

    /// Rows of a report that turns out to have none.
    fn changed_if_any(&self) -> Result<()> {
        if self.rows == 0 { Ok(()) } else { Err(changed()) }
    }

    fn again(&mut self) -> Again {
        self.behind.clear();
        let wanted = self.checksum.clone().finalize();
        Again { rows: self.rows, bytes: self.bytes, wanted, checksum: Hasher::new() }
    }
}

impl Again {
    /// Takes the next bytes and their rows, and leaves those that are new.
    fn pass_over<'a>(&mut self, bytes: &'a [u8], rows: &mut Rows) -> Result<&'a [u8]> {
        let (old, new) = bytes.split_at(self.bytes.min(bytes.len()));
        self.checksum.update(old);
        self.bytes -= old.len();
        // In a file that has changed, more rows may end before all bytes are compared.
        let most = if self.bytes > 0 { rows.len() } else { self.rows };
        let passed = rows.drain(..most.min(rows.len())).count();
        self.rows = self.rows.saturating_sub(passed);
        if !old.is_empty() && self.bytes == 0 && self.checksum.clone().finalize() != self.wanted {
            return Err(changed());
        }
        Ok(new)
    }

    /// All rows have come.
    fn finish(&self) -> Result<(), String> {
        if self.bytes == 0 {
            Ok(())
        } else {
            Err("the file contains fewer rows than before".to_owned())
        }
    }
}

fn changed() -> Error {
    Error::new(Kind::Unreachable, "the report changed during the download")
        .hint("run the same command again")
}
