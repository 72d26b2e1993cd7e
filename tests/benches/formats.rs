//! What is written, and where.

use std::fs;
use std::path::{Path, PathBuf};

use crate::contests::Contest;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Ndjson,
    Parquet,
}

impl Format {
    pub(crate) const ALL: [Format; 3] = [Format::Csv, Format::Ndjson, Format::Parquet];

    /// Also the ending of its files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Ndjson => "ndjson",
            Format::Parquet => "parquet",
        }
    }
}

/// Where a program writes to: a file, or a folder with one file per day.
pub(crate) fn out(contest: &Contest, program: &str, format: Format, folder: &Path) -> PathBuf {
    let name = format.name();
    folder.join(if contest.is_split {
        format!("{program}-{name}")
    } else {
        format!("{program}.{name}")
    })
}

/// The files at `path`.
pub(crate) fn files(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).expect("a folder");
    entries.flat_map(|entry| files(&entry.expect("an entry").path())).collect()
}

pub(crate) fn bytes(path: &Path) -> u64 {
    files(path).iter().map(|file| fs::metadata(file).map_or(0, |file| file.len())).sum()
}

/// The next run finds nothing there.
pub(crate) fn remove(path: &Path) {
    // There may be nothing yet.
    let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}
