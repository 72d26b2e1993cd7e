//! Decimal numbers as they are written, shifted and added without losing a digit.

use std::cmp;
use std::fmt;

/// `digits` × 10^-`scale`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    is_negative: bool,
    digits: String,
    scale: i32,
}

impl Decimal {
    /// A number as JSON writes it. An exponent of more than five digits is none that anybody means.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (is_negative, size) = match text.strip_prefix('-') {
            Some(size) => (true, size),
            None => (false, text),
        };
        let (mantissa, exponent) = match size.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i16>().ok()?),
            None => (size, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = [whole, fraction].concat();
        if whole.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let scale = i32::try_from(fraction.len()).ok()? - i32::from(exponent);
        Some(Decimal { is_negative, digits, scale })
    }

    /// The number divided by ten this many times.
    pub(crate) fn shifted(self, places: i32) -> Self {
        Decimal { scale: self.scale + places, ..self }
    }

    /// Without zeros at the end of a fraction.
    pub(crate) fn trimmed(mut self) -> Self {
        while self.scale > 0 && (self.digits.is_empty() || self.digits.ends_with('0')) {
            self.digits.pop();
            self.scale -= 1;
        }
        self
    }

    /// `None` if the sum has more than 38 digits.
    pub(crate) fn plus(&self, other: &Self) -> Option<Self> {
        let scale = cmp::max(self.scale, other.scale);
        let sum = self.times_ten_to(scale)?.checked_add(other.times_ten_to(scale)?)?;
        let digits = sum.unsigned_abs().to_string();
        Some(Decimal { is_negative: sum < 0, digits, scale })
    }

    /// The number × 10^`scale`, where that is a whole number and fits.
    pub(crate) fn times_ten_to(&self, scale: i32) -> Option<i128> {
        let factor = 10_i128.checked_pow(u32::try_from(scale - self.scale).ok()?)?;
        let digits = if self.digits.is_empty() { "0" } else { &self.digits };
        let size = digits.parse::<i128>().ok()?.checked_mul(factor)?;
        Some(if self.is_negative { -size } else { size })
    }

    pub(crate) fn scale(&self) -> i32 {
        self.scale
    }

    /// The number with this many decimals; halves are rounded away from zero.
    pub(crate) fn rounded(&self, places: i32) -> Self {
        let mut digits = self.digits.clone();
        if let Ok(dropped @ 1..) = usize::try_from(self.scale - places) {
            digits = format!("{digits:0>width$}", width = dropped + 1);
            let rest = digits.split_off(digits.len() - dropped);
            if rest.starts_with(|digit| digit >= '5') {
                digits = incremented(&digits);
            }
        } else {
            let zeros = usize::try_from(places - self.scale).unwrap_or(0);
            digits.extend(std::iter::repeat_n('0', zeros));
        }
        Decimal { is_negative: self.is_negative, digits, scale: places }
    }

    /// The number of decimals for this many significant digits. The whole part is never shortened.
    pub(crate) fn places_of(&self, significant: i32) -> i32 {
        let digits = i32::try_from(self.digits.trim_start_matches('0').len()).unwrap_or(i32::MAX);
        let whole = digits.saturating_sub(self.scale);
        if self.is_zero() { 0 } else { significant.saturating_sub(whole).max(0) }
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.digits.bytes().all(|digit| digit == b'0')
    }

    /// The maximum number of digits when it is written out.
    pub(crate) fn length(&self) -> usize {
        self.digits.len().saturating_add(self.scale.unsigned_abs().try_into().unwrap_or(usize::MAX))
    }
}

fn incremented(digits: &str) -> String {
    let kept = digits.trim_end_matches('9');
    let zeros = "0".repeat(digits.len() - kept.len());
    match kept.char_indices().next_back() {
        None => format!("1{zeros}"),
        Some((at, last)) => {
            let next = last.to_digit(10).and_then(|digit| char::from_digit(digit + 1, 10));
            format!("{}{}{zeros}", &kept[..at], next.unwrap_or(last))
        }
    }
}

/// Without an exponent, and without a sign before nothing.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits.trim_start_matches('0');
        let places = usize::try_from(self.scale).unwrap_or(0);
        let zeros = usize::try_from(-self.scale).unwrap_or(0);
        let digits = match digits {
            "" => "0".repeat(places + 1),
            digits => format!("{digits:0>width$}{}", "0".repeat(zeros), width = places + 1),
        };
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let sign = if self.is_negative && !self.is_zero() { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).expect(text)
    }

    #[test]
    fn numbers_are_written_out() {
        for (text, written) in [
            ("0", "0"),
            ("-0", "0"),
            ("-0.00", "0.00"),
            ("1e-7", "0.0000001"),
            ("1.50E+3", "1500"),
            ("-12.5e1", "-125"),
            ("9007199254740993", "9007199254740993"),
            ("122.416294033786585", "122.416294033786585"),
        ] {
            assert_eq!(number(text).to_string(), written, "{text}");
        }
        for text in ["", "-", ".5", "1.2.3", "+1", "1e", "1e99999", "0x1", "١"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn sums_keep_every_digit_or_are_none() {
        let sum = number("9007199254740993").plus(&number("122.416294033786585"));
        assert_eq!(sum.expect("fits").to_string(), "9007199254741115.416294033786585");
        let sum = number("354.30").plus(&number("-354.3"));
        assert_eq!(sum.expect("fits").to_string(), "0.00");
        assert_eq!(number(&"9".repeat(39)).plus(&number("1")), None);
        assert_eq!(number("1e300").plus(&number("1e-7")), None);
    }

    proptest! {
        #[test]
        fn a_rounded_number_is_the_nearest_one(mantissa in any::<i64>(), scale in 0_i32..9, places in 0_i32..9) {
            let exact = number(&mantissa.to_string()).shifted(scale);
            let rounded = exact.rounded(places);
            prop_assert_eq!(rounded.scale(), places);
            let most = scale.max(places);
            let at = |number: &Decimal| number.times_ten_to(most).expect("fits");
            let step = 10_i128.pow((most - places).try_into().expect("small"));
            prop_assert!((at(&exact) - at(&rounded)).abs() * 2 <= step, "{} {}", exact, rounded);
        }

        #[test]
        fn a_shift_moves_the_point_and_nothing_else(mantissa in any::<i64>(), places in 0_usize..12) {
            let digits = format!("{:0>width$}", mantissa.unsigned_abs(), width = places + 1);
            let (whole, fraction) = digits.split_at(digits.len() - places);
            let sign = if mantissa < 0 { "-" } else { "" };
            let point = if places > 0 { "." } else { "" };
            let shifted = number(&mantissa.to_string()).shifted(places.try_into().expect("small"));
            prop_assert_eq!(shifted.to_string(), format!("{sign}{whole}{point}{fraction}"));
            let back = shifted.shifted(-i32::try_from(places).expect("small"));
            prop_assert_eq!(back.to_string(), mantissa.to_string());
        }

        #[test]
        fn sums_are_those_of_whole_numbers(a in any::<i64>(), b in any::<i64>(), places in 0_i32..9) {
            let at = |number: i64| self::number(&number.to_string()).shifted(places);
            let sum = at(a).plus(&at(b)).expect("fits");
            prop_assert_eq!(sum.times_ten_to(places), Some(i128::from(a) + i128::from(b)));
            prop_assert_eq!(number(&sum.to_string()).times_ten_to(places), sum.times_ten_to(places));
        }
    }
}
