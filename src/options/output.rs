//! The options that every report has: how its rows are written, where to, and what to do when some
//! of them fail.

use clap::{Args, ValueHint};

use crate::options::choice::choice;
use crate::options::presentation::PresentationOptions;
use crate::options::rows::RowOptions;
use crate::output::style::{Format, Style};

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputOptions {
    /// Format of the rows [default: csv]
    #[arg(short, long, value_parser = choice::<Format>())]
    format: Option<Format>,
    /// File to write; with `{date}`, `{account}`, or `{report}`, one file for each
    ///
    /// A file is written as a whole or not at all. `-` is stdout.
    #[arg(short, long, value_name = "PATH", default_value = "-", value_hint = ValueHint::AnyPath)]
    pub(crate) output: String,
    #[command(flatten)]
    pub(crate) rows: RowOptions,
    /// Omit the header line of CSV
    #[arg(long, hide_short_help = true)]
    no_header: bool,
    /// Add a last CSV column with the fields that have no column, as JSON
    #[arg(long, hide_short_help = true)]
    pub(crate) extra_column: bool,
    #[command(flatten)]
    pub(crate) presentation: PresentationOptions,
    /// Save responses so that an interrupted run can resume, and resume one
    #[arg(long, hide_short_help = true)]
    pub(crate) resume: bool,
    /// Stop at the first ad account that fails
    #[arg(long, hide_short_help = true)]
    pub(crate) fail_fast: bool,
    /// Write a file that mixes ad accounts even if some of them failed
    #[arg(long, hide_short_help = true)]
    pub(crate) keep_partial: bool,
    /// Print the planned requests without requesting data
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
