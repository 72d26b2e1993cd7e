//! What keeps a spreadsheet from reading more, or less, into a CSV file than there is.

use std::borrow::Cow;

use crate::json;

/// Tells a spreadsheet that the file is UTF-8.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What makes a text a formula, at its begin.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// Text that no spreadsheet takes for a formula.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// A JSON value for a cell. Numbers stay numbers. An id becomes the formula of a text: read as a
/// number it would lose its last digits, and behind an apostrophe it could not be looked up.
pub(crate) fn cell(value: &str, is_id: bool) -> Cow<'_, str> {
    let text = json::text(value);
    let plain = text.as_deref().unwrap_or(value);
    if is_id && !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return Cow::Owned(json::quoted(&format!("=\"{plain}\"")));
    }
    match text.as_deref().map(harmless) {
        Some(Cow::Owned(harmless)) => Cow::Owned(json::quoted(&harmless)),
        _ => Cow::Borrowed(value),
    }
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
            assert_eq!(cell(value, is_id), written, "{value}");
        }
    }
}
