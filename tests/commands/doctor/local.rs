//! What can be wrong on this machine.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use super::{examine, signed_in};
use crate::output::disk::with_mounts;
use crate::support::sandbox::{Sandbox, has_program};
use crate::support::server::World;

#[test]
fn without_a_sign_in_nothing_is_asked() {
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    let findings = examine(3, |arguments| sandbox.unattended(arguments), &[]);
    assert_eq!(findings.verdict("sign-in"), "problem");
    assert_eq!(findings.message("sign-in"), "not signed in");
    assert!(findings.hint("sign-in").starts_with("run `pinads auth login`"));
    findings.assert_left_out(&["scopes", "limiter", "api", "clock"], "sign-in");
    assert_eq!(sandbox.server.log().len(), 0);

    let half = |arguments: &[&str]| {
        let mut command = sandbox.unattended(arguments);
        command.env("PINADS_REFRESH_TOKEN", "x");
        command
    };
    let findings = examine(3, half, &[]);
    assert!(findings.message("sign-in").contains("not `PINADS_CLIENT_ID`"));
    findings.assert_left_out(&["store"], "sign-in");
}

#[test]
fn a_damaged_config_is_told_and_the_rest_is_checked() {
    let sandbox = signed_in(1.0);
    fs::write(sandbox.path("config/config.toml"), "[profiles.default]\nformt = \"csv\"\n")
        .expect("writable");
    let findings = examine(2, |arguments| sandbox.unattended(arguments), &[]);
    findings.assert_only(&[("config", "problem")]);
    assert!(findings.message("config").contains("line 2: unknown field `formt`"));
    assert_eq!(findings.hint("config"), "did you mean `format`?");
    assert!(findings.outcome.stderr.starts_with("pinads: failed checks: `config`\n"));

    fs::write(sandbox.path("config/config.toml"), "[profiles.default]\nformat = \"csv\"\n")
        .expect("writable");
    let findings = examine(0, |arguments| sandbox.unattended(arguments), &[]);
    assert!(findings.message("config").ends_with("config.toml` is valid"));
}

#[test]
fn a_store_that_is_open_or_damaged_is_not_used() {
    let sandbox = signed_in(1.0);
    let file = sandbox.path("config/credentials/default.json");
    let asked = sandbox.server.log().len();
    fs::set_permissions(&file, Permissions::from_mode(0o604)).expect("ours");
    let open = examine(3, |arguments| sandbox.unattended(arguments), &[]);
    assert_eq!(open.verdict("store"), "problem");
    assert_eq!(open.hint("store"), format!("run `chmod 600 '{}'`", file.display()));
    open.assert_left_out(&["sign-in", "scopes"], "store");

    fs::write(&file, "{").expect("writable");
    fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("ours");
    let damaged = examine(3, |arguments| sandbox.unattended(arguments), &[]);
    assert!(damaged.message("store").starts_with("the credentials in the file are corrupt"));
    assert_eq!(damaged.hint("store"), "run `pinads auth login`");
    damaged.assert_left_out(&["limiter", "api", "clock"], "sign-in");
    assert_eq!(sandbox.server.log().len(), asked);
}

#[test]
fn a_sign_in_for_another_api_is_not_shown_to_this_one() {
    let sandbox = signed_in(1.0);
    let other = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    let there = other.server.url();
    let findings = examine(3, |arguments| sandbox.unattended(arguments), &["--api-url", &there]);
    assert!(findings.message("sign-in").contains("is signed in at http://"));
    findings.assert_left_out(&["limiter", "api", "clock"], "sign-in");
    assert_eq!(other.server.log().len(), 0);
}

#[test]
fn folders_that_take_nothing_are_told() {
    if !has_program("unshare") {
        return;
    }
    let sandbox = signed_in(1.0);
    fs::create_dir(sandbox.path("data")).expect("a folder");
    let without = |folder: &'static str| {
        let script = format!("set -e; mount -t tmpfs -o ro,mode=700 none {folder}; exec \"$@\"");
        let sandbox = &sandbox;
        move |arguments: &[&str]| with_mounts(&script, &sandbox.unattended(arguments))
    };
    let state = examine(1, without("state"), &[]);
    assert_eq!(state.verdict("state-folder"), "problem");
    assert!(state.message("state-folder").contains("Read-only file system"));
    assert!(state.hint("state-folder").contains("`export PINADS_STATE_DIR=…`"));

    let output = examine(7, without("data"), &["--output", "data/{date}.csv"]);
    output.assert_only(&[("output", "problem")]);
    assert!(output.message("output").contains("Read-only file system"));
    let missing = examine(7, |arguments| sandbox.unattended(arguments), &["-o", "no/{date}.csv"]);
    assert_eq!(missing.hint("output"), "run `mkdir -p 'no'`");
    // A run makes the folders below the first placeholder.
    let below = ["-o", "{report}/{account}/{date}.csv"];
    examine(0, |arguments| sandbox.unattended(arguments), &below);
    let below = ["-o", "no/{report}/{account}/{date}.csv"];
    let missing = examine(7, |arguments| sandbox.unattended(arguments), &below);
    assert!(missing.message("output").ends_with("the folder `no` does not exist"));
    assert_eq!(missing.hint("output"), "run `mkdir -p 'no'`");

    let script = "set -e; mount --bind config config; mount -o remount,bind,ro config; exec \"$@\"";
    let config = examine(1, |arguments| with_mounts(script, &sandbox.unattended(arguments)), &[]);
    config.assert_only(&[("config-folder", "problem")]);
    // A token that is not kept needs no folder.
    examine(0, |arguments| with_mounts(script, &sandbox.command(arguments)), &[]);
}
