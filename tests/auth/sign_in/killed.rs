//! Runs and renewals that are killed, and a program that is replaced while it runs.

use std::fs;
use std::process::{Command, Stdio};

use super::renewal::{end, expire, expired, renewing, start};
use super::{fail, sandbox, succeed};
use crate::support::sandbox::{Outcome, Sandbox, by_way_of, kill, send_signal};
use crate::support::server::{App, Rotation, World};

#[test]
fn whoever_is_killed_nobody_is_locked_out() {
    // Before the server has done anything, and after it has, when the old token is worth nothing.
    for answered in [false, true] {
        let sandbox = expired();
        let hold = sandbox.server.hold("/oauth/token", answered);
        let first = start(&sandbox);
        hold.wait();
        let others: Vec<_> = (0..11).map(|_| start(&sandbox)).collect();
        kill(first);
        hold.release();
        others.into_iter().for_each(end);
        assert_eq!(sandbox.server.refreshes(), 1, "{answered}");
    }
}

#[test]
fn killed_at_any_moment_the_next_run_is_signed_in() {
    let sandbox = expired();
    for moment in 0..12 {
        let run = start(&sandbox);
        // Each a little later: some before the renewal, some within, some after it.
        std::thread::sleep(std::time::Duration::from_millis(moment * 4));
        kill(run);
        end(start(&sandbox));
        expire(&sandbox);
    }
}

#[test]
fn a_polite_end_waits_for_the_answer() {
    let sandbox = expired();
    let hold = sandbox.server.hold("/oauth/token", true);
    let run = start(&sandbox);
    hold.wait();
    for pid in renewing(&sandbox) {
        send_signal("-TERM", pid);
        send_signal("-INT", pid);
    }
    send_signal("-TERM", run.id());
    let outcome = Outcome::of(run.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(143), "nobody waits for the other process");
    hold.release();
    end(start(&sandbox));
    assert_eq!(sandbox.server.refreshes(), 1);
}

/// Kills the one process that renews the sign-in.
fn kill_the_renewal(sandbox: &Sandbox) {
    let renewing = renewing(sandbox);
    assert_eq!(renewing.len(), 1, "{renewing:?}");
    send_signal("-KILL", renewing[0]);
}

#[test]
fn a_renewal_that_is_killed_before_its_answer_is_made_by_another() {
    let sandbox = expired();
    let hold = sandbox.server.hold("/oauth/token", false);
    let first = start(&sandbox);
    hold.wait();
    kill_the_renewal(&sandbox);
    end(first);
    (0..3).map(|_| start(&sandbox)).for_each(end);
    assert_eq!(sandbox.server.refreshes(), 1);
}

#[test]
fn a_renewal_whose_answer_is_lost_is_made_again_if_the_api_lets_it() {
    for rotation in [Rotation::Lenient, Rotation::Strict] {
        let sandbox = sandbox(App { rotation, ..App::default() });
        sandbox.sign_in(&[]);
        expire(&sandbox);
        let hold = sandbox.server.hold("/oauth/token", true);
        let first = start(&sandbox);
        hold.wait();
        kill_the_renewal(&sandbox);
        if rotation == Rotation::Lenient {
            end(first);
            assert_eq!(sandbox.server.refreshes(), 2);
            continue;
        }
        let first = Outcome::of(first.wait_with_output().expect("it ends"));
        assert_eq!(first.code, Some(3), "{}", first.stderr);
        for stderr in [first.stderr, fail(3, &mut sandbox.unattended(&["users"]))] {
            let said = "the API rejected the token: The refresh token is invalid or expired.";
            assert!(stderr.contains(said), "{stderr}");
            assert!(stderr.ends_with("\nhint: run `pinads auth login`\n"), "{stderr}");
        }
        sandbox.sign_in(&[]);
        succeed(&mut sandbox.unattended(&["users"]));
    }
}

#[test]
fn a_run_outlives_its_program() {
    let sandbox = Sandbox::new(World::sized(1, 600, 0, 0, 0));
    sandbox.sign_in(&[]);
    let program = sandbox.path("pinads");
    // By another process: a file that this one has open for writing could not be run.
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_pinads")).arg(&program).status();
    assert!(copied.expect("cp runs").success());
    let report = ["object-information", "--object-type", "campaigns"];
    let hold = sandbox.server.hold("/campaigns", true);
    let script = "shift; exec ./pinads \"$@\"";
    let mut run = by_way_of(&["sh", "-c", script, "sh"], &sandbox.unattended(&report));
    let run = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("sh starts");
    hold.wait();
    fs::write(sandbox.path("upgrade"), "another version").expect("writable");
    fs::rename(sandbox.path("upgrade"), &program).expect("ours");
    sandbox.server.expire_access_tokens();
    hold.release();
    end(run);
    assert_eq!(sandbox.server.refreshes(), 1);
}
