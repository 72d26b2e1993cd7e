//! Every command of the guides does what it says.

use std::fs;
use std::path::PathBuf;

use crate::commands::catalogue::run_line;
use crate::support::sandbox::{Sandbox, has_program};
use crate::support::server::World;

fn guides() -> Vec<(String, String)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/guides"));
    let files = fs::read_dir(folder).expect("the guides").flatten();
    let read = |file: fs::DirEntry| {
        let name = file.file_name().to_string_lossy().into_owned();
        (name, fs::read_to_string(file.path()).expect("a guide"))
    };
    let mut guides: Vec<_> = files.filter(|file| file.path().is_file()).map(read).collect();
    guides.sort();
    guides
}

/// The blocks of a guide in this language.
pub(super) fn blocks<'a>(guide: &'a str, language: &str) -> Vec<&'a str> {
    let begin = format!("```{language}\n");
    let ends = |rest: &'a str| rest.split_once("```").expect("a block ends").0;
    guide.split(&begin).skip(1).map(ends).collect()
}

#[test]
fn every_command_of_the_guides_succeeds() {
    let guides = guides();
    assert!(guides.len() >= 8, "{}", guides.len());
    let mut count = 0;
    for (name, guide) in &guides {
        for block in blocks(guide, "sh") {
            assert!(block.contains("pinads "), "{name}: {block}");
            let needs = |program: &str| {
                block.split_whitespace().any(|word| word == program) && !has_program(program)
            };
            if needs("jq") || needs("duckdb") {
                continue;
            }
            count += 1;
            let sandbox = Sandbox::brisk(World::sample());
            let run = run_line(&sandbox, &format!("set -e\n{block}"));
            assert_eq!(run.code, Some(0), "{name}: {block}\n{}", run.stderr);
            let has_output = !run.stdout.is_empty() || !sandbox.files(".").is_empty();
            assert!(has_output, "{name}: {block}");
        }
    }
    assert!(count >= 9, "{count}");
}

#[test]
fn every_link_leads_to_a_file() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let guides = guides().into_iter().map(|(name, text)| (format!("examples/guides/{name}"), text));
    let others = ["README.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md"];
    let others = others
        .map(|name| (name.to_owned(), fs::read_to_string(root.join(name)).expect("a document")));
    for (name, text) in guides.chain(others) {
        let folder = root.join(&name).parent().expect("a folder").to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if !link.contains("://") {
                assert!(folder.join(link).exists(), "{name} links to {link}");
            }
        }
    }
}
