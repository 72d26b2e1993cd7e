//! The source as its next owner finds it: small files that say what they are for, and modules that
//! know only what lies below them.

use std::fs;
use std::path::Path;

/// What these modules may know of the others; whatever else they do, they do by themselves.
const MAY_KNOW: [(&str, &[&str]); 4] = [
    ("dates", &["error"]),
    ("auth", &["error", "hash", "private", "redaction"]),
    (
        "api",
        &[
            "address",
            "auth",
            "clock",
            "console",
            "error",
            "hash",
            "json",
            "printable",
            "private",
            "redaction",
            "secret_fields",
        ],
    ),
    ("output", &["console", "counted", "error", "json", "printable", "private", "secret_fields"]),
];

/// These stand above whatever does the work.
const ABOVE_ALL: [&str; 5] = ["catalogue", "doctor", "run", "sign_in", "summary"];

/// These may write to stdout or stderr: they escape what a terminal would obey, or write no text from
/// outside.
const WRITE_TO_A_TERMINAL: [&str; 4] = ["console.rs", "main.rs", "output/part.rs", "stdout.rs"];

/// Path below `src`, and the text.
fn files() -> Vec<(String, String)> {
    fn below(folder: &Path, files: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                below(&path, files);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.to_string_lossy().replace('\\', "/");
                let (_, name) = name.rsplit_once("/src/").expect("below src");
                files.push((name.to_owned(), fs::read_to_string(&path).expect("UTF-8")));
            }
        }
    }
    let mut files = Vec::new();
    below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files
}

/// A fuzz target is a test.
fn without_tests<'a>(path: &str, text: &'a str) -> &'a str {
    if module(path) == "fuzz" || path.ends_with("/fuzz.rs") {
        return "";
    }
    text.split_once("#[cfg(test)]\nmod tests").map_or(text, |(code, _)| code)
}

/// The first part of a path is its module.
fn module(path: &str) -> &str {
    path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

#[test]
fn every_file_says_what_it_is_for() {
    for (path, text) in files() {
        assert!(text.starts_with("//! "), "{path}");
    }
}

#[test]
fn files_are_small() {
    let mut lines: Vec<_> = files()
        .into_iter()
        .map(|(path, text)| (without_tests(&path, &text).lines().count(), path))
        .filter(|(lines, _)| *lines > 0)
        .collect();
    lines.sort();
    let (most, path) = lines.last().expect("files");
    assert!(*most <= 400, "{path} has {most} lines");
    assert!(lines[lines.len() / 2].0 <= 120, "half of the files have more");
}

#[test]
fn modules_know_only_what_lies_below_them() {
    for (path, text) in files() {
        let own = module(&path);
        let known = without_tests(&path, &text).split("crate::").skip(1).map(|rest| {
            rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default()
        });
        for known in known.filter(|known| *known != own && !known.is_empty()) {
            if let Some((_, allowed)) = MAY_KNOW.iter().find(|(module, _)| *module == own) {
                assert!(allowed.contains(&known), "{path} knows `{known}`");
            }
            assert!(
                own != "reports" || !["cli", "config"].contains(&known),
                "{path} knows `{known}`"
            );
            let is_above = ["main", "cli"].contains(&own) || ABOVE_ALL.contains(&own);
            assert!(is_above || !ABOVE_ALL.contains(&known), "{path} knows `{known}`");
            assert!(own == "main" || known != "run", "{path} knows `run`");
        }
    }
}

#[test]
fn few_files_write_to_a_terminal() {
    let writes = |text: &str| text.contains("io::stdout()") || text.contains("io::stderr()");
    let found: Vec<_> = files()
        .into_iter()
        .filter(|(path, text)| writes(without_tests(path, text)))
        .map(|(path, _)| path)
        .filter(|path| !WRITE_TO_A_TERMINAL.contains(&path.as_str()))
        .collect();
    assert_eq!(found, Vec::<String>::new(), "use `Console` or `stdout::print`");
}
