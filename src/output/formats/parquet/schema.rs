//! The columns of a Parquet file.

use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::errors::Result;
use parquet::schema::types::{Type, TypePtr};

use crate::output::columns::{Column, Columns};
use crate::output::data_type::DataType;
use crate::output::typed::{PRECISION, SCALE};

/// The bytes of a decimal of 38 digits.
pub(super) const DECIMAL_BYTES: i32 = 16;

/// JSON is text here: not every reader knows more about it.
pub(super) fn of(columns: &Columns) -> Result<Type> {
    let fields = columns.iter().map(field).collect::<Result<_>>()?;
    Type::group_type_builder("schema").with_fields(fields).build()
}

fn field(column: &Column) -> Result<TypePtr> {
    let (physical, logical) = match column.data_type {
        DataType::Unknown | DataType::Text | DataType::AsText | DataType::Json => {
            (Physical::BYTE_ARRAY, Some(LogicalType::String))
        }
        DataType::Integer => (Physical::INT64, None),
        DataType::Decimal => {
            (Physical::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::decimal(SCALE, PRECISION)))
        }
        DataType::Double => (Physical::DOUBLE, None),
        DataType::Boolean => (Physical::BOOLEAN, None),
        DataType::Date => (Physical::INT32, Some(LogicalType::Date)),
        DataType::Timestamp => {
            (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS)))
        }
    };
    let field = Type::primitive_type_builder(&column.title, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    let field = match column.data_type {
        DataType::Decimal => {
            field.with_length(DECIMAL_BYTES).with_precision(PRECISION).with_scale(SCALE)
        }
        _ => field,
    };
    Ok(Arc::new(field.build()?))
}
