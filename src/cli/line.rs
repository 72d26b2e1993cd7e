//! A report in a line of a batch file.

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches};

use crate::cli::mistakes::understood;
use crate::cli::{Cli, Command};
use crate::error::{Error, Result};
use crate::reports::AnyReport;

/// Parses the words of a line.
pub(crate) fn report(words: &[String]) -> Result<AnyReport> {
    let all = ["pinads".to_owned()].into_iter().chain(words.iter().cloned());
    let matches =
        Cli::command().try_get_matches_from(all).map_err(|error| mistake(&error, words))?;
    if let Some(option) = global(&matches) {
        return Err(Error::usage(format!("`--{option}` applies to all lines"))
            .hint(format!("run `pinads batch FILE --{option} …`")));
    }
    let cli = Cli::from_arg_matches(&matches).map_err(|error| mistake(&error, words))?;
    if let Command::Report(report) = cli.command {
        return Ok(*report);
    }
    let name = matches.subcommand_name().unwrap_or_default();
    Err(Error::usage(format!("`{name}` is not a report"))
        .hint("`pinads reports` lists the reports"))
}

/// The first typed option that all commands have.
fn global(matches: &ArgMatches) -> Option<String> {
    let (_, matches) = matches.subcommand()?;
    let command = Cli::command();
    let options = command.get_arguments().filter(|option| option.is_global_set());
    let mut typed = options.filter(|option| {
        let id = option.get_id().as_str();
        matches.try_contains_id(id).is_ok()
            && matches.value_source(id) == Some(ValueSource::CommandLine)
    });
    typed.next().and_then(|option| option.get_long().map(str::to_owned))
}

fn mistake(error: &clap::Error, words: &[String]) -> Error {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return Error::usage("`--help` and `--version` do not work in a batch")
            .hint("remove the option");
    }
    let error = understood(error, words);
    // A hint shows the line to write.
    let hint = error.hint.as_deref().map(|hint| match hint.strip_prefix("run `pinads ") {
        Some(line) => format!("use `{line}"),
        None => hint.to_owned(),
    });
    Error { hint, ..error }
}
