//! The type of a column, as `--schema` publishes it.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum DataType {
    /// No description states the type. Published as text.
    #[default]
    Unknown,
    Text,
    /// Text on request: every value as CSV writes it.
    AsText,
    /// 64 bits: counts, micro-currency, Unix times.
    Integer,
    /// Exact: money in units of its currency.
    Decimal,
    /// Rates, averages.
    Double,
    Boolean,
    Date,
    /// In UTC.
    Timestamp,
    /// An array, or an object with open keys.
    Json,
}

impl DataType {
    /// The type that a list of columns states.
    pub(crate) fn declared(word: &str) -> Option<Self> {
        let all = [
            DataType::Text,
            DataType::Integer,
            DataType::Decimal,
            DataType::Double,
            DataType::Boolean,
            DataType::Date,
            DataType::Timestamp,
            DataType::Json,
        ];
        all.into_iter().find(|it| it.name() == word)
    }

    pub(crate) fn is_number(self) -> bool {
        matches!(self, DataType::Integer | DataType::Decimal | DataType::Double)
    }

    /// The published name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            DataType::Unknown | DataType::Text | DataType::AsText => "text",
            DataType::Integer => "integer",
            DataType::Decimal => "decimal",
            DataType::Double => "double",
            DataType::Boolean => "boolean",
            DataType::Date => "date",
            DataType::Timestamp => "timestamp",
            DataType::Json => "json",
        }
    }
}
