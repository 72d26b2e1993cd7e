//! `pinads` as the tests run it, with a clock that passes over the wait for a report.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::cells::ACCOUNT;
use crate::columns::{self, Column};
use crate::contests::Contest;
use crate::formats::Format;
use crate::host::Host;

/// The day on which all runs take place.
pub(crate) const TODAY: &str = "2026-03-10";

/// In a home of its own.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pinads"));
    command.env_clear().env("HOME", folder);
    command
}

/// Fetches the table from the host and writes it to `out`.
pub(crate) fn fetch(
    contest: &Contest,
    columns: &[Column],
    format: Format,
    host: &Host,
    out: &Path,
) -> Command {
    let folder = out.parent().expect("a folder");
    // What earlier runs requested is no concern of this one.
    let state = folder.join("state");
    let _ = fs::remove_dir_all(&state);
    let file = if contest.is_split {
        fs::create_dir_all(out).expect("a folder");
        out.join(format!("{{date}}.{}", format.name()))
    } else {
        out.to_owned()
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    let mut command = command(folder);
    command
        .args(contest.arguments())
        .args(columns::option(contest, columns))
        .args(["--ad-account", ACCOUNT, "-o"])
        .arg(file)
        .env("PINADS_STATE_DIR", state)
        .env("PINADS_API_URL", host.api())
        .env("PINADS_ACCESS_TOKEN", "pina_of_the_benchmark")
        .env("PINADS_TEST_CLOCK", format!("{TODAY}T12:00:00Z {} 1000", now.as_secs_f64()));
    command
}
