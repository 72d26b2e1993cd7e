//! The words that people read: no text falls back into phrases that a plain sentence does not need.

use std::fs;
use std::path::Path;

/// Phrases that the texts avoid, in lower case. A plain sentence says the same with the field's word:
/// *request* and not *ask for*, *refresh* and not *renew*, *retry* and not *try again*.
const RULED_OUT: [&str; 35] = [
    "all the same",
    "anew",
    "are asked for",
    "asked for all",
    "at the most",
    "by itself",
    "by themselves",
    "cannot be meant",
    "could not be learnt",
    "for its user alone",
    "for want of",
    "gave no",
    "has gone",
    "have gone",
    "headed by",
    "in the place of",
    "is answered",
    "is asked for",
    "is no address",
    "is sound",
    "is told",
    "knows data",
    "no longer good",
    "one moment is left",
    "renewal",
    "renewed",
    "renews",
    "say which",
    "so long without",
    "so many",
    "stands for nothing",
    "thereof",
    "tried again",
    "what there is",
    "whoever",
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
fn the_help_and_the_readme_are_plain_english() {
    for name in ["README.md", "examples/reference.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let text = in_line(&fs::read_to_string(path).expect("UTF-8"));
        let found: Vec<_> = ruled_out(&text).collect();
        assert!(found.is_empty(), "{name}: {found:?}");
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
