//! Facts about a report that its options decide.

use crate::output::columns::Column;

/// The facts that a list of endpoints or columns cannot state.
#[derive(Default)]
pub(crate) struct More {
    /// A sentence instead of the list of endpoints.
    pub(crate) endpoints: Option<&'static str>,
    /// A sentence instead of the list of columns.
    pub(crate) columns: Option<&'static str>,
    pub(crate) object_types: Vec<ObjectTypeFacts>,
    /// All columns that `--columns` can request.
    pub(crate) requestable: Vec<Requestable>,
}

pub(crate) struct ObjectTypeFacts {
    pub(crate) name: &'static str,
    pub(crate) endpoint: &'static str,
    pub(crate) scopes: &'static [&'static str],
    pub(crate) columns: Vec<Column>,
}

pub(crate) struct Requestable {
    pub(crate) column: Column,
    /// The APIs that have it.
    pub(crate) apis: &'static [&'static str],
}
