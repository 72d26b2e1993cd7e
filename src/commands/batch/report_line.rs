//! A line of a batch, checked: its report, its messages, and its outcome.

use std::sync::Arc;

use crate::api::Client;
use crate::commands::batch::script::Written;
use crate::error::{Error, Result};
use crate::options::output::OutputOptions;
use crate::output::path::Target;
use crate::reports::AnyReport;
use crate::run::summary::Summary;
use crate::run::{Context, Prepared, prepare};
use crate::settings::global::GlobalOptions;
use crate::terminal::arguments;
use crate::terminal::console::Console;

/// Parses the words of a line.
pub(crate) type Parse = fn(&[String]) -> Result<AnyReport>;

pub(super) struct ReportLine {
    pub(super) number: usize,
    /// The path of its output as typed.
    pub(super) output: String,
    /// The command as typed, without the output.
    pub(super) command: String,
    pub(super) prepared: Prepared,
    pub(super) console: Arc<Console>,
    pub(super) summary: Arc<Summary>,
}

impl ReportLine {
    pub(super) fn of(
        written: &Written,
        parse: Parse,
        dry_run: bool,
        global: &GlobalOptions,
        client: &Client,
        console: &Console,
    ) -> Result<Self> {
        let mut report = parse(&written.words)?;
        check(report.output())?;
        report.output_mut().dry_run = dry_run;
        let output = report.output().output.clone();
        let console = Arc::new(console.of_line(written.number, report.is_quiet()));
        let command = arguments::line(&written.words);
        let summary = Arc::new(Summary::default());
        let context = Context {
            global,
            clock: client.clock(),
            console: Arc::clone(&console),
            command: command.clone(),
            batch: Some(client),
        };
        let prepared = prepare(context, report, &summary)?;
        Ok(ReportLine { number: written.number, output, command, prepared, console, summary })
    }
}

/// Refuses what belongs to the whole batch.
fn check(options: &OutputOptions) -> Result<()> {
    if options.contract.schema.is_some() {
        return Err(Error::usage(
            "`--schema` prints to stdout, which a line of a batch cannot use",
        )
        .hint("run `pinads REPORT --schema …` on its own"));
    }
    for (is_given, option) in [(options.dry_run, "--dry-run"), (options.resume, "--resume")] {
        if is_given {
            return Err(Error::usage(format!("`{option}` applies to all lines"))
                .hint(format!("run `pinads batch FILE {option}`")));
        }
    }
    if Target::parse(&options.output)? == Target::Stdout {
        return Err(Error::usage(
            "the line has no `--output`, and stdout has room for one report only",
        )
        .hint("add `--output FILE`"));
    }
    Ok(())
}
