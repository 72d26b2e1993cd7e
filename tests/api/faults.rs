//! What the network and the API do wrong, and that it changes no byte or ends in an error.

use crate::support::sandbox::Sandbox;
use crate::support::server::{BookmarkStyle, Fault, Quirks, Times, World};

/// With `-v`, since whatever is said is searched for secrets.
const RUN: [&str; 5] = ["delivery-metrics", "--all-ad-accounts", "--days-back", "3", "-v"];

const LIMIT: &str = r#"{"code":8,"message":"You have exceeded your rate limit. Try again later."}"#;

fn status(status: u16, headers: &[(&'static str, &str)], body: &str) -> Fault {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Fault::Status { status, headers, body: body.to_owned() }
}

fn garbage(content_type: &'static str, body: &[u8]) -> Fault {
    Fault::Garbage { content_type, body: body.to_owned() }
}

#[test]
fn what_passes_on_the_way_to_the_rows_changes_no_byte() {
    let undisturbed = Sandbox::new(World::sample()).succeed(&RUN);
    for path in ["/ad_accounts", "/campaigns"] {
        for fault in [
            status(429, &[("retry-after", "9")], LIMIT),
            status(503, &[], ""),
            Fault::Reset,
            Fault::CutBody { reset: false },
            garbage("application/json", b""),
        ] {
            let sandbox = Sandbox::hasty(World::sample());
            sandbox.server.inject(path, Times::Once, fault);
            assert_eq!(sandbox.succeed(&RUN), undisturbed, "{path}");
        }
    }
}

/// Not all errors that there are, but of each kind one that a person or cron meets.
#[test]
fn an_error_says_what_to_do() {
    let mut silent = Vec::new();
    for (name, fault) in [
        ("429", status(429, &[], LIMIT)),
        ("a long wait", status(429, &[("x-ratelimit-reset", "67150")], LIMIT)),
        ("401", status(401, &[], "")),
        ("403", status(403, &[], "")),
        ("503", status(503, &[], "")),
        ("a redirect", status(302, &[], "")),
        ("closed", Fault::Close),
        ("an answer that cannot be read", garbage("text/html", b"<html>")),
        ("rows that are none", garbage("application/json", b"[1]")),
    ] {
        let sandbox = Sandbox::hasty(World::sized(1, 3, 0, 0, 0));
        sandbox.server.inject("/analytics", Times::Always, fault);
        let stderr = sandbox.run(&RUN).stderr;
        if !stderr.contains("\nhint: ") {
            silent.push(format!("{name}: {stderr}"));
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn an_api_that_never_answers_is_given_up() {
    let sandbox = Sandbox::hasty(World::sample());
    sandbox.server.inject("/ad_accounts", Times::Always, Fault::Hang);
    let stderr = sandbox.fail(5, &[&RUN[..], &["--timeout", "300ms"]].concat());
    assert!(stderr.contains("no data arrived within `--timeout`"), "{stderr}");
    assert_eq!(sandbox.server.count("/ad_accounts"), 6);
}

#[test]
fn nobody_listening_is_told_without_the_token() {
    let sandbox = Sandbox::hasty(World::sample());
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr());
    let url = format!("http://{}/v5", port.expect("a port"));
    let stderr = sandbox.fail(5, &[&RUN[..], &["--api-url", &url]].concat());
    assert!(
        stderr.contains("the API did not respond in 6 attempts: Connection refused"),
        "{stderr}"
    );
    assert!(!stderr.contains(&sandbox.server.world().token));
}

#[test]
fn what_the_api_refuses_is_not_asked_again() {
    for (code, fault, said) in [
        (
            4,
            status(400, &[], r#"{"code":1,"message":"Invalid columns"}"#),
            "Invalid columns (HTTP 400, code 1",
        ),
        (
            3,
            status(401, &[], r#"{"code":2,"message":"Authentication failed."}"#),
            "rejected the token",
        ),
        (3, status(401, &[], r#"{"code":3,"message":"Missing scope"}"#), "a token with ads:read"),
        (4, status(403, &[], r#"{"code":29,"message":"Not permitted"}"#), "pinads accounts"),
        (4, status(404, &[], ""), "no reason given (HTTP 404"),
        (4, status(429, &[], r#"{"code":9,"message":"Blocked as spam"}"#), "spam"),
        (5, status(503, &[], r#"{"code":4197,"message":"Ramped down"}"#), "Ramped down"),
        (5, status(501, &[], r#"{"code":4181,"message":"Not implemented"}"#), "Not implemented"),
        (5, status(302, &[("location", "http://127.0.0.1:1/")], ""), "HTTP 302"),
    ] {
        let sandbox = Sandbox::hasty(World::sized(1, 3, 0, 0, 0));
        sandbox.server.inject("/analytics", Times::Always, fault);
        let stderr = sandbox.fail(code, &RUN);
        assert!(stderr.contains(said), "{stderr}");
        assert_eq!(sandbox.server.count("/analytics"), 1, "{said}");
    }
}

#[test]
fn an_error_names_the_request_and_the_id_for_support_and_no_secret() {
    let sandbox = Sandbox::new(World::sized(1, 3, 0, 0, 0));
    let body = "{\"code\":1,\"message\":\"No\\u001b[31m red\\nlines\"}";
    let fault = status(400, &[("x-pinterest-rid", "4711")], body);
    sandbox.server.inject("/analytics", Times::Always, fault);
    let stderr = sandbox.fail(4, &RUN);
    let account = &sandbox.server.world().accounts[0].id;
    let last: Vec<_> = stderr.lines().rev().skip(2).take(2).collect();
    let said = "No\\u{1b}[31m red lines (HTTP 400, code 1, request ID 4711)";
    assert_eq!(last[0], format!("  GET /v5/ad_accounts/{account}/campaigns/analytics"));
    assert_eq!(last[1], format!("pinads: the API refused the request: {said}"));
    assert!(!stderr.contains(&sandbox.server.world().token), "{stderr}");
}

#[test]
fn a_wait_that_is_too_long_ends_the_run_at_once_and_says_until_when() {
    let sandbox = Sandbox::new(World::sized(1, 3, 0, 0, 0));
    sandbox.server.inject(
        "/campaigns",
        Times::Once,
        status(429, &[("x-ratelimit-reset", "67150")], LIMIT),
    );
    let stderr = sandbox.fail(5, &RUN);
    assert!(stderr.contains("exhausted until 2026-03-11T06:39:"), "{stderr}");
    assert!(stderr.contains("(18h 39m 10s from now)"), "{stderr}");
    // The wait is kept: the next run asks nothing of that kind.
    let before = sandbox.server.log().len();
    let stderr = sandbox.fail(5, &RUN);
    assert!(stderr.contains("exhausted until 2026-03-11T06:39:"), "{stderr}");
    assert_eq!(sandbox.server.log().len(), before);
}

#[test]
fn an_empty_page_with_a_bookmark_loses_nothing() {
    let world = || World::sized(1, 260, 0, 0, 0);
    // An empty page costs a request, which may make asynchronous reports, in their order, cheaper.
    let run = [&RUN[..], &["--via", "sync"]].concat();
    let undisturbed = Sandbox::new(world()).succeed(&run);
    for times in [Times::Once, Times::Count(3)] {
        let sandbox = Sandbox::new(world());
        sandbox.server.inject("/campaigns", times, Fault::Page { items: 0, again: 0 });
        assert_eq!(sandbox.succeed(&run), undisturbed);
    }
    for bookmark_style in [BookmarkStyle::Absent, BookmarkStyle::EmptyString] {
        let quirks = Quirks { bookmark_style, ..Quirks::default() };
        let sandbox = Sandbox::new(World { quirks, ..world() });
        assert_eq!(sandbox.succeed(&run), undisturbed);
    }
}

#[test]
fn a_repeated_bookmark_is_an_error_and_no_loop() {
    for count in [1, 600] {
        let sandbox = Sandbox::new(World::sized(1, count, 0, 0, 0));
        sandbox.server.inject("/campaigns", Times::Always, Fault::RepeatBookmark);
        let stderr = sandbox.fail(5, &[&RUN[..], &["-o", "out.csv"]].concat());
        assert!(stderr.contains("the API returned the same bookmark twice"), "{stderr}");
        assert_eq!(sandbox.server.count("/campaigns"), 2);
        assert_eq!(sandbox.files("."), Vec::<String>::new());
    }
}

#[test]
fn rows_that_are_no_objects_are_an_error() {
    let sandbox = Sandbox::new(World::sized(1, 3, 0, 0, 0));
    sandbox.server.inject("/analytics", Times::Once, garbage("application/json", b"[1]"));
    let stderr = sandbox.fail(5, &RUN);
    assert!(stderr.contains("a row that is not an object"), "{stderr}");
}
