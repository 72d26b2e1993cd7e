//! `pinads auth login`, by all its ways but a real browser.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use super::visitor::{self, allow, page, paste, refuse, visit};
use super::{ALL_SCOPES, fail, login_at, sandbox, succeed};
use crate::support::sandbox::{Outcome, Sandbox, send_signal};
use crate::support::server::{App, Fault, Quirks, Times, World};

/// An address on this machine where nothing listens.
pub(crate) fn free_address() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    format!("http://localhost:{}/", listener.local_addr().expect("an address").port())
}

#[test]
fn once_signed_in_every_command_works() {
    let sandbox = sandbox(App::default());
    let stderr = fail(3, &mut sandbox.unattended(&["users"]));
    assert_eq!(
        stderr,
        "pinads: not signed in\n\nhint: run `pinads auth login`, or set a token with `export \
         PINADS_ACCESS_TOKEN=…`\n"
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
    assert!(
        login
            .stderr
            .contains("note: signed in (lichtundlaub) as profile `default`; credentials saved to ")
    );
    assert!(
        login
            .stderr
            .ends_with("token expires at 2026-04-09 12:00 UTC and refreshes automatically\n")
    );

    let signed_in = succeed(&mut sandbox.unattended(&["delivery-metrics", "--days-back", "3"]));
    let with_token = sandbox.run(&["delivery-metrics", "--days-back", "3"]);
    assert_eq!(signed_in.stdout, with_token.stdout);
}

#[test]
fn the_redirect_address_stays_as_it_is_registered() {
    let app = App { redirect_uris: vec!["http://localhost:8085".to_owned()], ..App::default() };
    let sandbox = sandbox(app);
    // Without the slash that an address has at its end.
    let login = sandbox.sign_in(&["-q", "--redirect-uri", "http://localhost:8085"]);
    assert_eq!(login.code, Some(0), "{}", login.stderr);
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
    assert!(nonsense.stderr.contains("did not grant access"), "{}", nonsense.stderr);
    let nothing = Outcome::run(&mut sandbox.signed_out(&["auth", "login", "--paste"]));
    assert_eq!(nothing.code, Some(3));
    assert!(nothing.stderr.contains("the input is not a valid URL"), "{}", nothing.stderr);
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
    assert!(login.stderr.contains("pinads: Pinterest did not grant access: "), "{}", login.stderr);
    assert!(login.stderr.contains("(Pinterest sent: error, error_description, state)"));
    assert!(login.stderr.ends_with("hint: run the same command again\n"), "{}", login.stderr);
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
    assert!(login.stderr.contains("`state` does not match"), "{}", login.stderr);
    assert_eq!(sandbox.server.count("/oauth/token"), 0);
}

#[test]
fn a_browser_that_never_comes_is_waited_for_five_minutes() {
    let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
    let stderr = fail(3, &mut login_at(&sandbox, &free_address()));
    assert!(stderr.contains("the browser did not return within 5 minutes"), "{stderr}");
    assert!(stderr.contains("with `--paste`"), "{stderr}");
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
    assert!(stderr.contains("cannot listen on port") && stderr.contains("`--paste`"), "{stderr}");

    let stderr = fail(2, &mut login(&["--redirect-uri", "https://example.org/pinterest"]));
    assert!(stderr.contains("cannot listen at"), "{stderr}");

    let stderr = fail(2, login(&[]).env_remove("PINADS_CLIENT_SECRET"));
    assert!(stderr.contains("`PINADS_CLIENT_SECRET` is not set"), "{stderr}");

    let stderr = fail(2, &mut login(&["--scope", "everything"]));
    assert!(stderr.contains("a scope looks like `ads:read`"), "{stderr}");
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
        outcome.stderr.contains("Authentication failed. (HTTP 401, code 2, request ID "),
        "{}",
        outcome.stderr
    );
    assert!(outcome.stderr.contains("hint: check the app's ID, secret"), "{}", outcome.stderr);

    let body = r#"{"code":283,"message":"Your app is not approved."}"#.to_owned();
    let refusal = Fault::Status { status: 403, headers: vec![], body };
    sandbox.server.inject("/oauth/token", Times::Once, refusal);
    let outcome = paste(&mut sandbox.signed_out(&login), allow);
    assert_eq!(outcome.code, Some(3));
    assert!(outcome.stderr.contains("Your app is not approved. (HTTP 403, code 283"));
}

