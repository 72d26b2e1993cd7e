//! How a run may end, whatever it was given.

use std::process::Command;

use crate::support::sandbox::{Outcome, by_way_of};

/// Seconds that pass outside, and bytes: a run that needs more of them is broken.
const LIMITS: [&str; 5] = ["timeout", "--signal=KILL", "20", "prlimit", "--as=1073741824"];

pub(super) fn end(command: &Command) -> Outcome {
    let outcome = Outcome::run(&mut by_way_of(&LIMITS, command));
    let Outcome { code, stderr, .. } = &outcome;
    // Killed by its limits or by a crash, it has no code or one beyond 128.
    assert!(matches!(code, Some(0..=7)), "{command:?}: {code:?} {stderr}");
    assert!(!stderr.contains("panicked"), "{command:?}: {stderr}");
    assert!(*code != Some(1) || stderr.contains("pinads: "), "{command:?}: {stderr}");
    outcome
}
