//! Pinterest Ads reports from API v5 into CSV or NDJSON: parse, run, print the error, exit code.

mod api;
mod auth;
mod cli;
mod commands;
mod error;
mod json;
mod options;
mod output;
mod reports;
mod run;
mod settings;
mod system;
mod terminal;

use std::borrow::Cow;
use std::io::{self, Write};
use std::panic;
use std::process::{self, ExitCode};
use std::sync::Arc;

use clap::CommandFactory;
use clap::error::ErrorKind;
use tokio::runtime::Runtime;

use crate::cli::{Cli, Command, first_steps, mistakes, short_help};
use crate::commands::auth::AuthCommand;
use crate::commands::batch::summary::BatchSummary;
use crate::commands::{catalogue, completions, man};
use crate::error::{Error, Kind, Result};
use crate::run::Context;
use crate::run::summary::Summary;
use crate::system::clock::Clock;
use crate::system::signal;
use crate::terminal::arguments;
use crate::terminal::color::ColorMode;
use crate::terminal::console::{Console, LogFormat, ProgressMode, Verbosity};
use crate::terminal::printable::escaped;

fn main() -> ExitCode {
    exit_with_1_on_a_bug();
    if completions::answer(Cli::command) {
        return ExitCode::SUCCESS;
    }
    ColorMode::typed().apply();
    let cli = match short_help::parse() {
        Ok(cli) => cli,
        // Help and version are "errors" to clap; it knows their stream and their code.
        Err(error) => {
            show(&error);
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let (clock, mistake) = match Clock::from_env() {
        Ok(clock) => (clock, None),
        Err(mistake) => (Clock::default(), Some(mistake)),
    };
    let quiet = matches!(&cli.command, Command::Report(report) if report.is_quiet());
    let console = Arc::new(cli.global.console(quiet, clock));
    let summaries = Summaries::default();
    let outcome = match mistake {
        None => obey(cli, clock, &console, &summaries),
        Some(mistake) => Err(mistake),
    };
    console.bar().end();
    match &outcome {
        Ok(()) => summaries.tell(&console, 0),
        // A reader that closed the pipe wants no more output.
        Err(error) if error.kind == Kind::ClosedPipe => {}
        Err(error) => summaries.tell(&console, error.kind.exit_code()),
    }
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if error.kind != Kind::ClosedPipe {
                console.error(&error);
            }
            ExitCode::from(error.kind.exit_code())
        }
    }
}

/// The summary at the end of a run, of a report or of several.
#[derive(Default)]
struct Summaries {
    of_report: Summary,
    of_batch: BatchSummary,
}

impl Summaries {
    fn tell(&self, console: &Console, exit: u8) {
        self.of_report.tell(console, exit);
        self.of_batch.tell(console, exit);
    }
}

/// Prints help and version unchanged, and mistakes like all other errors.
fn show(error: &clap::Error) {
    let arguments = arguments::words();
    let is_help = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if arguments.is_empty() {
        let _ = print_first_steps();
    } else if !error.use_stderr() || is_help {
        let _ = error.print();
    } else {
        let format = if is_read_by_a_machine() { LogFormat::Json } else { LogFormat::Text };
        let clock = Clock::from_env().unwrap_or_default();
        Console::new(Verbosity::Quiet, format, ProgressMode::Never, clock)
            .error(&mistakes::understood(error, &arguments));
    }
}

/// Is `--log-format json` on a command line that cannot be parsed?
fn is_read_by_a_machine() -> bool {
    arguments::typed("--log-format").iter().any(|format| format == "json")
}

/// The text for a command line without arguments.
fn print_first_steps() -> io::Result<()> {
    write!(io::stderr(), "{}", first_steps::text())
}

fn obey(cli: Cli, clock: Clock, console: &Arc<Console>, summaries: &Summaries) -> Result<()> {
    let console = Arc::clone(console);
    match cli.command {
        Command::Reports { name, format } => {
            catalogue::print(name.as_deref(), format, Cli::command())
        }
        Command::Completions { shell } => completions::print(shell),
        Command::Man(options) => man::write(Cli::command(), &options),
        Command::Report(report) => {
            let command = arguments::line(&arguments::words());
            let context = Context { global: &cli.global, clock, console, command, batch: None };
            until_a_signal(run::run(context, *report, &summaries.of_report))
        }
        Command::Batch(batch) => until_a_signal(batch.run(
            &cli.global,
            clock,
            console,
            &summaries.of_batch,
            cli::line::report,
        )),
        Command::Accounts(accounts) => until_a_signal(accounts.run(cli.global, clock, console)),
        Command::Doctor(doctor) => until_a_signal(doctor.run(cli.global, clock, console)),
        // The process must save the new token before it may end.
        Command::Auth(command @ AuthCommand::Renew { .. }) => {
            signal::hold_off();
            runtime()?.block_on(commands::auth::obey(command, cli.global, clock, console))
        }
        Command::Auth(command) => {
            until_a_signal(commands::auth::obey(command, cli.global, clock, console))
        }
    }
}

fn until_a_signal(run: impl Future<Output = Result<()>>) -> Result<()> {
    let signal = signal::watch();
    runtime()?.block_on(async {
        // Dropping the run removes its unfinished files.
        tokio::select! {
            outcome = run => outcome,
            Ok(number) = signal => Err(Error::new(Kind::Signal(number), "interrupted")),
        }
    })
}

fn runtime() -> Result<Runtime> {
    // One thread parses the responses while this one writes.
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(
        |error| {
            Error::new(Kind::Internal, format!("cannot start the runtime: {error}"))
                .caused_by(error)
        },
    )
}

/// A panic is a bug; its code is published as 1, not the 101 or 134 of a crash.
fn exit_with_1_on_a_bug() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |bug| {
        match escaped(&bug.to_string()) {
            Cow::Owned(text) => drop(writeln!(io::stderr(), "{text}")),
            Cow::Borrowed(_) => print(bug),
        }
        #[expect(clippy::exit, reason = "nothing can be trusted after a bug")]
        process::exit(1);
    }));
}
