//! Numbers rounded for people, with separators between thousands.

use crate::output::columns::Column;
use crate::output::decimal::Decimal;
use crate::output::unit::Unit;

const CENTS: i32 = 2;
const SIGNIFICANT: i32 = 4;

/// A longer number stays as it is, because nobody reads that many digits.
const LONGEST: usize = 48;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rounding {
    /// Ids and times.
    None,
    Whole,
    Cents,
    /// Four significant digits, and all digits before the decimal point.
    Significant,
}

impl Rounding {
    pub(crate) fn of(column: &Column, money_in_units: bool) -> Self {
        match column.unit {
            _ if column.is_id || column.unit.is_time() => Rounding::None,
            Unit::Money | Unit::Price => Rounding::Cents,
            Unit::Micro | Unit::MicroPrice if money_in_units => Rounding::Cents,
            Unit::Count | Unit::WatchTime | Unit::Micro => Rounding::Whole,
            _ => Rounding::Significant,
        }
    }

    /// The number as people read it, or `None` if it stays as the API wrote it.
    pub(crate) fn apply(self, number: &Decimal) -> Option<String> {
        if number.length() > LONGEST {
            return None;
        }
        let significant = || number.rounded(number.places_of(SIGNIFICANT)).trimmed();
        let rounded = match self {
            Rounding::None => return None,
            Rounding::Whole => number.rounded(0),
            // A price below a cent is not free.
            Rounding::Cents => match number.rounded(CENTS) {
                cents if cents.is_zero() && !number.is_zero() => significant(),
                cents => cents,
            },
            Rounding::Significant => significant(),
        };
        Some(grouped(&rounded.to_string()))
    }
}

fn grouped(number: &str) -> String {
    let (sign, size) = number.strip_prefix('-').map_or(("", number), |size| ("-", size));
    let (whole, fraction) = size.split_at(size.find('.').unwrap_or(size.len()));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_and_their_thousands_are_separate() {
        for (rounding, number, shown) in [
            (Rounding::Significant, "0.0505128", "0.05051"),
            (Rounding::Significant, "0.00999996", "0.01"),
            (Rounding::Significant, "0.25", "0.25"),
            (Rounding::Significant, "1e-7", "0.0000001"),
            (Rounding::Significant, "12.34567", "12.35"),
            (Rounding::Significant, "999.96", "1,000"),
            (Rounding::Significant, "1234567.5", "1,234,568"),
            (Rounding::Significant, "0.0", "0"),
            (Rounding::Whole, "999", "999"),
            (Rounding::Whole, "1000", "1,000"),
            (Rounding::Whole, "0.0", "0"),
            (Rounding::Whole, "-1234567", "-1,234,567"),
            (Rounding::Whole, "1.5e6", "1,500,000"),
            (Rounding::Cents, "222.345", "222.35"),
            (Rounding::Cents, "-0.995", "-1.00"),
            (Rounding::Cents, "1234567", "1,234,567.00"),
            (Rounding::Cents, "0", "0.00"),
            (Rounding::Cents, "0.0012345", "0.001235"),
        ] {
            let parsed = Decimal::parse(number).expect(number);
            assert_eq!(rounding.apply(&parsed).as_deref(), Some(shown), "{number}");
        }
        for (rounding, number) in [(Rounding::None, "1234"), (Rounding::Whole, "1e300")] {
            assert_eq!(rounding.apply(&Decimal::parse(number).expect(number)), None, "{number}");
        }
    }
}
