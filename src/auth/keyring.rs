//! The system's keyring. It may prompt for a password or never respond, so each call has a timeout.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use keyring::{Entry, Error};
use zeroize::Zeroizing;

const SERVICE: &str = "pinads";
const PATIENCE: Duration = Duration::from_secs(10);

/// The reason why the keyring cannot be used, as a clause.
pub(crate) type Trouble = String;

/// Is there a keyring that stores an entry?
pub(crate) fn probe() -> Result<(), Trouble> {
    const NAME: &str = "probe of the keyring";
    call(NAME, |entry| {
        entry.set_password("probe")?;
        entry.delete_credential()
    })
}

pub(crate) fn read(name: &str) -> Result<Option<Zeroizing<String>>, Trouble> {
    call(name, |entry| match entry.get_password() {
        Ok(text) => Ok(Some(Zeroizing::new(text))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(error),
    })
}

pub(crate) fn write(name: &str, text: Zeroizing<String>) -> Result<(), Trouble> {
    call(name, move |entry| entry.set_password(&text))
}

pub(crate) fn delete(name: &str) -> Result<(), Trouble> {
    call(name, |entry| match entry.delete_credential() {
        Err(Error::NoEntry) => Ok(()),
        outcome => outcome,
    })
}

fn call<T: Send + 'static>(
    name: &str,
    act: impl FnOnce(&Entry) -> keyring::Result<T> + Send + 'static,
) -> Result<T, Trouble> {
    let (sender, receiver) = mpsc::channel();
    let name = name.to_owned();
    // A call that hangs blocks only its own thread.
    thread::spawn(move || {
        let outcome = Entry::new(SERVICE, &name).and_then(|entry| act(&entry));
        let _ = sender.send(outcome.map_err(|error| explain(&error)));
    });
    receiver.recv_timeout(PATIENCE).unwrap_or_else(|error| {
        Err(match error {
            RecvTimeoutError::Timeout => {
                format!("it did not respond within {} seconds (is it locked?)", PATIENCE.as_secs())
            }
            RecvTimeoutError::Disconnected => "its library crashed".to_owned(),
        })
    })
}

/// Shows the text only of errors that contain no part of an entry.
fn explain(error: &Error) -> Trouble {
    match error {
        Error::NoDefaultStore => match Entry::store_status() {
            Err(cause) => format!("this session has no keyring ({cause})"),
            Ok(()) => "this session has no keyring".to_owned(),
        },
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => {
            format!("it denied access ({cause}; is it locked?)")
        }
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "its entry is corrupt".to_owned(),
        other => other.to_string(),
    }
}
