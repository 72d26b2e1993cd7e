//! Options for the contract of a table: the names and the types of its columns, and its schema.

use clap::{Args, ValueEnum};

use crate::error::Error;
use crate::options::choice::choice;
use crate::output::columns::Columns;
use crate::output::data_type::DataType;
use crate::output::names::{Names, in_snake_case};
use crate::output::schema::Dialect;

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct ContractOptions {
    /// Names of the columns [default: api; snake for a database]
    ///
    /// `snake` is the default of `--schema` in the dialect of a database.
    #[arg(long, value_name = "HOW", value_parser = choice::<Names>(), hide_short_help = true)]
    names: Option<Names>,
    /// Types of the columns
    #[arg(
        long,
        value_name = "WHICH",
        value_parser = choice::<Types>(),
        default_value = "published",
        hide_short_help = true
    )]
    types: Types,
    /// Table that `--format postgres` replaces rows of: `NAME`, or `SCHEMA.NAME`
    ///
    /// One transaction creates the table and its columns, deletes the requested days of the ad accounts
    /// that succeeded (of objects, all rows of these ad accounts; without ad accounts and days, all
    /// rows), and inserts the new rows.
    #[arg(long, value_name = "NAME", value_parser = table, hide_short_help = true)]
    pub(crate) table: Option<String>,
    /// Print the columns, types, and key of the rows, and request no data
    ///
    /// No sign-in is needed. Only the columns of `get`, `--template`, and `--names display` take
    /// requests.
    #[arg(
        long,
        value_name = "DIALECT",
        value_parser = choice::<Dialect>(),
        conflicts_with = "dry_run",
        hide_short_help = true
    )]
    pub(crate) schema: Option<Dialect>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Types {
    /// Those that `--schema` prints
    Published,
    /// Text for every value
    Text,
}

impl ContractOptions {
    pub(crate) fn wants_display_names(&self) -> bool {
        self.names == Some(Names::Display)
    }

    /// The error of a report without display names.
    pub(crate) fn no_display_names(report: &str) -> Error {
        Error::usage(format!("`{report}` has no display names"))
            .hint("use `--names api` or `--names snake`")
    }

    /// The columns as they are written.
    pub(crate) fn apply(&self, columns: Columns, is_for_databases: bool) -> Columns {
        let columns = match self.types {
            Types::Published => columns,
            Types::Text => columns.retyped(|_| DataType::AsText),
        };
        let is_snake = match (self.names, self.schema) {
            (Some(names), _) => names == Names::Snake,
            (None, Some(dialect)) => dialect != Dialect::Json,
            (None, None) => is_for_databases,
        };
        if is_snake { in_snake_case(columns) } else { columns }
    }
}

/// A name with or without a schema.
fn table(text: &str) -> Result<String, String> {
    let parts: Vec<_> = text.split('.').collect();
    let is_name = |part: &&str| !part.is_empty() && !part.contains(|c: char| c.is_control());
    if parts.len() > 2 || !parts.iter().all(is_name) {
        return Err(
            "expected the name of a table, such as `delivery` or `pinterest.delivery`".into()
        );
    }
    Ok(text.to_owned())
}
