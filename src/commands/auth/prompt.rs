//! Prompts at the terminal.

use std::io::{self, ErrorKind};
use std::thread;

use secrecy::SecretString;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use crate::terminal::console::Console;

/// A line without its end, empty at the end of the input. It may contain a code.
pub(super) async fn line(console: &Console, prompt: &str) -> io::Result<Zeroizing<String>> {
    let _no_bar = console.bar().prompt();
    console.ask(prompt);
    let (sender, line) = oneshot::channel();
    // A read of the terminal cannot be canceled, so it has a thread that nothing waits for.
    thread::spawn(move || {
        let mut line = Zeroizing::new(String::new());
        let read = io::stdin().read_line(&mut line);
        let _ = sender.send(read.map(|_| Zeroizing::new(line.trim().to_owned())));
    });
    line.await.unwrap_or_else(|_| Err(ErrorKind::UnexpectedEof.into()))
}

/// The terminal does not show the typed text. It shows text again before this function returns, also
/// after Ctrl-C, which is an error of the kind `Interrupted`.
pub(super) fn secret(console: &Console, prompt: &str) -> io::Result<SecretString> {
    let _no_bar = console.bar().prompt();
    console.ask(prompt);
    let secret = Zeroizing::new(rpassword::read_password()?);
    Ok(secret.trim().to_owned().into())
}
