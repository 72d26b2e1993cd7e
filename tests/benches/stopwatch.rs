//! Runs a command by itself and states its time and its memory.

use std::process::{Command, Stdio};

/// The figures of one run.
pub(crate) struct Figures {
    /// Of the process and its children, in their own code and in the kernel.
    pub(crate) cpu: f64,
    pub(crate) wall: f64,
    /// The most memory that was in use at once.
    pub(crate) kibibytes: u64,
}

/// The figures of several runs.
pub(crate) struct Summary {
    pub(crate) cpu: Spread,
    pub(crate) wall: Spread,
    pub(crate) kibibytes: u64,
}

/// In seconds.
#[derive(Clone, Copy)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) best: f64,
}

impl Summary {
    pub(crate) fn of(runs: &[Figures]) -> Self {
        Summary {
            cpu: Spread::of(runs.iter().map(|run| run.cpu)),
            wall: Spread::of(runs.iter().map(|run| run.wall)),
            kibibytes: runs.iter().map(|run| run.kibibytes).max().unwrap_or_default(),
        }
    }
}

impl Spread {
    fn of(seconds: impl Iterator<Item = f64>) -> Self {
        let mut seconds: Vec<_> = seconds.collect();
        seconds.sort_by(f64::total_cmp);
        Spread { median: seconds[seconds.len() / 2], best: seconds[0] }
    }
}

/// Runs it to its end. GNU time has the figures, without those of the benchmark. An error is what the
/// command wrote to stderr.
pub(crate) fn time(command: &Command) -> Result<Figures, String> {
    let mut timed = Command::new("time");
    timed
        .args(["--quiet", "--format", "%U %S %e %M"])
        .arg(command.get_program())
        .args(command.get_args());
    if command.get_envs().any(|(name, _)| name == "HOME") {
        // The command has an environment of its own.
        timed.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    }
    for (name, value) in command.get_envs() {
        timed.env(name, value.unwrap_or_default());
    }
    let output = timed.stdin(Stdio::null()).output().expect("GNU time is installed");
    let stderr = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(stderr.trim().to_owned());
    }
    let line = stderr.lines().last().expect("figures");
    let figures: Vec<f64> = line.split(' ').filter_map(|figure| figure.parse().ok()).collect();
    let [user, system, wall, kibibytes] = figures[..] else { panic!("not four figures: {line}") };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number")]
    Ok(Figures { cpu: user + system, wall, kibibytes: kibibytes as u64 })
}
