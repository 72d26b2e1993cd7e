//! What an access token opens, and for how long.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde_json::Value;

use super::api::{Api, DAY};
use super::forms::app;
use crate::support::server::{App, Issued, Limits, World};

#[test]
fn access_tokens_are_good_until_they_expire_or_are_revoked() {
    let api = Api::new(App { access_seconds: 100, ..app() });
    let Issued { access_token, refresh_token, .. } = api.server.issue(&["ads:read"]);
    assert!(!api.takes(&refresh_token));
    assert!(!api.takes("pina_UNKNOWN"));
    api.pass(99);
    assert!(api.takes(&access_token));
    api.pass(1);
    assert!(!api.takes(&access_token));
    let renewed = api.refresh(&refresh_token);
    assert!(api.takes(&renewed.text("access_token")));
    api.server.expire_access_tokens();
    assert!(!api.takes(&renewed.text("access_token")));
    assert!(api.takes(&api.refresh(&renewed.text("refresh_token")).text("access_token")));
    api.pass(1000 * DAY);
    assert!(api.takes(&api.server.world().token.clone()), "good for ever");
}

#[test]
fn every_endpoint_wants_the_scopes_of_the_description() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/pinterest-v5/openapi.json");
    if !file.is_file() && std::env::var_os("CI").is_none() {
        writeln!(io::stdout(), "skipped: {} is missing", file.display()).expect("stdout is open");
        return;
    }
    let description = fs::read(&file).expect("the description is readable");
    let description: Value = serde_json::from_slice(&description).expect("it is JSON");
    let api = Api::new(app());
    let nothing = api.server.issue(&[]).access_token;
    let mut served = 0;
    for (path, operations) in description["paths"].as_object().expect("paths") {
        let Some(scopes) = operations["get"]["security"][0]["pinterest_oauth2"].as_array() else {
            continue;
        };
        let scopes: BTreeSet<_> = scopes.iter().filter_map(Value::as_str).collect();
        let segments = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
        let path = format!("/v5{}", segments.collect::<Vec<_>>().join("/"));
        let refused = api.get(&path, &nothing);
        if refused.status == 404 {
            continue;
        }
        assert_eq!(refused.error(), (401, 3), "{path}");
        let message = refused.json()["message"].as_str().expect("a text").to_owned();
        let missing = message.strip_prefix("Your token does not have the required scopes: ");
        let missing = missing.expect("the scopes").split(", ").collect::<BTreeSet<_>>();
        assert_eq!(missing, scopes, "{path}");
        let enough = api.server.issue(&scopes.into_iter().collect::<Vec<_>>()).access_token;
        assert_ne!(api.get(&path, &enough).status, 401, "{path}");
        served += 1;
    }
    assert!(served > 50, "{served}");
}

#[test]
fn limits_count_the_user_and_not_the_token() {
    let limits = Limits { per_minute: [("org_read".to_owned(), 3)].into(), ..Limits::default() };
    let api = Api::of(World { app: app(), limits, ..World::sample() });
    let Issued { access_token, refresh_token, .. } = api.server.issue(&["user_accounts:read"]);
    assert_eq!(api.get("/v5/user_account", &access_token).status, 200);
    assert_eq!(api.get("/v5/user_account", &api.server.world().token).status, 200);
    let renewed = api.refresh(&refresh_token).text("refresh_token");
    let refused = api.refresh(&renewed);
    assert_eq!(refused.error(), (429, 8));
    assert!(refused.head.contains("x-ratelimit-reset: 60"), "{refused:?}");
    assert_eq!(api.get("/v5/user_account", &access_token).status, 429);
    assert_eq!(api.server.refreshes(), 1);
}
