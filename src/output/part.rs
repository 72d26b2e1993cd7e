//! A file that appears whole or not at all: written beside its target, synced, renamed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::output::begun::{Begun, PREFIX, SUFFIX};
use crate::output::compression::Compression;
use crate::output::packer::Packer;
use crate::output::path::{is_special, real_path};
use crate::system::private::sync_folder;
use crate::terminal::printable::{Escaping, Notation};

/// The target of the bytes of a table.
pub(crate) struct Part {
    sink: Sink,
    packer: Option<Packer>,
    /// Bytes so far.
    pub(crate) written: u64,
}

enum Sink {
    Stdout(Escaping<io::Stdout>),
    /// A device or a pipe: nothing to replace.
    Special(Escaping<File>),
    /// Opened anew for each write, so that a file for each of a thousand days needs no thousand
    /// open files. Dropped, it is removed.
    Beside {
        part: TempPath,
        target: PathBuf,
    },
}

/// A file in the folder of a target, which is removed when it is dropped.
pub(crate) fn begin_beside(folder: &Path, begun: &mut Begun) -> io::Result<TempPath> {
    let mut part = tempfile::Builder::new();
    part.prefix(PREFIX).suffix(SUFFIX);
    let part = part.make_in(folder, |path| {
        // First, since the run may be killed at any moment.
        begun.add(path);
        // As any new file: the user's umask decides who may read it.
        File::create_new(path)
    })?;
    Ok(part.into_temp_path())
}

impl Part {
    /// `notation` escapes the characters that a terminal must not get.
    pub(crate) fn stdout(notation: Notation) -> Self {
        let sink = Sink::Stdout(Escaping::new(io::stdout(), notation));
        Part { sink, packer: None, written: 0 }
    }

    /// Compressed if the path ends so.
    pub(crate) fn of(path: &Path, begun: &mut Begun, notation: Notation) -> io::Result<Self> {
        let sink = if is_special(path) {
            let device = File::options().write(true).open(path)?;
            Sink::Special(Escaping::new(device, notation))
        } else {
            let target = real_path(path)?;
            let folder = target.parent().unwrap_or(Path::new("/"));
            begun.make_folder(folder)?;
            Sink::Beside { part: begin_beside(folder, begun)?, target }
        };
        let packer = Compression::of(path).map(Packer::new).transpose()?;
        Ok(Part { sink, packer, written: 0 })
    }

    /// Lets the file appear. Returns its size.
    pub(crate) fn publish(mut self) -> io::Result<u64> {
        if let Some(packer) = self.packer.take() {
            let end = packer.finish()?;
            self.write_all(&end)?;
        }
        match self.sink {
            Sink::Stdout(_) => {}
            Sink::Special(file) => match file.into_inner().sync_all() {
                // A pipe cannot be synced.
                Err(error) if error.kind() == io::ErrorKind::InvalidInput => {}
                done => done?,
            },
            Sink::Beside { part, target } => {
                if let Ok(old) = fs::metadata(&target) {
                    fs::set_permissions(&part, old.permissions())?;
                }
                File::open(&part)?.sync_all()?;
                part.persist(&target)?;
                sync_folder(target.parent())?;
            }
        }
        Ok(self.written)
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(packer) = &mut self.packer else {
            let count = self.sink.write(bytes)?;
            self.written += count as u64;
            return Ok(count);
        };
        let output = packer.pack(bytes)?;
        self.sink.write_all(&output)?;
        self.written += output.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Sink::Stdout(out) => out.write(bytes),
            Sink::Special(file) => file.write(bytes),
            Sink::Beside { part, .. } => File::options().append(true).open(part)?.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Sink::Stdout(out) => out.flush(),
            Sink::Special(_) | Sink::Beside { .. } => Ok(()),
        }
    }
}
