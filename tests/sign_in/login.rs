//! `pinads auth login`, by all its ways but a real browser.

use std::net::TcpListener;

use url::Url;

use super::visitor::{self, allow, page, paste, refuse, visit};
use super::{ALL_SCOPES, fail, login_at, sandbox, succeed};
use crate::sandbox::{Outcome, Sandbox, send_signal};
use crate::server::{App, Fault, Quirks, Times, World};

/// An address on this machine where nothing listens.
pub(super) fn free_address() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    format!("http://localhost:{}/", listener.local_addr().expect("an address").port())
}

#[test]
fn once_signed_in_every_command_works() {
    let sandbox = sandbox(App::default());
    let stderr = fail(3, &mut sandbox.unattended(&["users"]));
    assert_eq!(
        stderr,
        "pinads: not signed in\n\nhint: `pinads auth login`, or a token in `PINADS_ACCESS_TOKEN`\n"
    );
    let redirect = free_address();
    let mut login = login_at(&sandbox, &redirect);
    let (login, page) = visit(&mut login, |page| {
        let query = |name: &str| {
            page.query_pairs().find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
        };
        assert_eq!(query("scope").as_deref(), Some(ALL_SCOPES));
        assert_eq!(query("redirect_uri"), Some(redirect.clone()));
        assert_eq!(query("response_type").as_deref(), Some("code"));
        assert!(query("state").is_some_and(|state| state.len() > 16));
        allow(page)
    });
    assert_eq!(login.code, Some(0), "{}", login.stderr);
    assert!(page.contains("<h1>pinads is signed in</h1>"), "{page}");
    assert!(login.stderr.contains("note: signed in (lichtundlaub) as profile `default`, kept in "));
    assert!(login.stderr.ends_with("good until 2026-04-09 12:00 UTC and renewed by itself\n"));

    let signed_in = succeed(&mut sandbox.unattended(&["delivery-metrics", "--days-back", "3"]));
    let with_token = sandbox.run(&["delivery-metrics", "--days-back", "3"]);
    assert_eq!(signed_in.stdout, with_token.stdout);
}

#[test]
fn an_address_can_be_pasted() {
    let sandbox = sandbox(App::default());
    let login = sandbox.sign_in(&["--redirect-uri", "https://example.org/pinterest"]);
    assert_eq!(login.code, Some(0), "{}", login.stderr);
    assert!(login.stderr.contains("Paste that address here"), "{}", login.stderr);
    succeed(&mut sandbox.unattended(&["users"]));

    let nonsense = paste(&mut sandbox.signed_out(&["auth", "login", "--paste"]), |_| {
        Url::parse("data:nonsense").expect("an address")
    });
    assert_eq!(nonsense.code, Some(3));
    assert!(nonsense.stderr.contains("access was not granted"), "{}", nonsense.stderr);
    let nothing = Outcome::run(&mut sandbox.signed_out(&["auth", "login", "--paste"]));
    assert_eq!(nothing.code, Some(3));
    assert!(nothing.stderr.contains("that was no address"), "{}", nothing.stderr);
    // What was kept before is still there.
    succeed(&mut sandbox.unattended(&["users"]));
}

#[test]
fn an_app_may_sign_in_by_itself_where_pinterest_lets_it() {
    let sandbox = sandbox(App::default());
    let login = ["auth", "login", "--client-credentials", "--store", "file", "--scope", "ads:read"];
    let told = succeed(&mut sandbox.signed_out(&login));
    assert!(told.stderr.contains("signed in as profile `default`"), "{}", told.stderr);
    succeed(&mut sandbox.unattended(&["delivery-metrics"]));

    let other = super::sandbox(App { may_use_client_credentials: false, ..App::default() });
    let stderr = fail(3, &mut other.signed_out(&login));
    assert!(stderr.contains("HTTP 400, code 1"), "{stderr}");
    assert!(stderr.contains("POST /v5/oauth/token"), "{stderr}");
}

