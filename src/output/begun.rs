//! The files that runs have begun beside their targets, and the folders that they made for them. Each
//! run has a list of its files, locked for as long as it lives, so that the next run can remove what a
//! killed one has left.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::system::private;

pub(crate) const PREFIX: &str = ".pinads-";
pub(crate) const SUFFIX: &str = ".part";

pub(crate) struct Begun {
    folder: PathBuf,
    list: Option<(PathBuf, File)>,
    /// In the order in which they were made.
    made: Vec<PathBuf>,
}

impl Begun {
    /// Removes what killed runs have left, and is ready for what this one begins.
    pub(crate) fn new(state_folder: &Path) -> Self {
        let folder = state_folder.join("begun");
        for list in fs::read_dir(&folder).into_iter().flatten().flatten() {
            sweep(&list.path());
        }
        Begun { folder, list: None, made: Vec::new() }
    }

    /// Makes a folder and those above it, with the permissions of any new folder.
    pub(crate) fn make_folder(&mut self, folder: &Path) -> io::Result<()> {
        let is_missing = |folder: &&Path| !folder.exists();
        let missing: Vec<_> = folder.ancestors().take_while(is_missing).collect();
        fs::create_dir_all(folder)?;
        self.made.extend(missing.into_iter().rev().map(Path::to_owned));
        Ok(())
    }

    /// Without a list, a killed run leaves its files.
    pub(crate) fn add(&mut self, part: &Path) {
        if self.list.is_none() {
            // Another run may be sweeping what has just been made.
            self.list = (0..3).find_map(|_| new_list(&self.folder));
        }
        if let Some((_, list)) = &mut self.list {
            let mut line = part.as_os_str().as_encoded_bytes().to_vec();
            line.push(0);
            let _ = list.write_all(&line);
        }
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        // Only empty folders can be removed: there was nothing to write into these.
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
        if let Some((path, _)) = &self.list {
            let _ = fs::remove_file(path);
        }
    }
}

fn new_list(folder: &Path) -> Option<(PathBuf, File)> {
    let path = folder.join(format!("{:016x}", fastrand::u64(..)));
    let file = private::try_lock(&path).ok().flatten()?;
    Some((path, file))
}

/// Removes the files of a list, and the list, unless its run is alive.
fn sweep(list: &Path) {
    let Ok(Some(mut file)) = private::try_lock(list) else { return };
    let mut text = Vec::new();
    if file.read_to_end(&mut text).is_err() {
        return;
    }
    for name in text.split(|byte| *byte == 0) {
        let part = path(name);
        let name = part.file_name().and_then(OsStr::to_str).unwrap_or_default();
        // A damaged list must not cost anything else.
        if name.starts_with(PREFIX) && name.ends_with(SUFFIX) {
            let _ = fs::remove_file(part);
        }
    }
    let _ = fs::remove_file(list);
}

/// Some systems do not store paths as bytes. There, a path that is not UTF-8 is not found.
fn path(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    return <OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes).into();
    #[cfg(not(unix))]
    return String::from_utf8_lossy(bytes).into_owned().into();
}
