//! The fields of the API's objects as columns, each with its type and its unit.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::output::columns::{Column, identity_first};
use crate::output::data_type::DataType;
use crate::output::unit::Unit;

/// The fields that are more than text: path, type, and unit, as the API description 5.28.0 has them.
/// A path behind an object type and a slash is that of this type only.
const KNOWN: &str = include_str!("fields.tsv");

static TYPES: LazyLock<HashMap<&str, (DataType, Unit)>> = LazyLock::new(|| lines().collect());

/// The units of fields by the last part of their paths, for objects that nothing is known about.
static UNITS: LazyLock<HashMap<&str, Unit>> = LazyLock::new(|| {
    let special = lines().filter(|(_, (_, unit))| unit.is_micro() || unit.is_time());
    special.map(|(path, (_, unit))| (last(path), unit)).collect()
});

fn lines() -> impl Iterator<Item = (&'static str, (DataType, Unit))> {
    KNOWN.lines().filter_map(|line| {
        let (path, rest) = line.split_once('\t')?;
        let (data_type, unit) = rest.split_once('\t')?;
        let unit = Unit::declared(unit).unwrap_or_default();
        Some((path, (DataType::declared(data_type)?, unit)))
    })
}

/// The column of a field that the description has.
pub(crate) fn field(path: &str) -> Column {
    let (data_type, unit) = TYPES.get(path).copied().unwrap_or((DataType::Text, Unit::Plain));
    Column::new(path).of_type(data_type, unit)
}

/// The columns of fields whose paths are separated by white space.
pub(crate) fn fields(paths: &str) -> impl Iterator<Item = Column> {
    paths.split_whitespace().map(field)
}

/// The columns of an object: those that identify it, then the others in the given order.
pub(crate) fn fields_of_object(paths: &str) -> impl Iterator<Item = Column> {
    identity_first(paths).into_iter().map(field)
}

/// The same for one object type, whose fields may differ from those of others.
pub(crate) fn fields_of_type<'a>(
    object_type: &'a str,
    paths: &'a str,
) -> impl Iterator<Item = Column> + 'a {
    fields_of_object(paths).map(move |column| {
        let own = format!("{object_type}/{}", column.path);
        match TYPES.get(own.as_str()) {
            Some((data_type, unit)) => column.of_type(*data_type, *unit),
            None => column,
        }
    })
}

/// A column about which only its name is known.
pub(crate) fn unknown_field(path: &str) -> Column {
    let name = last(path);
    let is_micro = ["_MICRO_DOLLAR", "_micro_currency"].iter().any(|end| name.ends_with(end));
    let by_name = UNITS.get(name).copied().unwrap_or_default();
    Column::new(path).in_unit(if is_micro { Unit::MicroPrice } else { by_name })
}

fn last(path: &str) -> &str {
    path.rsplit(['.', '/']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_states_a_type_and_a_unit() {
        assert_eq!(lines().count(), KNOWN.lines().count());
        for line in KNOWN.lines() {
            let unit = line.rsplit('\t').next().expect("a unit");
            assert!(unit == "-" || Unit::declared(unit).is_some(), "{line}");
        }
    }

    #[test]
    fn an_id_is_text_and_a_type_has_its_own_fields() {
        assert_eq!(field("campaign_id").data_type, DataType::Text);
        assert_eq!(field("created_at").data_type, DataType::Timestamp);
        let own: Vec<_> = fields_of_type("catalog-product-groups", "id created_at").collect();
        assert_eq!(own[1].data_type, DataType::Integer);
        assert_eq!(unknown_field("x.end_time").unit, Unit::Time);
        assert_eq!(unknown_field("x.end_time").data_type, DataType::Unknown);
    }
}
