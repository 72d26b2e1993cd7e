//! The columns that identify a row.

/// One of these columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyPart {
    /// As the API names it.
    pub(crate) column: &'static str,
    /// The thing that it names.
    pub(crate) thing: &'static str,
    /// Some rows have no value here.
    pub(crate) may_be_null: bool,
}

impl KeyPart {
    pub(crate) const fn of(column: &'static str, thing: &'static str) -> Self {
        KeyPart { column, thing, may_be_null: false }
    }

    pub(crate) const fn or_null(self) -> Self {
        KeyPart { may_be_null: true, ..self }
    }
}
