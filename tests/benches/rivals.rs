//! What one would use instead, each as its own manual has it. They read the bytes from a file.

mod cat;
mod duckdb;
mod jq;
mod polars;

use std::path::Path;
use std::process::Command;

use crate::columns::Column;
use crate::contests::Contest;
use crate::formats::Format;
use crate::workload::Workload;

/// What a rival does.
pub(crate) struct Task<'a> {
    pub(crate) contest: &'a Contest,
    pub(crate) columns: &'a [Column],
    pub(crate) workload: &'a Workload,
    pub(crate) format: Format,
    pub(crate) out: &'a Path,
}

pub(crate) struct Rival {
    pub(crate) name: &'static str,
    /// Makes a table, as `pinads` does.
    pub(crate) makes_table: bool,
    /// The version of the program that is installed, or what is missing.
    pub(crate) version: fn() -> Result<String, String>,
    /// Or why it cannot do it.
    pub(crate) command: fn(&Task) -> Result<Command, &'static str>,
}

pub(crate) const ALL: [Rival; 4] = [
    Rival { name: "jq", makes_table: true, version: jq::version, command: jq::command },
    Rival { name: "duckdb", makes_table: true, version: duckdb::version, command: duckdb::command },
    Rival { name: "polars", makes_table: true, version: polars::version, command: polars::command },
    Rival { name: "cat", makes_table: false, version: cat::version, command: cat::command },
];

/// The shell runs it, with `$1` and so on.
fn shell<I: AsRef<std::ffi::OsStr>>(line: &str, arguments: impl IntoIterator<Item = I>) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", line, "sh"]).args(arguments);
    shell
}

/// An interpreter that has a package.
#[derive(Clone)]
struct Python {
    path: String,
    /// Of the package.
    version: String,
}

impl Python {
    /// `PINADS_PYTHON` or `python3`: the first that has the package.
    fn with(package: &str) -> Result<Self, String> {
        let named = std::env::var("PINADS_PYTHON").ok();
        for path in named.into_iter().chain(["python3".to_owned()]) {
            let line = format!("import {package}; print({package}.__version__)");
            let output = Command::new(&path).args(["-c", &line]).output();
            if let Some(output) = output.ok().filter(|output| output.status.success()) {
                let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
                return Ok(Python { path, version });
            }
        }
        Err(format!(
            "no Python has the package `{package}`; `PINADS_PYTHON` can name one that does"
        ))
    }
}
