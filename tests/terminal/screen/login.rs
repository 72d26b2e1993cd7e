//! The screen at each step of a first login.

use url::Url;

use super::Screen;
use crate::auth::sign_in::login::free_address;
use crate::auth::sign_in::visitor;
use crate::support::plain_http::{Answer, ask};
use crate::support::sandbox::Sandbox;
use crate::support::server::World;

const WHERE: &str = "Your app's ID and secret are on https://developers.pinterest.com/apps/";

fn sandbox() -> Sandbox {
    Sandbox::new(World::sized(1, 2, 0, 0, 0))
}

/// A login of somebody who has set nothing.
fn first_login(sandbox: &Sandbox, options: &[&str], columns: u16) -> Screen {
    let login = ["auth", "login", "--store", "file"];
    let mut command = sandbox.unattended(&[&login[..], options].concat());
    command.env("PINADS_AUTHORIZE_URL", sandbox.server.authorize_url());
    Screen::start(command, columns)
}

/// Types the app's ID and secret.
fn type_app(sandbox: &Sandbox, screen: &Screen) {
    let app = &sandbox.server.world().app;
    let shown = screen.wait_for_prompt("App ID: ");
    assert!(shown.contains(WHERE), "{shown}");
    screen.type_line(&app.id);
    screen.wait_until_hidden();
    let shown = screen.wait_for_prompt("App secret (hidden): ");
    assert!(shown.contains(&format!("App ID: {}\n", app.id)), "{shown}");
    screen.type_hidden(&app.secret);
}

/// The address of Pinterest's page.
fn page(shown: &str) -> Url {
    let word = shown.split_whitespace().find(|word| word.contains("/oauth/?"));
    word.expect("an address").parse().expect("an address")
}

fn login(columns: u16) {
    let sandbox = sandbox();
    let redirect = free_address();
    let options = ["--no-browser", "--redirect-uri", &redirect];
    let screen = first_login(&sandbox, &options, columns);
    type_app(&sandbox, &screen);
    let shown = screen.wait_for("waiting for the browser");
    let back = visitor::allow(&page(&shown));
    assert_eq!(Answer::read(ask(&back, "GET", &[], None)).status, 200);
    let last = screen.end();
    assert_eq!(last.code, Some(0), "{}", last.text);
    assert!(last.text.contains("signed in (lichtundlaub) as profile `default`"), "{}", last.text);
    assert!(!last.text.contains("waiting"), "{}", last.text);
}

fn paste(columns: u16) {
    let sandbox = sandbox();
    let screen = first_login(&sandbox, &["--paste"], columns);
    type_app(&sandbox, &screen);
    let shown = screen.wait_for_prompt("Paste that address here: ");
    assert!(shown.contains("\nIts redirect URIs must include http://localhost:8085/\n"), "{shown}");
    screen.type_line(visitor::allow(&page(&shown)).as_str());
    let last = screen.end();
    assert_eq!(last.code, Some(0), "{}", last.text);
    assert!(last.text.contains("signed in (lichtundlaub) as profile `default`"), "{}", last.text);
}

#[test]
fn login_at_40_columns() {
    login(40);
}

#[test]
fn login_at_80_columns() {
    login(80);
}

#[test]
fn login_at_140_columns() {
    login(140);
}

#[test]
fn paste_at_40_columns() {
    paste(40);
}

#[test]
fn paste_at_80_columns() {
    paste(80);
}

#[test]
fn paste_at_140_columns() {
    paste(140);
}

#[test]
fn the_app_is_requested_once() {
    let sandbox = sandbox();
    let screen = first_login(&sandbox, &["--client-credentials"], 80);
    type_app(&sandbox, &screen);
    for last in [screen.end(), first_login(&sandbox, &["--client-credentials"], 80).end()] {
        assert_eq!(last.code, Some(0), "{}", last.text);
        assert!(last.text.contains("signed in (lichtundlaub)"), "{}", last.text);
    }
}

#[test]
fn each_prompt_can_be_interrupted() {
    let sandbox = sandbox();
    for answers in 0..3 {
        let screen = first_login(&sandbox, &["--paste"], 80);
        screen.wait_for("App ID: ");
        if answers > 0 {
            screen.type_line("1");
            screen.wait_until_hidden();
        }
        if answers > 1 {
            screen.type_hidden("2");
            screen.wait_for("Paste that address here: ");
        }
        screen.press("\u{3}");
        screen.wait_for("pinads: interrupted");
        assert!(screen.shows_typing());
        assert_eq!(screen.end().code, Some(130));
    }
}

#[test]
fn an_empty_answer_is_an_error() {
    let sandbox = sandbox();
    let screen = first_login(&sandbox, &["--paste"], 80);
    screen.wait_for("App ID: ");
    screen.type_line("");
    let last = screen.end();
    assert_eq!(last.code, Some(2), "{}", last.text);
    assert!(
        last.text.contains("hint: run the same command again, or run `export PINADS_CLIENT_ID=")
    );
}
