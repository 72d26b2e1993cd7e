//! Stdout: text for it that is not rows, plans and descriptions, and how wide it is.

use std::env;
use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use serde::Serialize;

use crate::error::{Error, Kind, Result};
use crate::printable::{Escaping, Notation};

/// How a description is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    Text,
    /// One JSON object
    Json,
}

/// How wide a line may be: what `COLUMNS` says, or the terminal. Nothing where there is neither.
pub(crate) fn width() -> Option<usize> {
    let told = env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    told.filter(|width| *width > 0).or_else(|| {
        let stdout = io::stdout();
        let (width, _) =
            terminal_size::terminal_size_of(&stdout).filter(|_| stdout.is_terminal())?;
        Some(width.0.into())
    })
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
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            Err(Error::new(Kind::ClosedPipe, "the reader has gone"))
        }
        Err(error) => Err(Error::new(Kind::BadOutput, format!("cannot write to stdout: {error}"))
            .hint("send stdout to where there is room")),
        Ok(()) => Ok(()),
    }
}
