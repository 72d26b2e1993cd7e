//! `pinads man`: the manual page of each command, generated from its help.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Arg, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use crate::error::{Error, Kind, Result};
use crate::terminal::stdout;

#[derive(clap::Args, Debug)]
pub(crate) struct ManOptions {
    /// Write the pages of all commands to this folder instead of printing the page of `pinads`
    #[arg(short, long, value_name = "FOLDER", value_hint = clap::ValueHint::DirPath)]
    output: Option<PathBuf>,
}

/// `pinads` is the whole command line.
pub(crate) fn write(pinads: Command, options: &ManOptions) -> Result<()> {
    let mut pinads = whole(pinads).disable_help_subcommand(true);
    pinads.build();
    match &options.output {
        None => stdout::print(&page(&pinads)?.1),
        Some(folder) => {
            fs::create_dir_all(folder).map_err(|error| unwritable(folder, error))?;
            write_all(&pinads, folder)
        }
    }
}

/// A command with all of its help: the renderer omits what `-h` omits, and aliases.
fn whole(command: Command) -> Command {
    command.mut_args(|option| with_alias(option.hide_short_help(false))).mut_subcommands(whole)
}

fn with_alias(option: Arg) -> Arg {
    let aliases = option.get_visible_aliases();
    let Some(alias) = aliases.and_then(|all| all.first().copied()) else { return option };
    let help = option.get_long_help().or(option.get_help());
    let help = format!("{} [alias: --{alias}]", help.map(ToString::to_string).unwrap_or_default());
    option.long_help(help)
}

fn write_all(command: &Command, folder: &Path) -> Result<()> {
    let (name, text) = page(command)?;
    let path = folder.join(name);
    fs::write(&path, text).map_err(|error| unwritable(&path, error))?;
    let mut shown = command.get_subcommands().filter(|command| !command.is_hide_set());
    shown.try_for_each(|command| write_all(command, folder))
}

fn unwritable(path: &Path, error: io::Error) -> Error {
    Error::new(Kind::BadOutput, format!("cannot write `{}`: {error}", path.display()))
        .hint("use `pinads man --output FOLDER` with a writable folder")
        .caused_by(error)
}

/// The name of a command's page, and the page.
fn page(command: &Command) -> Result<(String, String)> {
    const NONE: Option<&str> = None;
    let end = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    // The renderer would list all options in the usage, join the lines at the end into a paragraph,
    // and add a section for the version.
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").to_owned();
    let man = Man::new(command.clone().after_long_help(NONE).version(NONE).override_usage(usage))
        .source(concat!("pinads ", env!("CARGO_PKG_VERSION")));
    let mut text = Vec::new();
    man.render(&mut text)
        .and_then(|()| as_it_is(&end).to_writer(&mut text))
        .map_err(|error| Error::new(Kind::Internal, error.to_string()))?;
    Ok((man.get_filename(), String::from_utf8_lossy(&text).into_owned()))
}

/// The end of a help: headings, each with lines that are not joined.
fn as_it_is(end: &str) -> Roff {
    let mut roff = Roff::new();
    for block in end.split("\n\n").filter(|block| !block.is_empty()) {
        let (heading, lines) = block.split_once(":\n").unwrap_or(("More", block));
        roff.control("SH", [heading.to_uppercase().as_str()]).control("nf", []);
        for line in lines.lines() {
            roff.text([roman(line)]);
        }
        roff.control("fi", []);
    }
    roff
}
