//! Runs a command by itself and tells its time and its memory.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::host::Host;

pub(crate) struct Outcome {
    pub(crate) seconds: f64,
    /// The most memory that was in use at once.
    pub(crate) kibibytes: u64,
}

/// `pinads` as the tests run it, with a clock that passes over the wait for a report.
pub(crate) fn pinads(arguments: &[&str], out: &Path, host: &Host, folder: &Path) -> Command {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    let mut command = Command::new(env!("CARGO_BIN_EXE_pinads"));
    command
        .args(arguments)
        .arg("-o")
        .arg(out)
        .env_clear()
        .env("HOME", folder)
        .env("PINADS_STATE_DIR", folder.join("state"))
        .env("PINADS_API_URL", host.api())
        .env("PINADS_ACCESS_TOKEN", "pina_of_the_benchmark")
        .env("PINADS_TEST_CLOCK", format!("2026-03-10T12:00:00Z {} 1000", now.as_secs_f64()));
    // What earlier runs have asked for is no concern of this one.
    let _ = fs::remove_dir_all(folder.join("state"));
    command
}

/// Runs it to its end. GNU time tells the memory of the process itself.
pub(crate) fn time(command: &Command) -> Outcome {
    let mut timed = Command::new("time");
    timed
        .args(["--quiet", "--format", "%e %M"])
        .arg(command.get_program())
        .args(command.get_args());
    if command.get_envs().any(|(name, _)| name == "PINADS_API_URL") {
        timed.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    }
    for (name, value) in command.get_envs() {
        timed.env(name, value.unwrap_or_default());
    }
    let output = timed.stdin(Stdio::null()).output().expect("GNU time is installed");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {stderr}");
    let line = stderr.lines().last().expect("figures");
    let (seconds, kibibytes) = line.split_once(' ').expect("two figures");
    Outcome {
        seconds: seconds.parse().expect("seconds"),
        kibibytes: kibibytes.parse().expect("kibibytes"),
    }
}
