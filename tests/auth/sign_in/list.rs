//! `pinads auth list`.

use std::fs;

use serde_json::{Value, json};

use super::{sandbox, succeed};
use crate::support::server::App;

#[test]
fn every_profile_is_listed_with_its_store_and_its_end() {
    let sandbox = sandbox(App::default());
    let none = succeed(&mut sandbox.unattended(&["auth", "list"]));
    assert_eq!(none.stdout, "");
    assert_eq!(none.stderr, "note: no profile; `pinads auth login` signs in\n");

    sandbox.sign_in(&[]);
    sandbox.sign_in(&["--profile", "shop", "--scope", "ads:read"]);
    let config = "[profiles.shop]\nad-account = [\"1\", 2]\n[profiles.studio]\nad-account = 3\n";
    fs::write(sandbox.path("config/config.toml"), config).expect("writable");
    fs::write(sandbox.path("config/credentials/broken.json"), "{").expect("writable");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let broken = sandbox.path("config/credentials/broken.json");
        fs::set_permissions(broken, fs::Permissions::from_mode(0o600)).expect("its owner");
    }
    let requests = sandbox.server.log().len();
    let app = &sandbox.server.world().app;
    let listed = succeed(&mut sandbox.unattended(&["auth", "list"])).stdout;
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let mut lines = listed.lines();
    let heading = lines.next().expect("a heading");
    assert_eq!(words(heading).join(" "), "PROFILE SIGN-IN APP USER AD ACCOUNTS EXPIRES");
    assert!(
        lines.next().is_some_and(|line| line.starts_with("broken   the credentials in the file"))
    );
    let file = |name| sandbox.path("config/credentials").join(name).display().to_string();
    let end = "2026-05-09 12:00 UTC";
    for expected in [
        format!("default {} {} lichtundlaub {end}", file("default.json"), app.id),
        format!("shop {} {} 1, 2 {end}", file("shop.json"), app.id),
        "studio none 3".to_owned(),
    ] {
        assert_eq!(lines.next().map(words).expect("a line").join(" "), expected);
    }
    assert_eq!(lines.next(), None);
    assert_eq!(sandbox.server.log().len(), requests, "no request");

    let mut late = sandbox.unattended(&["auth", "list"]);
    let clock = sandbox.clock_at("2026-05-20T12:00:00Z");
    let late = succeed(late.env("PINADS_TEST_CLOCK", clock)).stdout;
    assert_eq!(late.matches(&format!("expired {end}")).count(), 2, "{late}");
}

#[test]
fn machines_get_the_list_without_any_secret() {
    let sandbox = sandbox(App::default());
    let list = || {
        let stdout = succeed(&mut sandbox.unattended(&["auth", "list", "-f", "json"])).stdout;
        (serde_json::from_str::<Value>(&stdout).expect("JSON"), stdout)
    };
    assert_eq!(list().0, json!({ "profiles": [] }));
    sandbox.sign_in(&[]);
    let (listed, text) = list();
    let profile = &listed["profiles"][0];
    assert_eq!(profile["profile"], "default");
    assert_eq!(profile["api"], sandbox.server.url());
    assert_eq!(profile["app"], sandbox.server.world().app.id);
    assert_eq!(profile["user"]["username"], "lichtundlaub");
    assert_eq!(profile["ad_accounts"], json!([]));
    assert_eq!(profile["renews_itself"], true);
    assert!(profile["refresh_token_expires_at"].as_str().is_some_and(|it| it.starts_with("2026")));
    let stored = fs::read_to_string(sandbox.path("config/credentials/default.json"));
    let stored: Value = serde_json::from_str(&stored.expect("a file")).expect("JSON");
    for secret in [&stored["file"]["access"]["secret"], &stored["file"]["refresh"]["secret"]] {
        assert!(!text.contains(secret.as_str().expect("a token")));
    }
    assert!(!text.contains(&sandbox.server.world().app.secret));
}

#[test]
fn a_token_of_the_environment_is_noted() {
    let sandbox = sandbox(App::default());
    let outcome = succeed(&mut sandbox.command(&["auth", "list", "-f", "json"]));
    let note = "note: `PINADS_ACCESS_TOKEN` is set and overrides every profile\n";
    assert_eq!(outcome.stderr, note);
}

#[test]
fn an_app_that_signs_in_itself_never_has_to_do_it_again() {
    let sandbox = sandbox(App::default());
    let login = ["auth", "login", "--client-credentials", "--store", "file"];
    succeed(&mut sandbox.signed_out(&login));
    let listed = succeed(&mut sandbox.unattended(&["auth", "list"])).stdout;
    assert!(listed.lines().nth(1).is_some_and(|line| line.ends_with("  never")), "{listed}");
}
