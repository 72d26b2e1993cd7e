//! Parquet: columns with the published types, in row groups that bound the memory.

mod buffer;
mod schema;

use std::io::{self, Write};
use std::mem;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;

use crate::output::columns::Columns;
use crate::output::flatten::Cells;
use crate::output::formats::parquet::buffer::Buffer;
use crate::output::row_writer::{FormatFacts, RowWriter};
use crate::output::style::Style;
use crate::output::subject::Subject;
use crate::output::typed::typed;
use crate::terminal::printable::Notation;

pub(super) const FACTS: FormatFacts = FormatFacts {
    content: "Parquet",
    endings: &["parquet"],
    notation: Notation::Text,
    is_binary: true,
    is_by_columns: true,
    is_for_spreadsheets: false,
    is_for_databases: true,
    has_extra_column: false,
};

/// The bytes of values that a table holds before it writes them as a row group.
const HELD: usize = 16 * 1024 * 1024;

struct Parquet<W> {
    /// It writes into memory, which is emptied after each row group: so the errors of the file stay
    /// what they are.
    file: SerializedFileWriter<Vec<u8>>,
    out: W,
    buffers: Vec<Buffer>,
    /// The bytes in the buffers.
    held: usize,
    rows: usize,
}

pub(super) fn begin<W: Write + 'static>(
    out: W,
    subject: &Subject,
    _: Style,
) -> io::Result<Box<dyn RowWriter<W>>> {
    let buffers: Vec<_> = subject.columns.iter().map(|it| Buffer::of(it.data_type)).collect();
    if buffers.is_empty() {
        return Err(io::Error::other("Parquet requires at least one column"));
    }
    let file = file(subject).map_err(io_error)?;
    Ok(Box::new(Parquet { file, out, buffers, held: 0, rows: 0 }))
}

fn file(subject: &Subject) -> Result<SerializedFileWriter<Vec<u8>>> {
    let fact = |(name, value): &(_, String)| KeyValue::new(format!("pinads.{name}"), value.clone());
    let properties = WriterProperties::builder()
        .set_created_by(concat!("pinads version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(subject.facts.iter().map(fact).collect()))
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .build();
    let schema = schema::of(&subject.columns)?;
    SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))
}

impl<W: Write> Parquet<W> {
    fn write_group(&mut self) -> io::Result<()> {
        self.held = 0;
        fill_group(&mut self.file, &mut self.buffers).map_err(io_error)?;
        self.write_out()
    }

    fn write_out(&mut self) -> io::Result<()> {
        self.out.write_all(&mem::take(self.file.inner_mut()))
    }
}

fn fill_group(file: &mut SerializedFileWriter<Vec<u8>>, buffers: &mut [Buffer]) -> Result<()> {
    let mut group = file.next_row_group()?;
    for buffer in buffers {
        if let Some(mut column) = group.next_column()? {
            buffer.write(&mut column)?;
            column.close()?;
        }
    }
    group.close()?;
    Ok(())
}

impl<W: Write> RowWriter<W> for Parquet<W> {
    fn row(&mut self, columns: &Columns, cells: &Cells) -> io::Result<()> {
        self.rows += 1;
        for ((column, cell), buffer) in columns.iter().zip(&cells.values).zip(&mut self.buffers) {
            let value = cell.map(|cell| typed(column, cell, self.rows)).transpose()?;
            self.held += buffer.push(value);
        }
        if self.held < HELD { Ok(()) } else { self.write_group() }
    }

    /// Nothing can be read before the end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<(W, Vec<String>)> {
        if self.held > 0 {
            self.write_group()?;
        }
        self.file.finish().map_err(io_error)?;
        self.write_out()?;
        Ok((self.out, Vec::new()))
    }

    fn out(&self) -> &W {
        &self.out
    }

    fn drops_extra(&self) -> bool {
        true
    }
}

fn io_error(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::*;
    use crate::json::row::Row;
    use crate::output::columns::Column;
    use crate::output::conversion::Conversion;
    use crate::output::data_type::DataType;
    use crate::output::flatten::flattened;
    use crate::output::unit::Unit;

    fn style() -> Style {
        Style { header: true, extra_column: false, conversion: Conversion::default(), width: None }
    }

    /// A file with this number of rows.
    fn written(rows: usize) -> SerializedFileReader<Bytes> {
        let count = Column::new("count").of_type(DataType::Integer, Unit::Count);
        let columns = Columns::new([Column::new("name"), count]);
        let subject = Subject::of(columns.clone());
        let mut table = begin(Vec::new(), &subject, style()).expect("begins");
        for row in 0..rows {
            let row = format!("{{\"name\":\"{row:0>100}\",\"count\":{row}}}");
            let row = Row::new(row);
            let cells = flattened(&row, &columns);
            table.row(&columns, &cells).expect("a row");
        }
        let (bytes, _) = table.finish().expect("ends");
        SerializedFileReader::new(Bytes::from(bytes)).expect("Parquet")
    }

    #[test]
    fn row_groups_bound_what_is_held() {
        for (rows, groups) in [(0, 0), (1, 1), (200_000, 2)] {
            let file = written(rows);
            let metadata = file.metadata();
            assert_eq!(metadata.num_row_groups(), groups, "{rows} rows");
            assert_eq!(usize::try_from(metadata.file_metadata().num_rows()), Ok(rows));
            let values = file.get_row_iter(None).expect("rows").enumerate();
            for (at, row) in values {
                let row = row.expect("a row").to_string();
                assert_eq!(row, format!("{{name: \"{at:0>100}\", count: {at}}}"));
            }
        }
    }

    #[test]
    fn rows_without_columns_are_no_table() {
        let error = begin(Vec::new(), &Subject::of(Columns::default()), style()).err();
        assert_eq!(error.expect("an error").to_string(), "Parquet requires at least one column");
    }
}
