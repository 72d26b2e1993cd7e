//! The schema for Google's data warehouse: the JSON file that `bq load --schema` takes.

use serde::Serialize;

use crate::output::contract::{Contract, described};
use crate::output::data_type::DataType;
use crate::output::schema::json::pretty;

#[derive(Serialize)]
struct Field<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    type_name: &'static str,
    mode: &'static str,
    description: String,
}

pub(super) fn schema(contract: &Contract) -> String {
    let fields = contract.columns.iter().map(|column| Field {
        name: &column.title,
        type_name: type_name(column.data_type),
        mode: if contract.is_nullable(column) { "NULLABLE" } else { "REQUIRED" },
        description: described(column),
    });
    pretty(&fields.collect::<Vec<_>>())
}

fn type_name(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Unknown | DataType::Text | DataType::AsText => "STRING",
        DataType::Integer => "INTEGER",
        // `NUMERIC` has nine digits behind the point.
        DataType::Decimal => "BIGNUMERIC",
        DataType::Double => "FLOAT",
        DataType::Boolean => "BOOLEAN",
        DataType::Date => "DATE",
        DataType::Timestamp => "TIMESTAMP",
        DataType::Json => "JSON",
    }
}
