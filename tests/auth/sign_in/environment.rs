//! Signing in by the environment alone.

use super::{fail, sandbox, succeed};
use crate::support::server::App;

#[test]
fn a_refresh_token_is_enough_and_what_it_is_exchanged_for_is_kept() {
    let sandbox = sandbox(App::default());
    let issue = || sandbox.server.issue(&["user_accounts:read"]).refresh_token;
    let first = issue();
    let run = |token: &str| {
        succeed(sandbox.signed_out(&["users", "-v"]).env("PINADS_REFRESH_TOKEN", token)).stdout
    };
    let once = run(&first);
    assert_eq!(sandbox.server.refreshes(), 1);
    // Used up by now: but nobody asks for it again.
    assert_eq!(run(&first), once);
    assert_eq!(sandbox.server.refreshes(), 1);
    sandbox.server.expire_access_tokens();
    assert_eq!(run(&first), once);
    assert_eq!(sandbox.server.refreshes(), 2);
    assert_eq!(run(&issue()), once);
    assert_eq!(sandbox.server.refreshes(), 3, "another token begins anew");

    let mut status = sandbox.signed_out(&["auth", "status"]);
    let told = succeed(status.env("PINADS_REFRESH_TOKEN", first)).stdout;
    assert!(told.contains("source   PINADS_REFRESH_TOKEN\n"), "{told}");
    assert!(told.contains("scopes   user_accounts:read\n"), "{told}");
}

#[test]
fn what_is_missing_or_cannot_be_is_named() {
    let sandbox = sandbox(App::default());
    for name in ["PINADS_CLIENT_ID", "PINADS_CLIENT_SECRET"] {
        let mut run = sandbox.signed_out(&["users"]);
        let stderr = fail(3, run.env("PINADS_REFRESH_TOKEN", "pinr_x").env_remove(name));
        assert!(stderr.contains(&format!("is set, but not `{name}`")), "{stderr}");
        assert!(stderr.ends_with(&format!("hint: run `export {name}=…`\n")), "{stderr}");
    }
    for name in ["PINADS_ACCESS_TOKEN", "PINADS_REFRESH_TOKEN", "PINADS_CLIENT_ID"] {
        let mut run = sandbox.signed_out(&["users"]);
        run.env("PINADS_REFRESH_TOKEN", "pinr_x").env(name, "two words");
        let stderr = fail(3, &mut run);
        assert!(stderr.contains(&format!("`{name}` contains characters")), "{stderr}");
        assert!(!stderr.contains("two words"), "{stderr}");
    }
    let mut used_up = sandbox.signed_out(&["users"]);
    let stderr = fail(3, used_up.env("PINADS_REFRESH_TOKEN", "pinr_x"));
    assert!(stderr.contains("the API rejected the token"), "{stderr}");
    assert!(
        stderr.ends_with("hint: set a new token with `export PINADS_REFRESH_TOKEN=…`\n"),
        "{stderr}"
    );
}

#[test]
fn a_token_in_the_environment_goes_first() {
    let sandbox = sandbox(App::default());
    sandbox.sign_in(&["--scope", "boards:read"]);
    sandbox.succeed(&["users"]);
    fail(3, &mut sandbox.unattended(&["users"]));
    let mut set_to_nothing = sandbox.unattended(&["user-boards"]);
    succeed(set_to_nothing.env("PINADS_ACCESS_TOKEN", "").env("PINADS_REFRESH_TOKEN", " "));
    let mut login = sandbox.signed_out(&["auth", "login", "--client-credentials"]);
    let told = succeed(login.env("PINADS_ACCESS_TOKEN", "x")).stderr;
    assert!(
        told.contains("`PINADS_ACCESS_TOKEN` is set and overrides these credentials"),
        "{told}"
    );
    sandbox.sign_in(&["--profile", "shop"]);
    let told = sandbox.run(&["users", "--profile", "shop"]).stderr;
    assert!(told.contains("`PINADS_ACCESS_TOKEN` overrides the credentials of profile `shop`"));
    let told = sandbox.succeed(&["auth", "status"]);
    assert!(told.contains("source   PINADS_ACCESS_TOKEN\n"), "{told}");
    let mut refused = sandbox.command(&["users"]);
    let stderr = fail(3, refused.env("PINADS_ACCESS_TOKEN", "x"));
    assert!(
        stderr.ends_with(
            "\nhint: set a new token with `export PINADS_ACCESS_TOKEN=…`, or run `unset \
             PINADS_ACCESS_TOKEN` and `pinads auth login`\n"
        ),
        "{stderr}"
    );
}
