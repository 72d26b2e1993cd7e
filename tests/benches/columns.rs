//! The columns of a contest, by name and type, as the binary itself states them.

use std::path::Path;

use serde_json::Value;

use crate::contests::{Contest, Shape};
use crate::pinads;

#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Dots lead into nested objects.
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) unit: String,
    /// Each row has it, and it is requested without being named.
    pub(crate) is_key: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Date,
    Integer,
    Decimal,
    Double,
    Boolean,
    Json,
}

/// In the order of the header.
pub(crate) fn of(contest: &Contest, folder: &Path) -> Vec<Column> {
    let usual = schema(contest, &[], folder);
    if contest.shape == Shape::Pages {
        return usual;
    }
    let (keys, usual): (Vec<_>, _) = usual.into_iter().partition(|column| column.is_key);
    let all = schema(contest, &["--columns", "all"], folder);
    let is_usual = |column: &Column| usual.iter().any(|other| other.name == column.name);
    let further: Vec<_> =
        all.into_iter().filter(|column| !column.is_key && !is_usual(column)).collect();
    let wanted = contest.columns - keys.len();
    let of_usual = wanted.min(usual.len());
    let mut chosen = keys;
    chosen.extend(spread(&usual, of_usual));
    chosen.extend(further.into_iter().take(wanted - of_usual));
    assert_eq!(chosen.len(), contest.columns, "the report has too few columns");
    chosen
}

/// So many of them, from the first to the last.
fn spread(columns: &[Column], number: usize) -> impl Iterator<Item = Column> {
    (0..number).map(move |place| columns[place * columns.len() / number].clone())
}

/// The columns that are requested.
pub(crate) fn option(contest: &Contest, columns: &[Column]) -> Vec<String> {
    if contest.shape == Shape::Pages {
        return Vec::new();
    }
    let names = columns.iter().filter(|column| !column.is_key).map(|column| column.name.as_str());
    vec!["--columns".to_owned(), names.collect::<Vec<_>>().join(",")]
}

fn schema(contest: &Contest, options: &[&str], folder: &Path) -> Vec<Column> {
    let mut command = pinads::command(folder);
    command.args(contest.arguments()).args(options).args(["--schema", "json"]);
    let output = command.output().expect("pinads runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let schema: Value = serde_json::from_slice(&output.stdout).expect("a schema");
    let keys = &schema["x-primary-key"];
    let names = schema["required"].as_array().expect("the columns in their order");
    let column = |name: &Value| {
        let of = &schema["properties"][name.as_str().expect("a name")];
        Column {
            name: name.as_str().expect("a name").to_owned(),
            kind: kind(of["x-type"].as_str().unwrap_or_default()),
            unit: of["x-unit"].as_str().unwrap_or_default().to_owned(),
            is_key: keys.as_array().is_some_and(|keys| keys.contains(name)),
        }
    };
    names.iter().map(column).collect()
}

fn kind(name: &str) -> Kind {
    match name {
        "text" => Kind::Text,
        "date" => Kind::Date,
        "integer" => Kind::Integer,
        "decimal" => Kind::Decimal,
        "double" => Kind::Double,
        "boolean" => Kind::Boolean,
        "json" => Kind::Json,
        other => panic!("the benchmark does not know the type `{other}`"),
    }
}
