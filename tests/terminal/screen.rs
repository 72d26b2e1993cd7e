//! Runs of pinads on a terminal of a given size, and the text on its screen.

mod checks;
mod login;
mod progress;
mod tables;

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::{Child, Command, Output};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Pty, open};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use crate::support::sandbox::Outcome;

const ROWS: u16 = 40;

/// Longer than any step of a run takes, even on a busy machine.
const LIMIT: Duration = Duration::from_secs(30);

pub(crate) struct Screen {
    run: Child,
    columns: u16,
    terminal: Arc<Pty>,
    shown: Arc<Shown>,
}

/// The screen as the thread that reads the terminal keeps it.
struct Shown {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    /// The lines that somebody typed where the terminal shows them.
    typed: Vec<String>,
    has_ended: bool,
}

/// The screen after a run.
pub(crate) struct Last {
    pub(crate) code: Option<i32>,
    pub(crate) text: String,
    /// All that the run has written, control characters included.
    pub(crate) written: String,
}

/// Runs a command to its end on a terminal of 100 columns: stdout is all that it writes there.
pub(crate) fn at_a_terminal(command: Command) -> Outcome {
    let Last { code, written, .. } = Screen::start(command, 100).end();
    Outcome { code, stdout: written, stderr: String::new() }
}

impl Screen {
    pub(crate) fn start(command: Command, columns: u16) -> Self {
        let (terminal, other_end) = open().expect("a pseudo-terminal");
        terminal.resize(Size::new(ROWS, columns)).expect("a size");
        // Otherwise Ctrl-C discards what the run writes at the same moment.
        let mut modes = tcgetattr(&terminal).expect("modes");
        modes.local_modes |= LocalModes::NOFLSH;
        tcsetattr(&terminal, OptionalActions::Now, &modes).expect("a mode");
        let command = pty_process::blocking::Command::from(command);
        let run = command.env("TERM", "xterm-256color").spawn(other_end).expect("pinads starts");
        let terminal = Arc::new(terminal);
        let number = |number| NonZeroU16::new(number).expect("not zero");
        let parser = vt100::Parser::new(number(ROWS), number(columns), 0);
        let state = State { parser, bytes: Vec::new(), typed: Vec::new(), has_ended: false };
        let shown = Arc::new(Shown { state: Mutex::new(state), changed: Condvar::new() });
        let (reader, kept) = (Arc::clone(&terminal), Arc::clone(&shown));
        thread::spawn(move || kept.read(&reader));
        Screen { run, columns, terminal, shown }
    }

    /// Returns the screen as soon as it has this text. A line that the terminal wraps is one line.
    pub(crate) fn wait_for(&self, text: &str) -> String {
        self.wait_for_all(&[text])
    }

    pub(crate) fn wait_for_all(&self, texts: &[&str]) -> String {
        let has_text = |state: &State| {
            let shown = state.text();
            texts.iter().all(|text| shown.contains(text))
        };
        let state = self.shown.wait(|state| has_text(state) || state.has_ended);
        assert!(has_text(&state), "{texts:?} are not on the screen:\n{}", state.text());
        state.text()
    }

    /// The same for a prompt. Nothing else may be written while it is open.
    pub(crate) fn wait_for_prompt(&self, prompt: &str) -> String {
        self.wait_for(prompt);
        let before = self.shown.locked().bytes.len();
        let changed = |state: &State| state.bytes.len() > before;
        let state = self.shown.state(Duration::from_millis(400), changed);
        assert!(!changed(&state), "something is written during a prompt:\n{}", state.text());
        assert!(state.text().trim_end().ends_with(prompt.trim_end()), "{}", state.text());
        state.text()
    }

    /// The last line of the screen is a progress bar, and the only one; the terminal did not wrap it.
    pub(crate) fn assert_one_bar(&self, shown: &str) {
        let mut bars = shown.lines().filter(|line| line.contains(is_of_a_bar));
        let bar = bars.next().expect("a progress bar");
        assert!(bars.next().is_none() && shown.ends_with(bar), "{shown}");
        assert!(bar.chars().count() <= self.columns.into(), "{shown}");
    }

    pub(crate) fn type_line(&self, line: &str) {
        self.shown.locked().typed.push(line.to_owned());
        self.type_hidden(line);
    }

    /// Types what the terminal must not show.
    pub(crate) fn type_hidden(&self, line: &str) {
        self.press(&format!("{line}\n"));
    }

    pub(crate) fn press(&self, keys: &str) {
        (&*self.terminal).write_all(keys.as_bytes()).expect("the terminal takes keys");
    }

    /// Returns when the terminal no longer shows what somebody types.
    pub(crate) fn wait_until_hidden(&self) {
        let started = Instant::now();
        while self.shows_typing() {
            assert!(started.elapsed() < LIMIT, "the terminal shows a secret");
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Does the terminal show what somebody types?
    pub(crate) fn shows_typing(&self) -> bool {
        tcgetattr(&*self.terminal).expect("modes").local_modes.contains(LocalModes::ECHO)
    }

    /// Waits for the end of the run. No secret may have been on the screen at any time.
    pub(crate) fn end(mut self) -> Last {
        let (text, bytes) = {
            let state = self.shown.wait(|state| state.has_ended);
            (state.text(), state.written())
        };
        let status = self.run.wait().expect("it has ended");
        assert!(!text.contains(is_of_a_bar), "a progress bar is left ({status}):\n{text}");
        let outcome = Outcome::of(Output { status, stdout: bytes, stderr: Vec::new() });
        Last { code: outcome.code, text, written: outcome.stdout }
    }
}

impl Shown {
    fn read(&self, mut terminal: &Pty) {
        let mut part = [0; 4096];
        loop {
            // The terminal of a run that has ended is an error.
            let length = terminal.read(&mut part).unwrap_or(0);
            let mut state = self.locked();
            state.parser.process(&part[..length]);
            state.bytes.extend_from_slice(&part[..length]);
            state.has_ended = length == 0;
            self.changed.notify_all();
            if length == 0 {
                return;
            }
        }
    }

    fn wait(&self, is_enough: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let state = self.state(LIMIT, &is_enough);
        assert!(is_enough(&state), "the screen has stopped at:\n{}", state.text());
        state
    }

    /// The state once it is enough, or after that time.
    fn state(&self, limit: Duration, is_enough: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let waited = self.changed.wait_timeout_while(self.locked(), limit, |it| !is_enough(it));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// All that was ever written to the terminal, without what somebody typed there.
    fn written(&self) -> Vec<u8> {
        let written = String::from_utf8_lossy(&self.bytes).into_owned();
        self.typed.iter().fold(written, |text, typed| text.replacen(typed, "", 1)).into_bytes()
    }
}

/// One of the characters that turn.
fn is_of_a_bar(c: char) -> bool {
    ('\u{2801}'..='\u{28ff}').contains(&c)
}
