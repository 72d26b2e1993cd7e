//! Stdout: text other than rows, such as plans and descriptions, and its width.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;

use clap::ValueEnum;
use serde::Serialize;

use crate::error::{Error, Kind, Result};
use crate::terminal::printable::{Escaping, Notation};
use crate::terminal::redaction::redacted;

/// The form of a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    Text,
    /// One JSON object
    Json,
}

/// The maximum width of a line: `COLUMNS`, or that of the terminal. Nothing if there is neither.
pub(crate) fn width() -> Option<usize> {
    width_of(&io::stdout())
}

/// The same for stderr.
pub(crate) fn width_of_stderr() -> Option<usize> {
    width_of(&io::stderr())
}

fn width_of(stream: &(impl AsFd + IsTerminal)) -> Option<usize> {
    let told = env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    told.filter(|width| *width > 0).or_else(|| {
        let (width, _) =
            terminal_size::terminal_size_of(stream).filter(|_| stream.is_terminal())?;
        Some(width.0.into())
    })
}

pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Refuses a stdout that is closed, before a run that would write its rows there.
pub(crate) fn check() -> Result<()> {
    if !is_closed() {
        return Ok(());
    }
    Err(Error::new(Kind::BadOutput, "stdout is closed, so the rows cannot be written")
        .hint("use `--output FILE`, or `--output /dev/null` to discard the rows"))
}

/// If stdout is closed, Rust has opened `/dev/null` in its place, for reading and writing. A shell
/// opens it only for writing. (Some programs open it for both to discard the output of their
/// children. For rows, they must name it, as the hint shows.)
fn is_closed() -> bool {
    #[cfg(unix)]
    {
        use rustix::fs::{OFlags, fcntl_getfl, fstat, stat};
        let stdout = io::stdout();
        let is_for_both = fcntl_getfl(&stdout).is_ok_and(|it| it & OFlags::ACCMODE == OFlags::RDWR);
        is_for_both
            && matches!(
                (fstat(&stdout), stat("/dev/null")),
                (Ok(out), Ok(null)) if (out.st_dev, out.st_ino) == (null.st_dev, null.st_ino)
            )
    }
    #[cfg(not(unix))]
    false
}

pub(crate) fn print_json(value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Error::new(Kind::Internal, error.to_string()))?;
    write(&(text + "\n"), Notation::Json)
}

pub(crate) fn print(text: &str) -> Result<()> {
    write(text, Notation::Text)
}

fn write(text: &str, notation: Notation) -> Result<()> {
    let mut stdout = Escaping::new(io::stdout(), notation);
    match stdout.write_all(redacted(text).as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            Err(Error::new(Kind::ClosedPipe, "the pipe was closed"))
        }
        Err(error) => Err(Error::new(Kind::BadOutput, format!("cannot write to stdout: {error}"))
            .hint("redirect stdout to a file system with free space")
            .caused_by(error)),
        Ok(()) => Ok(()),
    }
}
