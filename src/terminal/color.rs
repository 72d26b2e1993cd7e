//! Colors of messages: `--color`, then `NO_COLOR` and `CLICOLOR_FORCE`, then the abilities of the
//! terminal.

use std::io::Write;

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};
use clap::ValueEnum;

use crate::terminal::arguments::typed;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorMode {
    /// On a terminal only
    Auto,
    Always,
    Never,
}

impl ColorMode {
    /// As typed, on a command line that may not be valid as a whole.
    pub(crate) fn typed() -> Self {
        match typed("--color").last().map(String::as_str) {
            Some("always") => ColorMode::Always,
            Some("never") => ColorMode::Never,
            _ => ColorMode::Auto,
        }
    }

    /// Applies to all messages of this process, including those of the option parser.
    pub(crate) fn apply(self) {
        match self {
            ColorMode::Auto => ColorChoice::Auto,
            ColorMode::Always => ColorChoice::Always,
            ColorMode::Never => ColorChoice::Never,
        }
        .write_global();
    }
}

/// Writes a message to stderr. A closed stderr is no reason to fail.
pub(crate) fn message(text: &str) {
    let _ = writeln!(anstream::stderr(), "{}", styled(text));
}

/// Colors the first words of a message and of its hint.
fn styled(text: &str) -> String {
    let style = |text: &str, word: &str, style: Style| {
        text.replacen(word, &format!("{style}{word}{style:#}"), 1)
    };
    match text.split_once("\n\nhint:") {
        Some((message, hint)) => {
            format!("{}\n\n{HINT}hint:{HINT:#}{hint}", style(message, "pinads:", ERROR))
        }
        None if text.starts_with("warning:") => style(text, "warning:", WARNING),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_its_hint_and_a_warning_are_marked() {
        let plain = |text: &str| anstream::adapter::strip_str(&styled(text)).to_string();
        for text in ["pinads: no\n\nhint: `yes`", "warning: old", "pinads: 3 rows", "a warning: b"]
        {
            assert_eq!(plain(text), text);
        }
        assert_eq!(
            styled("pinads: no\n\nhint: `yes`"),
            "\u{1b}[1m\u{1b}[31mpinads:\u{1b}[0m no\n\n\u{1b}[1m\u{1b}[36mhint:\u{1b}[0m `yes`"
        );
        assert_eq!(styled("pinads: 3 rows"), "pinads: 3 rows");
    }
}
