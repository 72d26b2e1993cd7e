//! The values of a column until they make a row group.

use bytes::Bytes;
use chrono::{Datelike, NaiveDate};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DoubleType, FixedLenByteArrayType, Int32Type, Int64Type,
};
use parquet::errors::Result;
use parquet::file::writer::SerializedColumnWriter;

use crate::output::data_type::DataType;
use crate::output::typed::{SCALE, Typed};

pub(super) struct Buffer {
    /// For each row 1, or 0 where it has no value.
    levels: Vec<i16>,
    values: Values,
}

enum Values {
    /// One text behind the other, and where each ends.
    Texts(String, Vec<usize>),
    /// Timestamps are microseconds since 1970.
    Integers(Vec<i64>),
    /// Units of the last digit.
    Decimals(Vec<i128>),
    Doubles(Vec<f64>),
    Booleans(Vec<bool>),
    /// Days since 1970.
    Days(Vec<i32>),
}

/// The rows whose texts are objects at a time, which take more memory than their bytes.
const BATCH: usize = 1024;

impl Buffer {
    pub(super) fn of(data_type: DataType) -> Self {
        let values = match data_type {
            DataType::Unknown | DataType::Text | DataType::AsText | DataType::Json => {
                Values::Texts(String::new(), Vec::new())
            }
            DataType::Integer | DataType::Timestamp => Values::Integers(Vec::new()),
            DataType::Decimal => Values::Decimals(Vec::new()),
            DataType::Double => Values::Doubles(Vec::new()),
            DataType::Boolean => Values::Booleans(Vec::new()),
            DataType::Date => Values::Days(Vec::new()),
        };
        Buffer { levels: Vec::new(), values }
    }

    /// Adds the value of a row. Returns the bytes that it takes.
    pub(super) fn push(&mut self, value: Option<Typed>) -> usize {
        let bytes = value.and_then(|value| self.values.push(value));
        self.levels.push(bytes.is_some().into());
        size_of::<i16>() + bytes.unwrap_or(0)
    }

    /// Writes the values, and is empty again.
    pub(super) fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<()> {
        let levels = Some(self.levels.as_slice());
        match &mut self.values {
            Values::Texts(texts, ends) => {
                write_texts(column, texts, ends, &self.levels)?;
                texts.clear();
                ends.clear();
            }
            Values::Decimals(numbers) => {
                write_decimals(column, numbers, &self.levels)?;
                numbers.clear();
            }
            Values::Integers(numbers) => {
                column.typed::<Int64Type>().write_batch(numbers, levels, None)?;
                numbers.clear();
            }
            Values::Doubles(numbers) => {
                column.typed::<DoubleType>().write_batch(numbers, levels, None)?;
                numbers.clear();
            }
            Values::Booleans(values) => {
                column.typed::<BoolType>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Days(days) => {
                column.typed::<Int32Type>().write_batch(days, levels, None)?;
                days.clear();
            }
        }
        self.levels.clear();
        Ok(())
    }
}

impl Values {
    /// Returns the bytes of a value that is one of these.
    fn push(&mut self, value: Typed) -> Option<usize> {
        Some(match (self, value) {
            (Values::Texts(texts, ends), Typed::Text(text) | Typed::Json(text)) => {
                texts.push_str(&text);
                ends.push(texts.len());
                text.len() + size_of::<usize>()
            }
            (Values::Integers(numbers), Typed::Integer(number)) => pushed(numbers, number),
            (Values::Integers(times), Typed::Timestamp(time)) => {
                pushed(times, time.timestamp_micros())
            }
            (Values::Decimals(numbers), Typed::Decimal(number)) => {
                pushed(numbers, number.rounded(SCALE).times_ten_to(SCALE)?)
            }
            (Values::Doubles(numbers), Typed::Double(number)) => pushed(numbers, number),
            (Values::Booleans(values), Typed::Boolean(value)) => pushed(values, value),
            (Values::Days(days), Typed::Date(date)) => {
                pushed(days, date.num_days_from_ce() - NaiveDate::default().num_days_from_ce())
            }
            _ => return None,
        })
    }
}

/// Returns the bytes of the value.
fn pushed<T>(values: &mut Vec<T>, value: T) -> usize {
    values.push(value);
    size_of::<T>()
}

fn write_texts(
    column: &mut SerializedColumnWriter<'_>,
    texts: &str,
    mut ends: &[usize],
    levels: &[i16],
) -> Result<()> {
    let column = column.typed::<ByteArrayType>();
    let mut begin = 0;
    for levels in levels.chunks(BATCH) {
        let (these, others) = ends.split_at(values(levels));
        ends = others;
        let batch_begin = begin;
        let batch_end = these.last().copied().unwrap_or(begin);
        let bytes = Bytes::copy_from_slice(&texts.as_bytes()[batch_begin..batch_end]);
        let text = |end: &usize| {
            let text = bytes.slice(begin - batch_begin..end - batch_begin);
            begin = *end;
            ByteArray::from(text)
        };
        let texts: Vec<_> = these.iter().map(text).collect();
        column.write_batch(&texts, Some(levels), None)?;
    }
    Ok(())
}

fn write_decimals(
    column: &mut SerializedColumnWriter<'_>,
    mut numbers: &[i128],
    levels: &[i16],
) -> Result<()> {
    let column = column.typed::<FixedLenByteArrayType>();
    for levels in levels.chunks(BATCH) {
        let (these, others) = numbers.split_at(values(levels));
        numbers = others;
        let number = |number: &i128| ByteArray::from(number.to_be_bytes().to_vec()).into();
        let numbers: Vec<_> = these.iter().map(number).collect();
        column.write_batch(&numbers, Some(levels), None)?;
    }
    Ok(())
}

/// The number of rows with a value.
fn values(levels: &[i16]) -> usize {
    levels.iter().filter(|level| **level > 0).count()
}
