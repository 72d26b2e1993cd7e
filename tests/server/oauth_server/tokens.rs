//! What an app gets for a code, for a refresh token and for itself.

use chrono::TimeDelta;
use serde_json::json;

use super::api::{Api, DAY, noon};
use super::forms::{SCOPES, app, by_code, changed};
use crate::support::plain_http::Answer;
use crate::support::server::{App, Issued, Rotation};

#[test]
fn a_code_is_good_once_for_ten_minutes_and_one_address() {
    let api = Api::new(app());
    let code = api.code();
    let elsewhere = changed(&by_code(&code, &[]), "redirect_uri", "http://localhost:1/");
    assert_eq!(api.token(&elsewhere).error(), (400, 1));
    api.pass(599);
    let answer = api.token(&by_code(&code, &[("continuous_refresh", "true")])).json();
    let expected = json!({
        "access_token": answer["access_token"],
        "expires_in": 30 * DAY,
        "refresh_token": answer["refresh_token"],
        "refresh_token_expires_at": (noon() + TimeDelta::seconds(599 + 60 * DAY)).timestamp(),
        "refresh_token_expires_in": 60 * DAY,
        "response_type": "authorization_code",
        "scope": "ads:read,pins:read",
        "token_type": "bearer",
    });
    assert_eq!(answer, expected);
    assert!(api.takes(answer["access_token"].as_str().expect("a text")));
    assert_eq!(api.token(&by_code(&code, &[])).error(), (400, 1));

    let late = api.code();
    api.pass(600);
    assert_eq!(api.token(&by_code(&late, &[])).error(), (400, 1));
}

#[test]
fn older_apps_must_ask_for_a_refresh_token() {
    for (is_legacy, asked, gets) in [
        (true, None, false),
        (true, Some("false"), false),
        (true, Some("true"), true),
        (false, None, true),
    ] {
        let api = Api::new(App { is_legacy, ..app() });
        let more: Vec<_> = asked.iter().map(|value| ("continuous_refresh", *value)).collect();
        let has = |answer: Answer| answer.json().get("refresh_token").is_some();
        assert_eq!(has(api.token(&by_code(&api.code(), &more))), gets, "{is_legacy} {asked:?}");

        let old = api.server.issue(&["ads:read"]).refresh_token;
        let form = [("grant_type", "refresh_token"), ("refresh_token", &old)];
        let answer = api.token(&[&form, &more[..]].concat());
        assert_eq!(has(answer), gets, "{is_legacy} {asked:?}");
        // Without a new one, the old one stays good.
        assert_eq!(api.refresh(&old).status == 200, !gets, "{is_legacy} {asked:?}");
    }
}

#[test]
fn a_refresh_token_is_exchanged_for_a_new_one() {
    for (rotation, again) in [(Rotation::Strict, 401), (Rotation::Lenient, 200)] {
        let api = Api::new(App { rotation, ..app() });
        let Issued { access_token, refresh_token, access_expires_at, refresh_expires_at } =
            api.server.issue(&["ads:read", "pins:read"]);
        assert_eq!(access_expires_at - noon(), TimeDelta::days(30));
        assert_eq!(refresh_expires_at - noon(), TimeDelta::days(60));
        let first = api.refresh(&refresh_token);
        assert_eq!(first.text("response_type"), "refresh_token");
        assert_eq!(first.text("scope"), "ads:read pins:read");
        assert_eq!(first.json()["refresh_token_expires_in"], 60 * DAY);
        assert_eq!(
            first.json()["refresh_token_expires_at"],
            (noon() + TimeDelta::days(60)).timestamp()
        );
        assert_eq!(api.refresh(&refresh_token).status, again);
        let all = [access_token, first.text("access_token")];
        assert!(all.iter().all(|token| api.takes(token)), "nothing else ends");
        api.pass(60 * DAY - 1);
        let second = api.refresh(&first.text("refresh_token"));
        api.pass(1);
        assert_eq!(api.refresh(&first.text("refresh_token")).error(), (401, 2), "expired");
        assert_eq!(api.refresh(&second.text("refresh_token")).status, 200);
        assert_eq!(api.server.refreshes(), if again == 200 { 4 } else { 3 });
    }
}

#[test]
fn a_refresh_may_ask_for_less() {
    let api = Api::new(app());
    let refresh_token = api.server.issue(&["ads:read", "pins:read"]).refresh_token;
    let form = |refresh_token, scope| {
        let grant = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        [&grant[..], &[("continuous_refresh", "true"), ("scope", scope)]].concat()
    };
    for scope in ["ads:read,billing:read", "ads:read pins:read", ""] {
        assert_eq!(api.token(&form(&refresh_token, scope)).error(), (400, 1), "{scope}");
    }
    let less = api.token(&form(&refresh_token, "pins:read"));
    assert_eq!(less.text("scope"), "pins:read");
    assert_eq!(api.get("/v5/ad_accounts", &less.text("access_token")).error(), (401, 3));
    let all = api.refresh(&less.text("refresh_token"));
    assert_eq!(all.text("scope"), "ads:read pins:read");
}

#[test]
fn an_app_can_act_as_its_owner_if_it_may() {
    let form = [("grant_type", "client_credentials"), ("scope", SCOPES)];
    let api = Api::new(app());
    let answer = api.token(&form);
    let expected = json!({
        "access_token": answer.text("access_token"),
        "expires_in": 30 * DAY,
        "response_type": "client_credentials",
        "scope": SCOPES,
        "token_type": "bearer",
    });
    assert_eq!(answer.json(), expected);
    assert!(api.takes(&answer.text("access_token")));
    let api = Api::new(App { may_use_client_credentials: false, ..app() });
    assert_eq!(api.token(&form).error(), (400, 1));
}