#[test]
fn a_browser_is_opened_where_there_is_one() {
    let sandbox = sandbox(App::default());
    let programs = sandbox.path("programs");
    fs::create_dir(&programs).expect("a folder");
    let redirect = free_address();
    let login = ["auth", "login", "--store", "file", "--redirect-uri", &redirect];
    let mut nowhere = sandbox.signed_out(&login);
    let (outcome, _) = visit(nowhere.env("PATH", &programs), allow);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("note: cannot open a browser"), "{}", outcome.stderr);

    let browser = programs.join("xdg-open");
    fs::write(&browser, "#!/bin/sh\nexport >environment\nprintf %s \"$1\" >opened\n")
        .expect("writable");
    fs::set_permissions(&browser, Permissions::from_mode(0o755)).expect("ours");
    let mut opened = sandbox.signed_out(&login);
    let (outcome, _) = visit(opened.env("PATH", &programs), |page| {
        let started = Instant::now();
        while !fs::read_to_string(sandbox.path("opened")).is_ok_and(|text| text == page.as_str()) {
            assert!(started.elapsed() < Duration::from_secs(30), "nothing was opened");
            thread::yield_now();
        }
        allow(page)
    });
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("no browser"), "{}", outcome.stderr);
    let environment = sandbox.read("environment");
    assert!(environment.contains("HOME="), "{environment}");
    assert!(!environment.contains("PINADS_"), "it was given the app's secret");
}

#[test]
fn a_program_that_opens_nothing_is_not_the_last() {
    let sandbox = sandbox(App::default());
    let programs = sandbox.path("programs");
    fs::create_dir(&programs).expect("a folder");
    for (name, script) in [("xdg-open", "exit 3"), ("gio", "exit 2")] {
        let program = programs.join(name);
        fs::write(&program, format!("#!/bin/sh\necho {name} >>tried\n{script}\n"))
            .expect("writable");
        fs::set_permissions(&program, Permissions::from_mode(0o755)).expect("ours");
    }
    let redirect = free_address();
    let login = ["auth", "login", "--store", "file", "--redirect-uri", &redirect];
    let (outcome, _) = visit(sandbox.signed_out(&login).env("PATH", &programs), allow);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("note: cannot open a browser"), "{}", outcome.stderr);
    assert_eq!(sandbox.read("tried"), "xdg-open\ngio\n");
}

#[test]
fn a_login_that_is_interrupted_ends() {
    let sandbox = sandbox(App::default());
    let mut login = login_at(&sandbox, &free_address()).spawn().expect("pinads starts");
    let (_, said) = page(&mut login);
    send_signal("-INT", login.id());
    assert_eq!(visitor::end(login, said).code, Some(130));
}

#[test]
fn a_name_that_cannot_be_learnt_costs_no_sign_in() {
    let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
    let busy = Fault::Status { status: 503, headers: vec![], body: String::new() };
    for fault in [busy, Fault::Reset] {
        sandbox.server.inject("/user_account", Times::Always, fault);
        let login = sandbox.sign_in(&[]);
        assert_eq!(login.code, Some(0), "{}", login.stderr);
        assert!(login.stderr.contains("note: cannot find out the user name: the API "));
        assert!(login.stderr.contains("note: signed in as profile `default`"), "{}", login.stderr);
        sandbox.server.forget_faults();
        succeed(&mut sandbox.unattended(&["users"]));
        succeed(&mut sandbox.unattended(&["auth", "logout"]));
    }
}

#[test]
fn another_sign_in_does_not_tell_whose_a_new_one_is() {
    let sandbox = sandbox(App::default());
    sandbox.sign_in(&[]);
    let body = r#"{"code":2,"message":"Authentication failed."}"#.to_owned();
    let refusal = Fault::Status { status: 401, headers: vec![], body };
    let login = ["auth", "login", "--paste", "--store", "file"];
    // Neither the one that is kept, nor the one of the environment.
    let mut with_token = sandbox.signed_out(&login);
    with_token.env("PINADS_ACCESS_TOKEN", &sandbox.server.world().token);
    for mut login in [sandbox.signed_out(&login), with_token] {
        let asked = sandbox.server.count("/user_account");
        sandbox.server.inject("/user_account", Times::Once, refusal.clone());
        let outcome = paste(&mut login, allow);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        assert!(
            outcome.stderr.contains("cannot find out the user name: the API rejected the token")
        );
        assert_eq!(sandbox.server.count("/user_account"), asked + 1);
        let status = succeed(&mut sandbox.unattended(&["auth", "status"])).stdout;
        assert!(status.contains("user     unknown\n"), "{status}");
    }
    assert_eq!(sandbox.server.refreshes(), 0);
}
