//! Rows on disk until their table is written as a whole. A table by columns holds many rows in memory,
//! and there may be one for each of a thousand days.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use tempfile::TempPath;

use crate::output::begun::Begun;
use crate::output::columns::Columns;
use crate::output::flatten::Cells;
use crate::output::part::begin_beside;
use crate::output::row_writer::{BUFFER, RowWriter};
use crate::output::typed::typed;

/// The bytes of rows that a table holds: there may be a thousand.
const HELD: usize = 16 * 1024;

/// The length of a cell without a value.
const NOTHING: u32 = u32::MAX;

pub(crate) struct Spooled<W> {
    table: Box<dyn RowWriter<W>>,
    columns: Columns,
    /// Opened anew for each write. Dropped, it is removed.
    file: TempPath,
    buffer: Vec<u8>,
    rows: usize,
}

impl<W> Spooled<W> {
    /// The rows of the table at `target` wait in a file beside it.
    pub(crate) fn new(
        table: Box<dyn RowWriter<W>>,
        columns: Columns,
        target: &Path,
        begun: &mut Begun,
    ) -> io::Result<Self> {
        let folder = target.parent().unwrap_or(Path::new("/"));
        let file = begin_beside(folder, begun)?;
        Ok(Spooled { table, columns, file, buffer: Vec::new(), rows: 0 })
    }

    fn write_out(&mut self) -> io::Result<()> {
        File::options().append(true).open(&self.file)?.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}

impl<W> RowWriter<W> for Spooled<W> {
    fn row(&mut self, columns: &Columns, cells: &Cells) -> io::Result<()> {
        self.rows += 1;
        // A value that does not fit ends the run now: later, other tables would be published.
        for (column, cell) in columns.iter().zip(&cells.values) {
            cell.map(|cell| typed(column, cell, self.rows)).transpose()?;
        }
        for cell in &cells.values {
            let length = cell.map_or(Ok(NOTHING), |cell| cell.len().try_into());
            let length: u32 = length.map_err(io::Error::other)?;
            self.buffer.extend(length.to_le_bytes());
            self.buffer.extend(cell.unwrap_or_default().as_bytes());
        }
        if self.buffer.len() < HELD { Ok(()) } else { self.write_out() }
    }

    fn complete(&mut self, account: &str) {
        self.table.complete(account);
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<(W, Vec<String>)> {
        self.write_out()?;
        let mut rows = BufReader::with_capacity(BUFFER, File::open(&self.file)?);
        let mut cells = vec![None; self.columns.len()];
        for _ in 0..self.rows {
            for cell in &mut cells {
                *cell = read_cell(&mut rows)?;
            }
            let values = cells.iter().map(Option::as_deref).collect();
            self.table.row(&self.columns, &Cells { values, extra: Vec::new() })?;
        }
        self.table.finish()
    }

    fn out(&self) -> &W {
        self.table.out()
    }

    fn drops_extra(&self) -> bool {
        self.table.drops_extra()
    }
}

fn read_cell(rows: &mut impl Read) -> io::Result<Option<String>> {
    let mut length = [0; 4];
    rows.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if length == NOTHING {
        return Ok(None);
    }
    let mut bytes = vec![0; length.try_into().map_err(io::Error::other)?];
    rows.read_exact(&mut bytes)?;
    String::from_utf8(bytes).map(Some).map_err(io::Error::other)
}
