//! The source as its next owner finds it: a few rooms of small files, and imports that point down.

mod imports;

use std::fs;
use std::path::Path;

use imports::Imports;

/// The rooms of `src`, each above all that follow: a room may import from those below it.
const ROOMS: [&str; 14] = [
    "main", "cli", "commands", "run", "reports", "settings", "options", "api", "output", "auth",
    "json", "terminal", "system", "error",
];

/// Files and folders that a reader of `ls` can take in: the rooms.
const MOST_ENTRIES: [(&str, usize); 2] = [("src", 15), ("tests", 20)];

/// These may write to stdout or stderr: they escape what a terminal would obey, or write no text from
/// outside.
const WRITE_TO_A_TERMINAL: [&str; 4] =
    ["main.rs", "output/part.rs", "terminal/console.rs", "terminal/stdout.rs"];

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
    if path.ends_with("/fuzz.rs") {
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

/// Doc lines that begin with a question word instead of a noun or a verb. The help of two options may.
#[test]
fn doc_lines_begin_with_a_noun_or_a_verb() {
    const QUESTIONS: [&str; 5] = ["What ", "Who ", "Whether ", "Where ", "How "];
    const HELP: [&str; 2] =
        ["How to treat a name in `--columns`", "Where to store the credentials"];
    let mut found = Vec::new();
    for (path, text) in files() {
        for line in text.lines().map(str::trim_start) {
            let Some(doc) = line.strip_prefix("/// ").or(line.strip_prefix("//! ")) else {
                continue;
            };
            let is_question = QUESTIONS.iter().any(|word| doc.starts_with(word));
            if is_question && !HELP.iter().any(|help| doc.starts_with(help)) {
                found.push(format!("src/{path}: {doc}"));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
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

fn entries(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).expect("a folder").map(|it| it.expect("an entry"));
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn a_folder_shows_its_rooms() {
    for (folder, most) in MOST_ENTRIES {
        let found = entries(folder).len();
        assert!(found <= most, "{found} entries in {folder}: put the new ones into a room");
    }
    for entry in entries("src") {
        assert!(ROOMS.contains(&module(&entry)), "src/{entry} is no room: put it into one");
    }
}

#[test]
fn rooms_import_only_from_rooms_below() {
    let height = |room: &str| ROOMS.iter().position(|it| *it == room);
    for (path, text) in files() {
        let own = module(&path);
        let known = without_tests(&path, &text).split("crate::").skip(1).map(|rest| {
            rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default()
        });
        for known in known.filter(|known| *known != own && !known.is_empty()) {
            assert!(height(own) < height(known), "src/{path} imports from the room `{known}`");
        }
    }
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let code = |(path, text): (String, String)| {
        let code = without_tests(&path, &text).to_owned();
        (path, code)
    };
    let files: Vec<_> = files().into_iter().map(code).collect();
    assert_eq!(Imports::read(&files).circle(), None, "move what they share to a file of its own");
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
