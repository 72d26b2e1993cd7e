//! What `-o` may name: links, folders, devices, pipes, and names of all kinds.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::process::{Child, Command, Stdio};

use super::{RUN, to};
use crate::support::sandbox::{Outcome, Sandbox, by_way_of, send_signal};
use crate::support::server::World;

#[test]
fn an_old_file_is_replaced_with_its_permissions_and_through_its_link() {
    let sandbox = Sandbox::new(World::sample());
    fs::create_dir(sandbox.path("data")).expect("a folder");
    let real = sandbox.path("data/real.csv");
    fs::write(&real, "old").expect("writable");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("set");
    symlink(&real, sandbox.path("link.csv")).expect("a link");
    sandbox.succeed(&to("link.csv"));
    assert!(fs::symlink_metadata(sandbox.path("link.csv")).expect("it is there").is_symlink());
    assert!(sandbox.read("data/real.csv").starts_with("AD_ACCOUNT_ID,"));
    let mode = fs::metadata(&real).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(sandbox.files("data"), ["real.csv"]);
}

#[test]
fn a_link_to_what_is_not_there_yet_leads_to_the_new_file() {
    let sandbox = Sandbox::new(World::sample());
    fs::create_dir(sandbox.path("data")).expect("a folder");
    symlink("real.csv", sandbox.path("data/link.csv")).expect("a link");
    symlink("data/link.csv", sandbox.path("link.csv")).expect("a link to the link");
    sandbox.succeed(&to("link.csv"));
    assert_eq!(sandbox.files("data"), ["link.csv", "real.csv"]);
    for link in ["link.csv", "data/link.csv"] {
        assert!(fs::symlink_metadata(sandbox.path(link)).expect("it is there").is_symlink());
    }
}

#[test]
fn a_target_that_cannot_be_written_fails_before_the_first_request() {
    let sandbox = Sandbox::new(World::sample());
    fs::create_dir(sandbox.path("folder")).expect("a folder");
    fs::write(sandbox.path("file"), "").expect("writable");
    symlink("loop", sandbox.path("loop")).expect("a link");
    let too_long = "x".repeat(256);
    for (path, said) in [
        ("missing/out.csv", "hint: run `mkdir -p 'missing'`"),
        ("missing/{date}.csv", "cannot write `missing/{date}.csv`"),
        ("folder", "is a directory"),
        ("file/out.csv", "cannot write `file/out.csv`: not a directory"),
        ("loop", "too many levels of symbolic links"),
        (&too_long, "file name too long"),
        // A folder in which even the superuser cannot make a file.
        ("/proc/out.csv", "cannot write `/proc/out.csv`"),
        ("/proc/{account}.csv", "cannot write `/proc/{account}.csv`"),
    ] {
        let stderr = sandbox.fail(7, &to(path));
        assert!(stderr.to_lowercase().contains(&said.to_lowercase()), "{path}: {stderr}");
    }
    assert_eq!(sandbox.server.log().len(), 0);
}

#[test]
fn so_does_a_folder_that_is_not_there() {
    let sandbox = Sandbox::new(World::sample());
    let stderr = sandbox.fail(7, &to("missing/"));
    assert_eq!(sandbox.server.log().len(), 0, "{stderr}");
    assert!(stderr.contains("hint: set a file with `--output`"), "{stderr}");
}

#[test]
fn so_does_a_link_into_a_folder_that_is_not_there() {
    let sandbox = Sandbox::new(World::sample());
    symlink("missing/out.csv", sandbox.path("link.csv")).expect("a link");
    let stderr = sandbox.fail(7, &to("link.csv"));
    assert_eq!(sandbox.server.log().len(), 0, "{stderr}");
    let missing = sandbox.path("missing");
    assert!(stderr.contains(&format!("hint: run `mkdir -p '{}'`", missing.display())), "{stderr}");
}

#[test]
fn so_does_a_run_in_a_folder_that_is_gone() {
    let sandbox = Sandbox::new(World::sample());
    let script = "mkdir gone && cd gone && rmdir ../gone && exec \"$@\"";
    let inner = sandbox.command(&to("out.csv"));
    let outcome = Outcome::run(&mut by_way_of(&["sh", "-c", script, "sh"], &inner));
    assert_eq!(outcome.code, Some(7), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("cannot write `out.csv`"), "{}", outcome.stderr);
    assert_eq!(sandbox.server.log().len(), 0);
    assert!(!outcome.stderr.contains("''"), "nobody can type this: {}", outcome.stderr);
}

