//! The responses of an unfinished run, saved so that the same command does not request them again.
//!
//! The first line of the file is the start time of the run. Each response has a line with the hash
//! of its request, its time, its length, and a checksum, followed by the response. At most the last
//! response of a killed run is incomplete, and only that one is requested again.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Kind, Result};
use crate::system::clock::Clock;
use crate::system::hash::hash;
use crate::system::private;
use crate::terminal::console::Console;

/// An older response may be outdated. A daily job never starts at exactly the same second, so it
/// finds no response of the previous day. A run that takes days loses only the responses of this
/// age.
const GOOD_FOR: TimeDelta = TimeDelta::hours(20);

/// Much longer than it takes to remove an old journal.
const MOMENT: Duration = Duration::from_millis(50);

/// The maximum size of a journal that only this run reads. Lists beyond it are requested again.
const MOST_OF_THIS_RUN: u64 = 1024 * 1024 * 1024;

pub(crate) struct Journal {
    /// Nothing for a journal that only this run reads.
    path: Option<PathBuf>,
    contents: Mutex<Contents>,
    clock: Clock,
    console: Arc<Console>,
}

struct Contents {
    /// Locked until the run ends.
    file: File,
    /// The place of each response, by the hash of its request.
    extents: HashMap<String, Extent>,
    /// The end of the last complete response; nothing after a write failed.
    end: Option<u64>,
}

#[derive(Clone, Copy)]
struct Extent {
    start: u64,
    length: usize,
}

#[derive(Deserialize, Serialize)]
struct Head {
    began: DateTime<Utc>,
}

#[derive(Deserialize, Serialize)]
struct Entry {
    request: String,
    at: DateTime<Utc>,
    length: usize,
    checksum: String,
}

impl Journal {
    /// Opens the journal of a job, with the responses of an earlier run.
    pub(crate) fn open(
        folder: &Path,
        job: &str,
        clock: Clock,
        console: Arc<Console>,
    ) -> Result<Self> {
        let folder = folder.join("journal");
        let path = folder.join(hash(job) + ".journal");
        remove_old(&folder);
        let mut file = lock(&path)?;
        let now = clock.now();
        let warn = |why| {
            console
                .warn(&format!("the saved responses of an earlier run are {why}; starting over"));
        };
        let kept = match read(&mut file, now) {
            Ok(Some(earlier)) if !earlier.extents.is_empty() => {
                console.note(&format!(
                    "resuming the run of {} (saved responses: {})",
                    earlier.began.to_rfc3339_opts(SecondsFormat::Secs, true),
                    earlier.extents.len()
                ));
                Some((earlier.extents, earlier.end))
            }
            Ok(earlier) => {
                if earlier.is_some_and(|earlier| earlier.is_too_old) {
                    warn("too old");
                }
                None
            }
            Err(_) => {
                warn("corrupt");
                None
            }
        };
        let (extents, end) = match kept {
            Some(kept) => kept,
            None => begin(&mut file, now)
                .map(|end| (HashMap::new(), end))
                .map_err(|error| unwritable(&path, error))?,
        };
        let contents = Mutex::new(Contents { file, extents, end: Some(end) });
        Ok(Journal { path: Some(path), contents, clock, console })
    }

    /// A journal that only this run reads. Its file has no name, so nothing stays of a killed run.
    pub(crate) fn of_this_run(
        folder: &Path,
        clock: Clock,
        console: Arc<Console>,
    ) -> io::Result<Self> {
        let folder = folder.join("journal");
        private::folder(&folder)?;
        let mut file = tempfile::tempfile_in(folder)?;
        let end = begin(&mut file, clock.now())?;
        let contents = Mutex::new(Contents { file, extents: HashMap::new(), end: Some(end) });
        Ok(Journal { path: None, contents, clock, console })
    }

    /// The number of saved responses.
    pub(crate) fn count(&self) -> usize {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner).extents.len()
    }

    /// The saved response to a request, if there is one.
    pub(crate) fn find(&self, request: &str) -> Option<Vec<u8>> {
        let mut contents = self.contents.lock().unwrap_or_else(PoisonError::into_inner);
        let place = *contents.extents.get(&hash(request))?;
        let mut answer = vec![0; place.length];
        contents.file.seek(SeekFrom::Start(place.start)).ok()?;
        contents.file.read_exact(&mut answer).ok()?;
        Some(answer)
    }

    /// Saves a response. If that fails, the run continues.
    pub(crate) fn keep(&self, request: &str, answer: &[u8]) {
        let mut contents = self.contents.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(end) = contents.end else { return };
        if self.path.is_none() && end > MOST_OF_THIS_RUN {
            return;
        }
        let request = hash(request);
        let at = self.clock.now();
        let checksum = checksum(&request, at, answer);
        let entry = Entry { request, at, length: answer.len(), checksum };
        match append(&mut contents.file, end, &entry, answer) {
            Ok(place) => {
                contents.end = Some(place.start + place.length as u64 + 1);
                contents.extents.insert(entry.request, place);
            }
            Err(error) => {
                contents.end = None;
                // A later run ignores an incomplete response, as after a killed run.
                let _ = contents.file.set_len(end);
                let Some(path) = &self.path else { return };
                self.console.warn(&format!(
                    "cannot save more responses to `{}` ({error}); `--resume` finds only the \
                     earlier ones",
                    path.display()
                ));
            }
        }
    }

    /// Removes the journal of a complete run.
    pub(crate) fn remove(&self) {
        if let Some(path) = &self.path {
            let _ = fs::remove_file(path);
        }
    }
}

