//! What one would use instead, each as its own manual has it.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workload::Workload;

/// What the JSON is made of.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    Report,
    Pages,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Shape::Report => "an asynchronous report",
            Shape::Pages => "pages of 250 objects",
        })
    }
}

impl Shape {
    pub(crate) fn bytes(self, workload: &Workload) -> u64 {
        let size = |path: &Path| fs::metadata(path).map_or(0, |it| it.len());
        match self {
            Shape::Report => size(&workload.report),
            Shape::Pages => fs::read_dir(&workload.pages)
                .expect("pages")
                .map(|page| size(&page.expect("a page").path()))
                .sum(),
        }
    }
}

/// The name, the file that it writes, and the command.
type Rival<'a> = (&'static str, PathBuf, Box<dyn Fn() -> Command + 'a>);

pub(crate) fn all<'a>(
    shape: Shape,
    workload: &'a Workload,
    columns: &'a [&'a str],
    folder: &'a Path,
) -> Vec<Rival<'a>> {
    let out = move |name: &str| folder.join(name);
    let (csv, parquet) = (out("duckdb.csv"), out("duckdb.parquet"));
    let to_csv = duckdb(shape, workload, columns, &csv);
    let to_parquet = duckdb(shape, workload, columns, &parquet);
    vec![
        ("jq", out("jq.csv"), Box::new(move || jq(shape, workload, columns, &out("jq.csv")))),
        ("DuckDB, 2 threads", csv, Box::new(move || python(&to_csv))),
        ("DuckDB, 2 threads, Parquet", parquet, Box::new(move || python(&to_parquet))),
    ]
}

/// The type of a column as `pinads` publishes it, by its name.
fn type_of(column: &str) -> &'static str {
    match column {
        "DATE" => "DATE",
        "CTR" => "DOUBLE",
        name if name.ends_with("_IN_DOLLAR") => "DECIMAL(38, 18)",
        name if name.ends_with("_ID") || name.ends_with("_NAME") => "VARCHAR",
        _ => "BIGINT",
    }
}

fn jq(shape: Shape, workload: &Workload, columns: &[&str], out: &Path) -> Command {
    let cell = |path: &&str| {
        let names: Vec<_> = path.split('.').map(|name| format!("[\"{name}\"]")).collect();
        format!(".{}|if type==\"array\" or type==\"object\" then tojson else . end", names.concat())
    };
    let cells: Vec<_> = columns.iter().map(|path| format!("({})", cell(path))).collect();
    let (rows, files) = match shape {
        Shape::Report => (".[][]", workload.report.display().to_string()),
        Shape::Pages => (".items[]", format!("{}/*.json", workload.pages.display())),
    };
    let filter = format!("{rows}|[{}]|@csv", cells.join(","));
    shell(&format!("jq -r '{filter}' {files} > {}", out.display()))
}

/// In CSV, every column as text, so that no digit is lost, as in the other tables. In Parquet, the
/// metrics have their types.
fn duckdb(shape: Shape, workload: &Workload, columns: &[&str], out: &Path) -> String {
    let is_parquet = out.extension().is_some_and(|ending| ending == "parquet");
    let has_types = is_parquet && matches!(shape, Shape::Report);
    let type_of = |name| if has_types { type_of(name) } else { "VARCHAR" };
    let names: Vec<_> = columns.iter().filter(|path| !path.contains('.')).collect();
    let fields: Vec<_> = names.iter().map(|name| format!("\"{name}\" {}", type_of(name))).collect();
    let outer: BTreeSet<_> =
        columns.iter().filter_map(|path| path.split_once('.')).map(|(outer, _)| outer).collect();
    let nested = outer.iter().map(|name| format!("{name} JSON"));
    let row =
        format!("STRUCT({})", fields.into_iter().chain(nested).collect::<Vec<_>>().join(", "));
    let source = match shape {
        Shape::Report => format!(
            "SELECT unnest(row) FROM (SELECT unnest(flatten(map_values(json))) AS row FROM \
             read_json('{}', format = 'unstructured', records = false, \
             columns = {{json: 'MAP(VARCHAR, {row}[])'}}, maximum_object_size = 2000000000))",
            workload.report.display()
        ),
        Shape::Pages => format!(
            "SELECT unnest(row) FROM (SELECT unnest(items) AS row FROM read_json('{}/*.json', \
             columns = {{items: '{row}[]'}}))",
            workload.pages.display()
        ),
    };
    let cells: Vec<_> = columns
        .iter()
        .map(|path| match path.split_once('.') {
            Some((outer, inner)) => format!("json_extract_string({outer}, '$.{inner}')"),
            None => format!("\"{path}\""),
        })
        .collect();
    let options = if is_parquet { "FORMAT parquet, COMPRESSION zstd" } else { "HEADER" };
    format!("COPY (SELECT {} FROM ({source})) TO '{}' ({options})", cells.join(", "), out.display())
}

fn python(query: &str) -> Command {
    let mut python = Command::new("python3");
    python.arg("-c").arg(format!(
        "import duckdb\nduckdb.sql('SET threads = 2')\nduckdb.sql(\"\"\"{query}\"\"\")"
    ));
    python
}

fn shell(line: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", line]);
    shell
}
