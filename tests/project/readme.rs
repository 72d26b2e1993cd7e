//! Every example of the README does what it says.

use std::collections::BTreeSet;

use crate::commands::catalogue::run_line;
use crate::support::sandbox::{Sandbox, has_program};
use crate::support::server::World;

const README: &str = include_str!("../../README.md");

/// The commands of the block behind the comment `examples`, each with its continuation lines.
fn examples() -> Vec<String> {
    let (_, block) = README.split_once("<!-- examples -->\n```sh\n").expect("the block is there");
    let (block, _) = block.split_once("\n```").expect("the block ends");
    let joined = block.replace("\\\n", " ");
    joined.lines().filter(|line| line.starts_with("pinads ")).map(str::to_owned).collect()
}

#[test]
fn the_examples_run() {
    let examples = examples();
    assert!(examples.len() >= 5, "{examples:?}");
    for example in examples {
        if example.contains("jq") && !has_program("jq") {
            continue;
        }
        let sandbox = Sandbox::new(World::sample());
        let run = run_line(&sandbox, &example);
        assert_eq!(run.code, Some(0), "{example}: {}", run.stderr);
        let files = sandbox.files(".");
        if example.contains("{date}") {
            assert_eq!(files.len(), 30, "{example}");
        } else {
            assert!(
                run.stdout.lines().count() > 3 && files.is_empty(),
                "{example}: {}",
                run.stdout
            );
        }
    }
}

#[test]
fn what_is_shown_is_what_one_sees() {
    let (_, block) = README.split_once("<!-- shown -->\n```console\n").expect("the block is there");
    let (block, _) = block.split_once("```").expect("the block ends");
    let sandbox = Sandbox::new(World::sample());
    let lines = block.lines().filter(|line| line.starts_with("$ "));
    let shown: Vec<_> =
        lines.map(|line| [line, "\n", &run_line(&sandbox, &line[2..]).stdout].concat()).collect();
    let shown = shown.concat();
    assert!(shown.lines().count() > 10, "{shown}");
    assert_eq!(block, shown);
}

#[test]
fn the_picture_shows_what_one_sees() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/terminal.svg");
    let (_, block) = README.split_once("<!-- shown -->\n```console\n").expect("the block is there");
    let (block, _) = block.split_once("```").expect("the block ends");
    let picture = anstyle_svg::Term::new().render_svg(block.trim_end());
    if std::env::var_os("PINADS_REMAKE_REFERENCE").is_some() {
        std::fs::write(path, &picture).expect("the picture can be written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == picture,
        "examples/terminal.svg is out of date; make it again with \
         `PINADS_REMAKE_REFERENCE=1 cargo test --locked --test cli readme`"
    );
}

#[test]
fn every_exit_code_is_in_the_table() {
    let sandbox = Sandbox::new(World::sample());
    let help = sandbox.succeed(&["--help"]);
    let (_, codes) = help.split_once("Exit status:").expect("the help has them");
    for code in ["0", "1", "2", "3", "4", "5", "6", "7", "129", "130", "143"] {
        assert!(
            codes.contains(&format!("{code} ")) || codes.contains(&format!("{code}, ")),
            "{code} in {codes}"
        );
        let in_readme = README.lines().any(|line| {
            let first = line.strip_prefix("| ").and_then(|line| line.split(" |").next());
            first.is_some_and(|codes| codes.split(", ").any(|known| known == code))
        });
        assert!(in_readme, "{code} in README.md");
    }
}

#[test]
fn every_option_that_is_named_is_there() {
    let reference = include_str!("../../examples/reference.md");
    let options = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
        words.filter(|word| word.len() > 2 && word.starts_with("--")).map(str::to_owned).collect()
    };
    // Those of cargo, rustfmt and the like stand in blocks of commands.
    let prose: String = README.split("```").step_by(2).collect();
    let known = options(reference);
    let of_others = ["--edition", "--locked", "--test", "--bench"].map(str::to_owned);
    for option in options(&prose).into_iter().filter(|option| !of_others.contains(option)) {
        assert!(option.ends_with("---") || known.contains(&option), "{option}");
    }
}