#[test]
fn a_folder_in_the_place_of_one_day_spoils_no_other() {
    let sandbox = Sandbox::new(World::sample());
    sandbox.succeed(&to("whole-{date}.csv"));
    fs::create_dir(sandbox.path("2026-03-08.csv")).expect("a folder");
    let stderr = sandbox.fail(7, &to("{date}.csv"));
    assert!(stderr.contains("cannot write `2026-03-08.csv`: Is a directory"), "{stderr}");
    for file in sandbox.files(".").iter().filter(|file| file.starts_with("2026-")) {
        if file != "2026-03-08.csv" {
            assert_eq!(sandbox.read(file), sandbox.read(&format!("whole-{file}")), "{file}");
        }
    }
    assert!(sandbox.files(".").iter().all(|file| !file.starts_with('.')), "no part is left");
}

#[test]
fn a_name_may_be_anything_that_is_utf_8() {
    let sandbox = Sandbox::new(World::sample());
    let csv = sandbox.succeed(&RUN);
    let longest = "x".repeat(255);
    for name in [&longest, "a b.csv", "a\nb.csv", "-x.csv", "--help", "'$(id)'.csv", "März 🌷.csv"]
    {
        let output = format!("--output={name}");
        sandbox.succeed(&[&RUN[..], &[output.as_str()]].concat());
        assert_eq!(sandbox.files("."), [name]);
        assert_eq!(sandbox.read(name), csv);
        fs::remove_file(sandbox.path(name)).expect("removable");
    }
    let sent = sandbox.server.log().len();
    let mut run = sandbox.command(&to("out.csv")[..5]);
    let outcome = Outcome::run(run.arg(OsStr::from_bytes(b"caf\xe9.csv")));
    assert_eq!(outcome.code, Some(2), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("invalid UTF-8"), "{}", outcome.stderr);
    assert_eq!(sandbox.server.log().len(), sent);
}

#[test]
fn a_name_that_a_date_makes_too_long_is_no_file() {
    let sandbox = Sandbox::new(World::sample());
    let stderr = sandbox.fail(7, &to(&("x".repeat(246) + "{date}")));
    assert!(stderr.contains("File name too long"), "{stderr}");
    assert_eq!(sandbox.server.count("/analytics"), 0);
    assert_eq!(sandbox.files("."), Vec::<String>::new());
}

#[test]
fn devices_are_written_to_and_stay() {
    let sandbox = Sandbox::new(World::sample());
    sandbox.succeed(&to("/dev/null"));
    let null = fs::metadata("/dev/null").expect("Linux has it");
    assert!(null.file_type().is_char_device());
    let csv = sandbox.succeed(&RUN);
    for path in ["/dev/fd/1", "/proc/self/fd/1"] {
        assert_eq!(sandbox.succeed(&to(path)), csv, "{path}");
    }
    assert_eq!(sandbox.files("."), Vec::<String>::new());
}

/// Makes a pipe that has a name, and somebody who reads it.
fn pipe(sandbox: &Sandbox, reader: &[&str]) -> Option<Child> {
    let made = Command::new("mkfifo").arg(sandbox.path("pipe")).status().expect("mkfifo runs");
    assert!(made.success());
    let (program, arguments) = reader.split_first()?;
    let mut reader = Command::new(program);
    reader.args(arguments).arg(sandbox.path("pipe")).stdout(Stdio::piped());
    Some(reader.spawn().expect("it starts"))
}

#[test]
fn a_pipe_by_name_is_written_to() {
    let sandbox = Sandbox::new(World::sample());
    let reader = pipe(&sandbox, &["cat"]).expect("a reader");
    sandbox.succeed(&to("pipe"));
    let read = Outcome::of(reader.wait_with_output().expect("it ends"));
    assert_eq!(read.stdout, sandbox.succeed(&RUN));
    assert_eq!(sandbox.files("."), ["pipe"]);
}

#[test]
fn a_reader_of_a_pipe_by_name_may_leave() {
    let sandbox = Sandbox::new(World::sized(1, 130, 0, 0, 0));
    let reader = pipe(&sandbox, &["head", "-n1"]).expect("a reader");
    // Many times the rows that fit into a pipe.
    let run = ["delivery-metrics", "--days-back", "60", "--via", "sync", "-o", "pipe"];
    let stderr = sandbox.run(&run);
    assert_eq!((stderr.code, stderr.stderr.as_str()), (Some(0), ""));
    let read = Outcome::of(reader.wait_with_output().expect("it ends"));
    assert!(read.stdout.starts_with("AD_ACCOUNT_ID,"), "{}", read.stdout);
}

#[test]
fn a_pipe_that_nobody_reads_can_be_left() {
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    assert!(pipe(&sandbox, &[]).is_none());
    let child = sandbox.start(&to("pipe"));
    while sandbox.server.log().is_empty() {
        std::thread::yield_now();
    }
    send_signal("-TERM", child.id());
    let outcome = Outcome::of(child.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(143), "{}", outcome.stderr);
}
