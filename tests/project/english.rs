//! The words that people read: no text falls back into phrases that a plain sentence does not need.

use std::fs;
use std::path::Path;

/// Phrases that the texts avoid, in lower case. A plain sentence says the same with the field's word:
/// *request* and not *ask for*, *refresh* and not *renew*, *retry* and not *try again*.
const RULED_OUT: [&str; 51] = [
    "adds up",
    "all the same",
    "anew",
    "as ever",
    "ask for",
    "asked for",
    "at the most",
    "by itself",
    "by themselves",
    "cannot be meant",
    "could not be learnt",
    "everybody",
    "for it is",
    "for its user",
    "for want of",
    "gave no",
    "goes on",
    "going on",
    "has gone",
    "have gone",
    "headed by",
    "in the place of",
    "is answered",
    "is meant",
    "is no address",
    "is sound",
    "is told",
    "knows data",
    "mends",
    "no longer good",
    "nobody",
    "of yours",
    "one moment is left",
    "renewal",
    "renewed",
    "renews",
    "replaced whole",
    "say which",
    "so far back",
    "so long without",
    "so many",
    "somebody",
    "stands for",
    "tells",
    "there is one",
    "thereof",
    "tried again",
    "used up",
    "what there is",
    "where there is",
    "whoever",
];

/// The guides are added to these.
const DOCUMENTS: [&str; 11] = [
    ".github/CONTRIBUTING.md",
    ".github/SECURITY.md",
    "CHANGELOG.md",
    "README.md",
    "examples/backfill.sh",
    "examples/crontab",
    "examples/guides/dbt/load.sh",
    "examples/guides/dbt/views.sql",
    "examples/reference.md",
    "examples/systemd/pinads.service",
    "examples/systemd/pinads.timer",
];

/// String literals outside comments and tests, each with its line.
fn literals(code: &str) -> Vec<(usize, String)> {
    let mut literals = Vec::new();
    let mut rest = code;
    let line = |rest: &str| code[..code.len() - rest.len()].lines().count();
    while let Some(start) = rest.find(['/', '"', '\'']) {
        let (at, after) = (line(rest), &rest[start + 1..]);
        rest = match &rest[start..=start] {
            "/" if after.starts_with('/') => after.split_once('\n').map_or("", |(_, next)| next),
            "\"" if rest[..start].ends_with(['r', '#']) => {
                let hashes = rest[..start].bytes().rev().take_while(|byte| *byte == b'#').count();
                let (text, next) = after
                    .split_once(&format!("\"{}", "#".repeat(hashes)))
                    .expect("a raw literal ends");
                literals.push((at, text.to_owned()));
                next
            }
            "\"" => {
                let (text, next) = ended(after);
                literals.push((at, text));
                next
            }
            // A character: a quote in it begins no text.
            "'" if after.starts_with("\"'") => &after[2..],
            "'" if after.starts_with("\\\"'") || after.starts_with("\\''") => &after[3..],
            _ => after,
        };
    }
    literals
}

/// The text up to the closing quote with its spaces in line, and the code behind it.
fn ended(code: &str) -> (String, &str) {
    let mut is_escaped = false;
    let end = code.find(|char| {
        let is_end = char == '"' && !is_escaped;
        is_escaped = char == '\\' && !is_escaped;
        is_end
    });
    let end = end.expect("a literal ends");
    let text = code[..end].replace("\\\n", " ").replace("\\n", " ");
    (in_line(&text), &code[end + 1..])
}

/// The words of a document without the marks of comments and the names of tests.
fn prose(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_start_matches(['#', ' ']));
    let words = lines.flat_map(str::split_whitespace).filter(|word| !word.contains("::"));
    words.collect::<Vec<_>>().join(" ")
}

fn in_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The phrases in a text, as whole words.
fn ruled_out(text: &str) -> impl Iterator<Item = &'static str> {
    let text = text.to_lowercase();
    RULED_OUT.into_iter().filter(move |phrase| {
        text.match_indices(phrase).any(|(start, _)| {
            let is_part = |char: char| char.is_alphanumeric() || char == '_';
            !text[..start].ends_with(is_part) && !text[start + phrase.len()..].starts_with(is_part)
        })
    })
}

fn below(folder: &Path, read: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            below(&path, read);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            read(&path, &fs::read_to_string(&path).expect("UTF-8"));
        }
    }
}

#[test]
fn messages_are_plain_english() {
    let mut found = Vec::new();
    let mut count = 0;
    below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut |path, text| {
        if path.ends_with("fuzz.rs") || path.ends_with("model.rs") {
            return;
        }
        let code = text.split_once("#[cfg(test)]\nmod tests {").map_or(text, |(code, _)| code);
        for (line, text) in literals(code) {
            count += 1;
            for phrase in ruled_out(&text) {
                found.push(format!("{}:{line}: `{phrase}` in \"{text}\"", path.display()));
            }
        }
    });
    assert!(count > 1000, "{count} texts");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_help_and_the_documents_are_plain_english() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guides = fs::read_dir(root.join("examples/guides")).expect("the guides");
    let guides = guides.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file());
    let paths: Vec<_> = DOCUMENTS.iter().map(|name| root.join(name)).chain(guides).collect();
    assert!(paths.len() > DOCUMENTS.len(), "{paths:?}");
    for path in paths {
        let text = prose(&fs::read_to_string(&path).expect("UTF-8"));
        let found: Vec<_> = ruled_out(&text).collect();
        assert!(found.is_empty(), "{}: {found:?}", path.display());
    }
}

#[test]
fn a_phrase_is_found_in_what_is_printed_and_nowhere_else() {
    let code = "/// So many.\nlet a = ['\"', '\\'']; // by itself\nf(\"It \\\"ends\\\" \\\n    by \
                itself\", r#\"so \"many\"#, 'x', \"so manyfold\");";
    let texts: Vec<_> = literals(code).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["It \\\"ends\\\" by itself", "so \"many", "so manyfold"]);
    let found: Vec<_> = texts.iter().flat_map(|text| ruled_out(text)).collect();
    assert_eq!(found, ["by itself"]);
}
