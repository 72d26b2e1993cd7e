//! The responses that a run saves: all of a run that can resume, and the lists that several reports
//! of a batch need.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

use crate::api::journal::Journal;
use crate::api::request::Request;
use crate::api::transport::Transport;
use crate::error::Result;
use crate::system::hash::hash;

#[derive(Default)]
pub(super) struct Saved {
    /// The name of a run that can resume.
    job: OnceLock<String>,
    /// Several reports share the responses.
    is_of_batch: bool,
    /// Opened for the first request.
    journal: OnceLock<Option<Journal>>,
    /// The requests under way, by their identity.
    turns: Mutex<HashMap<String, Weak<Turn<()>>>>,
    opening: Mutex<()>,
}

impl Saved {
    pub(super) fn of_one(job: Option<String>) -> Self {
        let job = job.map(OnceLock::from).unwrap_or_default();
        Saved { job, ..Saved::default() }
    }

    pub(super) fn of_batch() -> Self {
        Saved { is_of_batch: true, ..Saved::default() }
    }

    /// Saves all responses, for a later run with this name. Must be called before the first request.
    pub(super) fn resume_as(&self, job: String) {
        let _ = self.job.set(job);
    }

    /// The journal that saves the response to a request, if one does. `user` is the user whose
    /// requests the API counts together.
    pub(super) fn journal_for(
        &self,
        request: &Request,
        transport: &Transport,
        user: &str,
    ) -> Result<Option<&Journal>> {
        let is_saved = match self.job.get() {
            Some(_) => !request.is_of_the_moment(),
            None => self.is_of_batch && request.is_for_objects(),
        };
        if is_saved { self.open(transport, user) } else { Ok(None) }
    }

    fn open(&self, transport: &Transport, user: &str) -> Result<Option<&Journal>> {
        let _opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(journal) = self.journal.get() {
            return Ok(journal.as_ref());
        }
        let Transport { settings, clock, console, .. } = transport;
        let journal = match self.job.get() {
            // A list that cannot be saved is requested again.
            None => Journal::of_this_run(&settings.state_folder, *clock, Arc::clone(console)).ok(),
            Some(job) => {
                let job = format!("{}\n{user}\n{job}", settings.api);
                let folder = &settings.state_folder;
                let journal = Journal::open(folder, &job, *clock, Arc::clone(console))?;
                transport.tally.whole().found(journal.count());
                Some(journal)
            }
        };
        Ok(self.journal.get_or_init(|| journal).as_ref())
    }

    /// Waits while another report of the batch sends the same request. It is its turn until the
    /// result is dropped.
    pub(super) async fn turn(&self, request: &Request) -> Option<OwnedMutexGuard<()>> {
        if !self.is_of_batch || !request.is_for_objects() {
            return None;
        }
        let turn = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            turns.retain(|_, turn| turn.strong_count() > 0);
            let kept = turns.entry(hash(request.identity())).or_default();
            let turn = kept.upgrade().unwrap_or_default();
            *kept = Arc::downgrade(&turn);
            turn
        };
        Some(turn.lock_owned().await)
    }

    /// Notes that a part of the run is done, with its outcome.
    pub(super) fn keep_done(&self, part: &str, outcome: &[u8]) {
        if let Some(Some(journal)) = self.journal.get() {
            journal.keep(&done(part), outcome);
        }
    }

    /// The outcome of a part that an earlier run has done.
    pub(super) fn done(
        &self,
        part: &str,
        transport: &Transport,
        user: &str,
    ) -> Result<Option<Vec<u8>>> {
        if self.job.get().is_none() {
            return Ok(None);
        }
        Ok(self.open(transport, user)?.and_then(|journal| journal.find(&done(part))))
    }

    /// Removes the saved responses.
    pub(super) fn forget(&self) {
        if let Some(Some(journal)) = self.journal.get() {
            journal.remove();
        }
    }
}

/// No request has this identity.
fn done(part: &str) -> String {
    format!("done\n{part}")
}
