//! Refresh of a sign-in: any number of processes cause only one, and no killed process loses its
//! result.
//!
//! Pinterest returns a new refresh token with each refresh, and may then reject the old one. So a
//! separate process, `pinads auth renew`, which receives no signal to the run, makes the exchange:
//! it locks the sign-in, reads it again, exchanges it unless another process has, saves the new
//! one, and exits.

use std::env;
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::thread;

use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;
use url::Url;

use crate::auth::credential::Credential;
use crate::auth::{Kept, Place, SignIn};
use crate::error::{Error, Kind, Result};

/// The outcome of the process, as it prints it on stdout.
#[derive(Deserialize, Serialize)]
pub(crate) struct Outcome {
    pub(crate) error: Option<Error>,
}

/// Exchanges the sign-in, unless it no longer matches the fingerprint: then another process was
/// faster. Runs in the separate process.
pub(crate) async fn perform<F: Future<Output = Result<Credential>>>(
    place: &Place,
    api: &Url,
    fingerprint: &str,
    exchange: impl FnOnce(Credential) -> F,
) -> Result<()> {
    let SignIn::Kept(before) = place.find(api)? else { return Ok(()) };
    let _lock = before.origin.vault().lock()?;
    let SignIn::Kept(kept) = place.find(api)? else { return Ok(()) };
    if kept.credential.fingerprint() != fingerprint {
        return Ok(());
    }
    let ready = kept.origin.vault().prepare(kept.origin.store())?;
    let renewed = exchange(kept.credential).await?;
    ready.keep(&renewed).map_err(|error| lost(error, &place.login()))
}

/// The worst case: the old token is used, and the new one is lost.
fn lost(error: Error, login: &str) -> Error {
    let message = format!(
        "Pinterest issued new tokens, but they cannot be saved, and the old ones may no longer be \
         valid: {}",
        error.message
    );
    Error { message, ..error }.hint(format!("fix the cause, then run `{login}` to sign in again"))
}

/// Starts the separate process that refreshes the token, and waits for its end.
///
/// `relay` receives its messages for the user. The process must not write them itself: a reader of the
/// run's messages would wait for both.
pub(crate) async fn delegate(
    kept: &Kept,
    arguments: &[String],
    relay: impl Fn(&str),
) -> Result<()> {
    let fingerprint = kept.credential.fingerprint();
    let mut output = process(&fingerprint, arguments, &relay).await?;
    if output.stdout.is_empty() {
        // A killed process has printed nothing and perhaps done nothing: another process checks.
        output = process(&fingerprint, arguments, &relay).await?;
    }
    match serde_json::from_slice::<Outcome>(&output.stdout) {
        Ok(Outcome { error: None }) => Ok(()),
        Ok(Outcome { error: Some(error) }) => Err(error),
        Err(_) => Err(no_process(&output.status)),
    }
}

async fn process(fingerprint: &str, arguments: &[String], relay: impl Fn(&str)) -> Result<Output> {
    let mut command = Command::new(this_program().map_err(|error| no_process(&error))?);
    command.args(["auth", "renew", fingerprint]).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        // A terminal does not send the signals of the run to another process group.
        command.arg0("pinads").process_group(0);
    }
    let child = command.spawn().map_err(|error| no_process(&error))?;
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || {
        let _ = sender.send(child.wait_with_output());
    });
    let output = receiver.await.map_err(|error| no_process(&error))?;
    let output = output.map_err(|error| no_process(&error))?;
    relay(&String::from_utf8_lossy(&output.stderr));
    Ok(output)
}

/// The program that runs, even if another version has replaced its file.
fn this_program() -> io::Result<PathBuf> {
    let running = PathBuf::from("/proc/self/exe");
    if cfg!(target_os = "linux") && running.exists() { Ok(running) } else { env::current_exe() }
}

fn no_process(why: &impl std::fmt::Display) -> Error {
    Error::new(Kind::Internal, format!("cannot refresh the token: {why}"))
        .hint("run the same command again")
}
