//! JSON Schema (draft 2020-12) of one row of NDJSON.

use serde::{Serialize, Serializer};

use crate::output::columns::Column;
use crate::output::contract::{Contract, described};
use crate::output::data_type::DataType;

#[derive(Serialize)]
struct Schema<'a> {
    #[serde(rename = "$schema")]
    draft: &'static str,
    title: String,
    #[serde(rename = "type")]
    type_name: &'static str,
    #[serde(rename = "x-primary-key")]
    key: Vec<&'a str>,
    #[serde(rename = "x-grain")]
    grain: Vec<&'a str>,
    properties: Properties<'a>,
    required: Vec<&'a str>,
}

/// In the order of the columns.
struct Properties<'a>(Vec<(&'a str, Property)>);

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, property)| (name, property)))
    }
}

#[derive(Serialize)]
struct Property {
    description: String,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    types: Option<Types>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    #[serde(rename = "x-type")]
    data_type: &'static str,
    #[serde(rename = "x-unit")]
    unit: Option<&'static str>,
    #[serde(rename = "x-nullable")]
    is_nullable: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Types {
    One(&'static str),
    OrNull([&'static str; 2]),
}

pub(super) fn schema(contract: &Contract) -> String {
    let property = |column: &Column| Property::of(column, contract.is_nullable(column));
    let columns = || contract.columns.iter();
    pretty(&Schema {
        draft: "https://json-schema.org/draft/2020-12/schema",
        title: format!("A row of `pinads {}`", contract.report),
        type_name: "object",
        key: contract.key(),
        grain: contract.grain(),
        properties: Properties(columns().map(|it| (it.title.as_str(), property(it))).collect()),
        required: columns().map(|column| column.title.as_str()).collect(),
    })
}

impl Property {
    fn of(column: &Column, is_nullable: bool) -> Self {
        let format = match column.data_type {
            DataType::Date => Some("date"),
            DataType::Timestamp => Some("date-time"),
            _ => None,
        };
        let types = type_name(column.data_type);
        Property {
            description: described(column),
            types: types.map(|name| {
                if is_nullable { Types::OrNull([name, "null"]) } else { Types::One(name) }
            }),
            format,
            data_type: column.data_type.name(),
            unit: column.unit_name(),
            is_nullable,
        }
    }
}

/// Nothing where the API may return anything.
fn type_name(data_type: DataType) -> Option<&'static str> {
    Some(match data_type {
        DataType::Unknown | DataType::Json => return None,
        DataType::Integer => "integer",
        DataType::Decimal | DataType::Double => "number",
        DataType::Boolean => "boolean",
        DataType::Text | DataType::AsText | DataType::Date | DataType::Timestamp => "string",
    })
}

/// JSON for people, with a line break at its end.
pub(super) fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
