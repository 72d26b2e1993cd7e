//! `pinads batch`: several reports in one run, each from a line of a file.

mod dry_run;
mod execute;
mod outcome;
mod report_line;
mod script;
pub(crate) mod summary;
mod targets;

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueHint;

use crate::api::{Client, Transport};
use crate::commands::batch::execute::execute;
use crate::commands::batch::report_line::{Parse, ReportLine};
use crate::commands::batch::summary::BatchSummary;
use crate::error::{Error, Result};
use crate::settings::config::Profile;
use crate::settings::global::GlobalOptions;
use crate::system::clock::Clock;
use crate::terminal::console::Console;
use crate::terminal::printable::one_line;

const FILE: &str = "\
Each line of the file is a command line without the word `pinads`:

  # nightly.pinads
  delivery-metrics --all-ad-accounts --days-back 30 -o 'ads/{date}.csv'
  object-information --object-type campaigns --all-ad-accounts -o campaigns.parquet
  board-pins --all-boards -o pins.ndjson.gz

Quotes and comments work as in a shell; nothing is expanded. Each line needs its own `--output`.
Options for all reports, such as `--profile` and `--verbose`, belong to `pinads batch` itself. The
exit status is 0 if all lines succeed, 6 if some succeed, and otherwise that of the first failure.

Examples:
  pinads batch nightly.pinads
  pinads batch nightly.pinads --dry-run";

#[derive(clap::Args, Debug)]
#[command(after_long_help = FILE)]
pub(crate) struct Batch {
    /// File with a report in each line; `-` is stdin
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Maximum reports that run at the same time
    #[arg(long, value_name = "N", default_value = "4", value_parser = clap::value_parser!(u8).range(1..=32))]
    jobs: u8,
    /// Save responses so that an interrupted run can resume, and resume one
    #[arg(long)]
    resume: bool,
    /// Print the planned requests without requesting data
    #[arg(long)]
    dry_run: bool,
}

impl Batch {
    pub(crate) async fn run(
        self,
        global: &GlobalOptions,
        clock: Clock,
        console: Arc<Console>,
        summary: &BatchSummary,
        parse: Parse,
    ) -> Result<()> {
        let name = one_line(&self.file.to_string_lossy()).into_owned();
        let text = self.read().map_err(|error| {
            Error::usage(format!("cannot read `{name}`: {error}"))
                .hint("use `pinads batch FILE` with a file of command lines")
        })?;
        let written = script::lines(&text, &name)?;
        let place = global.place()?;
        let profile = Profile::load(&place.config_folder, &place.profile)?;
        let transport = Transport::new(global.settings(&profile)?, clock, Arc::clone(&console))?;
        let client = Arc::new(Client::of_batch(transport, place));
        let lines = written.iter().map(|written| {
            let line = ReportLine::of(written, parse, self.dry_run, global, &client, &console);
            line.map_err(|error| script::at(written.number, &name, error))
        });
        let lines = lines.collect::<Result<Vec<_>>>()?;
        targets::check(&lines, &name)?;
        if self.dry_run {
            return dry_run::print(lines, &console).await;
        }
        if self.resume {
            let jobs: Vec<_> = lines.iter().map(|line| line.prepared.job.as_str()).collect();
            client.resume_as(jobs.join("\n"));
        }
        execute(lines, self.jobs.into(), &client, &console, summary).await
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        if self.file.as_os_str() != "-" {
            return std::fs::read(&self.file);
        }
        let mut text = Vec::new();
        io::stdin().read_to_end(&mut text)?;
        Ok(text)
    }
}
