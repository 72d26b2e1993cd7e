//! `pinads reports`: the list of reports, and the description of each.

mod description;

use clap::Command;
use clap_complete::CompletionCandidate;

use crate::error::{Error, Result};
use crate::options;
use crate::options::nearest::nearest;
use crate::reports::{ALL, Facts};
use crate::terminal::stdout::{self, Form};

/// `pinads` is the whole command line, whose help has the summaries.
pub(crate) fn print(name: Option<&str>, format: Form, mut pinads: Command) -> Result<()> {
    match (name.map(find).transpose()?, format) {
        (None, Form::Text) => {
            stdout::print(&ALL.iter().map(|facts| line(facts, &pinads)).collect::<String>())
        }
        (Some(facts), Form::Text) => stdout::print(&describe(facts, &pinads)),
        (facts, Form::Json) => {
            pinads.build();
            match facts {
                None => stdout::print_json(&description::of_all(&pinads)),
                Some(facts) => stdout::print_json(&description::of(facts, &pinads)),
            }
        }
    }
}

fn find(name: &str) -> Result<&'static Facts> {
    let plain = name.to_lowercase().replace('_', "-");
    ALL.iter().find(|facts| facts.name == plain).ok_or_else(|| {
        let list = "`pinads reports` lists them";
        let hint = match nearest(&plain, names()) {
            Some(nearest) => format!("run `pinads reports {nearest}`; {list}"),
            None => list.to_owned(),
        };
        Error::usage(format!("`{name}` is not a report")).hint(hint)
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
        [] => "the scopes of the endpoint".to_owned(),
        scopes => scopes.join(", "),
    };
    lines.push(format!("Scopes: {scopes}"));
    let more = (facts.more)();
    lines.push(match more.endpoints {
        Some(sentence) => format!("Endpoints: {sentence}"),
        None => list("Endpoints", facts.endpoints.iter().copied()),
    });
    lines.push(match more.columns {
        Some(sentence) => format!("Columns: {sentence}"),
        None => list("Columns (with the default options)", facts.columns.split_whitespace()),
    });
    if !more.object_types.is_empty() {
        lines.push("Object types:".to_owned());
    }
    for known in more.object_types {
        let scopes = known.scopes.join(", ");
        lines.push(format!("  {} ({}; {scopes})", known.name, known.endpoint));
        let names: Vec<_> = known.columns.iter().map(|column| column.path.as_str()).collect();
        lines.push(format!("    {}", names.join(" ")));
    }
    lines.push(format!("Options: `pinads {} --help`", facts.name));
    lines.join("\n") + "\n"
}

fn list<'a>(title: &str, items: impl Iterator<Item = &'a str>) -> String {
    items.fold(format!("{title}:"), |list, item| list + "\n  " + item)
}

/// The summary of the command in the help.
fn summary(facts: &Facts, pinads: &Command) -> String {
    let about = pinads.find_subcommand(facts.name).and_then(|command| command.get_about());
    about.map_or(String::new(), ToString::to_string)
}
