//! Files that only their user can read, such as the sign-in: locked, atomic, and durable.

use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

/// Makes a folder, with those above it.
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        folder(parent)?;
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(error),
        Ok(()) => {
            #[cfg(unix)]
            set_mode(|mode| fs::set_permissions(path, mode), &fs::metadata(path)?, 0o700);
            Ok(())
        }
    }
}

/// Opens a file to read and to write, and creates a missing one. Symbolic links are not followed,
/// because they could lead to a file of another user.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    if let Some(parent) = path.parent() {
        folder(parent)?;
    }
    ours(options().read(true).write(true).create(true).truncate(false).open(path))
}

/// Replaces a file without waiting for the disk: after a power failure, it may be the old one or
/// empty. Only one process at a time may do so: see `lock`.
pub(crate) fn replace(target: &Path, text: &[u8]) -> io::Result<()> {
    let next = target.with_extension("next");
    new(&next)?.write_all(text)?;
    fs::rename(next, target)
}

/// Creates a file, and replaces the leftover of a killed process.
fn new(path: &Path) -> io::Result<File> {
    // The leftover may have any permissions, or be a link.
    let _ = fs::remove_file(path);
    ours(options().create_new(true).write(true).open(path))
}

/// The file, with access for its user only, regardless of the umask and of earlier versions.
fn ours(opened: io::Result<File>) -> io::Result<File> {
    #[cfg(unix)]
    {
        let is_link = |error: &io::Error| {
            error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
        };
        let file = match opened {
            Err(error) if is_link(&error) => {
                return Err(io::Error::other(
                    "it is a symbolic link, which pinads does not follow",
                ));
            }
            opened => opened?,
        };
        set_mode(|mode| file.set_permissions(mode), &file.metadata()?, 0o600);
        Ok(file)
    }
    #[cfg(not(unix))]
    opened
}

/// A file system without permissions is no reason to fail.
#[cfg(unix)]
fn set_mode(
    set: impl FnOnce(fs::Permissions) -> io::Result<()>,
    metadata: &fs::Metadata,
    mode: u32,
) {
    use std::os::unix::fs::PermissionsExt;
    if metadata.permissions().mode() & 0o777 != mode {
        let _ = set(fs::Permissions::from_mode(mode));
    }
}

/// Takes a lock in a separate file, because each change replaces the files themselves. The lock is
/// released when it is dropped, however the process ends.
pub(crate) fn lock(path: &Path) -> io::Result<File> {
    let lock = open(path)?;
    lock.lock()?;
    Ok(lock)
}

/// The same without waiting: nothing if another process has the lock.
pub(crate) fn try_lock(path: &Path) -> io::Result<Option<File>> {
    loop {
        let file = open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Ok(None),
            Err(fs::TryLockError::Error(error)) => return Err(error),
        }
        // Its last owner may have removed the file between the two steps, and another process may
        // have created a new one.
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
    // If the system does not remove open files, it is the same one.
    #[cfg(not(unix))]
    {
        let _ = (file, there);
        Ok(true)
    }
}

/// The command that removes the access of other users to a file or folder, if they have any.
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

/// The way in which others can change the content of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exposure {
    /// It belongs to another user. (The superuser can change everything anyway.)
    OfAnother,
    /// Its permissions allow it.
    Writable,
}

impl Exposure {
    /// The message, and the command that solves the problem.
    pub(crate) fn of(self, folder: &Path) -> (String, String) {
        let folder = folder.display();
        match self {
            Exposure::OfAnother => (
                format!("`{folder}` belongs to another user, who can change its contents"),
                format!("sudo chown -R \"$(id -u)\" '{folder}'"),
            ),
            Exposure::Writable => {
                (format!("other users can write to `{folder}`"), format!("chmod go-w '{folder}'"))
            }
        }
    }
}

/// Can other users change the content of this folder? Not if it does not exist.
pub(crate) fn exposure(folder: &Path) -> Option<Exposure> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let metadata = fs::metadata(folder).ok()?;
        if ![0, rustix::process::geteuid().as_raw()].contains(&metadata.uid()) {
            return Some(Exposure::OfAnother);
        }
        (metadata.mode() & 0o022 != 0).then_some(Exposure::Writable)
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

/// The real path of a file: behind the symbolic link, if it is one.
pub(crate) fn behind_link(path: &Path) -> io::Result<PathBuf> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    if is_link { fs::canonicalize(path) } else { Ok(path.to_owned()) }
}

/// A rename survives a power failure once its folder is synced.
pub(crate) fn sync_folder(folder: Option<&Path>) -> io::Result<()> {
    match folder {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

/// The next version of a file, which reserves its space on the disk before there is anything to
/// write.
pub(crate) struct Draft {
    file: File,
    path: PathBuf,
    target: PathBuf,
}

impl Draft {
    /// Only one process at a time may have a draft of a file: see `lock`.
    pub(crate) fn of(target: &Path, room: usize) -> io::Result<Self> {
        if let Some(parent) = target.parent() {
            folder(parent)?;
        }
        let path = target.with_extension("next");
        let file = new(&path)?;
        let mut draft = Draft { file, path, target: target.to_owned() };
        draft.file.write_all(&vec![b' '; room])?;
        draft.file.sync_all()?;
        Ok(draft)
    }

    /// Replaces the file atomically, so that it survives a power failure.
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
        // After publication, the draft no longer exists.
        let _ = fs::remove_file(&self.path);
    }
}

fn options() -> fs::OpenOptions {
    let mut options = File::options();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
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
