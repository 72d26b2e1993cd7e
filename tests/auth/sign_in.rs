//! Signing in once, and staying signed in.

mod chromium;
mod environment;
mod keyring;
mod killed;
mod list;
pub(crate) mod login;
mod messages;
mod profiles;
mod renewal;
mod status;
mod store;
mod token_responses;

use std::process::Command;

use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::{App, World};
pub(crate) use crate::support::visitor;

const ALL_SCOPES: &str = "ads:read,boards:read,pins:read,user_accounts:read";

/// A sandbox with little to read, whose server knows the app.
fn sandbox(app: App) -> Sandbox {
    Sandbox::new(World { app, ..World::sized(1, 2, 0, 0, 0) })
}

impl Sandbox {
    /// `sign_in` in an environment that `change` makes.
    pub(crate) fn sign_in_as(&self, change: impl FnOnce(&mut Command)) {
        let mut login = self.signed_out(&["auth", "login", "--paste", "--store", "file"]);
        change(&mut login);
        let outcome = visitor::paste(&mut login, visitor::allow);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    }

    /// Runs a login as it is typed; where it opens a browser, somebody visits the page.
    pub(crate) fn log_in(&self, words: &[&str]) -> Outcome {
        if words.contains(&"--paste") {
            return visitor::paste(&mut self.signed_out(words), visitor::allow);
        }
        let redirect = login::free_address();
        let here = ["--store", "file", "--no-browser", "--redirect-uri", &redirect];
        visitor::visit(&mut self.signed_out(&[words, &here].concat()), visitor::allow).0
    }
}

/// A login that waits for a browser to come to this address.
fn login_at(sandbox: &Sandbox, redirect: &str) -> Command {
    sandbox.signed_out(&[
        "auth",
        "login",
        "--no-browser",
        "--store",
        "file",
        "--redirect-uri",
        redirect,
        "-v",
    ])
}

fn succeed(command: &mut Command) -> Outcome {
    let outcome = Outcome::run(command);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    outcome
}

/// Runs what must not succeed; returns what it says.
fn fail(code: i32, command: &mut Command) -> String {
    let outcome = Outcome::run(command);
    assert_eq!(outcome.code, Some(code), "{}{}", outcome.stdout, outcome.stderr);
    assert_eq!(outcome.stdout, "");
    outcome.stderr
}
