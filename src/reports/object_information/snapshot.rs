//! The column that keeps the rows of one run apart from those of all others.

use chrono::SecondsFormat;

use crate::api::Client;
use crate::json;
use crate::output::columns::{Column, is_identity};
use crate::output::data_type::DataType;
use crate::output::key::KeyPart;
use crate::output::replaced;
use crate::output::unit::Unit;

const SNAPSHOT: &str = "snapshot_at";

/// It tells the rows of several runs apart.
pub(super) const KEY: KeyPart = KeyPart::of(SNAPSHOT, replaced::SNAPSHOT);

/// The columns of an object with this one behind those that identify it.
pub(super) fn with_snapshot(mut fields: Vec<Column>) -> Vec<Column> {
    let behind = fields.iter().take_while(|field| is_identity(&field.path)).count();
    let column = Column::new(SNAPSHOT).of_type(DataType::Timestamp, Unit::Plain);
    fields.insert(behind, column);
    fields
}

/// Its value: the start of the run.
pub(super) fn snapshot(client: &Client) -> (&'static str, String) {
    (SNAPSHOT, json::quoted(&client.began().to_rfc3339_opts(SecondsFormat::Secs, true)))
}
