//! The target of a run, checked before the first request.

use crate::error::{Error, Result};
use crate::options::output::OutputOptions;
use crate::output::formats::Format;
use crate::output::path::Target;
use crate::reports::Source;
use crate::terminal::stdout;

/// The target of the rows, checked.
pub(super) fn checked_target(
    options: &OutputOptions,
    report: &str,
    has_accounts: bool,
    source: &dyn Source,
) -> Result<Target> {
    let target = Target::parse(&options.output)?;
    check_path(&target, report, has_accounts, source)?;
    if !options.only_describes() {
        check_writable(&target, report)?;
    }
    Ok(target)
}

/// Checks, before the first request, that the rows can be written.
fn check_writable(target: &Target, report: &str) -> Result<()> {
    if *target == Target::Stdout { stdout::check() } else { target.check(report) }
}

/// Refuses bytes that are no text where stdout is a terminal.
pub(super) fn check_terminal(target: &Target, format: Format) -> Result<()> {
    if *target != Target::Stdout || !format.facts().is_binary || !stdout::is_terminal() {
        return Ok(());
    }
    let content = format.facts().content;
    let message = format!("{content} is binary data, and stdout is a terminal");
    let ending = format.facts().endings[0];
    Err(Error::usage(message).hint(format!("use `--output FILE.{ending}`")))
}

/// Does the report provide the values of the placeholders in the path?
pub(super) fn check_path(
    target: &Target,
    report: &str,
    has_accounts: bool,
    source: &dyn Source,
) -> Result<()> {
    if target.has_date() && source.day_column().is_none() {
        let day_option = source.day_option();
        let day_option = day_option.map_or(String::new(), |option| format!("use `{option}`, or "));
        return Err(Error::usage("`{date}` in `--output` requires rows with a day")
            .hint(format!("{day_option}remove `{{date}}` from the path")));
    }
    if target.has_account() && !has_accounts {
        return Err(Error::usage(format!(
            "`{{account}}` in `--output` requires a report of ad accounts, and `{report}` is not \
             one"
        ))
        .hint("remove `{account}` from the path"));
    }
    Ok(())
}
