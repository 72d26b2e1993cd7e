//! `DuckDB` with two threads: one query reads the JSON with its types and copies it to a file.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::LazyLock;

use super::{Python, Task};
use crate::columns::{Column, Kind};
use crate::contests::Shape;
use crate::formats::Format;

const SCRIPT: &str = "import sys, duckdb
duckdb.sql('SET threads = 2')
duckdb.sql(sys.argv[1])";

static PYTHON: LazyLock<Result<Python, String>> = LazyLock::new(|| Python::with("duckdb"));

pub(super) fn version() -> Result<String, String> {
    PYTHON.clone().map(|python| python.version)
}

pub(super) fn command(task: &Task) -> Result<Command, &'static str> {
    let python = PYTHON.as_ref().map_err(|_| "it is not installed")?;
    let mut command = Command::new(&python.path);
    command.args(["-c", SCRIPT, &query(task)]);
    Ok(command)
}

fn query(task: &Task) -> String {
    // In CSV, every column is text, so that no digit is lost.
    let is_text = task.format == Format::Csv;
    let columns: Vec<_> = task
        .columns
        .iter()
        .map(|column| (column.name.as_str(), type_of(column, is_text)))
        .collect();
    let row = structure(&columns);
    let first = task.workload.files[0].display().to_string();
    let source = match task.contest.shape {
        Shape::Report => format!(
            "SELECT unnest(flatten(map_values(json))) AS row FROM read_json('{first}', \
             format = 'unstructured', records = false, \
             columns = {{json: 'MAP(VARCHAR, {row}[])'}}, maximum_object_size = 2000000000)"
        ),
        Shape::Pages => {
            let files: Vec<_> =
                task.workload.files.iter().map(|file| format!("'{}'", file.display())).collect();
            format!(
                "SELECT unnest(items) AS row FROM read_json([{}], format = 'newline_delimited', \
                 columns = {{items: '{row}[]'}})",
                files.join(", ")
            )
        }
    };
    let cells: Vec<_> = task.columns.iter().map(cell).collect();
    let mut options = match task.format {
        Format::Csv => "FORMAT csv, HEADER",
        Format::Ndjson => "FORMAT json",
        Format::Parquet => "FORMAT parquet, COMPRESSION zstd",
    }
    .to_owned();
    if task.contest.is_split {
        options.push_str(", PARTITION_BY (\"DATE\"), WRITE_PARTITION_COLUMNS true");
    }
    let out = task.out.display();
    format!("COPY (SELECT {} FROM ({source})) TO '{out}' ({options})", cells.join(", "))
}

fn type_of(column: &Column, is_text: bool) -> &'static str {
    match column.kind {
        Kind::Json => "JSON",
        _ if is_text => "VARCHAR",
        Kind::Text => "VARCHAR",
        Kind::Date => "DATE",
        Kind::Integer => "BIGINT",
        Kind::Decimal => "DECIMAL(38, 18)",
        Kind::Double => "DOUBLE",
        Kind::Boolean => "BOOLEAN",
    }
}

/// The type of objects with these columns, each with the rest of its name.
fn structure(columns: &[(&str, &str)]) -> String {
    let mut inner: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    let mut fields = Vec::new();
    for (name, kind) in columns {
        match name.split_once('.') {
            Some((outer, rest)) => inner.entry(outer).or_default().push((rest, kind)),
            None => fields.push(format!("\"{name}\" {kind}")),
        }
    }
    let nested = inner.iter().map(|(name, columns)| format!("\"{name}\" {}", structure(columns)));
    fields.extend(nested.collect::<Vec<_>>());
    format!("STRUCT({})", fields.join(", "))
}

fn cell(column: &Column) -> String {
    let path = column.name.replace('.', "']['");
    format!("row['{path}'] AS \"{}\"", column.name)
}
