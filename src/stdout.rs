//! Text for stdout that is not rows: plans and descriptions.

use std::io::{self, Write};

use clap::ValueEnum;
use serde::Serialize;

use crate::error::{Error, Kind, Result};

/// How a description is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    Text,
    /// One JSON object
    Json,
}

pub(crate) fn print_json(value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Error::new(Kind::Internal, error.to_string()))?;
    print(&(text + "\n"))
}

pub(crate) fn print(text: &str) -> Result<()> {
    let mut stdout = io::stdout();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            Err(Error::new(Kind::ClosedPipe, "the reader has gone"))
        }
        Err(error) => Err(Error::new(Kind::BadOutput, format!("cannot write to stdout: {error}"))
            .hint("send stdout to where there is room")),
        Ok(()) => Ok(()),
    }
}
