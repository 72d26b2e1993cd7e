//! Text from outside, made safe for a terminal.
//!
//! A terminal obeys control characters: they move the cursor, change the title of the window, or
//! fill the clipboard. Characters that set the direction of writing make a text look like another.
//! Both are shown escaped. All output to a terminal goes through this module.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::mem;

use crate::terminal::redaction::{redacted, redacted_as_foreign};

/// The longest text of the API that a message repeats.
const LONGEST: usize = 1000;

/// The notation of a character that a terminal must not get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notation {
    /// `\u{1b}`
    Text,
    /// `\u001b`, which a JSON parser reads back
    Json,
}

/// Text of several lines, without secrets: line feeds and tabs stay.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    harmless(text, Notation::Text)
}

/// The same for JSON.
pub(crate) fn escaped_json(text: &str) -> Cow<'_, str> {
    harmless(text, Notation::Json)
}

fn harmless(text: &str, notation: Notation) -> Cow<'_, str> {
    match redacted(text) {
        Cow::Borrowed(text) => escape(text, notation),
        Cow::Owned(text) => Cow::Owned(escape(&text, notation).into_owned()),
    }
}

/// Text as a part of one line: a space replaces each line separator.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_separator) {
        return escape(text, Notation::Text);
    }
    Cow::Owned(escape(&text.replace(is_separator, " "), Notation::Text).into_owned())
}

/// Foreign text without secrets, on one line, and no longer than a few lines.
pub(crate) fn printable(text: &str) -> String {
    // Secrets are removed before the cut, because a cut secret would not be found.
    let start: String = redacted_as_foreign(text).chars().take(LONGEST).collect();
    one_line(start.trim()).trim().to_owned()
}

fn escape(text: &str, notation: Notation) -> Cow<'_, str> {
    if !text.contains(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_obeyed(c) {
            escaped += &notation.escape(c);
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

impl Notation {
    fn escape(self, c: char) -> String {
        match self {
            Notation::Text => c.escape_unicode().to_string(),
            // None of them has more than four digits.
            Notation::Json => format!("\\u{:04x}", u32::from(c)),
        }
    }
}

/// Control characters, marks and overrides of the direction of writing, and separators of lines
/// that are not a line feed.
fn is_obeyed(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            true
        }
        _ => c.is_control(),
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A writer that escapes text for a terminal. Files and pipes receive the exact bytes.
pub(crate) struct Escaping<W> {
    out: W,
    /// Nothing if it is no terminal.
    notation: Option<Notation>,
    /// The start of a character whose remaining bytes have not arrived yet.
    rest: Vec<u8>,
}

impl<W: IsTerminal> Escaping<W> {
    pub(crate) fn new(out: W, notation: Notation) -> Self {
        let notation = out.is_terminal().then_some(notation);
        Escaping { out, notation, rest: Vec::new() }
    }

    /// Returns the inner writer.
    pub(crate) fn into_inner(self) -> W {
        self.out
    }
}

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(notation) = self.notation else { return self.out.write(bytes) };
        let mut text = mem::take(&mut self.rest);
        text.extend_from_slice(bytes);
        let whole = match str::from_utf8(&text) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => text.len(),
        };
        self.rest = text.split_off(whole);
        let text = String::from_utf8_lossy(&text);
        self.out.write_all(escape(&text, notation).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OBEYED: &str = "a\u{1b}[31m\r\u{7f}\u{9b}\u{200f}\u{202e}\u{2066}\u{2029}z";

    #[test]
    fn what_a_terminal_obeys_is_escaped() {
        let shown = r"a\u{1b}[31m\u{d}\u{7f}\u{9b}\u{200f}\u{202e}\u{2066}\u{2029}z";
        assert_eq!(escaped(OBEYED), shown);
        assert_eq!(escaped("café\t🌷\n"), "café\t🌷\n");
        assert_eq!(one_line("a\r\n\u{1b}\tb"), "a  \\u{1b} b");
        assert_eq!(printable("\n a\u{202e} \n"), r"a\u{202e}");
        assert_eq!(printable(&"é".repeat(2000)).chars().count(), LONGEST);
        let json = format!("[\"{}\"]", OBEYED.replace(['\u{1b}', '\r'], ""));
        let read: Vec<String> = serde_json::from_str(&escaped_json(&json)).expect("JSON");
        assert_eq!(format!("[\"{}\"]", read[0]), json);
        assert!(!escaped_json(&json).contains(is_obeyed));
    }

    #[test]
    fn a_text_in_pieces_is_escaped_as_a_whole() {
        let text = OBEYED.repeat(3) + "é🌷";
        for size in 1..8 {
            let mut shown = Vec::new();
            let notation = Some(Notation::Text);
            let mut terminal = Escaping { out: &mut shown, notation, rest: Vec::new() };
            for piece in text.as_bytes().chunks(size) {
                terminal.write_all(piece).expect("a vector takes all");
            }
            assert_eq!(String::from_utf8_lossy(&shown), escaped(&text), "{size}");
        }
    }
}
