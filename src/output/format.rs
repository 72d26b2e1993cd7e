//! The ways to write a table: CSV and NDJSON row by row, a drawing when all rows are there.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use crate::json::{compact, text};
use crate::output::columns::{Column, Columns};
use crate::output::drawing::Drawing;
use crate::output::flatten::Cells;
use crate::output::spreadsheet::Spreadsheet;
use crate::output::style::{Format, Style};

/// Enough to make the cost of a write small beside that of its bytes.
const BUFFER: usize = 64 * 1024;

/// The heading of the column for fields that have none.
const EXTRA: &str = "extra";

/// A table that is being written.
pub(crate) enum Table<W: Write> {
    Csv { writer: Box<csv::Writer<W>>, extra_column: bool },
    Ndjson(BufWriter<W>),
    Drawn { out: BufWriter<W>, drawing: Drawing },
}

impl<W: Write> Table<W> {
    pub(crate) fn begin(out: W, columns: &Columns, style: Style) -> io::Result<Self> {
        if style.format == Format::Ndjson {
            return Ok(Table::Ndjson(BufWriter::with_capacity(BUFFER, out)));
        }
        let delimiter = style.conversion.spreadsheet.map_or(b',', Spreadsheet::delimiter);
        let mut writer =
            csv::WriterBuilder::new().delimiter(delimiter).buffer_capacity(BUFFER).from_writer(out);
        if style.header {
            let extra = style.extra_column.then_some(EXTRA);
            let titles = columns.iter().map(|column| column.title.as_str());
            writer.write_record(titles.chain(extra)).map_err(io_error)?;
        }
        Ok(Table::Csv { writer: Box::new(writer), extra_column: style.extra_column })
    }

    pub(crate) fn drawn(out: W, drawing: Drawing) -> Self {
        Table::Drawn { out: BufWriter::with_capacity(BUFFER, out), drawing }
    }

    pub(crate) fn row(&mut self, columns: &Columns, cells: &Cells) -> io::Result<()> {
        match self {
            Table::Csv { writer, extra_column } => {
                for (_, value) in columns.iter().zip(&cells.values) {
                    let cell = value.map_or(Cow::Borrowed(""), plain);
                    writer.write_field(cell.as_bytes()).map_err(io_error)?;
                }
                if *extra_column {
                    writer.write_field(extra_object(cells)).map_err(io_error)?;
                }
                writer.write_record(None::<&[u8]>).map_err(io_error)
            }
            Table::Ndjson(out) => {
                out.write_all(b"{")?;
                let mut comma = "";
                for (column, value) in columns.iter().zip(&cells.values) {
                    out.write_all(comma.as_bytes())?;
                    serde_json::to_writer(&mut *out, &column.title)?;
                    write!(out, ":{}", value.map_or(Cow::Borrowed("null"), |v| json(column, v)))?;
                    comma = ",";
                }
                for (path, value) in &cells.extra {
                    out.write_all(comma.as_bytes())?;
                    serde_json::to_writer(&mut *out, path)?;
                    write!(out, ":{}", compact(value))?;
                    comma = ",";
                }
                out.write_all(b"}\n")
            }
            Table::Drawn { drawing, .. } => {
                drawing.row(columns, cells);
                Ok(())
            }
        }
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        match self {
            Table::Csv { writer, .. } => writer.flush(),
            Table::Ndjson(out) | Table::Drawn { out, .. } => out.flush(),
        }
    }

    /// There are no more rows. Returns what the reader should know of the table.
    pub(crate) fn finish(&mut self) -> io::Result<Vec<String>> {
        let Table::Drawn { out, drawing } = self else { return Ok(Vec::new()) };
        let drawn = drawing.draw();
        out.write_all(drawn.text.as_bytes())?;
        out.flush()?;
        Ok(drawn.notes)
    }

    /// Do fields without a column get lost in this table?
    pub(crate) fn drops_extra(&self) -> bool {
        match self {
            Table::Csv { extra_column, .. } => !extra_column,
            Table::Ndjson(_) => false,
            Table::Drawn { drawing, .. } => drawing.drops_extra(),
        }
    }

    /// Does it show sums of its rows?
    pub(crate) fn is_drawn(&self) -> bool {
        matches!(self, Table::Drawn { .. })
    }

    /// Where the table goes.
    pub(crate) fn out(&self) -> &W {
        match self {
            Table::Csv { writer, .. } => writer.get_ref(),
            Table::Ndjson(out) | Table::Drawn { out, .. } => out.get_ref(),
        }
    }

    /// Where the table went, all of it written.
    pub(crate) fn into_inner(self) -> io::Result<W> {
        match self {
            Table::Csv { writer, .. } => {
                writer.into_inner().map_err(csv::IntoInnerError::into_error)
            }
            Table::Ndjson(out) | Table::Drawn { out, .. } => {
                out.into_inner().map_err(io::IntoInnerError::into_error)
            }
        }
    }
}

/// A value as a cell of CSV: text without its quotes, everything else as the API wrote it.
fn plain(value: &str) -> Cow<'_, str> {
    text(value).unwrap_or_else(|| compact(value))
}

fn json<'a>(column: &Column, value: &'a str) -> Cow<'a, str> {
    let is_number = value.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    if column.is_id && is_number { Cow::Owned(format!("\"{value}\"")) } else { compact(value) }
}

