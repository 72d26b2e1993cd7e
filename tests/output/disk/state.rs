//! A state folder that takes nothing: a warning, and the same rows.

use super::{RUN, with_mounts};
use crate::support::sandbox::{Outcome, Sandbox, has_program};
use crate::support::server::World;

const WARNING: &str = "warning: cannot save the request budget to `";

/// Runs on top of what this script mounts, after a run that has left its state. How often it warns,
/// and of what.
fn warnings(mounts: &str) -> Vec<String> {
    let sandbox = Sandbox::new(World::sample());
    let csv = sandbox.succeed(&RUN);
    let script = format!("set -e; {mounts}; exec \"$@\"");
    let outcome = Outcome::run(&mut with_mounts(&script, &sandbox.command(&RUN)));
    assert_eq!((outcome.code, outcome.stdout), (Some(0), csv), "{}", outcome.stderr);
    outcome.stderr.lines().filter(|line| line.starts_with(WARNING)).map(str::to_owned).collect()
}

#[test]
fn a_full_state_folder_is_told_once_and_the_run_goes_on() {
    if !has_program("unshare") {
        return;
    }
    // Full at the first request, at the listing of ad accounts, which says nothing, at the second
    // request, and room for all, the old and the new state.
    for (pages, expected) in [(1, 1), (2, 1), (3, 1), (16, 0)] {
        let size = pages * 4096;
        let mounts =
            format!("mount -t tmpfs -o mode=700,size={size} none state; echo full >state/filler");
        let warnings = warnings(&mounts);
        assert_eq!(warnings.len(), expected, "{pages} pages: {warnings:?}");
        assert!(warnings.iter().all(|warning| warning.contains("No space left on device")));
    }
}

#[test]
fn a_read_only_state_folder_is_told_once_and_the_run_goes_on() {
    if !has_program("unshare") {
        return;
    }
    for mounts in [
        "mount -t tmpfs -o ro,mode=700 none state",
        "mount --bind state state; mount -o remount,bind,ro state",
    ] {
        let warnings = warnings(mounts);
        assert_eq!(warnings.len(), 1, "{mounts}: {warnings:?}");
        assert!(warnings[0].contains("Read-only file system"), "{warnings:?}");
    }
}
