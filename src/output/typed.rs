//! A cell as a value of its column's type, and the error of one that does not fit.

use std::borrow::Cow;
use std::fmt;
use std::io;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::json::{compact, text};
use crate::output::columns::Column;
use crate::output::data_type::DataType;
use crate::output::decimal::Decimal;
use crate::output::times;

/// Digits of a decimal, and those of them behind the point: the most that common databases read.
pub(crate) const PRECISION: i32 = 38;
pub(crate) const SCALE: i32 = 18;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Typed<'a> {
    Text(Cow<'a, str>),
    Integer(i64),
    Decimal(Decimal),
    Double(f64),
    Boolean(bool),
    Date(NaiveDate),
    Timestamp(DateTime<Utc>),
    /// The text of a JSON value.
    Json(Cow<'a, str>),
}

/// The JSON text of a cell as a value of the column's type.
pub(crate) fn typed<'a>(column: &Column, cell: &'a str, row: usize) -> Result<Typed<'a>, Misfit> {
    value_of(column.data_type, cell).ok_or_else(|| misfit(column, cell, row))
}

/// The error of a cell that the column cannot hold.
pub(crate) fn misfit(column: &Column, cell: &str, row: usize) -> Misfit {
    Misfit {
        column: column.title.clone(),
        value: plain(cell).into_owned(),
        data_type: column.data_type,
        row,
    }
}

fn value_of(data_type: DataType, cell: &str) -> Option<Typed<'_>> {
    let plain = plain(cell);
    Some(match data_type {
        DataType::Unknown | DataType::Text | DataType::AsText => Typed::Text(plain),
        DataType::Integer => Typed::Integer(integer(&plain)?),
        DataType::Decimal => {
            let number = Decimal::parse(&plain)?.trimmed();
            let is_fine = number.length() <= 76 && fits(&number);
            is_fine.then_some(Typed::Decimal(number))?
        }
        DataType::Double => {
            // Rust also reads words such as `inf`.
            Decimal::parse(&plain)?;
            Typed::Double(plain.parse().ok().filter(|number: &f64| number.is_finite())?)
        }
        DataType::Boolean => match plain.as_ref() {
            "true" => Typed::Boolean(true),
            "false" => Typed::Boolean(false),
            _ => return None,
        },
        DataType::Date => Typed::Date(plain.parse().ok()?),
        DataType::Timestamp => Typed::Timestamp(timestamp(&plain)?),
        DataType::Json => Typed::Json(compact(cell)),
    })
}

/// A cell without the quotes and the escapes of JSON.
fn plain(cell: &str) -> Cow<'_, str> {
    text(cell).unwrap_or_else(|| compact(cell))
}

/// A whole number. The API also writes `0.0` for a count.
fn integer(text: &str) -> Option<i64> {
    let parsed = text.parse().ok();
    parsed.or_else(|| Decimal::parse(text)?.trimmed().times_ten_to(0)?.try_into().ok())
}

/// Do the digits before the point fit?
fn fits(number: &Decimal) -> bool {
    let limit = 10_i128.checked_pow(PRECISION.unsigned_abs()).unwrap_or(i128::MAX);
    number.rounded(SCALE).times_ten_to(SCALE).is_some_and(|size| size.abs() < limit)
}

/// An instant in RFC 3339, one without a zone or a day, which are taken as UTC, or a Unix time.
fn timestamp(text: &str) -> Option<DateTime<Utc>> {
    let rfc_3339 = |text: &str| Some(DateTime::parse_from_rfc3339(text).ok()?.to_utc());
    rfc_3339(text)
        .or_else(|| Some(text.parse::<NaiveDateTime>().ok()?.and_utc()))
        .or_else(|| {
            Some(text.parse::<NaiveDate>().ok()?.and_time(chrono::NaiveTime::MIN).and_utc())
        })
        .or_else(|| rfc_3339(times::in_rfc_3339(text).trim_matches('"')))
}

/// A value that does not fit the type of its column.
#[derive(Debug)]
pub(crate) struct Misfit {
    column: String,
    value: String,
    data_type: DataType,
    /// Counted from one.
    row: usize,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Misfit { column, value, data_type, row } = self;
        let value: String = value.chars().take(80).collect();
        let data_type = data_type.name();
        write!(
            f,
            "the API returned `{value}` in column `{column}` of row {row}, which does not fit "
        )?;
        write!(f, "its type, {data_type}")
    }
}

impl std::error::Error for Misfit {}

impl From<Misfit> for io::Error {
    fn from(misfit: Misfit) -> Self {
        io::Error::new(io::ErrorKind::InvalidData, misfit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::unit::Unit;

    fn read(data_type: DataType, cell: &str) -> Option<Typed<'_>> {
        value_of(data_type, cell)
    }

    #[test]
    fn a_count_is_a_whole_number_however_it_is_written() {
        for cell in ["7", "7.0", "\"7\"", "70e-1"] {
            assert_eq!(read(DataType::Integer, cell), Some(Typed::Integer(7)), "{cell}");
        }
        for cell in ["1.5", "\"\"", "\"x\"", "9223372036854775808", "true", "[1]"] {
            assert_eq!(read(DataType::Integer, cell), None, "{cell}");
        }
        let least = Some(Typed::Integer(i64::MIN));
        assert_eq!(read(DataType::Integer, "-9223372036854775808"), least);
    }

    #[test]
    fn a_decimal_keeps_its_digits_within_what_databases_have() {
        let written = |cell| match read(DataType::Decimal, cell) {
            Some(Typed::Decimal(number)) => Some(number.to_string()),
            _ => None,
        };
        assert_eq!(written("122.416294033786585").as_deref(), Some("122.416294033786585"));
        assert_eq!(written("1e-7").as_deref(), Some("0.0000001"));
        assert_eq!(written("99999999999999999999").as_deref(), Some("99999999999999999999"));
        assert_eq!(written("100000000000000000000"), None);
        assert_eq!(written("1e300"), None);
    }

    #[test]
    fn an_instant_is_read_in_every_form_of_the_api() {
        for cell in [
            "\"2026-03-10T12:00:00Z\"",
            "\"2026-03-10T12:00:00-00:00\"",
            "\"2026-03-10T13:00:00+01:00\"",
            "\"2026-03-10T12:00:00\"",
            "1773144000",
            "1773144000000",
        ] {
            let Some(Typed::Timestamp(time)) = read(DataType::Timestamp, cell) else {
                panic!("{cell} is none")
            };
            assert_eq!(time.to_rfc3339(), "2026-03-10T12:00:00+00:00", "{cell}");
        }
        assert!(read(DataType::Timestamp, "\"2026-03-10\"").is_some());
        assert_eq!(read(DataType::Timestamp, "\"soon\""), None);
        assert_eq!(read(DataType::Date, "\"2026-03-10T05:00:00\""), None);
    }

    #[test]
    fn an_error_names_column_row_and_value() {
        let column = Column::new("TOTAL_CLICKTHROUGH").of_type(DataType::Integer, Unit::Count);
        let error = typed(&column, "1.5", 17).expect_err("no count").to_string();
        let said = "the API returned `1.5` in column `TOTAL_CLICKTHROUGH` of row 17, which does not \
                    fit its type, integer";
        assert_eq!(error, said);
        assert!(typed(&column, "2", 1).is_ok());
        for number in ["1e999", "inf", "NaN", "\"nan\""] {
            assert_eq!(read(DataType::Double, number), None, "{number}");
        }
    }
}
