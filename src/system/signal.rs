//! SIGHUP, SIGINT and SIGTERM.

use std::fs;
use std::future;
use std::process;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

/// The time that a run has to clean up. A run that is stuck in a write to a pipe cannot.
const GRACE: Duration = Duration::from_secs(1);

/// The time that the exchange of a token has. If the exchange is interrupted, its result is lost.
const LONG_GRACE: Duration = Duration::from_secs(30);

/// Returns the number of the first signal. Soon after the signal, the process ends in any case.
pub(crate) fn watch() -> oneshot::Receiver<u8> {
    end_after(GRACE)
}

/// Lets the process finish its work, if that is quick.
pub(crate) fn hold_off() {
    end_after(LONG_GRACE);
}

fn end_after(grace: Duration) -> oneshot::Receiver<u8> {
    let (sender, receiver) = oneshot::channel();
    let (ready, is_ready) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let Ok(runtime) = runtime else { return };
        let number = runtime.block_on(first(ready));
        let _ = sender.send(number);
        thread::sleep(grace);
        #[expect(clippy::exit, reason = "the run did not end in time")]
        process::exit(128 + i32::from(number));
    });
    // Before, a signal would end the process without a word. Without handlers, nobody is ready.
    let _ = is_ready.recv();
    receiver
}

/// Drops `ready` as soon as the signals are handled.
async fn first(ready: mpsc::Sender<()>) -> u8 {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        // SIGXFSZ: handled, a write beyond the limit on file sizes is an error instead of an end.
        let _too_large = signal(SignalKind::from_raw(25));
        let mut hangup = may_hang_up().then(|| signal(SignalKind::hangup()).ok()).flatten();
        let hung_up = async {
            match &mut hangup {
                Some(hangup) => hangup.recv().await,
                None => future::pending().await,
            }
        };
        let handlers = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
        drop(ready);
        if let (Ok(mut interrupt), Ok(mut terminate)) = handlers {
            return tokio::select! {
                _ = hung_up => 1,
                _ = interrupt.recv() => 2,
                _ = terminate.recv() => 15,
            };
        }
    }
    #[cfg(not(unix))]
    drop(ready);
    let _ = tokio::signal::ctrl_c().await;
    2
}

/// Under `nohup`, SIGHUP is ignored and must stay ignored. If the system does not show that, SIGHUP
/// ends the process at once, which is the default.
#[cfg(unix)]
fn may_hang_up() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_some_and(|mask| mask & 1 == 0)
}
