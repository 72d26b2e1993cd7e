//! The text of a batch: a command line in each line, split as in a shell. Pure.

use shlex::Shlex;

use crate::error::{Error, Result};

/// A line with a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// From 1, as editors count.
    pub(super) number: usize,
    pub(super) words: Vec<String>,
}

/// The lines with a command; `name` is the name of the file in errors.
pub(super) fn lines(text: &[u8], name: &str) -> Result<Vec<Written>> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(text.split(|byte| *byte == b'\n')) {
        let words = words(line).map_err(|error| at(number, name, error))?;
        if !words.is_empty() {
            lines.push(Written { number, words });
        }
    }
    if lines.is_empty() {
        return Err(Error::usage(format!("`{name}` contains no command line"))
            .hint("add a line such as `delivery-metrics --all-ad-accounts -o metrics.csv`"));
    }
    Ok(lines)
}

fn words(line: &[u8]) -> Result<Vec<String>> {
    let line = str::from_utf8(line.strip_suffix(b"\r").unwrap_or(line))
        .map_err(|_| Error::usage("the line is not valid UTF-8").hint("save the file in UTF-8"))?;
    let mut words = Shlex::new(line);
    let found: Vec<_> = words.by_ref().collect();
    if words.had_error {
        return Err(Error::usage("a quote is not closed, or a `\\` ends the line")
            .hint("close the quote, and write each command in one line"));
    }
    if found.first().is_some_and(|word| word == "pinads") {
        return Err(Error::usage("the line begins with `pinads`")
            .hint("begin the line with the name of the report"));
    }
    Ok(found)
}

/// The error of a line, with its number.
pub(super) fn at(number: usize, name: &str, error: Error) -> Error {
    Error { message: format!("line {number} of `{name}`: {}", error.message), ..error }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<(usize, Vec<String>)> {
        let lines = lines(text.as_bytes(), "a").expect("a batch");
        lines.into_iter().map(|line| (line.number, line.words)).collect()
    }

    #[test]
    fn words_are_split_as_in_a_shell_and_nothing_is_expanded() {
        let text = "\u{feff}# first\r\n\npins -o 'a b/{date}.csv' # the rest\r\n  users  -o \"$HOME\"\\ *\n";
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            split(text),
            [
                (3, words(&["pins", "-o", "a b/{date}.csv"])),
                (4, words(&["users", "-o", "$HOME *"])),
            ]
        );
        assert_eq!(split("a#b -o ''"), [(1, words(&["a#b", "-o", ""]))]);
    }

    #[test]
    fn an_error_names_the_line() {
        for (text, message) in [
            (&b"pins\nusers -o 'a\n"[..], "line 2 of `a`: a quote is not closed"),
            (b"pins \\", "line 1 of `a`: a quote is not closed, or a `\\` ends the line"),
            (b"\n\xff\n", "line 2 of `a`: the line is not valid UTF-8"),
            (b"pinads users", "line 1 of `a`: the line begins with `pinads`"),
            (b"", "`a` contains no command line"),
            (b"# pins\n\n", "`a` contains no command line"),
        ] {
            let error = lines(text, "a").expect_err("an error");
            assert!(error.message.starts_with(message), "{error}");
        }
    }
}