fn extra_object(cells: &Cells) -> String {
    let field = |(path, value): &(String, &str)| {
        format!("{}:{}", serde_json::Value::from(path.as_str()), compact(value))
    };
    match cells.extra.as_slice() {
        [] => String::new(),
        extra => format!("{{{}}}", extra.iter().map(field).collect::<Vec<_>>().join(",")),
    }
}

/// The error below, whose kind tells a closed pipe from a full disk.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value};

    use super::*;
    use crate::output::conversion::Conversion;
    use crate::output::flatten::flatten;

    fn written(rows: &[&str], columns: &Columns, style: Style) -> String {
        let mut out = Vec::new();
        let mut table = Table::begin(&mut out, columns, style).expect("begins");
        for row in rows {
            table.row(columns, &flatten(row, columns).expect("an object")).expect("a row");
        }
        table.flush().expect("flushes");
        drop(table);
        String::from_utf8(out).expect("UTF-8")
    }

    fn style(format: Format) -> Style {
        Style {
            format,
            header: true,
            extra_column: false,
            conversion: Conversion::default(),
            width: None,
        }
    }

    fn columns() -> Columns {
        Columns::new(["ID", "NAME", "SPEND", "links.click", "list"].map(Column::new))
    }

    const ROW: &str = r#"{"NAME":"Caf\u00e9 \"x\",\n=1","ID":9007199254740993,"list": [ 1, "a b" ],
        "SPEND":122.416294033786585,"links":{"click":1e-7,"new":null},"NEW":{ "a": 1 }}"#;

    #[test]
    fn csv_keeps_digits_and_quotes_text() {
        let text = written(&[ROW, "{}"], &columns(), style(Format::Csv));
        assert_eq!(
            text,
            "ID,NAME,SPEND,links.click,list\n\
             9007199254740993,\"Café \"\"x\"\",\n=1\",122.416294033786585,1e-7,\"[1,\"\"a b\"\"]\"\n,,,,\n"
        );
        let extra = Style { extra_column: true, ..style(Format::Csv) };
        let text = written(&[ROW, "{}"], &Columns::new([Column::new("ID")]), extra);
        assert!(text.starts_with("ID,extra\n9007199254740993,\"{\"\"NAME\"\":"), "{text}");
        assert!(text.ends_with("\"\"NEW\"\":{\"\"a\"\":1}}\"\n,\n"), "{text}");
    }

    #[test]
    fn ndjson_has_the_same_columns_ids_as_text_and_what_no_column_asks_for() {
        let text = written(&[ROW, "{}"], &columns(), style(Format::Ndjson));
        assert_eq!(
            text,
            "{\"ID\":\"9007199254740993\",\"NAME\":\"Caf\\u00e9 \\\"x\\\",\\n=1\",\
             \"SPEND\":122.416294033786585,\"links.click\":1e-7,\"list\":[1,\"a b\"],\
             \"links.new\":null,\"NEW\":{\"a\":1}}\n\
             {\"ID\":null,\"NAME\":null,\"SPEND\":null,\"links.click\":null,\"list\":null}\n"
        );
    }

    #[test]
    fn no_rows_still_give_a_header() {
        assert_eq!(written(&[], &columns(), style(Format::Csv)).lines().count(), 1);
        let headless = Style { header: false, ..style(Format::Csv) };
        assert_eq!(written(&[], &columns(), headless), "");
    }

    #[test]
    fn ndjson_without_columns_is_an_object_a_line() {
        let rows = ["{}", r#"{"NEW":1,"OTHER":[ 2 ]}"#, "{}"];
        let text = written(&rows, &Columns::default(), style(Format::Ndjson));
        assert_eq!(text, "{}\n{\"NEW\":1,\"OTHER\":[2]}\n{}\n");
    }

    fn leaf() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,12}".prop_map(Value::from),
            "[\"\\\\,\n\r \u{feff}=]{0,6}".prop_map(Value::from),
            prop::collection::vec(any::<u8>(), 0..3).prop_map(Value::from),
        ]
    }

    /// The cell that a value should give.
    fn cell(value: Option<&Value>) -> String {
        match value {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        }
    }

    proptest! {
        #[test]
        fn a_row_read_back_equals_the_leaves_of_its_json(
            top in prop::collection::btree_map("[a-d]", leaf(), 0..4),
            below in prop::collection::btree_map("[a-d]", leaf(), 0..4),
        ) {
            let mut row: Map<String, Value> = top.clone().into_iter().collect();
            row.insert("z".to_owned(), Value::Object(below.clone().into_iter().collect()));
            let names = ["a", "b", "c", "d", "z.a", "z.b", "z.c", "z.d"];
            let columns = Columns::new(names.map(Column::new));
            let value = |name: &str| match name.strip_prefix("z.") {
                Some(name) => below.get(name),
                None => top.get(name),
            };
            let text = serde_json::to_string_pretty(&row).expect("JSON");

            let csv = written(&[&text], &columns, style(Format::Csv));
            let mut reader = csv::Reader::from_reader(csv.as_bytes());
            let read: Vec<_> = reader.records().map(|row| row.expect("CSV")).collect();
            prop_assert_eq!(read.len(), 1);
            for (name, read) in names.iter().zip(&read[0]) {
                prop_assert_eq!(read, cell(value(name)), "{}", name);
            }

            let line = written(&[&text], &columns, style(Format::Ndjson));
            let read: Map<String, Value> = serde_json::from_str(&line).expect("one object");
            for name in names {
                prop_assert_eq!(&read[name], value(name).unwrap_or(&Value::Null), "{}", name);
            }
        }
    }
}