#[test]
fn a_refusal_is_told_in_the_browser_and_in_the_terminal() {
    let sandbox = sandbox(App::default());
    let (login, page) = visit(&mut login_at(&sandbox, &free_address()), refuse);
    assert_eq!(login.code, Some(3));
    assert!(page.contains("<h1>pinads is not signed in</h1>"), "{page}");
    assert!(login.stderr.contains("pinads: access was not granted: "), "{}", login.stderr);
    assert!(login.stderr.contains("(Pinterest sent: error, error_description, state)"));
    assert!(login.stderr.ends_with("hint: `pinads auth login` again\n"), "{}", login.stderr);
    assert_eq!(sandbox.server.count("/oauth/token"), 0);
    fail(3, &mut sandbox.unattended(&["users"]));
}

#[test]
fn an_answer_to_another_question_is_not_used() {
    let quirks = Quirks { wrong_state: true, ..Quirks::default() };
    let sandbox = Sandbox::new(World { quirks, ..World::sized(1, 2, 0, 0, 0) });
    let (login, page) = visit(&mut login_at(&sandbox, &free_address()), allow);
    assert_eq!(login.code, Some(3));
    assert!(page.contains("not signed in"), "{page}");
    assert!(login.stderr.contains("its `state` is another"), "{}", login.stderr);
    assert_eq!(sandbox.server.count("/oauth/token"), 0);
}

#[test]
fn a_browser_that_never_comes_is_waited_for_five_minutes() {
    let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
    let stderr = fail(3, &mut login_at(&sandbox, &free_address()));
    assert!(stderr.contains("no answer came from the browser within 5 minutes"), "{stderr}");
    assert!(stderr.contains("or with `--paste`"), "{stderr}");
}

#[test]
fn what_cannot_be_begun_is_told_before_anybody_is_asked() {
    let sandbox = sandbox(App::default());
    let login = |more: &[&str]| {
        sandbox.signed_out(&[&["auth", "login", "--store", "file", "--no-browser"], more].concat())
    };
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = format!("http://localhost:{}/", taken.local_addr().expect("an address").port());
    let stderr = fail(1, &mut login(&["--redirect-uri", &address]));
    assert!(stderr.contains("is not free") && stderr.contains("`--paste`"), "{stderr}");

    let stderr = fail(2, &mut login(&["--redirect-uri", "https://example.org/pinterest"]));
    assert!(stderr.contains("nothing here can listen"), "{stderr}");

    let stderr = fail(2, login(&[]).env_remove("PINADS_CLIENT_SECRET"));
    assert!(stderr.contains("`PINADS_CLIENT_SECRET` is not set"), "{stderr}");

    let stderr = fail(2, &mut login(&["--scope", "everything"]));
    assert!(stderr.contains("a scope is written like `ads:read`"), "{stderr}");
    assert!(sandbox.server.log().is_empty());
}

#[test]
fn pinterests_own_words_are_kept() {
    let sandbox = sandbox(App::default());
    let login = ["auth", "login", "--paste", "--store", "file"];
    let mut wrong = sandbox.signed_out(&login);
    let outcome = paste(wrong.env("PINADS_CLIENT_SECRET", "x"), allow);
    assert_eq!(outcome.code, Some(3));
    assert!(
        outcome.stderr.contains("Authentication failed. (HTTP 401, code 2, request id "),
        "{}",
        outcome.stderr
    );
    assert!(outcome.stderr.contains("hint: check the app's id, secret"), "{}", outcome.stderr);

    let body = r#"{"code":283,"message":"Your app is not approved."}"#.to_owned();
    let refusal = Fault::Status { status: 403, headers: vec![], body };
    sandbox.server.inject("/oauth/token", Times::Once, refusal);
    let outcome = paste(&mut sandbox.signed_out(&login), allow);
    assert_eq!(outcome.code, Some(3));
    assert!(outcome.stderr.contains("Your app is not approved. (HTTP 403, code 283"));
}

#[test]
fn a_login_that_is_interrupted_ends() {
    let sandbox = sandbox(App::default());
    let mut login = login_at(&sandbox, &free_address()).spawn().expect("pinads starts");
    let (_, said) = page(&mut login);
    send_signal("-INT", login.id());
    assert_eq!(visitor::end(login, said).code, Some(130));
}
