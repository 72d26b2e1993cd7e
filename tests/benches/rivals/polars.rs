//! Polars with two threads, as an analyst would use it: `polars.py`.

use std::process::Command;
use std::sync::LazyLock;

use serde_json::json;

use super::{Python, Task};
use crate::columns::Kind;
use crate::contests::Shape;

static PYTHON: LazyLock<Result<Python, String>> = LazyLock::new(|| Python::with("polars"));

pub(super) fn version() -> Result<String, String> {
    PYTHON.clone().map(|python| python.version)
}

pub(super) fn command(task: &Task) -> Result<Command, &'static str> {
    let python = PYTHON.as_ref().map_err(|_| "it is not installed")?;
    let columns: Vec<_> =
        task.columns.iter().map(|column| (&column.name, type_of(column.kind))).collect();
    let shape = match task.contest.shape {
        Shape::Report => "report",
        Shape::Pages => "pages",
    };
    let split = task.contest.is_split.then_some("DATE");
    let task_as_json = json!({
        "shape": shape,
        "files": task.workload.files,
        "columns": columns,
        "format": task.format.name(),
        "out": task.out,
        "split": split,
    });
    let mut command = Command::new(&python.path);
    command
        .args(["-c", include_str!("polars.py"), &task_as_json.to_string()])
        .env("POLARS_MAX_THREADS", "2");
    Ok(command)
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        // A list in JSON stays JSON.
        Kind::Text | Kind::Json => "String",
        Kind::Date => "Date",
        Kind::Integer => "Int64",
        Kind::Decimal | Kind::Double => "Float64",
        Kind::Boolean => "Boolean",
    }
}
