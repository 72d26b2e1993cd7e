//! `pinads auth status`.

use serde_json::{Value, json};

use super::{ALL_SCOPES, fail, sandbox, succeed};
use crate::support::server::App;

#[test]
fn it_tells_who_is_signed_in_and_what_for() {
    let sandbox = sandbox(App::default());
    let stderr = fail(3, &mut sandbox.unattended(&["auth", "status"]));
    assert!(stderr.starts_with("pinads: not signed in\n"), "{stderr}");
    sandbox.sign_in(&[]);
    let requests = sandbox.server.log().len();
    let status = succeed(&mut sandbox.unattended(&["auth", "status"])).stdout;
    let expected = format!(
        "profile  default\n\
         source   {}\n\
         API      {}\n\
         app      {}\n\
         user     lichtundlaub\n\
         access   expires at 2026-04-09 12:00 UTC\n\
         refresh  automatic, if used before 2026-05-09 12:00 UTC\n\
         scopes   {}\n\
         reports  all\n",
        sandbox.path("config/credentials/default.json").display(),
        sandbox.server.url(),
        sandbox.server.world().app.id,
        ALL_SCOPES.replace(',', ", "),
    );
    assert_eq!(status, expected);
    assert_eq!(sandbox.server.log().len(), requests, "it asks nothing");

    sandbox.sign_in(&["--scope", "ads:read"]);
    let status = succeed(&mut sandbox.unattended(&["auth", "status"])).stdout;
    assert!(status.contains("user     unknown\n"), "{status}");
    assert!(
        status
            .contains("reports  all except board-details (boards:read), board-pins (boards:read, "),
        "{status}"
    );
}

#[test]
fn what_has_ended_is_told_as_such() {
    let sandbox = sandbox(App::default());
    sandbox.sign_in(&[]);
    let on = |day: &str| {
        let mut status = sandbox.unattended(&["auth", "status"]);
        let clock = sandbox.clock_at(&format!("{day}T12:00:00Z"));
        succeed(status.env("PINADS_TEST_CLOCK", clock)).stdout
    };
    let status = on("2026-04-20");
    assert!(status.contains("access   expired at 2026-04-09 12:00 UTC\n"), "{status}");
    assert!(status.contains("refresh  automatic, if used before 2026-05-09"), "{status}");
    let status = on("2026-05-20");
    let renewal = "refresh  expired at 2026-05-09 12:00 UTC; sign in again\n";
    assert!(status.contains(renewal), "{status}");
}

#[test]
fn machines_get_one_object() {
    let sandbox = sandbox(App::default());
    let read = |mut command: std::process::Command| -> Value {
        serde_json::from_str(&succeed(&mut command).stdout).expect("JSON")
    };
    sandbox.sign_in(&["--scope", "boards:read,user_accounts:read"]);
    let status = read(sandbox.unattended(&["auth", "status", "--format", "json"]));
    assert_eq!(status["profile"], "default");
    assert_eq!(status["user"]["username"], "lichtundlaub");
    assert_eq!(status["scopes"], json!(["boards:read", "user_accounts:read"]));
    assert_eq!(status["renews_itself"], true);
    assert_eq!(status["reports"]["users"], true);
    assert_eq!(status["reports"]["delivery-metrics"], false);
    let all = succeed(&mut sandbox.command(&["reports"])).stdout;
    for report in status["reports"].as_object().expect("an object").keys() {
        assert!(all.lines().any(|line| line.starts_with(report)), "{report}");
    }
    let expires = status["access_token_expires_at"].as_str().expect("a time");
    assert!(expires.starts_with("2026-04-09T12:0"), "{expires}");

    let bare = read(sandbox.command(&["auth", "status", "--format", "json"]));
    assert_eq!(bare["source"], "PINADS_ACCESS_TOKEN");
    assert_eq!((&bare["scopes"], &bare["reports"]["users"]), (&Value::Null, &Value::Null));
}