fn lock(path: &Path) -> Result<File> {
    let locked = || private::try_lock(path).map_err(|error| unwritable(path, error));
    let file = match locked()? {
        // Another run may be removing old journals at this moment.
        None => {
            thread::sleep(MOMENT);
            locked()?
        }
        file => file,
    };
    file.ok_or_else(|| {
        Error::new(Kind::AlreadyRunning, "the same command is already running")
            .hint("run the same command when that one ends, or remove `--resume`")
    })
}

/// The responses of an earlier run.
struct Earlier {
    began: DateTime<Utc>,
    extents: HashMap<String, Extent>,
    end: u64,
    /// Some responses are too old to use.
    is_too_old: bool,
}

/// The content of a file; nothing for a new file. A file that is not a journal is an error.
fn read(file: &mut File, now: DateTime<Utc>) -> io::Result<Option<Earlier>> {
    let length = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    let mut reader = BufReader::new(&*file);
    let mut line = Vec::new();
    let mut end = reader.read_until(b'\n', &mut line)? as u64;
    if !line.ends_with(b"\n") {
        // A run was killed before it wrote a line.
        return Ok(None);
    }
    let head: Head = serde_json::from_slice(&line)?;
    let (began, extents) = (head.began, HashMap::new());
    let mut earlier = Earlier { began, extents, end, is_too_old: false };
    loop {
        earlier.end = end;
        line.clear();
        let start = end + reader.read_until(b'\n', &mut line)? as u64;
        if !line.ends_with(b"\n") {
            return Ok(Some(earlier));
        }
        let entry: Entry = serde_json::from_slice(&line)?;
        let next = start.saturating_add(entry.length as u64).saturating_add(1);
        if next > length {
            return Ok(Some(earlier));
        }
        let mut answer = vec![0; entry.length + 1];
        reader.read_exact(&mut answer)?;
        let is_whole = answer.pop() == Some(b'\n');
        if !is_whole || checksum(&entry.request, entry.at, &answer) != entry.checksum {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if (now - entry.at).abs() <= GOOD_FOR {
            earlier.extents.insert(entry.request, Extent { start, length: entry.length });
        } else {
            earlier.is_too_old = true;
        }
        end = next;
    }
}

/// The checksum covers the line before the response too: with a corrupt line, the response would
/// belong to another request.
fn checksum(request: &str, at: DateTime<Utc>, answer: &[u8]) -> String {
    let nanos = at.timestamp_nanos_opt().unwrap_or_default();
    hash([request.as_bytes(), &nanos.to_be_bytes(), answer].concat())
}

/// Returns the position of the first response.
fn begin(file: &mut File, now: DateTime<Utc>) -> io::Result<u64> {
    file.set_len(0)?;
    let head = serde_json::to_string(&Head { began: now })? + "\n";
    file.rewind()?;
    file.write_all(head.as_bytes())?;
    Ok(head.len() as u64)
}

fn append(file: &mut File, end: u64, entry: &Entry, answer: &[u8]) -> io::Result<Extent> {
    let mut text = serde_json::to_vec(entry)?;
    text.push(b'\n');
    let start = end + text.len() as u64;
    text.extend_from_slice(answer);
    text.push(b'\n');
    // Bytes after the end are an incomplete response of a killed run.
    file.set_len(end)?;
    file.seek(SeekFrom::Start(end))?;
    file.write_all(&text)?;
    Ok(Extent { start, length: answer.len() })
}

/// Removes journals of commands that never ran again. A run that waits for a day still uses its
/// journal.
fn remove_old(folder: &Path) {
    let longest = Duration::from_secs(GOOD_FOR.num_seconds().unsigned_abs());
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let age = entry.metadata().and_then(|it| it.modified()).map(|time| time.elapsed());
        if matches!(age, Ok(Ok(age)) if age > longest)
            && let Ok(Some(_lock)) = private::try_lock(&entry.path())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn unwritable(path: &Path, error: io::Error) -> Error {
    let message = format!("cannot save responses to `{}`: {error}", path.display());
    Error::new(Kind::Internal, message)
        .hint(
            "free space or allow writing there, set another folder with `export \
                   PINADS_STATE_DIR=…`, or remove `--resume`",
        )
        .caused_by(error)
}

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn a_journal_in_use_and_one_that_cannot_be_written_are_different_errors() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.journal");
        let _first = lock(&path).expect("a lock");
        let error = lock(&path).expect_err("in use");
        assert!(error.kind == Kind::AlreadyRunning && error.source().is_none(), "{error}");
        let error = lock(folder.path()).expect_err("a folder");
        assert_eq!(error.kind, Kind::Internal);
        assert!(error.source().is_some_and(<dyn std::error::Error>::is::<io::Error>));
    }
}
