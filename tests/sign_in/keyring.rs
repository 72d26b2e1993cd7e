//! The system's keyring, where there is one, where there is none, and where it is locked.

use std::fs;
use std::process::Command;

use super::{fail, sandbox, succeed};
use crate::sandbox::{Outcome, Sandbox, by_way_of, has_program};
use crate::server::App;

/// A session whose keyring is open: the password is what stands on the daemon's stdin.
const UNLOCKED: &str =
    "printf correct-horse | gnome-keyring-daemon --unlock --components=secrets >&2 && exec \"$@\"";
/// One whose keyring is there, but nobody has given the password.
const LOCKED: &str = "gnome-keyring-daemon --start --components=secrets >&2 && exec \"$@\"";
/// One with a bus, on which nobody offers a keyring.
const NOBODY: &str = "exec \"$@\"";

/// A bus that starts no service by itself.
const BARE_BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"#;

/// The command inside a session of its own.
fn within(sandbox: &Sandbox, session: &str, command: &Command) -> Command {
    fs::write(sandbox.path("bus.conf"), BARE_BUS).expect("writable");
    let bus = format!("--config-file={}", sandbox.path("bus.conf").display());
    by_way_of(&["dbus-run-session", &bus, "--", "sh", "-c", session, "sh"], command)
}

fn is_possible() -> bool {
    has_program("dbus-run-session") && has_program("gnome-keyring-daemon")
}

const LOGIN: [&str; 3] = ["auth", "login", "--client-credentials"];

#[test]
fn what_is_kept_in_it_is_there_in_the_next_session() {
    if !is_possible() {
        return;
    }
    let sandbox = sandbox(App::default());
    let told = succeed(&mut within(&sandbox, UNLOCKED, &sandbox.signed_out(&LOGIN))).stderr;
    assert!(told.contains("kept in keyring"), "{told}");
    // Of the sign-in the file tells nothing but where it is.
    assert_eq!(sandbox.read("config/credentials/default.json"), "\"keyring\"");

    let mut users = within(&sandbox, UNLOCKED, &sandbox.unattended(&["users", "-v"]));
    assert_eq!(succeed(&mut users).stdout, sandbox.succeed(&["users"]));
    // Renewed in the keyring, it is found there again.
    sandbox.server.expire_access_tokens();
    succeed(&mut users);
    let mut status = within(&sandbox, UNLOCKED, &sandbox.unattended(&["auth", "status"]));
    assert!(succeed(&mut status).stdout.contains("source   keyring\n"));

    succeed(&mut within(&sandbox, UNLOCKED, &sandbox.unattended(&["auth", "logout"])));
    fail(3, &mut users);
}

#[test]
fn cron_is_told_what_to_do() {
    if !is_possible() {
        return;
    }
    let sandbox = sandbox(App::default());
    succeed(&mut within(&sandbox, UNLOCKED, &sandbox.signed_out(&LOGIN)));
    let users = sandbox.unattended(&["users"]);
    let mut no_bus = sandbox.unattended(&["users"]);
    for run in
        [&mut no_bus, &mut within(&sandbox, NOBODY, &users), &mut within(&sandbox, LOCKED, &users)]
    {
        let stderr = fail(3, run);
        assert!(
            stderr.contains("the sign-in is in the keyring, which cannot be used here: "),
            "{stderr}"
        );
        assert!(
            stderr
                .ends_with("hint: `pinads auth login --store file`, once: cron can read a file\n"),
            "{stderr}"
        );
    }
    let doctor = Outcome::run(&mut sandbox.unattended(&["doctor"]));
    assert_eq!(doctor.code, Some(3), "{}", doctor.stderr);
    assert!(
        doctor
            .stdout
            .contains("problem  store         the sign-in is in the keyring, which cannot"),
        "{}",
        doctor.stdout
    );
    // As it says.
    let login = [&LOGIN[..], &["--store", "file"]].concat();
    succeed(&mut within(&sandbox, UNLOCKED, &sandbox.signed_out(&login)));
    succeed(&mut no_bus);
}

#[test]
fn without_one_a_file_is_used_and_the_reason_told() {
    if !is_possible() {
        return;
    }
    let sandbox = sandbox(App::default());
    let login = sandbox.signed_out(&LOGIN);
    let mut no_bus = sandbox.signed_out(&LOGIN);
    // There must be a keyring for it to be locked.
    let elsewhere = ["auth", "login", "--client-credentials", "--profile", "elsewhere"];
    succeed(&mut within(&sandbox, UNLOCKED, &sandbox.signed_out(&elsewhere)));
    for run in
        [&mut no_bus, &mut within(&sandbox, NOBODY, &login), &mut within(&sandbox, LOCKED, &login)]
    {
        let told = succeed(run).stderr;
        assert!(told.contains("note: a file will hold the sign-in, not the keyring: "), "{told}");
        succeed(&mut sandbox.unattended(&["users"]));
        succeed(&mut sandbox.unattended(&["auth", "logout"]));
    }
    let wanted = [&LOGIN[..], &["--store", "keyring"]].concat();
    let wanted = sandbox.signed_out(&wanted);
    let stderr = fail(1, &mut within(&sandbox, NOBODY, &wanted));
    assert!(stderr.contains("the keyring cannot be used: there is none"), "{stderr}");
    assert!(stderr.ends_with("hint: `pinads auth login --store file`\n"), "{stderr}");
}
