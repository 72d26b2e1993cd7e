//! A script for `psql` that replaces rows of a table in one transaction.
//!
//! A script that is cut anywhere has no `COMMIT`, so the table stays as it was. The rows go through a
//! temporary table: only at the end it is known which ad accounts are whole.

use std::borrow::Cow;
use std::io::{self, BufWriter, IntoInnerError, Write};

use chrono::SecondsFormat;

use crate::output::columns::{Column, Columns};
use crate::output::contract::Contract;
use crate::output::data_type::DataType;
use crate::output::flatten::Cells;
use crate::output::key::KeyPart;
use crate::output::replaced::{AD_ACCOUNT, Replaced, SNAPSHOT, column_of, period};
use crate::output::row_writer::{BUFFER, FormatFacts, RowWriter};
use crate::output::schema::create_table::{create_table, quoted};
use crate::output::schema::postgres::type_name;
use crate::output::style::Style;
use crate::output::subject::Subject;
use crate::output::typed::{Typed, misfit, typed};
use crate::terminal::printable::Notation;

pub(super) const FACTS: FormatFacts = FormatFacts {
    content: "SQL",
    endings: &["sql"],
    notation: Notation::Text,
    is_binary: false,
    is_by_columns: false,
    is_for_spreadsheets: false,
    is_for_databases: true,
    has_extra_column: false,
};

/// The temporary table.
const LOADED: &str = "pinads_rows";

struct Script<W: Write> {
    out: BufWriter<W>,
    /// In quotes.
    table: String,
    columns: Columns,
    key: Vec<KeyPart>,
    replaced: Replaced,
    /// The ad accounts whose rows are all here.
    accounts: Vec<String>,
    line: String,
    rows: usize,
}

pub(super) fn begin<W: Write + 'static>(
    out: W,
    subject: &Subject,
    _: Style,
) -> io::Result<Box<dyn RowWriter<W>>> {
    let table = subject.table.as_deref().unwrap_or(subject.report);
    let mut script = Script {
        out: BufWriter::with_capacity(BUFFER, out),
        table: table.split('.').map(quoted).collect::<Vec<_>>().join("."),
        columns: subject.columns.clone(),
        key: subject.key.clone(),
        replaced: subject.replaced.clone(),
        accounts: Vec::new(),
        line: String::new(),
        rows: 0,
    };
    script.prepare(subject)?;
    Ok(Box::new(script))
}

impl<W: Write> Script<W> {
    /// Makes the table and its columns ready, and refuses a table of other types.
    fn prepare(&mut self, subject: &Subject) -> io::Result<()> {
        let Script { out, table, columns, .. } = self;
        let contract =
            Contract { report: subject.report, columns: &subject.columns, key: &subject.key };
        let create = format!("CREATE TABLE IF NOT EXISTS {table}");
        write!(
            out,
            "-- pinads {}: {}\n\
             \\set ON_ERROR_STOP on\n\
             BEGIN;\n\
             SET LOCAL client_encoding = 'UTF8';\n\
             SET LOCAL standard_conforming_strings = on;\n\
             SET LOCAL client_min_messages = warning;\n\
             -- Two loads of one table wait for each other.\n\
             DO $$BEGIN PERFORM pg_advisory_xact_lock(hashtextextended({}, 0)); END$$;\n",
            env!("CARGO_PKG_VERSION"),
            subject.report,
            literal(table),
        )?;
        out.write_all(create_table(&contract, &create, type_name).as_bytes())?;
        for column in columns.iter() {
            let (name, type_name) = (quoted(&column.title), type_name(column.data_type));
            writeln!(out, "ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {name} {type_name};")?;
        }
        let expected = columns.iter().map(|column| {
            format!("({}, {})", literal(&column.title), literal(type_name(column.data_type)))
        });
        let expected = expected.collect::<Vec<_>>().join(", ");
        write!(
            out,
            "DO $$\n\
             DECLARE other record;\n\
             BEGIN\n\
             \x20   SELECT attname, format_type(atttypid, atttypmod) AS found, expected INTO other\n\
             \x20   FROM pg_attribute JOIN (VALUES {expected}) AS published (name, expected)\n\
             \x20   ON name = attname\n\
             \x20   WHERE attrelid = {}::regclass AND format_type(atttypid, atttypmod) <> expected\n\
             \x20   ORDER BY attnum LIMIT 1;\n\
             \x20   IF FOUND THEN\n\
             \x20       RAISE EXCEPTION 'column % of table % has the type %, and pinads writes %',\n\
             \x20           quote_ident(other.attname), {}, other.found, other.expected\n\
             \x20           USING HINT = 'use another table, or change the type of the column';\n\
             \x20   END IF;\n\
             END$$;\n",
            literal(table),
            literal(table),
        )?;
        let loaded = columns
            .iter()
            .map(|column| format!("{} {}", quoted(&column.title), type_name(column.data_type)));
        let loaded = loaded.collect::<Vec<_>>().join(", ");
        writeln!(out, "CREATE TEMPORARY TABLE {LOADED} ({loaded}) ON COMMIT DROP;")?;
        writeln!(out, "COPY {LOADED} ({}) FROM STDIN;", names(columns))
    }

