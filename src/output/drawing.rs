//! Rows drawn for a person: held until all are there, then written at once.

use std::io::{self, BufWriter, IntoInnerError, Write};

use crate::output::columns::Columns;
use crate::output::drawn::Drawn;
use crate::output::flatten::Cells;
use crate::output::row_writer::{BUFFER, RowWriter};

pub(crate) trait Drawing {
    fn row(&mut self, columns: &Columns, cells: &Cells);

    fn draw(&self) -> Drawn;

    /// Do fields without a column get lost in it, where they would be looked for?
    fn drops_extra(&self) -> bool;
}

/// Holds the rows of a drawing, and writes it at the end.
pub(crate) struct Drawer<W: Write, D> {
    out: BufWriter<W>,
    drawing: D,
}

impl<W: Write, D> Drawer<W, D> {
    pub(crate) fn new(out: W, drawing: D) -> Self {
        Drawer { out: BufWriter::with_capacity(BUFFER, out), drawing }
    }
}

impl<W: Write, D: Drawing> RowWriter<W> for Drawer<W, D> {
    fn row(&mut self, columns: &Columns, cells: &Cells) -> io::Result<()> {
        self.drawing.row(columns, cells);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(self: Box<Self>) -> io::Result<(W, Vec<String>)> {
        let Drawer { mut out, drawing } = *self;
        let Drawn { text, notes } = drawing.draw();
        out.write_all(text.as_bytes())?;
        Ok((out.into_inner().map_err(IntoInnerError::into_error)?, notes))
    }

    fn out(&self) -> &W {
        self.out.get_ref()
    }

    fn drops_extra(&self) -> bool {
        self.drawing.drops_extra()
    }

    fn is_drawn(&self) -> bool {
        true
    }
}
