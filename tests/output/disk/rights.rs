//! Who may read and write what pinads keeps, and where links lead.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{RUN, to};
use crate::support::sandbox::{Outcome, Sandbox, by_way_of};
use crate::support::server::World;

/// Every file and folder below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(below(&path));
        }
        found.push(path);
    }
    found.sort();
    found
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).expect("it is there").permissions().mode() & 0o777
}

/// A run that is interrupted has left all that a run keeps.
fn interrupt(sandbox: &Sandbox, umask: &str) {
    let hold = sandbox.server.hold("/campaigns/analytics", true);
    let command = sandbox.command(&[&to("out.csv")[..], &["--resume"]].concat());
    let script = format!("umask {umask}; exec \"$0\" \"$@\"");
    let mut run = by_way_of(&["sh", "-c", &script], &command);
    run.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut run = run.spawn().expect("sh runs");
    hold.wait();
    run.kill().expect("SIGKILL");
    run.wait().expect("it ended");
    hold.release();
}

#[test]
fn what_a_run_keeps_is_for_its_user_alone_whatever_the_umask() {
    for umask in ["0", "022", "0277", "0777"] {
        let sandbox = Sandbox::new(World::sample());
        interrupt(&sandbox, umask);
        let state = sandbox.path("state");
        let found = below(&state);
        let kinds: Vec<_> =
            found.iter().filter_map(|path| path.strip_prefix(&state).ok()?.parent()).collect();
        for folder in ["ad-accounts", "begun", "budget", "journal"] {
            assert!(kinds.contains(&Path::new(folder)), "{folder}: {found:?}");
        }
        for path in found.iter().chain([&state]) {
            let wanted = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode(path), wanted, "umask {umask}: {}", path.display());
        }
    }
}

#[test]
fn what_an_earlier_version_left_open_is_closed() {
    let sandbox = Sandbox::new(World::sample());
    sandbox.succeed(&RUN);
    for path in below(&sandbox.path("state")).iter().filter(|path| path.is_file()) {
        fs::set_permissions(path, Permissions::from_mode(0o644)).expect("ours");
    }
    sandbox.succeed(&RUN);
    let budget = below(&sandbox.path("state/budget"));
    assert!(budget.iter().all(|path| mode(path) == 0o600), "{budget:?}");
}

#[test]
fn nothing_is_written_through_a_link_in_the_state_folder() {
    let sandbox = Sandbox::new(World::sample());
    let csv = sandbox.succeed(&RUN);
    interrupt(&sandbox, "022");
    let victim = sandbox.path("victim");
    let files: Vec<_> =
        below(&sandbox.path("state")).into_iter().filter(|path| path.is_file()).collect();
    let next = files.iter().filter(|path| path.extension().is_some_and(|it| it == "json"));
    let all: Vec<_> =
        files.iter().cloned().chain(next.map(|path| path.with_extension("next"))).collect();
    assert!(all.len() > 5, "{all:?}");
    for path in all {
        fs::write(&victim, "mine").expect("writable");
        fs::set_permissions(&victim, Permissions::from_mode(0o644)).expect("ours");
        let old = fs::read(&path).ok();
        let _ = fs::remove_file(&path);
        symlink(&victim, &path).expect("a link");
        let outcome = sandbox.run(&RUN);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(0), csv.as_str()), "{path:?}");
        let resumed = sandbox.run(&[&to("out.csv")[..], &["--resume"]].concat());
        assert!(matches!(resumed.code, Some(0 | 1)), "{path:?}: {}", resumed.stderr);
        assert_eq!(fs::read_to_string(&victim).expect("a file"), "mine", "{}", path.display());
        assert_eq!(mode(&victim), 0o644, "{}", path.display());
        fs::remove_file(&path).ok();
        if let Some(old) = old {
            fs::write(&path, old).expect("writable");
        }
    }
}

#[test]
fn a_folder_that_others_can_write_to_is_refused_with_what_mends_it() {
    for (folder, code) in [("state", 1), ("config", 3)] {
        let sandbox = Sandbox::new(World::sample());
        let csv = sandbox.succeed(&RUN);
        let path = sandbox.path(folder);
        fs::create_dir_all(&path).expect("a folder");
        for open in [0o777, 0o770, 0o722, 0o702] {
            fs::set_permissions(&path, Permissions::from_mode(open)).expect("ours");
            let asked = sandbox.server.asked();
            let stderr = sandbox.fail(code, &RUN);
            let said = format!("other users can write to `{}`", path.display());
            assert!(stderr.contains(&said), "{stderr}");
            assert_eq!(sandbox.server.asked(), asked);
            mend(&stderr);
            assert_eq!(sandbox.succeed(&RUN), csv);
        }
        for closed in [0o755, 0o750, 0o700] {
            fs::set_permissions(&path, Permissions::from_mode(closed)).expect("ours");
            assert_eq!(sandbox.succeed(&RUN), csv);
        }
    }
}

/// Runs the command of the hint.
fn mend(stderr: &str) {
    let (_, command) = stderr.split_once("hint: run `").expect("a hint");
    let command = command.trim_end().trim_end_matches('`');
    assert!(Command::new("sh").args(["-c", command]).status().expect("sh runs").success());
}

#[test]
fn a_folder_of_somebody_else_is_refused() {
    for (folder, code) in [("state", 1), ("config", 3)] {
        let sandbox = Sandbox::new(World::sample());
        let path = sandbox.path(folder);
        fs::create_dir_all(&path).expect("a folder");
        // Only the superuser can give a folder away.
        if std::os::unix::fs::chown(&path, Some(12345), None).is_err() {
            return;
        }
        let stderr = sandbox.fail(code, &RUN);
        assert!(stderr.contains("belongs to another user"), "{stderr}");
        assert!(stderr.contains("sudo chown -R"), "{stderr}");
        let mut command = sandbox.command(&RUN);
        command.env_remove("PINADS_STATE_DIR").env_remove("PINADS_CONFIG_DIR");
        assert_eq!(Outcome::run(&mut command).code, Some(0), "the default folders are sound");
    }
}
