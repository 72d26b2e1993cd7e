//! Micro-currency in units of its currency: a million of it is one.

use std::borrow::Cow;

use crate::json;
use crate::output::decimal::Decimal;

const PLACES: i32 = 6;

/// A JSON value in micro-currency in units of the currency. A text that is a number stays a text;
/// a value that is not a number stays as it is.
pub(crate) fn in_units(value: &str) -> Cow<'_, str> {
    let text = json::text(value);
    let number = text.as_deref().unwrap_or(value);
    match Decimal::parse(number).map(|number| number.shifted(PLACES).trimmed().to_string()) {
        None => Cow::Borrowed(value),
        Some(units) if text.is_some() => Cow::Owned(json::quoted(&units)),
        Some(units) => Cow::Owned(units),
    }
}

/// The heading of a column that no longer holds micro-currency.
pub(crate) fn heading(title: &str) -> String {
    const WORD: &str = "micro";
    let Some(at) = title.to_ascii_lowercase().find(WORD) else { return title.to_owned() };
    let rest = &title[at + WORD.len()..];
    let rest = rest.strip_prefix(['_', '-', ' ']).unwrap_or(rest);
    format!("{}{rest}", &title[..at])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_million_is_one_and_no_digit_is_lost() {
        for (micro, units) in [
            ("1000000", "1"),
            ("25500000", "25.5"),
            ("1", "0.000001"),
            ("0", "0"),
            ("-2500000", "-2.5"),
            ("1e-7", "0.0000000000001"),
            ("122.416294033786585", "0.000122416294033786585"),
            ("9007199254740993", "9007199254.740993"),
            ("\"5000000\"", "\"5\""),
            ("\"none\"", "\"none\""),
            ("true", "true"),
            ("[1000000]", "[1000000]"),
        ] {
            assert_eq!(in_units(micro), units, "{micro}");
        }
    }

    #[test]
    fn headings_lose_the_word() {
        for (micro, units) in [
            ("SPEND_IN_MICRO_DOLLAR", "SPEND_IN_DOLLAR"),
            ("bid_in_micro_currency", "bid_in_currency"),
            ("Spend in micro-currency", "Spend in currency"),
            ("Microcurrency", "currency"),
            ("daily_spend_cap", "daily_spend_cap"),
        ] {
            assert_eq!(heading(micro), units, "{micro}");
        }
    }

    proptest! {
        #[test]
        fn units_times_a_million_is_the_micro_currency(micro in any::<i64>()) {
            let units = in_units(&micro.to_string()).into_owned();
            let back = Decimal::parse(&units).and_then(|units| units.times_ten_to(PLACES));
            prop_assert_eq!(back, Some(micro.into()));
        }
    }
}
