//! The reports that were asked for, and the links to their files.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::ReportEnd;
use crate::support::server::downloads::SIGNATURE;
use crate::support::server::faults::Times;
use crate::support::server::hash::Hash;
use crate::support::server::secret::secret;

const REPORT_LIVES: TimeDelta = TimeDelta::hours(1);
const LINK_LIVES: TimeDelta = TimeDelta::minutes(5);

/// A link below the host, and the file behind it.
type Download = (String, Arc<Vec<u8>>);

#[derive(Default)]
pub(in crate::support::server) struct Jobs {
    all: Vec<Job>,
    links: Vec<Link>,
    /// What is to become of the next reports.
    ends: Vec<(Times, ReportEnd)>,
}

struct Job {
    token: String,
    account: String,
    path: String,
    file: Arc<Vec<u8>>,
    /// When it is made, at the earliest.
    made: DateTime<Utc>,
    polls: usize,
    /// When somebody was told so for the first time.
    finished: Option<DateTime<Utc>>,
    end: Option<ReportEnd>,
}

struct Link {
    signature: String,
    path: String,
    file: Arc<Vec<u8>>,
    expires: DateTime<Utc>,
}

/// Why there is no file behind a link.
pub(in crate::support::server) enum NoFile {
    Unknown,
    Expired,
}

impl Jobs {
    pub(super) fn end_next(&mut self, times: Times, end: ReportEnd) {
        self.ends.push((times, end));
    }

    /// The token of a new report, which takes so many seconds by its number.
    pub(super) fn start(
        &mut self,
        account: &str,
        file: Vec<u8>,
        now: DateTime<Utc>,
        takes: fn(usize) -> i64,
    ) -> String {
        let number = self.all.len();
        let mark = Hash::new().text(account).text(&number.to_string()).value();
        // It must be encoded to stand in a query.
        let token = format!("{number}+/{mark:016x}&{account}==");
        let path = format!("/async_reporting_v3/{account}-{number}-{mark:x}/metrics_report.txt");
        let end = self.ends.iter_mut().find_map(|(times, end)| times.take().then_some(*end));
        self.all.push(Job {
            token: token.clone(),
            account: account.to_owned(),
            path,
            file: Arc::new(file),
            made: now + TimeDelta::seconds(takes(number)),
            polls: 0,
            finished: None,
            end,
        });
        token
    }

    /// The state of a report and, when it is finished, a fresh link below the host and the file
    /// behind it. The first so many polls find it in progress.
    pub(super) fn poll(
        &mut self,
        account: &str,
        token: &str,
        polls: usize,
        now: DateTime<Utc>,
    ) -> (&'static str, Option<Download>) {
        let found = self.all.iter_mut().find(|job| job.token == token && job.account == account);
        let Some(job) = found else { return (ReportEnd::DoesNotExist.key(), None) };
        if job.polls < polls {
            job.polls += 1;
            return ("IN_PROGRESS", None);
        }
        if now < job.made {
            return ("IN_PROGRESS", None);
        }
        if let Some(end) = job.end {
            return (end.key(), None);
        }
        let expires = *job.finished.get_or_insert(now) + REPORT_LIVES;
        if now >= expires {
            return (ReportEnd::Expired.key(), None);
        }
        let signature = secret("");
        let link = format!("{}?{}={signature}", job.path, SIGNATURE);
        self.links.push(Link {
            signature,
            path: job.path.clone(),
            file: Arc::clone(&job.file),
            expires: expires.min(now + LINK_LIVES),
        });
        ("FINISHED", Some((link, Arc::clone(&job.file))))
    }

    pub(in crate::support::server) fn file(
        &self,
        path: &str,
        signature: &str,
        now: DateTime<Utc>,
    ) -> Result<Arc<Vec<u8>>, NoFile> {
        let mut links = self.links.iter();
        let link = links.find(|link| link.path == path && link.signature == signature);
        let link = link.ok_or(NoFile::Unknown)?;
        if now < link.expires { Ok(Arc::clone(&link.file)) } else { Err(NoFile::Expired) }
    }

    pub(in crate::support::server) fn signatures(&self) -> Vec<String> {
        self.links.iter().map(|link| link.signature.clone()).collect()
    }
}

impl ReportEnd {
    const fn key(self) -> &'static str {
        match self {
            Self::Failed => "FAILED",
            Self::Expired => "EXPIRED",
            Self::Cancelled => "CANCELLED",
            Self::DoesNotExist => "DOES_NOT_EXIST",
        }
    }
}
