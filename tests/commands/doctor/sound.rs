//! What is all right, and what could be better.

use super::{examine, signed_in};
use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::World;

#[test]
fn all_is_well_and_one_request_tells_so() {
    let sandbox = signed_in(1.0);
    let before = sandbox.server.log().len();
    let doctor = Outcome::run(&mut sandbox.unattended(&["doctor"]));
    assert_eq!((doctor.code, doctor.stderr.as_str()), (Some(0), ""));
    let asked: Vec<_> =
        sandbox.server.log().split_off(before).into_iter().map(|it| it.path).collect();
    assert_eq!(asked, ["/v5/user_account"]);
    let path = |name: &str| sandbox.path(name).display().to_string();
    let (sure, clock) = doctor.stdout.split_once("ok       clock").expect("the last check");
    let expected = format!(
        "ok       config        `{}` does not exist; using the defaults\n\
         ok       store         `{}`, readable only by you\n\
         ok       sign-in       user lichtundlaub; app {}; access token expires at 2026-04-09 12:00 UTC; \
         refresh automatic, if used before 2026-05-09 12:00 UTC\n\
         ok       scopes        sufficient for all reports\n\
         ok       config-folder `{}` is writable\n\
         ok       state-folder  `{}` is writable\n\
         ok       output        the current folder is writable\n\
         ok       limiter       1000 of 1000 requests left in this hour\n\
         ok       api           `GET /v5/user_account` returned HTTP 200\n",
        path("config/config.toml"),
        path("config/credentials/default.json"),
        sandbox.server.world().app.id,
        path("config"),
        path("state"),
    );
    assert_eq!(sure, expected);
    assert!(clock.starts_with("         within "), "{clock}");
    examine(0, |arguments| sandbox.unattended(arguments), &[]).assert_only(&[]);
    assert_eq!(sandbox.files("."), Vec::<String>::new(), "it leaves nothing");
}

#[test]
fn a_bare_token_is_good_until_it_ends() {
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    let findings = examine(0, |arguments| sandbox.command(arguments), &[]);
    findings.assert_only(&[("sign-in", "warning"), ("scopes", "warning")]);
    assert_eq!(findings.hint("sign-in"), "run `unset PINADS_ACCESS_TOKEN` and `pinads auth login`");
    assert_eq!(sandbox.files("."), Vec::<String>::new());
}

#[test]
fn scopes_that_are_lacking_are_named() {
    let sandbox = signed_in(1.0);
    sandbox.sign_in(&["--scope", "ads:read"]);
    let findings = examine(0, |arguments| sandbox.unattended(arguments), &[]);
    findings.assert_only(&[("scopes", "warning")]);
    assert!(findings.message("scopes").contains("all except board-details (boards:read), "));
    assert_eq!(findings.hint("scopes"), "run `pinads auth login`");
    assert!(
        findings.message("api").contains("lacks the scope of `GET /v5/user_account`"),
        "{}",
        findings.message("api")
    );
}

#[test]
fn a_token_that_may_read_nothing_is_a_problem() {
    let sandbox = signed_in(1.0);
    let token = sandbox.server.issue(&["ads:write", "pins:write"]).access_token;
    let bare = |arguments: &[&str]| {
        let mut command = sandbox.command(arguments);
        command.env("PINADS_ACCESS_TOKEN", &token);
        command
    };
    let before = sandbox.server.log().len();
    let findings = examine(3, bare, &[]);
    assert_eq!(findings.verdict("api"), "problem");
    let said = "the token cannot read anything: it lacks the scope of every request";
    assert_eq!(findings.message("api"), said);
    assert!(
        findings
            .hint("api")
            .starts_with("set a new token with `export PINADS_ACCESS_TOKEN=…`, or ")
    );
    assert_eq!(findings.verdict("clock"), "ok");
    assert_eq!(sandbox.server.log().len() - before, 2 * 6, "one request for each scope");

    // Any of the scopes will do.
    for scopes in [&["ads:read"][..], &["pins:read"], &["catalogs:read"], &["biz_access:read"]] {
        let token = sandbox.server.issue(scopes).access_token;
        let findings = examine(
            0,
            |arguments| {
                let mut command = sandbox.command(arguments);
                command.env("PINADS_ACCESS_TOKEN", &token);
                command
            },
            &[],
        );
        assert_eq!(findings.verdict("api"), "ok", "{scopes:?}");
    }

    sandbox.sign_in(&["--scope", "ads:write"]);
    let findings = examine(3, |arguments| sandbox.unattended(arguments), &[]);
    findings.assert_only(&[("scopes", "problem"), ("api", "problem")]);
    let said = "the token has no scope that allows reading";
    assert_eq!(findings.message("scopes"), said);
    assert_eq!(findings.hint("scopes"), "run `pinads auth login`");
}

#[test]
fn a_sign_in_near_its_end_is_told_in_time() {
    let sandbox = signed_in(1.0);
    let at = |instant: &str, code| {
        let clock = sandbox.clock_at(instant);
        let make = |arguments: &[&str]| {
            let mut command = sandbox.unattended(arguments);
            command.env("PINADS_TEST_CLOCK", &clock);
            command
        };
        examine(code, make, &[])
    };
    let near = at("2026-05-05T12:00:00Z", 0);
    assert_eq!(near.verdict("sign-in"), "warning");
    assert!(near.message("sign-in").ends_with("if used before 2026-05-09 12:00 UTC"));
    assert_eq!(near.hint("sign-in"), "run `pinads auth refresh`");
    let ended = at("2026-05-10T12:00:00Z", 3);
    assert_eq!(ended.verdict("sign-in"), "problem");
    assert_eq!(ended.message("sign-in"), "the credentials expired at 2026-05-09 12:00 UTC");
    assert_eq!(ended.hint("sign-in"), "run `pinads auth login`");
}
