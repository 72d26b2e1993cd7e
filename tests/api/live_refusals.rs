//! What the live API was seen to refuse, and what a run makes of it.

use crate::support::sandbox::{Outcome, Sandbox, cells};
use crate::support::server::{App, Fault, Times, World};

const PASSING: &str = r#"{"code":1,"message":"You can only get data from the last 90 days."}"#;
const OTHERS_FEATURE: &str =
    r#"{"code":3,"message":"Your application does not have access to this restricted feature."}"#;
const NAMED_FEATURE: &str = r#"{"code":3,"message":"Your application does not have access to this restricted feature: commerce_integration"}"#;
const LIMIT: &str = r#"{"code":8,"message":"You have exceeded your rate limit. Try again later."}"#;
const OUR_END: &str =
    r#"{"code":12,"message":"Something went wrong on our end. Sorry about that."}"#;

fn status(status: u16, headers: &[(&'static str, &str)], body: &str) -> Fault {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Fault::Status { status, headers, body: body.to_owned() }
}

const SCOPES: &str = "ads:read,billing:read,boards:read,pins:read,user_accounts:read";

/// Somebody has signed in, with all scopes that these tests need.
fn signed_in() -> Sandbox {
    let world = World { app: App::default(), ..World::sized(1, 2, 0, 0, 0) };
    let sandbox = Sandbox::hasty(world);
    sandbox.sign_in(&["--scope", SCOPES]);
    sandbox
}

#[test]
fn a_feature_that_the_app_lacks_is_no_matter_of_signing_in() {
    let sandbox = signed_in();
    let account = sandbox.server.world().accounts[0].id.clone();
    let billing = format!("/ad_accounts/{account}/billing_profiles");
    let several = ["get", "/pins/analytics", "-q", "pin_ids=1"];
    for (ending, body, command) in [
        ("/pins/analytics", OTHERS_FEATURE, &several[..]),
        ("/billing_profiles", NAMED_FEATURE, &["get", &billing]),
        ("/user_account", OTHERS_FEATURE, &["users"]),
    ] {
        sandbox.server.forget_faults();
        sandbox.server.inject(ending, Times::Always, status(401, &[], body));
        let before = sandbox.server.asked();
        let outcome = Outcome::run(&mut sandbox.unattended(command));
        let stderr = &outcome.stderr;
        assert_eq!(outcome.code, Some(4), "{stderr}");
        let said = "pinads: the app has no access to this feature: Your application does not have";
        assert!(stderr.contains(said), "{stderr}");
        assert!(stderr.contains("hint: request access to the feature on the app's page"));
        assert!(stderr.contains("signing in again does not help"), "{stderr}");
        assert!(!stderr.contains("auth login") && !stderr.contains("scope"), "{stderr}");
        // Neither the request nor the renewal of the token was tried again.
        assert_eq!(sandbox.server.asked() - before, 1, "{ending}");
        assert_eq!(sandbox.server.count("POST /oauth/token"), 1, "{ending}");
    }
}

#[test]
fn neither_doctor_nor_login_takes_a_lacking_feature_for_a_lacking_scope() {
    let sandbox = signed_in();
    sandbox.server.inject("/user_account", Times::Always, status(401, &[], NAMED_FEATURE));
    let doctor = Outcome::run(&mut sandbox.unattended(&["doctor"]));
    assert_eq!(doctor.code, Some(4), "{}", doctor.stderr);
    let told =
        "problem  api           `GET /v5/user_account`: the app has no access to this feature";
    assert!(doctor.stdout.contains(told), "{}", doctor.stdout);
    assert!(doctor.stdout.contains("hint: request access"), "{}", doctor.stdout);
    let login = sandbox.sign_in(&["--scope", SCOPES]);
    assert_eq!(login.code, Some(0), "{}", login.stderr);
    assert!(login.stderr.contains("the app has no access to this feature"), "{}", login.stderr);

    let lacking = status(401, &[], r#"{"code":3,"message":"Missing scope"}"#);
    sandbox.server.forget_faults();
    sandbox.server.inject("/user_account", Times::Always, lacking);
    let doctor = Outcome::run(&mut sandbox.unattended(&["doctor"]));
    let lacks = "; the token lacks the scope of `GET /v5/user_account`";
    assert!(doctor.stdout.contains(lacks), "{}", doctor.stdout);
    let users = Outcome::run(&mut sandbox.unattended(&["users"]));
    assert_eq!(users.code, Some(3), "{}", users.stderr);
    assert!(users.stderr.contains("`users` requires user_accounts:read"), "{}", users.stderr);
    let get = Outcome::run(&mut sandbox.unattended(&["get", "/user_account"]));
    assert_eq!(get.code, Some(3), "{}", get.stderr);
    let login = format!("hint: run `pinads auth login --scope {SCOPES},…`");
    assert!(get.stderr.contains(&login), "{}", get.stderr);
}

#[test]
fn days_in_range_that_are_called_too_early_are_asked_for_again() {
    let world = World::sample;
    let sandbox = Sandbox::hasty(world());
    let pins = cells(&sandbox.succeed(&["pins"]));
    let column = pins[0].iter().position(|name| name == "id").expect("a column for ids");
    let pin = &pins[1][column];
    let of_pin = format!("/pins/{pin}/analytics");
    let days = ["-q", "start_date=2025-12-11", "-q", "end_date=2026-03-09"];
    let of_pin = [&["get", &of_pin, "-q", "metric_types=IMPRESSION"], &days[..]].concat();
    for (ending, command) in [
        ("/user_account/analytics", &["user-metrics", "--days-back", "89"][..]),
        ("/campaigns/analytics", &["delivery-metrics", "--all-ad-accounts", "--days-back", "89"]),
        (of_pin[1], &of_pin),
    ] {
        let undisturbed = Sandbox::hasty(world()).succeed(command);
        let sandbox = Sandbox::hasty(world());
        sandbox.server.inject(ending, Times::Count(2), status(400, &[], PASSING));
        assert_eq!(sandbox.succeed(command), undisturbed, "{ending}");
        sandbox.server.inject(ending, Times::Always, status(400, &[], PASSING));
        let before = sandbox.server.count(ending);
        let stderr = sandbox.fail(5, command);
        assert!(stderr.contains("data from the last 90 days."), "{stderr}");
        assert!(sandbox.server.count(ending) - before >= 6, "{ending}");
    }
}

#[test]
fn days_that_may_be_out_of_range_are_final_and_the_hint_names_89() {
    let sandbox = Sandbox::hasty(World::sized(1, 2, 0, 0, 0));
    sandbox.server.inject("/user_account/analytics", Times::Always, status(400, &[], PASSING));
    let stderr = sandbox.fail(4, &["user-metrics", "--days-back", "90"]);
    assert!(stderr.contains("hint: use `--days-back 89`"), "{stderr}");
    assert_eq!(sandbox.server.count("/user_account/analytics"), 1);
}

#[test]
fn a_limit_is_waited_for_whatever_the_status() {
    let command = ["users"];
    let undisturbed = Sandbox::hasty(World::sized(1, 1, 0, 0, 0)).succeed(&command);
    for code in [400, 429] {
        for headers in [&[][..], &[("x-ratelimit-reset", "0")], &[("x-ratelimit-reset", "3")]] {
            let sandbox = Sandbox::hasty(World::sized(1, 1, 0, 0, 0));
            let limited = status(code, headers, LIMIT);
            sandbox.server.inject("/user_account", Times::Count(5), limited.clone());
            assert_eq!(sandbox.succeed(&command), undisturbed, "{code} {headers:?}");
            let log = sandbox.server.log();
            let waited = log[5].at - log[0].at;
            // The half of 1, 2, 4, 8 and 16 seconds.
            let least = chrono::TimeDelta::milliseconds(15_400);
            assert!(waited >= least, "{code} {headers:?}: {waited}");
            sandbox.server.inject("/user_account", Times::Always, limited);
            assert!(sandbox.fail(5, &command).contains("exceeded your rate limit"));
        }
    }
}

#[test]
fn the_end_of_a_window_does_not_hold_what_failed_for_another_reason() {
    let command = ["users"];
    let reset = ("x-ratelimit-reset", "67150");
    for (code, body) in [(500, ""), (500, OUR_END), (503, ""), (400, OUR_END)] {
        let sandbox = Sandbox::hasty(World::sized(1, 1, 0, 0, 0));
        let left = |left| status(code, &[("x-ratelimit-remaining", left), reset], body);
        sandbox.server.inject("/user_account", Times::Once, left("953"));
        sandbox.succeed(&command);
        // A wait of this request is none of the next run.
        let after = status(code, &[("retry-after", "67150")], body);
        sandbox.server.inject("/user_account", Times::Once, after);
        let stderr = sandbox.fail(5, &command);
        assert!(stderr.contains("hint: run the same command after 2026-03-11T"), "{stderr}");
        sandbox.succeed(&command);
        sandbox.server.inject("/user_account", Times::Once, left("0"));
        let stderr = sandbox.fail(5, &command);
        assert!(stderr.contains("exhausted until 2026-03-11T"), "{stderr}");
    }
}

#[test]
fn a_clock_that_is_far_off_is_a_warning_of_the_run() {
    let sandbox = Sandbox::new(World::sized(1, 1, 0, 0, 0));
    for (here, told) in [
        ("2026-03-10T14:00:00Z", Some("ahead of the API's")),
        ("2026-03-10T10:00:00Z", Some("behind the API's")),
        ("2026-03-10T12:00:00Z", None),
    ] {
        let mut command = sandbox.command(&["users"]);
        let outcome = Outcome::run(command.env("PINADS_TEST_CLOCK", sandbox.clock_at(here)));
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        let warning = outcome.stderr.lines().find(|line| line.starts_with("warning: the clock of"));
        assert_eq!(warning.is_some(), told.is_some(), "{}", outcome.stderr);
        assert!(told.is_none_or(|told| outcome.stderr.contains(told)), "{}", outcome.stderr);
    }
}

#[test]
fn every_status_of_success_is_one() {
    let undisturbed = Sandbox::hasty(World::sample()).succeed(&["users"]);
    let sandbox = Sandbox::hasty(World::sample());
    let altered = |status| {
        Fault::Altered(std::sync::Arc::new(move |mut reply: crate::support::server::Reply| {
            reply.status = status;
            reply
        }))
    };
    for status in [200, 201, 202, 203, 299] {
        sandbox.server.inject("/user_account", Times::Once, altered(status));
        assert_eq!(sandbox.succeed(&["users"]), undisturbed, "{status}");
    }
    // Longer than an error body may be.
    let long = Fault::Altered(std::sync::Arc::new(|mut reply: crate::support::server::Reply| {
        reply.status = 202;
        reply.body.resize(reply.body.len() + 2 * 1024 * 1024, b' ');
        reply
    }));
    sandbox.server.inject("/user_account", Times::Once, long);
    assert_eq!(sandbox.succeed(&["users"]), undisturbed);
    let report = ["delivery-metrics", "--all-ad-accounts", "--via", "async", "--days-back", "2"];
    let undisturbed = sandbox.succeed(&report);
    sandbox.server.inject("POST /reports", Times::Always, altered(201));
    assert_eq!(sandbox.succeed(&report), undisturbed);
    let signing_in = signed_in();
    signing_in.server.inject("POST /oauth/token", Times::Always, altered(201));
    assert_eq!(signing_in.sign_in(&[]).code, Some(0));
}

#[test]
fn a_success_without_a_body_is_a_failed_attempt() {
    for code in [200, 201, 204, 205] {
        let sandbox = Sandbox::hasty(World::sample());
        sandbox.server.inject("/user_account", Times::Once, status(code, &[], ""));
        sandbox.succeed(&["users"]);
        sandbox.server.inject("/user_account", Times::Always, status(code, &[], ""));
        let stderr = sandbox.fail(5, &["users"]);
        assert!(stderr.contains("in 6 attempts: the response cannot be read"), "{stderr}");
    }
}

#[test]
fn a_refusal_is_understood_whatever_its_form() {
    for (code, exit, body, said) in [
        (
            401,
            3,
            r#"{"code":2,"message":"Authentication failed.","status":"failure"}"#,
            "the API rejected the token: Authentication failed. (HTTP 401, code 2",
        ),
        (
            400,
            4,
            r#"{"message":"Columns AD_ID, AD_NAME are not available."}"#,
            "Columns AD_ID, AD_NAME are not available. (HTTP 400, request ID",
        ),
        (
            403,
            4,
            r#"{"code":29,"message":"Apps with Trial access may not create Pins in production"}"#,
            "Apps with Trial access may not create Pins in production (HTTP 403, code 29",
        ),
        (
            400,
            4,
            r#"{"code":"1","message":"Wrong","data":null,"details":{"x":[1]}}"#,
            "Wrong (HTTP 400, code 1",
        ),
        (400, 4, r#"{"code":null,"message":["One","Two"]}"#, r#"["One","Two"] (HTTP 400"#),
        (404, 4, r#"{"code":40,"message":"Board not found."}"#, "Board not found. (HTTP 404"),
        (404, 4, r#"["Board not found."]"#, "no reason given (HTTP 404"),
        (500, 5, OUR_END, "Something went wrong on our end. Sorry about that. (HTTP 500, code 12"),
    ] {
        let sandbox = Sandbox::hasty(World::sample());
        sandbox.server.inject("/user_account", Times::Always, status(code, &[], body));
        let stderr = sandbox.fail(exit, &["users"]);
        assert!(stderr.contains(said), "{stderr}");
        assert_eq!(sandbox.server.asked(), if exit == 5 { 6 } else { 1 }, "{said}");
    }
}

#[test]
fn no_catalog_is_no_rows_and_a_note() {
    let sandbox = Sandbox::hasty(World::sample());
    let body = r#"{"code":4182,"message":"Can't access this feature without an existing catalog"}"#;
    let none = status(409, &[("x-ratelimit-remaining", "98"), ("x-ratelimit-reset", "47")], body);
    sandbox.server.inject("/catalogs/product_groups", Times::Always, none);
    let list = ["object-information", "--object-type", "catalog-product-groups", "--no-header"];
    let outcome = sandbox.run(&list);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(0), ""), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("without an existing catalog"), "{}", outcome.stderr);
}
