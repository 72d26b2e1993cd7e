//! The short help `-h`, which fits a screen of 80 columns and 40 lines for every command.

use std::env;

use clap::{Arg, Command, CommandFactory, FromArgMatches};

use crate::cli::{Cli, groups};

/// Only `--help` shows a longer list of values.
const MOST_VALUES: usize = 7;

/// Reads the command line of this process.
pub(crate) fn parse() -> Result<Cli, clap::Error> {
    let mut command = Cli::command();
    let has = |wanted: &str| env::args_os().any(|argument| argument == wanted);
    if has("-h") {
        command = command.mut_subcommands(shortened);
    }
    // A run does not build the help.
    if ["-h", "--help", "help"].into_iter().any(has) {
        command = command.help_template(groups::template());
    }
    Cli::from_arg_matches(&command.try_get_matches()?)
}

fn shortened(command: Command) -> Command {
    command.disable_version_flag(true).mut_args(without_list).mut_subcommands(shortened)
}

fn without_list(option: Arg) -> Arg {
    if option.get_possible_values().len() <= MOST_VALUES {
        return option;
    }
    let help = option.get_help().map(ToString::to_string).unwrap_or_default();
    option.hide_possible_values(true).help(format!("{help} (values: see `--help`)"))
}
