//! The dialects of `--schema`. A dialect is one file in `schema/` and one line in the list below.

pub(crate) mod create_table;

use clap::ValueEnum;

use crate::output::contract::Contract;

/// Makes the choice of a dialect from a list of names and modules, each with its help.
macro_rules! dialects {
    ($($(#[doc = $help:expr])* $Dialect:ident: $module:ident),* $(,)?) => {
        $(pub(crate) mod $module;)*

        #[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
        pub(crate) enum Dialect {
            $($(#[doc = $help])* $Dialect,)*
        }

        impl Dialect {
            /// The text of the schema, with a line break at its end.
            pub(crate) fn write(self, contract: &Contract) -> String {
                match self {
                    $(Dialect::$Dialect => $module::schema(contract),)*
                }
            }
        }
    };
}

dialects! {
    /// JSON Schema (draft 2020-12) of an NDJSON row
    Json: json,
    /// `CREATE TABLE` for Postgres
    Postgres: postgres,
    /// The file that `bq load --schema` takes
    Bigquery: bigquery,
    /// `CREATE TABLE` for `duckdb`
    Duckdb: duckdb,
}
