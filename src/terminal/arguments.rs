//! The command line of this process before it is parsed.

use std::env;

use crate::terminal::redaction::redacted;

/// The words after the name of the program.
pub(crate) fn words() -> Vec<String> {
    env::args_os().skip(1).map(|it| it.to_string_lossy().into_owned()).collect()
}

/// Words as a shell takes them, without the target of the output: the same rows give the same bytes
/// everywhere.
pub(crate) fn line(words: &[String]) -> String {
    let mut all = words.iter().map(String::as_str);
    let mut words = Vec::new();
    while let Some(word) = all.next() {
        match word {
            "-o" | "--output" => drop(all.next()),
            word if word.starts_with("-o") || word.starts_with("--output=") => {}
            _ => words.push(word),
        }
    }
    let line = shlex::try_join(words).unwrap_or_default();
    redacted(&line).into_owned()
}

/// The values of an option in lower case, on a command line that may not be valid as a whole.
pub(crate) fn typed(option: &str) -> Vec<String> {
    let arguments: Vec<_> =
        env::args_os().map(|it| it.to_string_lossy().to_ascii_lowercase()).collect();
    let apart = arguments.windows(2).filter(|pair| pair[0] == option).map(|pair| &*pair[1]);
    let joined = arguments.iter().filter_map(|it| it.strip_prefix(option)?.strip_prefix('='));
    apart.chain(joined).map(str::to_owned).collect()
}
