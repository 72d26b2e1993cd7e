//! The commands in groups, as the help and the first steps list them.

use std::fmt::Write as _;

use clap::Subcommand;
use clap::builder::{StyledStr, Styles};

use crate::cli::Command;
use crate::reports::{ALL, Section};

/// Lines of the list fit a terminal of this width.
const WIDTH: usize = 80;
const INDENT: usize = 2;
const NAMES: usize = 30;

/// The command that stands beside the reports.
const BATCH: &str = "batch";

/// The template of the help of `pinads` itself. This builds all commands.
pub(super) fn template() -> StyledStr {
    let heading = *Styles::styled().get_header();
    format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{}{heading}Options:{heading:#}\n\
         {{options}}{{after-help}}\n",
        list()
    )
    .into()
}

pub(crate) fn list() -> String {
    let commands = Command::augment_subcommands(clap::Command::new("pinads"));
    let commands: Vec<_> = commands.get_subcommands().filter(|it| !it.is_hide_set()).collect();
    let heading = *Styles::styled().get_header();
    let mut text = String::new();
    for (title, section) in [
        ("Ads", Some(Section::Ads)),
        ("Organic", Some(Section::Organic)),
        ("Other", Some(Section::Other)),
        ("Account and setup", None),
    ] {
        let _ = writeln!(text, "{heading}{title}:{heading:#}");
        for command in &commands {
            let report = ALL.iter().find(|facts| facts.name == command.get_name());
            let own = if command.get_name() == BATCH { Some(Section::Other) } else { None };
            if report.map(|facts| facts.section).or(own) == section {
                let about = command.get_about().map(ToString::to_string).unwrap_or_default();
                text += &line(command.get_name(), &about);
            }
        }
        text.push('\n');
    }
    text
}

/// The name and the summary of a command.
fn line(name: &str, about: &str) -> String {
    let mut lines = vec![String::new()];
    for word in about.split(' ') {
        let last = lines.len() - 1;
        if lines[last].len() + 1 + word.len() > WIDTH - INDENT - NAMES {
            lines.push(word.to_owned());
        } else {
            let gap = if lines[last].is_empty() { "" } else { " " };
            let _ = write!(lines[last], "{gap}{word}");
        }
    }
    let names = [name].into_iter().chain(std::iter::repeat(""));
    let lines = names.zip(lines).map(|(name, line)| format!("  {name:<NAMES$}{line}\n"));
    lines.collect()
}
