//! How the token endpoint must be asked, and what is left of it in the log.

use std::collections::BTreeSet;

use serde_json::Value;

use super::api::Api;
use super::forms::{BASIC, Fields, SCOPES, SECRET, app, by_code, changed, without};
use crate::support::plain_http::{Answer, encoded};
use crate::support::server::{self, App, Fault, Times, World};

#[test]
fn an_app_must_show_who_it_is() {
    let form = encoded(&[("grant_type", "client_credentials"), ("scope", SCOPES)]);
    let api = Api::new(app());
    let world_token = api.server.world().token.clone();
    for (authorization, status) in [
        (BASIC, 200),
        // `Aladdin:open+sesame`
        ("Basic QWxhZGRpbjpvcGVuK3Nlc2FtZQ==", 200),
        ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ", 401),
        // `Aladdin:open Sesame`
        ("Basic QWxhZGRpbjpvcGVuIFNlc2FtZQ==", 401),
        ("QWxhZGRpbjpvcGVuIHNlc2FtZQ==", 401),
        (&format!("Bearer {world_token}"), 401),
    ] {
        let answer = Answer::read(api.ask("POST /v5/oauth/token", authorization, Some(&form)));
        assert_eq!(answer.status, status, "{authorization}");
        assert!(status == 200 || answer.error() == (401, 2), "{answer:?}");
    }
    assert_eq!(Answer::read(api.ask("GET /v5/ad_accounts", BASIC, None)).error(), (401, 2));
    assert_eq!(api.get("/v5/oauth/token", &world_token).error(), (405, 5));
}

#[test]
fn a_form_must_hold_what_its_grant_wants_and_nothing_else() {
    let api = Api::new(app());
    let refresh_token = api.server.issue(&[]).refresh_token;
    let by_refresh = [("grant_type", "refresh_token"), ("refresh_token", &refresh_token)];
    let by_client = [("grant_type", "client_credentials"), ("scope", SCOPES)];
    let code = api.code();
    let by_code = by_code(&code, &[]);
    let forms: [(&Fields<'_>, &[&str]); 3] = [
        (&by_code, &["scope", "state", "client_secret", "refresh_token"]),
        (&by_refresh, &["redirect_uri", "code", "client_id"]),
        (&by_client, &["redirect_uri", "refresh_token", "continuous_refresh"]),
    ];
    for (form, foreign) in forms {
        let missing = form.iter().map(|(name, _)| without(form, name));
        let twice = form.iter().map(|field| [form, &[*field]].concat());
        let foreign = foreign.iter().map(|name| [form, &[(*name, "true")]].concat());
        for form in missing.chain(twice).chain(foreign) {
            assert_eq!(api.token(&form).error(), (400, 1), "{form:?}");
        }
    }
    for (name, value) in [("grant_type", "password"), ("scope", "all"), ("scope", "")] {
        assert_eq!(api.token(&changed(&by_client, name, value)).error(), (400, 1), "{value}");
    }
    let odd = [&by_code[..], &[("continuous_refresh", "yes")]].concat();
    assert_eq!(api.token(&odd).error(), (400, 1));
    let untyped = Answer::read(api.ask("POST /v5/oauth/token", BASIC, None));
    assert_eq!(untyped.error(), (400, 1));
    // Nothing of this has used them up.
    assert_eq!(api.token(&by_code).status, 200);
    assert_eq!(api.token(&by_refresh).status, 200);
}

#[test]
fn a_fault_spoils_the_answer_before_or_after_the_grant() {
    let api = Api::new(app());
    let refresh_token = api.server.issue(&["ads:read"]).refresh_token;
    let failing = Fault::Status { status: 503, headers: vec![], body: String::new() };
    for (fault, status, refreshes) in [(failing, 503, 0), (Fault::CutBody { reset: false }, 200, 1)]
    {
        api.server.inject("/oauth/token", Times::Once, fault);
        let answer = api.refresh(&refresh_token);
        assert_eq!(answer.status, status);
        assert!(serde_json::from_str::<Value>(&answer.body).is_err(), "{answer:?}");
        assert_eq!(api.server.refreshes(), refreshes);
    }
    assert_eq!(api.refresh(&refresh_token).error(), (401, 2));
}

#[test]
fn the_secrets_are_all_that_was_handed_out_and_none_is_in_the_log() {
    let api = Api::of(World::sample());
    let own = api.server.secrets();
    assert_eq!(own.len(), 2, "the token of the world and the secret of the app");
    assert!(own.contains(&api.server.world().token));
    assert!(own.contains(&api.server.world().app.secret));
    assert_ne!(App::default().secret, App::default().secret);
    assert!(own.iter().all(|secret| secret.len() >= 32));

    let api = Api::new(app());
    let code = api.code();
    let answer = api.token(&by_code(&code, &[("continuous_refresh", "true")]));
    let issued = api.server.issue(&["ads:read"]);
    let renewed = api.refresh(&issued.refresh_token);
    api.server.expire_access_tokens();
    let mut all = vec![api.server.world().token.clone(), SECRET.to_owned(), code];
    for answer in [answer, renewed] {
        all.extend([answer.text("access_token"), answer.text("refresh_token")]);
    }
    all.extend([issued.access_token, issued.refresh_token]);
    let secrets = api.server.secrets();
    assert_eq!(secrets.len(), all.len());
    assert_eq!(BTreeSet::from_iter(&secrets), BTreeSet::from_iter(&all));
    let of_all_servers = server::secrets();
    assert!(own.iter().chain(&secrets).all(|secret| of_all_servers.contains(secret)));
    let long_enough = |secret: &&String| secret.len() >= 32 || *secret == SECRET;
    assert!(secrets.iter().all(|secret| long_enough(&secret)));
    let count = |prefix| secrets.iter().filter(|secret| secret.starts_with(prefix)).count();
    assert_eq!((count("pina_"), count("pinr_")), (4, 3));

    let log = api.server.log();
    let text = format!("{log:?}");
    assert!(secrets.iter().all(|secret| !text.contains(secret)), "{text}");
    let exchange = log.last().expect("the refresh");
    assert_eq!(exchange.grant.as_deref(), Some("refresh_token"));
    assert_eq!(exchange.form_keys, ["grant_type", "refresh_token", "continuous_refresh"]);
    assert!(exchange.basic && exchange.authorization);
    api.get("/v5/ad_accounts", &api.server.world().token);
    let log = api.server.log();
    let exchange = log.last().expect("the list");
    assert!(exchange.authorization && !exchange.basic && exchange.grant.is_none());
}
