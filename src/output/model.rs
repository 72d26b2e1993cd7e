//! The path from a row to a line as it was before rows were read in one pass: `serde_json` finds the
//! entries of an object, twice. Both paths write the same bytes, whatever the input.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::value::RawValue;

use crate::json::row::Row;
use crate::json::rows::array;
use crate::json::{Entries, compact, quoted};
use crate::output::columns::{Column, Columns};
use crate::output::conversion::Conversion;
use crate::output::flatten::{Cells, Flattener};
use crate::output::formats::Format;
use crate::output::style::Style;
use crate::output::subject::Subject;
use crate::system::fuzz::check;

/// Nothing for what is no object.
fn flatten<'a>(row: &'a str, columns: &Columns) -> Option<Cells<'a>> {
    let mut cells = Cells { values: vec![None; columns.len()], extra: Vec::new() };
    open(row, "", columns, &mut cells)?;
    Some(cells)
}

fn open<'a>(object: &'a str, prefix: &str, columns: &Columns, cells: &mut Cells<'a>) -> Option<()> {
    let Entries::<&RawValue>(entries) = serde_json::from_str(object).ok()?;
    for (name, value) in entries {
        let (path, value) = (format!("{prefix}{name}"), value.get());
        let below = format!("{path}.");
        let is_opened = || columns.iter().any(|column| column.path.starts_with(&below));
        if let Some(position) = columns.position(&path) {
            cells.values[position] = Some(value).filter(|value| *value != "null");
        } else if value.starts_with('{') && is_opened() {
            open(value, &below, columns, cells)?;
        } else if !(columns.leaves_out(&path) || (value == "null" && is_opened())) {
            cells.extra.retain(|(known, _)| *known != path);
            cells.extra.push((path, value));
        }
    }
    Some(())
}

fn ndjson(columns: &Columns, cells: &Cells) -> String {
    let mut line = "{".to_owned();
    let mut comma = "";
    for (column, value) in columns.iter().zip(&cells.values) {
        let value = value.map_or(Cow::Borrowed("null"), |value| {
            let is_number = value.starts_with(|c: char| c == '-' || c.is_ascii_digit());
            if column.is_id && is_number { format!("\"{value}\"").into() } else { compact(value) }
        });
        write!(line, "{comma}{}:{value}", quoted(&column.title)).expect("written");
        comma = ",";
    }
    for (path, value) in &cells.extra {
        write!(line, "{comma}{}:{}", quoted(path), compact(value)).expect("written");
        comma = ",";
    }
    line + "}\n"
}

fn csv(columns: &Columns, cells: &Cells) -> Vec<u8> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let cell = |value: &&str| match serde_json::from_str::<String>(value) {
        Ok(text) => text,
        Err(_) => compact(value).into_owned(),
    };
    let value = |at: usize| cells.values[at].as_ref().map(cell).unwrap_or_default();
    writer.write_record((0..columns.iter().count()).map(value)).expect("written");
    writer.into_inner().expect("written")
}

fn written(format: Format, columns: &Columns, cells: &Cells) -> Vec<u8> {
    let (conversion, width) = (Conversion::default(), None);
    let style = Style { header: false, extra_column: false, conversion, width };
    let subject = Subject::of(columns.clone());
    let mut table = format.begin(Vec::new(), &subject, style).expect("begins");
    table.row(columns, cells).expect("a row");
    table.finish().expect("ends").0
}

/// Columns of several depths among these names, some of them below others.
fn columns(names: &[&str], choice: usize) -> Columns {
    let chosen = names.iter().enumerate().filter(|(at, _)| !(at * 7 + choice).is_multiple_of(3));
    let columns = chosen.map(|(_, name)| Column::new(*name));
    let has_extra = choice.is_multiple_of(2);
    let columns = if has_extra { Columns::new(columns) } else { Columns::only(columns) };
    let positions: Vec<_> = (0..columns.len().saturating_sub(choice % 3)).rev().collect();
    columns.select(&positions, has_extra)
}

fn compare(rows: &[&str]) {
    let mut names = Vec::new();
    for row in rows {
        crate::json::leaves(row, &mut |path| names.push(path.clone()));
    }
    let names: Vec<_> = names
        .iter()
        .flat_map(|path| [path.as_str(), path.split('.').next().unwrap_or("")])
        .collect();
    let page = array(format!("[{}]", rows.join(",")).as_bytes()).expect("an array of rows");
    for choice in 0..6 {
        let columns = columns(&names, choice);
        let (mut flattener, mut cells) = (Flattener::default(), Cells::default());
        // Once all on one page, and then each on its own.
        let single = rows.iter().map(|text| Row::new((*text).to_owned()));
        let all: Vec<_> = page.iter().cloned().chain(single).collect();
        for (row, text) in all.iter().zip(rows.iter().chain(rows)) {
            let outcome = flattener.flatten(row, &columns, &mut cells);
            let expected = flatten(text, &columns);
            assert_eq!(outcome.is_ok().then(|| cells.clone()), expected, "{text}");
            if outcome.is_err() {
                continue;
            }
            let line = ndjson(&columns, &cells);
            assert_eq!(String::from_utf8(written(Format::Ndjson, &columns, &cells)), Ok(line));
            assert_eq!(written(Format::Csv, &columns, &cells), csv(&columns, &cells), "{text}");
        }
    }
}

#[test]
fn both_paths_write_the_same_bytes() {
    check("json", |bytes| {
        let Ok(text) = str::from_utf8(bytes) else { return };
        let text = text.trim_ascii();
        if serde_json::from_str::<&RawValue>(text).is_ok() {
            compare(&[text]);
        }
    });
    check("report_file", |bytes| {
        let Ok(Entries::<Vec<&RawValue>>(lists)) = serde_json::from_slice(bytes) else { return };
        let rows: Vec<_> = lists.iter().flat_map(|(_, rows)| rows).map(|row| row.get()).collect();
        compare(&rows);
    });
}
