//! What a renewal makes of the responses that it gets, and a run of a token that is just renewed.

use std::sync::Arc;

use super::renewal::expire;
use super::succeed;
use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::{App, Fault, Reply, Rotation, Times, World};

/// Signed in, where a refresh token may be good for one exchange only.
fn expired(rotation: Rotation) -> Sandbox {
    let app = App { rotation, ..App::default() };
    let sandbox = Sandbox::brisk(World { app, ..World::sized(1, 2, 0, 0, 0) });
    sandbox.sign_in(&[]);
    expire(&sandbox);
    sandbox
}

fn status(status: u16, body: &str) -> Fault {
    Fault::Status { status, headers: vec![], body: body.to_owned() }
}

/// The true response, altered after the refresh token was exchanged.
fn altered(alter: impl Fn(Vec<u8>) -> Vec<u8> + Send + Sync + 'static) -> Fault {
    Fault::Altered(Arc::new(move |reply| Reply { body: alter(reply.body), ..reply }))
}

fn unknown_token() -> Fault {
    status(401, r#"{"code":2,"message":"Authentication failed."}"#)
}

#[test]
fn a_refusal_of_any_status_ends_in_a_new_login() {
    let sandbox = Sandbox::brisk(World::sized(1, 2, 0, 0, 0));
    sandbox.sign_in(&["--profile", "work"]);
    sandbox.server.expire_access_tokens();
    for (code, body) in [
        (400, r#"{"code":1,"message":"The refresh token is invalid."}"#),
        (400, r#"{"error":"invalid_grant"}"#),
        (400, r#"{"code":3,"message":"No."}"#),
        (401, r#"{"code":2,"message":"Authentication failed."}"#),
        (401, r#"{"code":3,"message":"No."}"#),
        (403, r#"{"code":29,"message":"No."}"#),
    ] {
        sandbox.server.forget_faults();
        sandbox.server.inject("/oauth/token", Times::Always, status(code, body));
        for command in [&["users"][..], &["auth", "refresh"], &["doctor"]] {
            let command = [command, &["--profile", "work"]].concat();
            let before = sandbox.server.count("/oauth/token");
            let Outcome { code, stdout, stderr } = Outcome::run(&mut sandbox.unattended(&command));
            let context = format!("{body} {command:?}: {stdout}{stderr}");
            assert_eq!(code, Some(3), "{context}");
            assert!(
                stderr.ends_with("\nhint: run `pinads auth login --profile work`\n"),
                "{context}"
            );
            assert!(format!("{stdout}{stderr}").contains("POST /v5/oauth/token"), "{context}");
            assert_eq!(sandbox.server.count("/oauth/token") - before, 1, "{context}");
        }
    }
}

#[test]
fn a_refused_renewal_is_not_repeated_for_other_ad_accounts() {
    let sandbox = Sandbox::brisk(World::sized(6, 2, 0, 0, 0));
    sandbox.sign_in(&[]);
    let ids = sandbox.server.world().accounts.iter().map(|account| account.id.clone());
    let ids = ids.collect::<Vec<_>>().join(",");
    sandbox.server.expire_access_tokens();
    let before = sandbox.server.count("/oauth/token");
    sandbox.server.inject("/oauth/token", Times::Always, status(400, "{}"));
    let outcome =
        Outcome::run(&mut sandbox.unattended(&["delivery-metrics", "--ad-account", &ids]));
    assert_eq!(outcome.code, Some(3), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("; 6 of 6 ad accounts are missing\n"), "{}", outcome.stderr);
    assert_eq!(outcome.stderr.matches("hint: ").count(), 1, "{}", outcome.stderr);
    assert_eq!(sandbox.server.count("/oauth/token") - before, 1);
}

#[test]
fn a_damaged_response_is_requested_again_with_the_same_refresh_token() {
    let faults = || {
        [
            ("half", altered(|body| body[..body.len() / 2].to_vec())),
            ("no token", altered(|_| br#"{"token_type":"bearer"}"#.to_vec())),
            (
                "an empty token",
                altered(|_| br#"{"access_token":"","token_type":"bearer"}"#.to_vec()),
            ),
            ("not JSON", altered(|_| b"<html>".to_vec())),
            ("nothing", altered(|_| Vec::new())),
            ("cut", Fault::CutBody { reset: false }),
            ("reset", Fault::CutBody { reset: true }),
        ]
    };
    for (name, fault) in faults() {
        let sandbox = expired(Rotation::Lenient);
        sandbox.server.inject("/oauth/token", Times::Count(2), fault);
        succeed(&mut sandbox.unattended(&["users"]));
        assert_eq!(sandbox.server.refreshes(), 3, "{name}");
        // The tokens of the third response are the ones that are kept.
        sandbox.server.expire_access_tokens();
        succeed(&mut sandbox.unattended(&["users"]));
    }
    for (name, fault) in faults() {
        let sandbox = expired(Rotation::Strict);
        sandbox.server.inject("/oauth/token", Times::Once, fault);
        let outcome = Outcome::run(&mut sandbox.unattended(&["users"]));
        assert_eq!(outcome.code, Some(3), "{name}: {}", outcome.stderr);
        assert!(
            outcome.stderr.ends_with("\nhint: run `pinads auth login`\n"),
            "{}",
            outcome.stderr
        );
        assert_eq!(sandbox.server.refreshes(), 1, "{name}");
    }
}

#[test]
fn a_byte_order_mark_is_no_damage() {
    let sandbox = expired(Rotation::Strict);
    let marked = altered(|body| [b"\xef\xbb\xbf", &body[..]].concat());
    sandbox.server.inject("/oauth/token", Times::Always, marked);
    succeed(&mut sandbox.unattended(&["users"]));
    assert_eq!(sandbox.server.refreshes(), 1);
}

#[test]
fn a_new_token_that_is_not_known_yet_gets_a_second_chance() {
    for is_known_to_be_old in [false, true] {
        let sandbox = Sandbox::brisk(World::sized(1, 2, 0, 0, 0));
        sandbox.sign_in(&[]);
        if is_known_to_be_old {
            // The run renews the token before its first request.
            expire(&sandbox);
        } else {
            sandbox.server.expire_access_tokens();
        }
        let ad_account = sandbox.server.world().accounts[0].id.clone();
        let report = ["object-information", "--object-type", "campaigns", "-v"];
        let report = [&report[..], &["--ad-account", &ad_account]].concat();
        sandbox.server.inject("/campaigns", Times::Once, unknown_token());
        let run = succeed(&mut sandbox.unattended(&report));
        assert!(run.stderr.contains("the API may not know the new token yet"), "{}", run.stderr);
        assert_eq!(sandbox.server.refreshes(), 1, "{is_known_to_be_old}");
        let requests = if is_known_to_be_old { 2 } else { 3 };
        assert_eq!(sandbox.server.count("/campaigns"), requests);
    }
}
