//! The floor: reads the same bytes and writes them, which makes no table.

use std::process::Command;

use super::{Task, shell};

#[expect(clippy::unnecessary_wraps, reason = "other rivals may be missing")]
pub(super) fn version() -> Result<String, String> {
    Ok("as installed".to_owned())
}

#[expect(clippy::unnecessary_wraps, reason = "other rivals cannot do everything")]
pub(super) fn command(task: &Task) -> Result<Command, &'static str> {
    let program = if task.contest.is_gzip { "gzip -dc" } else { "cat" };
    let line = format!("out=$1; shift; {program} \"$@\" > \"$out\"");
    let files = task.workload.files.iter().map(|file| file.as_os_str());
    Ok(shell(&line, [task.out.as_os_str()].into_iter().chain(files)))
}
