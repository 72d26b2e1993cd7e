//! The formats. A format is one file in `formats/` and one line in the list below.

use std::io::{self, Write};

use clap::ValueEnum;

use crate::output::row_writer::{FormatFacts, RowWriter};
use crate::output::style::Style;
use crate::output::subject::Subject;

/// Makes the choice of a format from a list of names and modules, each with its help.
macro_rules! formats {
    ($($(#[doc = $help:expr])* $Format:ident: $module:ident),* $(,)?) => {
        $(mod $module;)*

        #[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
        pub(crate) enum Format {
            $($(#[doc = $help])* $Format,)*
        }

        impl Format {
            pub(crate) fn facts(self) -> &'static FormatFacts {
                match self {
                    $(Format::$Format => &$module::FACTS,)*
                }
            }

            /// Begins a table, with a header where the format has one.
            pub(crate) fn begin<W: Write + 'static>(
                self,
                out: W,
                subject: &Subject,
                style: Style,
            ) -> io::Result<Box<dyn RowWriter<W>>> {
                match self {
                    $(Format::$Format => $module::begin(out, subject, style),)*
                }
            }
        }
    };
}

formats! {
    /// RFC 4180, UTF-8, with a header line
    Csv: csv,
    /// One JSON object per line
    Ndjson: ndjson,
    /// Columns with types, compressed, for databases and data frames
    Parquet: parquet,
    /// A script for `psql` that replaces the rows of these days and ad accounts in `--table`
    Postgres: postgres,
    /// For people: aligned, truncated to the terminal, with totals; holds all rows in memory
    Table: table,
}

impl Format {
    /// The format that the ending of a path chooses, in any case.
    pub(crate) fn of_ending(ending: &str) -> Option<Self> {
        let has_it =
            |it: &&Self| it.facts().endings.iter().any(|own| own.eq_ignore_ascii_case(ending));
        Format::value_variants().iter().find(has_it).copied()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value};

    use super::*;
    use crate::json::row::Row;
    use crate::output::columns::{Column, Columns};
    use crate::output::conversion::Conversion;
    use crate::output::flatten::flattened;

    fn written(rows: &[&str], columns: &Columns, (format, style): (Format, Style)) -> String {
        let subject = Subject::of(columns.clone());
        let mut table = format.begin(Vec::new(), &subject, style).expect("begins");
        for row in rows {
            let row = Row::new((*row).to_owned());
            table.row(columns, &flattened(&row, columns)).expect("a row");
        }
        let (out, _) = table.finish().expect("ends");
        String::from_utf8(out).expect("UTF-8")
    }

    fn style() -> Style {
        Style { header: true, extra_column: false, conversion: Conversion::default(), width: None }
    }

    fn columns() -> Columns {
        Columns::new(["ID", "NAME", "SPEND", "links.click", "list"].map(Column::new))
    }

    const ROW: &str = r#"{"NAME":"Caf\u00e9 \"x\",\n=1","ID":9007199254740993,"list": [ 1, "a b" ],
        "SPEND":122.416294033786585,"links":{"click":1e-7,"new":null},"NEW":{ "a": 1 }}"#;

    #[test]
    fn csv_keeps_digits_and_quotes_text() {
        let text = written(&[ROW, "{}"], &columns(), (Format::Csv, style()));
        assert_eq!(
            text,
            "ID,NAME,SPEND,links.click,list\n\
             9007199254740993,\"Café \"\"x\"\",\n=1\",122.416294033786585,1e-7,\"[1,\"\"a b\"\"]\"\n,,,,\n"
        );
        let extra = (Format::Csv, Style { extra_column: true, ..style() });
        let text = written(&[ROW, "{}"], &Columns::new([Column::new("ID")]), extra);
        assert!(text.starts_with("ID,extra\n9007199254740993,\"{\"\"NAME\"\":"), "{text}");
        assert!(text.ends_with("\"\"NEW\"\":{\"\"a\"\":1}}\"\n,\n"), "{text}");
    }

    #[test]
    fn ndjson_has_the_same_columns_ids_as_text_and_what_no_column_asks_for() {
        let text = written(&[ROW, "{}"], &columns(), (Format::Ndjson, style()));
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
        assert_eq!(written(&[], &columns(), (Format::Csv, style())).lines().count(), 1);
        let headless = (Format::Csv, Style { header: false, ..style() });
        assert_eq!(written(&[], &columns(), headless), "");
    }

    #[test]
    fn ndjson_without_columns_is_an_object_a_line() {
        let rows = ["{}", r#"{"NEW":1,"OTHER":[ 2 ]}"#, "{}"];
        let text = written(&rows, &Columns::default(), (Format::Ndjson, style()));
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

            let csv = written(&[&text], &columns, (Format::Csv, style()));
            let mut reader = ::csv::Reader::from_reader(csv.as_bytes());
            let read: Vec<_> = reader.records().map(|row| row.expect("CSV")).collect();
            prop_assert_eq!(read.len(), 1);
            for (name, read) in names.iter().zip(&read[0]) {
                prop_assert_eq!(read, cell(value(name)), "{}", name);
            }

            let line = written(&[&text], &columns, (Format::Ndjson, style()));
            let read: Map<String, Value> = serde_json::from_str(&line).expect("one object");
            for name in names {
                prop_assert_eq!(&read[name], value(name).unwrap_or(&Value::Null), "{}", name);
            }
        }
    }
}
