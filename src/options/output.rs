//! The options that every report has: how its rows are written, where to, and what to do when some
//! of them fail.

use clap::{Args, ValueHint};

use crate::options::choice::choice;
use crate::options::presentation::PresentationOptions;
use crate::output::format::{Format, Style};

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputOptions {
    /// How rows are written [default: csv]
    #[arg(short, long, value_parser = choice::<Format>())]
    format: Option<Format>,
    /// File to write, whole or not at all; `{date}`, `{account}` and `{report}` in the path make
    /// a file for each; `-` is stdout
    #[arg(short, long, value_name = "PATH", default_value = "-", value_hint = ValueHint::AnyPath)]
    pub(crate) output: String,
    /// Leave out the header line of CSV
    #[arg(long, hide_short_help = true)]
    no_header: bool,
    /// Keep fields that have no column in one last column of CSV, as JSON
    #[arg(long, hide_short_help = true)]
    extra_column: bool,
    #[command(flatten)]
    pub(crate) presentation: PresentationOptions,
    /// Keep what is answered until the run has ended well, and go on with what a run of the same
    /// command was answered that has not
    #[arg(long, hide_short_help = true)]
    pub(crate) resume: bool,
    /// Stop at the first ad account that fails
    #[arg(long, hide_short_help = true)]
    pub(crate) fail_fast: bool,
    /// Write the ad accounts that succeeded even into a file that mixes accounts
    #[arg(long, hide_short_help = true)]
    pub(crate) keep_partial: bool,
    /// Print what would be asked, and ask for no data
    #[arg(long)]
    pub(crate) dry_run: bool,
}

impl OutputOptions {
    /// `default` is the profile's; `width` is that of the terminal, if the rows go to one.
    pub(crate) fn style(&self, default: Option<Format>, width: Option<usize>) -> Style {
        Style {
            format: self.format.or(default).unwrap_or(Format::Csv),
            header: !self.no_header,
            extra_column: self.extra_column,
            conversion: self.presentation.conversion(),
            width,
        }
    }
}
