//! Folders and files that are file systems of their own.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{RUN, contents, to, with_mounts};
use crate::support::sandbox::{Outcome, Sandbox, has_program};
use crate::support::server::World;

const READ_ONLY: &str = ": Read-only file system (os error 30)\n";

/// With an old file in a folder that can become a file system.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new(World::sample());
    fs::create_dir(sandbox.path("data")).expect("a folder");
    fs::write(sandbox.path("data/out.csv"), "old").expect("writable");
    sandbox
}

fn assert_is_old(sandbox: &Sandbox, folder: &str) {
    let after: Vec<_> = contents(&sandbox.path(folder)).into_iter().collect();
    assert_eq!(after, [("out.csv".to_owned(), b"old".to_vec())]);
}

#[test]
fn a_read_only_folder_is_found_out_before_the_first_request() {
    if !has_program("unshare") {
        return;
    }
    let sandbox = sandbox();
    let script = "set -e; mount --bind data data; mount -o remount,bind,ro data; exec \"$@\"";
    for path in ["data/out.csv", "data/{date}.csv", "data/{account}/{date}.csv"] {
        let outcome = Outcome::run(&mut with_mounts(script, &sandbox.command(&to(path))));
        assert_eq!(outcome.code, Some(7), "{path}: {}", outcome.stderr);
        let said = format!("pinads: cannot write `{path}`{READ_ONLY}");
        assert!(outcome.stderr.starts_with(&said), "{}", outcome.stderr);
    }
    assert_eq!(sandbox.server.log().len(), 0);
    assert_is_old(&sandbox, "data");
}

/// Blocks until somebody has made this file.
fn wait_for(path: &Path) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !path.exists() {
        assert!(Instant::now() < deadline, "nobody made {}", path.display());
        std::thread::yield_now();
    }
}

#[test]
fn a_folder_that_becomes_read_only_keeps_its_old_file() {
    if !has_program("unshare") {
        return;
    }
    let sandbox = sandbox();
    // As the kernel does with a disk that has errors.
    let script = "set -e; mkdir after; mount -t tmpfs none after; cp data/out.csv after; \
                  mount --move after data; \"$@\" & while [ ! -e go ] && kill -0 $!; do sleep 0.02; done; \
                  mount -o remount,ro data; touch gone; code=0; wait $! || code=$?; \
                  cp data/out.csv after; exit $code";
    let hold = sandbox.server.hold("/campaigns/analytics", true);
    let mut run = with_mounts(script, &sandbox.command(&to("data/out.csv")));
    let run = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    hold.wait();
    fs::write(sandbox.path("go"), "").expect("writable");
    wait_for(&sandbox.path("gone"));
    hold.release();
    let outcome = Outcome::of(run.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(7), "{}", outcome.stderr);
    let said = format!("pinads: cannot write `data/out.csv`{READ_ONLY}");
    assert!(outcome.stderr.contains(&said), "{}", outcome.stderr);
    assert_is_old(&sandbox, "after");
}

#[test]
fn a_file_that_cannot_be_replaced_stays_as_it_was() {
    if !has_program("unshare") {
        return;
    }
    let sandbox = sandbox();
    // As containers are given a single file.
    let script = "set -e; mount --bind data/out.csv data/out.csv; exec \"$@\"";
    let outcome = Outcome::run(&mut with_mounts(script, &sandbox.command(&to("data/out.csv"))));
    assert_eq!(outcome.code, Some(7), "{}", outcome.stderr);
    let said = "pinads: cannot write `data/out.csv`: Device or resource busy";
    assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    assert_is_old(&sandbox, "data");
}

#[test]
fn the_temporary_folder_is_not_needed() {
    if !has_program("unshare") {
        return;
    }
    let sandbox = sandbox();
    fs::create_dir(sandbox.path("tmp")).expect("a folder");
    for tmp in ["tmp", "missing"] {
        let mut inner = sandbox.command(&to("data/out.csv"));
        inner.env("TMPDIR", sandbox.path(tmp));
        let script = "set -e; mount -t tmpfs -o ro none tmp; exec \"$@\"";
        let outcome = Outcome::run(&mut with_mounts(script, &inner));
        assert_eq!(outcome.code, Some(0), "{tmp}: {}", outcome.stderr);
        assert_eq!(sandbox.read("data/out.csv"), sandbox.succeed(&RUN));
        fs::write(sandbox.path("data/out.csv"), "old").expect("writable");
    }
}
