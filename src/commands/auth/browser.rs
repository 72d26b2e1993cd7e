//! The browser, which receives an address and none of the secrets in the environment.

use std::env;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A program that cannot open the address fails within this time.
const MOMENT: Duration = Duration::from_millis(250);
const STEP: Duration = Duration::from_millis(10);

/// The prefix of the variables of `pinads`: some hold tokens and the app's secret.
const OURS: &str = "PINADS_";

/// Opens an address with the first program that can.
pub(super) fn open(address: &str) -> bool {
    open::commands(address).into_iter().any(runs)
}

fn runs(mut command: Command) -> bool {
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with(OURS) {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // A terminal does not send the signals of the login to another process group.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let Ok(mut child) = command.spawn() else { return false };
    let started = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if started.elapsed() < MOMENT => thread::sleep(STEP),
            // Some programs run until the browser ends.
            _ => return true,
        }
    }
}
