//! `jq -r … @csv` and `jq -c`.

use std::process::Command;

use super::{Task, shell};
use crate::columns::{Column, Kind};
use crate::contests::Shape;
use crate::formats::Format;

pub(super) fn version() -> Result<String, String> {
    let output = Command::new("jq").arg("--version").output();
    let output = output.map_err(|_| "`jq` is not installed".to_owned())?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

pub(super) fn command(task: &Task) -> Result<Command, &'static str> {
    if task.contest.is_split {
        return Err("it writes one file only");
    }
    let rows = match task.contest.shape {
        Shape::Report => ".[][]",
        Shape::Pages => ".items[]",
    };
    let (option, filter) = match task.format {
        Format::Csv => ("-r", format!("[{}]|@csv", list(task.columns, cell))),
        Format::Ndjson => ("-c", format!("{{{}}}", list(task.columns, field))),
        Format::Parquet => return Err("it does not write Parquet"),
    };
    // The header costs nothing.
    let header = match task.format {
        Format::Csv => list(task.columns, |column| format!("\"{}\"", column.name)),
        _ => String::new(),
    };
    let read = if task.contest.is_gzip {
        "gzip -dc \"$@\" | jq \"$option\" \"$filter\""
    } else {
        "jq \"$option\" \"$filter\" \"$@\""
    };
    let line = format!(
        "out=$1; header=$2; option=$3; filter=$4; shift 4; \
         {{ [ -z \"$header\" ] || printf '%s\\n' \"$header\"; {read}; }} > \"$out\""
    );
    let filter = format!("{rows}|{filter}");
    let words = [task.out.as_os_str(), header.as_ref(), option.as_ref(), filter.as_ref()];
    let files = task.workload.files.iter().map(|file| file.as_os_str());
    Ok(shell(&line, words.into_iter().chain(files)))
}

fn list(columns: &[Column], text: impl Fn(&Column) -> String) -> String {
    columns.iter().map(text).collect::<Vec<_>>().join(",")
}

fn path(column: &Column) -> String {
    format!(".[\"{}\"]", column.name.replace('.', "\"][\""))
}

fn cell(column: &Column) -> String {
    let path = path(column);
    if column.kind == Kind::Json {
        format!("({path}|if . == null then . else tojson end)")
    } else {
        path
    }
}

fn field(column: &Column) -> String {
    format!("\"{}\":{}", column.name, path(column))
}
