//! Lines, many of which are written at once.

use std::io::{self, Write};

use crate::output::row_writer::BUFFER;

/// Lines of this length are passed on, so that most rows that begin before it fit into the buffer.
const FULL: usize = BUFFER - BUFFER / 16;

pub(super) struct Lines<W> {
    out: W,
    /// The lines that are not yet written, and the one that has begun.
    pub(super) text: Vec<u8>,
}

impl<W: Write> Lines<W> {
    pub(super) fn new(out: W) -> Self {
        Lines { out, text: Vec::with_capacity(BUFFER) }
    }

    /// A line has ended.
    #[inline]
    pub(super) fn end(&mut self) -> io::Result<()> {
        if self.text.len() < FULL { Ok(()) } else { self.pass_on() }
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.out.flush()
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        self.pass_on()?;
        Ok(self.out)
    }

    pub(super) fn out(&self) -> &W {
        &self.out
    }

    fn pass_on(&mut self) -> io::Result<()> {
        self.out.write_all(&self.text)?;
        self.text.clear();
        Ok(())
    }
}
