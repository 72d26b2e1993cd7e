//! Text for stdout that is not rows: plans and descriptions.

use std::io::{self, Write};

use crate::error::{Error, Kind, Result};

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
