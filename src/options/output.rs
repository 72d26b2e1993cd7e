//! The options of every report: the format and the target of its rows, and the behavior if some of
//! them fail.

use clap::{Args, ValueHint};

use crate::error::{Error, Result};
use crate::options::choice::{self, choice};
use crate::options::contract::ContractOptions;
use crate::options::presentation::PresentationOptions;
use crate::options::rows::RowOptions;
use crate::output::columns::Columns;
use crate::output::ending::{Content, Ending};
use crate::output::formats::Format;
use crate::output::style::Style;
use crate::terminal::console::Console;
use crate::terminal::printable::one_line;

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputOptions {
    /// Format [default: from `--output`, or csv]
    ///
    /// The ending of `--output` chooses it: `.csv`, `.ndjson`, `.jsonl`, `.parquet`, or `.sql`. After it,
    /// or alone, `.gz` and `.zst` compress the file, unless it is Parquet, which is compressed already.
    #[arg(short, long, value_parser = choice::<Format>())]
    format: Option<Format>,
    /// File to write; with `{date}`, `{account}`, or `{report}`, one file for each
    ///
    /// A file is written as a whole or not at all. `-` is stdout. In Parquet, a folder `date={date}` is
    /// a Hive partition: its files leave out the column `date`.
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
    #[command(flatten)]
    pub(crate) contract: ContractOptions,
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
    /// The typed format, or that of the file extension, or `default`, the one of the profile.
    pub(crate) fn format(&self, default: Option<Format>, console: &Console) -> Result<Format> {
        let format = self.typed_or_meant(default, console);
        let facts = format.facts();
        let ending = Ending::of(&self.output);
        if facts.is_binary && ending.compression.is_some() {
            let (path, stem) = (one_line(&self.output), one_line(ending.stem));
            let content = facts.content;
            let message = format!("cannot write `{path}`: {content} files are already compressed");
            let hint = format!("use `--output '{stem}.{}'`", facts.endings[0]);
            return Err(Error::usage(message).hint(hint));
        }
        Ok(format)
    }

    fn typed_or_meant(&self, default: Option<Format>, console: &Console) -> Format {
        let (path, ending) = (one_line(&self.output), Ending::of(&self.output));
        let name = ending.name;
        if let Some(format) = self.format {
            if matches!(ending.content, Content::Of(meant) if meant != format) {
                let content = format.facts().content;
                console.note(&format!(
                    "`{path}` contains {content}: `--format {}` overrides the ending `.{name}`",
                    choice::name(format)
                ));
            }
            return format;
        }
        let chosen = default.unwrap_or(Format::Csv);
        match ending.content {
            Content::Of(format) => format,
            Content::Missing => chosen,
            Content::Unknown => {
                let content = chosen.facts().content;
                console.note(&format!(
                    "`{path}` contains {content} because `.{name}` is not the ending of a format; \
                     `--format` chooses the format"
                ));
                chosen
            }
        }
    }

    /// The columns to write, selected from those of the report.
    pub(crate) fn select(&self, columns: Columns, report: &str, format: Format) -> Result<Columns> {
        let columns = self.presentation.conversion().columns(columns);
        let columns = self.rows.select(columns, report, self.extra_column)?;
        Ok(self.contract.apply(columns, format.facts().is_for_databases))
    }

    /// Does the run request no data?
    pub(crate) fn only_describes(&self) -> bool {
        self.dry_run || self.contract.schema.is_some()
    }

    /// `width` is the width of the terminal, if the rows go to one.
    pub(crate) fn style(&self, width: Option<usize>) -> Style {
        Style {
            header: !self.no_header,
            extra_column: self.extra_column,
            conversion: self.presentation.conversion(),
            width,
        }
    }
}
