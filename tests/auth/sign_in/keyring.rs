//! The system's keyring, where there is one, where there is none, and where it is locked.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;

use super::{fail, sandbox, succeed};
use crate::support::sandbox::{Outcome, Sandbox, by_way_of, has_program};
use crate::support::server::App;

/// Waits until the keyring is on the bus, which it may be a moment after its daemon has started.
const READY: &str = "\
    ready() {
        until dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
            org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q true
        do sleep 0.01; done
    }";
/// A session whose keyring is open: the password is what stands on the daemon's stdin.
const UNLOCKED: &str = "printf correct-horse | \
    gnome-keyring-daemon --unlock --components=secrets >&2 && ready && exec \"$@\"";
/// One whose keyring is there, but nobody has given the password.
const LOCKED: &str =
    "gnome-keyring-daemon --start --components=secrets >&2 && ready && exec \"$@\"";
/// One with a bus, on which nobody offers a keyring.
const NOBODY: &str = "exec \"$@\"";
/// One whose keyring is locked while the command runs: as soon as there is a file `lock`.
const LOCKED_MEANWHILE: &str = "\
    printf correct-horse | gnome-keyring-daemon --unlock --components=secrets >&2
    ready
    (
        until [ -e lock ]; do sleep 0.02; done
        dbus-send --session --print-reply --dest=org.freedesktop.secrets \
            /org/freedesktop/secrets org.freedesktop.Secret.Service.Lock \
            array:objpath:/org/freedesktop/secrets/collection/login >&2
        touch locked
    ) &
    exec \"$@\"";
/// The sessions in which the keyring is out of reach: the first has no bus.
const BARRED: [Option<&str>; 3] = [None, Some(NOBODY), Some(LOCKED)];

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
    let script = format!("{READY}\n{session}");
    by_way_of(&["dbus-run-session", &bus, "--", "sh", "-c", &script, "sh"], command)
}

/// The command in one of the sessions in which the keyring is out of reach. One that hangs there
/// does not end well.
fn barred(sandbox: &Sandbox, session: Option<&str>, command: &Command) -> Command {
    let command = by_way_of(&["timeout", "30"], command);
    match session {
        Some(session) => within(sandbox, session, &command),
        None => command,
    }
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
    assert!(told.contains("saved to keyring"), "{told}");
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
    let login_once = "hint: run `pinads auth login --store file` once; cron jobs can read a file\n";
    let elsewhere = "hint: run the same command in a session with an unlocked keyring\n";
    for session in BARRED {
        for (command, hint) in [
            (&["users"][..], login_once),
            (&["auth", "status"], login_once),
            (&["auth", "refresh"], login_once),
            (&["auth", "logout"], elsewhere),
        ] {
            let command = sandbox.unattended(command);
            let stderr = fail(3, &mut barred(&sandbox, session, &command));
            let said = "the credentials are in the keyring, which is not available here: ";
            assert!(stderr.contains(said) && stderr.ends_with(hint), "{session:?}: {stderr}");
        }
    }
    // None of them has lost anything.
    let users = sandbox.unattended(&["users"]);
    succeed(&mut within(&sandbox, UNLOCKED, &users));
    let doctor = Outcome::run(&mut sandbox.unattended(&["doctor"]));
    assert_eq!(doctor.code, Some(3), "{}", doctor.stderr);
    assert!(
        doctor
            .stdout
            .contains("problem  store         the credentials are in the keyring, which is not"),
        "{}",
        doctor.stdout
    );
    // As it says.
    let login = [&LOGIN[..], &["--store", "file"]].concat();
    succeed(&mut within(&sandbox, UNLOCKED, &sandbox.signed_out(&login)));
    succeed(&mut sandbox.unattended(&["users"]));
}

#[test]
fn without_one_a_file_is_used_and_the_reason_told() {
    if !is_possible() {
        return;
    }
    let sandbox = sandbox(App::default());
    // There must be a keyring for it to be locked.
    let elsewhere = ["auth", "login", "--client-credentials", "--profile", "elsewhere"];
    succeed(&mut within(&sandbox, UNLOCKED, &sandbox.signed_out(&elsewhere)));
    for session in BARRED {
        let told = succeed(&mut barred(&sandbox, session, &sandbox.signed_out(&LOGIN))).stderr;
        assert!(
            told.contains(
                "note: saving the credentials to a file, because the keyring is not \
                               available: "
            ),
            "{told}"
        );
        succeed(&mut sandbox.unattended(&["users"]));
        succeed(&mut sandbox.unattended(&["auth", "logout"]));

        let wanted = sandbox.signed_out(&[&LOGIN[..], &["--store", "keyring"]].concat());
        let stderr = fail(1, &mut barred(&sandbox, session, &wanted));
        assert!(stderr.contains("pinads: the keyring is not available: "), "{session:?}: {stderr}");
        assert!(stderr.ends_with("hint: run `pinads auth login --store file`\n"), "{stderr}");
    }
}

#[test]
fn new_tokens_that_it_does_not_take_are_told_loudly() {
    if !is_possible() || !has_program("dbus-send") {
        return;
    }
    let sandbox = sandbox(App::default());
    succeed(&mut within(&sandbox, UNLOCKED, &sandbox.signed_out(&LOGIN)));
    sandbox.server.expire_access_tokens();
    let hold = sandbox.server.hold("/oauth/token", true);
    let mut run = within(&sandbox, LOCKED_MEANWHILE, &sandbox.unattended(&["users"]));
    let run = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a session starts");
    hold.wait();
    fs::write(sandbox.path("lock"), "").expect("writable");
    while !sandbox.path("locked").exists() {
        thread::yield_now();
    }
    hold.release();
    let outcome = Outcome::of(run.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    let said = "Pinterest issued new tokens, but they cannot be saved, and the old ones may no \
                longer be valid: cannot save credentials to the keyring: ";
    assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("then run `pinads auth login` to sign in again\n"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_damaged_entry_is_told_and_not_shown() {
    if !is_possible() {
        return;
    }
    let sandbox = sandbox(App::default());
    // One without a password needs no opening, and its file can be read and altered.
    let folder = sandbox.path(".local/share/keyrings");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("default"), "plain").expect("writable");
    let keyring = ".local/share/keyrings/plain.keyring";
    fs::write(sandbox.path(keyring), "[keyring]\ndisplay-name=plain\n").expect("writable");
    succeed(&mut within(&sandbox, LOCKED, &sandbox.signed_out(&LOGIN)));
    let damaged = sandbox.read(keyring).lines().fold(String::new(), |text, line| {
        let line = if line.starts_with("secret={") { "secret={\"api\":" } else { line };
        text + line + "\n"
    });
    fs::write(sandbox.path(keyring), damaged).expect("writable");
    for command in [&["users"][..], &["auth", "status"], &["auth", "refresh"]] {
        let stderr = fail(3, &mut within(&sandbox, LOCKED, &sandbox.unattended(command)));
        assert!(stderr.contains("the credentials in the keyring are corrupt ("), "{stderr}");
        assert!(stderr.ends_with("hint: run `pinads auth login`\n"), "{stderr}");
    }
    let logout = sandbox.unattended(&["auth", "logout"]);
    let told = succeed(&mut within(&sandbox, LOCKED, &logout)).stderr;
    assert!(told.contains("note: profile `default`: signed out; "), "{told}");
}
