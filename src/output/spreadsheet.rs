//! CSV for spreadsheets, which read neither more nor less into it than there is.

use std::borrow::Cow;

use clap::ValueEnum;

use crate::json;

/// The sign by which a spreadsheet recognizes UTF-8.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// First characters that make a text a formula.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// Text that no spreadsheet takes for a formula.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The separator of cells, and with it the decimal mark of the locale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Spreadsheet {
    /// Commas, with decimal points
    Comma,
    /// Semicolons, with decimal commas
    Semicolon,
}

impl Spreadsheet {
    pub(crate) fn delimiter(self) -> u8 {
        match self {
            Spreadsheet::Comma => b',',
            Spreadsheet::Semicolon => b';',
        }
    }

    /// A JSON value for a cell. Numbers stay numbers. An id, and text that looks like a value,
    /// becomes the formula of a text: read as a number it would lose its last digits, and behind an
    /// apostrophe it could not be looked up.
    pub(crate) fn cell(self, value: &str, is_id: bool) -> Cow<'_, str> {
        let text = json::text(value);
        let plain = text.as_deref().unwrap_or(value);
        let is_id = is_id && !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit());
        if is_id || text.as_deref().is_some_and(looks_like_a_value) {
            return Cow::Owned(json::quoted(&format!("=\"{plain}\"")));
        }
        match text.as_deref().map(harmless) {
            Some(Cow::Owned(harmless)) => Cow::Owned(json::quoted(&harmless)),
            None if self == Spreadsheet::Semicolon && is_decimal(value) => {
                Cow::Owned(json::quoted(&value.replace('.', ",")))
            }
            _ => Cow::Borrowed(value),
        }
    }
}

fn is_decimal(value: &str) -> bool {
    value.contains('.') && value.parse::<f64>().is_ok()
}

/// Text that a spreadsheet would convert: to a number, a truth value or a date that the text is not.
/// (A day such as `2026-03-10` stays a day, as intended.)
fn looks_like_a_value(text: &str) -> bool {
    let is_truth = ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word));
    let has_only = |more: &str| text.chars().all(|c| c.is_ascii_digit() || more.contains(c));
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let begins_with_digit = text.starts_with(|c: char| c.is_ascii_digit());
    let has_exponent = text.contains(['e', 'E']) && has_only("eE+-.,");
    let is_padded = text.starts_with('0') && digits > 1 && has_only("");
    let is_long = digits > 15 && has_only("");
    let is_date = text.contains(['/', '-']) && has_only("/-.") && !is_day(text);
    is_truth || (begins_with_digit && (has_exponent || is_padded || is_long || is_date))
}

fn is_day(text: &str) -> bool {
    let lengths: Vec<_> = text.split('-').map(str::len).collect();
    lengths == [4, 2, 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text_and_numbers_are_numbers() {
        for (value, is_id, written) in [
            (r#""=SUM(A1)""#, false, r#""'=SUM(A1)""#),
            (r#""\u003d1""#, false, r#""'=1""#),
            (r#""+49""#, false, r#""'+49""#),
            (r#""-x""#, false, r#""'-x""#),
            (r#""@x""#, false, r#""'@x""#),
            (r#""\tx""#, false, r#""'\tx""#),
            (r#""\rx""#, false, r#""'\rx""#),
            (r#""a=b""#, false, r#""a=b""#),
            ("-1.5", false, "-1.5"),
            ("[\"=\"]", false, "[\"=\"]"),
            (r#""549755885175""#, true, r#""=\"549755885175\"""#),
            ("687195134316000101", true, r#""=\"687195134316000101\"""#),
            (r#""=1""#, true, r#""'=1""#),
            (r#""""#, true, r#""""#),
        ] {
            assert_eq!(Spreadsheet::Comma.cell(value, is_id), written, "{value}");
        }
    }

    #[test]
    fn text_that_a_spreadsheet_would_convert_stays_text() {
        for text in ["1e5", "TRUE", "false", "007", "3-4", "1/2", "12345678901234567", "2E3"] {
            let written = Spreadsheet::Comma.cell(&json::quoted(text), false).into_owned();
            assert_eq!(written, json::quoted(&format!("=\"{text}\"")), "{text}");
        }
        for text in ["2026-03-10", "12", "0", "1.5", "e5", "Summer 2026", "0-", "x/y"] {
            let is_date = text == "0-";
            let written = Spreadsheet::Comma.cell(&json::quoted(text), false).into_owned();
            assert_eq!(written == json::quoted(text), !is_date, "{text}");
        }
        assert_eq!(Spreadsheet::Comma.cell("1e5", false), "1e5", "a number of the API");
    }

    #[test]
    fn a_locale_with_semicolons_has_decimal_commas() {
        for (value, written) in [
            ("0.5", r#""0,5""#),
            ("-12.25", r#""-12,25""#),
            ("12", "12"),
            (r#""0.5""#, r#""0.5""#),
            ("null", "null"),
        ] {
            assert_eq!(Spreadsheet::Semicolon.cell(value, false), written, "{value}");
        }
    }
}