    /// Deletes what the run replaces, and inserts its rows.
    fn replace(&mut self) -> io::Result<()> {
        let accounts = self.of_accounts();
        let conditions: Vec<_> = accounts.clone().into_iter().chain(self.of_the_run()).collect();
        let Script { out, table, columns, .. } = self;
        let names = names(columns);
        write!(out, "\\.\nDELETE FROM {table}{};\n", when(&conditions))?;
        let whole = when(accounts.as_slice());
        writeln!(out, "INSERT INTO {table} ({names})\nSELECT {names} FROM {LOADED}{whole};")?;
        out.write_all(b"COMMIT;\n")
    }

    /// The condition that a row is of an ad account whose rows are all here.
    fn of_accounts(&self) -> Option<String> {
        let column = column_of(&self.columns, &self.key, AD_ACCOUNT)?;
        let accounts: Vec<_> = self.accounts.iter().map(|id| literal(id)).collect();
        let listed = if accounts.is_empty() { "NULL".to_owned() } else { accounts.join(", ") };
        Some(format!("{} IN ({listed})", quoted(&column.title)))
    }

    /// The conditions that a row is one of those that were requested.
    fn of_the_run(&self) -> Vec<String> {
        let Replaced { dates, ids, snapshot } = &self.replaced;
        let period = dates.and_then(|dates| period(&self.columns, &self.key, dates));
        let period = period.map(|(column, first, last)| {
            let name = quoted(&column.title);
            let day = match column.data_type {
                DataType::Date => name,
                // The API may write an hour behind it.
                _ => format!("left({name}, 10)"),
            };
            format!("{day} BETWEEN '{first}' AND '{last}'")
        });
        let snapshot = snapshot.and_then(|day| {
            let name = quoted(&column_of(&self.columns, &self.key, SNAPSHOT)?.title);
            Some(format!("({name}::timestamptz AT TIME ZONE 'UTC')::date = '{day}'"))
        });
        let ids = ids.as_ref().and_then(|(path, ids)| {
            let column = self.columns.iter().find(|column| column.path == *path)?;
            let ids: Vec<_> = ids.iter().map(|id| literal(id)).collect();
            Some(format!("{} IN ({})", quoted(&column.title), ids.join(", ")))
        });
        period.into_iter().chain(snapshot).chain(ids).collect()
    }
}

impl<W: Write> RowWriter<W> for Script<W> {
    fn row(&mut self, columns: &Columns, cells: &Cells) -> io::Result<()> {
        self.rows += 1;
        // A row with a value that does not fit is not begun.
        self.line.clear();
        for (column, cell) in columns.iter().zip(&cells.values) {
            let value = cell.map(|cell| field(column, cell, self.rows)).transpose()?;
            self.line.push_str(value.as_deref().unwrap_or("\\N"));
            self.line.push('\t');
        }
        self.line.pop();
        self.line.push('\n');
        self.out.write_all(self.line.as_bytes())
    }

    fn complete(&mut self, account: &str) {
        self.accounts.push(account.to_owned());
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(mut self: Box<Self>) -> io::Result<(W, Vec<String>)> {
        self.replace()?;
        let out = self.out.into_inner().map_err(IntoInnerError::into_error)?;
        Ok((out, Vec::new()))
    }

    fn out(&self) -> &W {
        self.out.get_ref()
    }

    fn drops_extra(&self) -> bool {
        true
    }
}

/// A value as `COPY` reads it.
fn field<'a>(column: &Column, cell: &'a str, row: usize) -> io::Result<Cow<'a, str>> {
    let text = match typed(column, cell, row)? {
        Typed::Text(text) | Typed::Json(text) => text,
        Typed::Integer(number) => number.to_string().into(),
        Typed::Decimal(number) => number.to_string().into(),
        Typed::Double(number) => number.to_string().into(),
        Typed::Boolean(is_true) => is_true.to_string().into(),
        Typed::Date(day) => day.to_string().into(),
        Typed::Timestamp(time) => time.to_rfc3339_opts(SecondsFormat::AutoSi, true).into(),
    };
    // Neither text nor JSON of this database can hold it.
    if text.contains('\0') || (column.data_type == DataType::Json && text.contains("\\u0000")) {
        return Err(misfit(column, cell, row).into());
    }
    if !text.contains(['\\', '\n', '\r', '\t']) {
        return Ok(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            other => escaped.push(other),
        }
    }
    Ok(escaped.into())
}

fn names(columns: &Columns) -> String {
    columns.iter().map(|column| quoted(&column.title)).collect::<Vec<_>>().join(", ")
}

fn when(conditions: &[String]) -> String {
    let conditions = conditions.join("\n    AND ");
    if conditions.is_empty() { conditions } else { format!("\nWHERE {conditions}") }
}

/// Text in SQL.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
