//! The whole help: on one page as it is, on one screen in its short form, with the way in.

use std::fs;
use std::process::Command;

use crate::support::sandbox::Outcome;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/reference.md");

/// Set, it has the page written anew instead of compared.
const REMAKE: &str = "PINADS_REMAKE_REFERENCE";

/// What fits on a screen, with room for the command and the next prompt.
const SCREEN: usize = 40;

/// With nothing around it, neither terminal nor home nor network.
fn pinads(arguments: &[&str]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pinads"));
    Outcome::run(command.args(arguments).env_clear())
}

fn help(command: &[String], option: &str) -> String {
    let arguments: Vec<_> = command.iter().map(String::as_str).chain([option]).collect();
    let run = pinads(&arguments);
    assert_eq!(run.code, Some(0), "{arguments:?}: {}", run.stderr);
    let lines = run.stdout.lines().map(|line| line.trim_end().to_owned() + "\n");
    lines.collect()
}

/// Every command that the help shows, as the words behind `pinads`, each before those below it.
pub(crate) fn commands() -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    let mut next = 0;
    while next < commands.len() {
        let text = help(&commands[next], "-h");
        let headings = ["Commands", "Ads", "Organic", "Other", "Account and setup"];
        let blocks = text.split("\n\n").map(|block| block.split_once(":\n").unwrap_or_default());
        let below =
            blocks.filter(|(heading, _)| headings.contains(heading)).map(|(_, lines)| lines);
        let names = below
            .flat_map(str::lines)
            .filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
        let names = names.filter(|name| !name.is_empty() && *name != "help");
        let longer: Vec<_> =
            names.map(|name| [&commands[next][..], &[name.to_owned()]].concat()).collect();
        next += 1;
        commands.splice(next..next, longer);
    }
    commands
}

#[test]
fn the_reference_is_the_help_of_every_command() {
    let mut page = format!(
        "# Reference\n\n\
         The `--help` text of each command. `pinads COMMAND -h` shows the common options on one \
         screen.\n\n\
         <!-- Generated from the binary: `{REMAKE}=1 cargo test --locked --test cli reference` -->\n"
    );
    let commands = commands();
    assert!(commands.len() > 24, "{commands:?}");
    for command in &commands {
        let name = [&["pinads".to_owned()], &command[..]].concat().join(" ");
        let text = help(command, "--help");
        let section = ["\n## `", &name, "`\n\n```text\n", text.trim_end(), "\n```\n"];
        page.extend(section);
    }
    if std::env::var_os(REMAKE).is_some() {
        fs::write(PAGE, &page).expect("the page can be written");
    }
    let kept = fs::read_to_string(PAGE).unwrap_or_default();
    let difference = kept.lines().zip(page.lines()).find(|(kept, new)| kept != new);
    assert!(
        kept == page,
        "examples/reference.md is out of date, first at {difference:?}; make it anew with \
         `{REMAKE}=1 cargo test --locked --test cli reference`"
    );
    assert!(!page.contains("auth renew") && !page.contains("fingerprint"), "it is internal");
}

#[test]
fn the_short_help_of_every_command_is_one_screen() {
    for command in commands() {
        let mut narrow = Command::new(env!("CARGO_BIN_EXE_pinads"));
        let run = Outcome::run(narrow.args(&command).arg("-h").env_clear().env("COLUMNS", "80"));
        let text = run.stdout;
        assert!(text.lines().count() <= SCREEN, "{} lines: {text}", text.lines().count());
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{command:?}: {text}");
        assert!(text.contains("see more with '--help'"), "{command:?}: {text}");
    }
}

#[test]
fn alone_it_shows_the_way_to_a_csv_and_the_commands() {
    let run = pinads(&[]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    let steps =
        ["pinads auth login\n", "pinads delivery-metrics ", "\nAds:\n  conversion-quality-health"];
    let places: Vec<_> = steps.iter().map(|step| run.stderr.find(step)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{}", run.stderr);
    assert!(run.stderr.lines().count() <= SCREEN + 3, "{}", run.stderr);
    for line in run.stderr.lines().filter_map(|line| line.split_once("pinads ")) {
        let words = line.1.split("  ").next().expect("a command").trim();
        let command = words.split([' ', '`']).next().expect("a word");
        let is_known = commands().iter().any(|known| known.first().is_some_and(|k| k == command));
        assert!(is_known || command == "COMMAND", "{words}");
    }
}
