//! The file that holds a sign-in.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use super::{fail, sandbox, succeed};
use crate::support::sandbox::Sandbox;
use crate::support::server::App;

const FOLDER: &str = "config/credentials";
const FILE: &str = "config/credentials/default.json";

fn mode(sandbox: &Sandbox, name: &str) -> u32 {
    fs::metadata(sandbox.path(name)).expect("it is there").permissions().mode() & 0o777
}

#[test]
fn it_is_for_its_user_alone() {
    let sandbox = sandbox(App::default());
    sandbox.sign_in(&[]);
    assert_eq!((mode(&sandbox, FOLDER), mode(&sandbox, FILE)), (0o700, 0o600));
    succeed(&mut sandbox.unattended(&["auth", "refresh"]));
    assert_eq!((mode(&sandbox, FOLDER), mode(&sandbox, FILE)), (0o700, 0o600));
    assert_eq!(sandbox.files(FOLDER), ["default.json", "default.lock"]);

    for (name, open) in [(FILE, 0o640), (FILE, 0o604), (FOLDER, 0o755), (FOLDER, 0o777)] {
        fs::set_permissions(sandbox.path(name), Permissions::from_mode(open)).expect("ours");
        let stderr = fail(3, &mut sandbox.unattended(&["users"]));
        assert!(stderr.contains("other users can access `"), "{stderr}");
        let (_, command) = stderr.split_once("hint: run `").expect("a hint");
        let command = command.trim_end().trim_end_matches('`');
        assert!(command.starts_with("chmod "), "{stderr}");
        assert!(Command::new("sh").args(["-c", command]).status().expect("sh runs").success());
        succeed(&mut sandbox.unattended(&["users"]));
    }
}

#[test]
fn a_damaged_one_is_told_and_not_shown() {
    let sandbox = sandbox(App::default());
    sandbox.sign_in(&[]);
    let sound = sandbox.read(FILE);
    let odd = sound.replace("\"scopes\":[", "\"scopes\":[1,");
    for text in ["", "{", "\"elsewhere\"", &sound[..sound.len() / 2], &odd] {
        fs::write(sandbox.path(FILE), text).expect("writable");
        for command in [&["users", "-v"][..], &["auth", "status"], &["auth", "refresh"]] {
            let stderr = fail(3, &mut sandbox.unattended(command));
            assert!(stderr.contains("the credentials in the file are corrupt"), "{stderr}");
            assert!(stderr.ends_with("hint: run `pinads auth login`\n"), "{stderr}");
        }
    }
    sandbox.sign_in(&[]);
    succeed(&mut sandbox.unattended(&["users"]));
    fs::write(sandbox.path(FILE), "{").expect("writable");
    succeed(&mut sandbox.unattended(&["auth", "logout"]));
    assert_eq!(sandbox.files(FOLDER), ["default.lock"]);
}

#[test]
fn tokens_go_to_the_api_that_gave_them_only() {
    let sandbox = sandbox(App::default());
    sandbox.sign_in(&[]);
    let other = super::sandbox(App::default());
    let url = other.server.url();
    for command in [&["users"][..], &["auth", "refresh"]] {
        let command = [command, &["--api-url", &url]].concat();
        let stderr = fail(3, &mut sandbox.unattended(&command));
        assert!(stderr.contains("profile `default` is signed in at http://"), "{stderr}");
    }
    assert!(other.server.log().is_empty());
}

#[test]
fn signing_out_forgets() {
    let sandbox = sandbox(App::default());
    sandbox.sign_in(&[]);
    let told = succeed(&mut sandbox.unattended(&["auth", "logout"])).stderr;
    assert!(told.starts_with("note: profile `default`: signed out; "), "{told}");
    assert!(!sandbox.path(FILE).exists());
    fail(3, &mut sandbox.unattended(&["users"]));
    let told = succeed(&mut sandbox.unattended(&["auth", "logout"])).stderr;
    assert_eq!(told, "note: profile `default`: not signed in\n");
    let told = succeed(&mut sandbox.command(&["auth", "logout"])).stderr;
    assert!(
        told.ends_with("\nwarning: `PINADS_ACCESS_TOKEN` is still set and provides credentials\n")
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_told_before_anybody_is_asked() {
    let sandbox = sandbox(App::default());
    let mut login = sandbox.signed_out(&["auth", "login", "--paste", "--store", "file"]);
    let stderr = fail(1, login.env("PINADS_CONFIG_DIR", "/proc/nowhere"));
    assert!(stderr.contains("cannot save credentials to `/proc/nowhere/credentials`"), "{stderr}");
    assert!(stderr.contains("hint: free space or allow writing there"), "{stderr}");
    assert!(!stderr.contains("Open this address"), "{stderr}");
}

#[test]
fn a_link_to_it_stays() {
    let sandbox = sandbox(App::default());
    sandbox.sign_in(&[]);
    let (link, real) =
        (sandbox.path(FILE), sandbox.path("config/credentials/environment/real.json"));
    fs::create_dir(real.parent().expect("a folder")).expect("it is new");
    fs::rename(&link, &real).expect("movable");
    symlink(&real, &link).expect("a link");
    let is_link = || fs::symlink_metadata(&link).expect("it is there").is_symlink();
    for change in [&["auth", "refresh"][..], &["users"]] {
        let before = fs::read(&real).expect("a sign-in");
        succeed(&mut sandbox.unattended(change));
        let is_new = fs::read(&real).expect("a sign-in") != before;
        assert!(is_link() && is_new == (change[0] == "auth"), "{change:?}");
    }
    let before = fs::read(&real).expect("a sign-in");
    sandbox.sign_in(&[]);
    assert!(is_link() && fs::read(&real).expect("a sign-in") != before);

    // Whoever can write there could put another sign-in in its place.
    let folder = real.parent().expect("a folder");
    fs::set_permissions(folder, Permissions::from_mode(0o777)).expect("ours");
    let stderr = fail(3, &mut sandbox.unattended(&["users"]));
    assert!(stderr.contains("other users can write to `"), "{stderr}");
    fs::set_permissions(folder, Permissions::from_mode(0o755)).expect("ours");

    succeed(&mut sandbox.unattended(&["auth", "logout"]));
    assert!(!real.exists() && fs::symlink_metadata(&link).is_err(), "no secret is left");
    symlink(folder.join("missing.json"), &link).expect("a link");
    let stderr = fail(3, &mut sandbox.unattended(&["users"]));
    assert!(stderr.starts_with("pinads: not signed in"), "{stderr}");
}
