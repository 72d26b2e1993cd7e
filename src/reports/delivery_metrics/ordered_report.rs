//! The rows of one asynchronous report: its file is downloaded and cut into rows.

use std::sync::Arc;

use crc32fast::Hasher;
use futures_util::{StreamExt, pin_mut};
use secrecy::SecretString;
use tokio::sync::mpsc::Sender;

use crate::api::download::{Broken, Part};
use crate::api::lost::Lost;
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
                    let were_read = delivered.count > 0;
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
        let mut cut = Rows::new();
        let mut received = Received::default();
        while let Some(part) = bytes.next().await {
            let part = match part {
                Ok(part) => part,
                Err(broken) => return Ok(Err(broken)),
            };
            received.add(&part);
            let row = |key: Option<&str>, row: &_| cut.push(self.row_key.name(key, row));
            if let Err(fault) = file.feed(&part.bytes, row) {
                return Ok(Err(Broken::Lost(fault.to_string().into())));
            }
            let new = again.pass_over(&mut cut)?;
            delivered.add(&new);
            if !new.is_empty() && rows.send(Ok(new)).await.is_err() {
                // Nobody wants more.
                return Ok(Ok(()));
            }
        }
        if received.unpacked == 0 && self.finished.may_be_empty && delivered.count == 0 {
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

    /// Rows of a report that turns out to have none.
    fn changed_if_any(&self) -> Result<()> {
        if self.count == 0 { Ok(()) } else { Err(changed()) }
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
            return Err(changed());
        }
        Ok(new)
    }

    /// All rows have come.
    fn finish(&self) -> Result<(), String> {
        if self.left == 0 {
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
