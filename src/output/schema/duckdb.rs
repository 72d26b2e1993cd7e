//! The schema for `duckdb`.

use crate::output::contract::Contract;
use crate::output::data_type::DataType;
use crate::output::schema::create_table::{create_table, quoted};

pub(super) fn schema(contract: &Contract) -> String {
    create_table(contract, &format!("CREATE TABLE {}", quoted(&contract.table())), type_name)
}

fn type_name(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Unknown | DataType::Text | DataType::AsText => "VARCHAR",
        DataType::Integer => "BIGINT",
        DataType::Decimal => "DECIMAL(38, 18)",
        DataType::Double => "DOUBLE",
        DataType::Boolean => "BOOLEAN",
        DataType::Date => "DATE",
        DataType::Timestamp => "TIMESTAMP WITH TIME ZONE",
        DataType::Json => "JSON",
    }
}
