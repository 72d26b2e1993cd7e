//! `pinads reports`: which reports there are, and what each of them gives.

use clap::Command;
use clap_complete::CompletionCandidate;

use crate::error::{Error, Result};
use crate::options;
use crate::options::nearest::nearest;
use crate::reports::{ALL, Facts};
use crate::terminal::stdout;

/// `pinads` is the whole command line, whose help has the summaries.
pub(crate) fn print(name: Option<&str>, pinads: &Command) -> Result<()> {
    let text: String = match name {
        None => ALL.iter().map(|facts| line(facts, pinads)).collect(),
        Some(name) => describe(find(name)?, pinads),
    };
    stdout::print(&text)
}

fn find(name: &str) -> Result<&'static Facts> {
    let plain = name.to_lowercase().replace('_', "-");
    ALL.iter().find(|facts| facts.name == plain).ok_or_else(|| {
        let list = "`pinads reports` lists them";
        let hint = match nearest(&plain, names()) {
            Some(nearest) => format!("`pinads reports {nearest}`; {list}"),
            None => list.to_owned(),
        };
        Error::usage(format!("there is no report `{name}`")).hint(hint)
    })
}

pub(crate) fn candidates() -> Vec<CompletionCandidate> {
    options::candidates(names())
}

fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|facts| facts.name)
}

fn line(facts: &Facts, pinads: &Command) -> String {
    format!("{:<30}{}\n", facts.name, summary(facts, pinads))
}

fn describe(facts: &Facts, pinads: &Command) -> String {
    let mut lines = vec![format!("{}: {}", facts.name, summary(facts, pinads))];
    lines.extend(facts.domo.map(|domo| format!("In Domo: {domo}")));
    let scopes = match facts.scopes {
        [] => "those of the endpoint".to_owned(),
        scopes => scopes.join(", "),
    };
    lines.push(format!("Scopes: {scopes}"));
    lines.push(list("Endpoints", facts.endpoints.iter().copied()));
    lines.push(list("Columns, at the default options", facts.columns.split_whitespace()));
    lines.extend((facts.more)());
    lines.push(format!("Options: `pinads {} --help`", facts.name));
    lines.join("\n") + "\n"
}

fn list<'a>(title: &str, items: impl Iterator<Item = &'a str>) -> String {
    items.fold(format!("{title}:"), |list, item| list + "\n  " + item)
}

/// What the help says of the command.
fn summary(facts: &Facts, pinads: &Command) -> String {
    let about = pinads.find_subcommand(facts.name).and_then(|command| command.get_about());
    about.map_or(String::new(), ToString::to_string)
}
