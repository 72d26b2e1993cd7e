//! Files that only their user may read, such as the sign-in: locked, whole and lasting.

use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

/// Makes a folder, with those above it.
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Opens a file to read and to write, which is made if it is not there.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    if let Some(parent) = path.parent() {
        folder(parent)?;
    }
    options().read(true).write(true).create(true).truncate(false).open(path)
}

/// Locks what a file of its own stands for, since the files themselves are replaced by each change.
/// The lock is released when it is dropped, however the process ends.
pub(crate) fn lock(path: &Path) -> io::Result<File> {
    let lock = open(path)?;
    lock.lock()?;
    Ok(lock)
}

/// The same for what nobody may wait for: nothing if somebody else has it.
pub(crate) fn try_lock(path: &Path) -> io::Result<Option<File>> {
    loop {
        let file = open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Ok(None),
            Err(fs::TryLockError::Error(error)) => return Err(error),
        }
        // Whoever had it may have removed the file between the two steps, and another made a new one.
        if is_at(&file, path)? {
            return Ok(Some(file));
        }
    }
}

/// Is this file the one that the path leads to?
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    let Ok(there) = fs::metadata(path) else { return Ok(false) };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let here = file.metadata()?;
        Ok((here.dev(), here.ino()) == (there.dev(), there.ino()))
    }
    // Where a file cannot be removed while it is open, it is the same one.
    #[cfg(not(unix))]
    {
        let _ = (file, there);
        Ok(true)
    }
}

/// The command that takes a file or folder away from others, if they can use it.
pub(crate) fn mend(path: &Path) -> io::Result<Option<String>> {
    #[cfg(unix)]
    {
        let metadata = fs::metadata(path)?;
        if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0 {
            let mode = if metadata.is_dir() { 700 } else { 600 };
            return Ok(Some(format!("chmod {mode} '{}'", path.display())));
        }
    }
    #[cfg(not(unix))]
    fs::metadata(path)?;
    Ok(None)
}

/// A rename is safe from a power cut once its folder is.
pub(crate) fn sync_folder(folder: Option<&Path>) -> io::Result<()> {
    match folder {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

/// The next version of a file: it takes its room on the disk before there is anything to write.
pub(crate) struct Draft {
    file: File,
    path: PathBuf,
    target: PathBuf,
}

impl Draft {
    /// Only one process at a time may have the draft of a file: see `lock`.
    pub(crate) fn of(target: &Path, room: usize) -> io::Result<Self> {
        if let Some(parent) = target.parent() {
            folder(parent)?;
        }
        let path = target.with_extension("next");
        // One that was left behind may have any rights.
        let _ = fs::remove_file(&path);
        let file = options().create_new(true).write(true).open(&path)?;
        let mut draft = Draft { file, path, target: target.to_owned() };
        draft.file.write_all(&vec![b' '; room])?;
        draft.file.sync_all()?;
        Ok(draft)
    }

    /// Lets the file appear, whole, and safe from a power cut.
    pub(crate) fn publish(mut self, text: &[u8]) -> io::Result<()> {
        self.file.rewind()?;
        self.file.write_all(text)?;
        self.file.set_len(text.len() as u64)?;
        self.file.sync_all()?;
        fs::rename(&self.path, &self.target)?;
        sync_folder(self.target.parent())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Published, it is no longer there.
        let _ = fs::remove_file(&self.path);
    }
}

fn options() -> fs::OpenOptions {
    let mut options = File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_made_anew_is_another() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("lock");
        let first = try_lock(&path).expect("ours").expect("nobody has it");
        assert!(is_at(&first, &path).expect("readable"));
        assert!(try_lock(&path).expect("ours").is_none());
        fs::remove_file(&path).expect("removable");
        assert!(!is_at(&first, &path).expect("readable"));
        let _second = try_lock(&path).expect("ours").expect("nobody has it");
        assert!(!is_at(&first, &path).expect("readable"));
    }
}
