//! The schema for Postgres.

use crate::output::contract::Contract;
use crate::output::data_type::DataType;
use crate::output::schema::create_table::{create_table, quoted};

pub(super) fn schema(contract: &Contract) -> String {
    create_table(contract, &format!("CREATE TABLE {}", quoted(&contract.table())), type_name)
}

pub(crate) fn type_name(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Unknown | DataType::Text | DataType::AsText => "text",
        DataType::Integer => "bigint",
        DataType::Decimal => "numeric",
        DataType::Double => "double precision",
        DataType::Boolean => "boolean",
        DataType::Date => "date",
        DataType::Timestamp => "timestamp with time zone",
        DataType::Json => "jsonb",
    }
}
