//! The page where somebody allows an app what it asks for, and the way back.

use std::collections::BTreeMap;

use super::api::Api;
use super::forms::{STATE, app, changed, consent, without};
use crate::support::plain_http::encoded;
use crate::support::server::{App, Quirks, World};

#[test]
fn the_consent_page_names_app_and_scopes_and_sends_on_what_it_got() {
    let api = Api::new(app());
    assert!(api.server.authorize_url().ends_with("/oauth/"));
    let answer = api.get(&format!("/oauth/?{}", encoded(&consent())), "none");
    assert_eq!(answer.status, 200);
    for part in [
        "App Aladdin asks",
        "<li>ads:read</li>",
        "<li>pins:read</li>",
        "<form method=\"post\" action=\"/oauth/consent\">",
        "name=\"redirect_uri\" value=\"http://localhost:8085/\"",
        "name=\"state\" value=\"a&amp;b=c &quot;&lt;é\"",
        "<button id=\"allow\" name=\"decision\" value=\"allow\">",
        "<button id=\"refuse\" name=\"decision\" value=\"refuse\">",
    ] {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
}

#[test]
fn consent_to_anything_wrong_is_refused_on_a_page() {
    let api = Api::new(app());
    let mut cases = vec![
        (changed(&consent(), "client_id", "Sindbad"), "client_id"),
        (changed(&consent(), "response_type", "token"), "response_type"),
        (changed(&consent(), "scope", "ads:read pins:read"), "'ads:read pins:read'"),
        (changed(&consent(), "scope", "ads:read,"), "no scope is ''"),
        (changed(&consent(), "scope", "ads:all"), "'ads:all'"),
        ([consent(), vec![("refreshable", "True")]].concat(), "refreshable is unknown"),
        ([consent(), vec![("state", STATE)]].concat(), "state is given more than once"),
    ];
    for (name, _) in consent() {
        cases.push((without(&consent(), name), name));
        cases.push((changed(&consent(), name, ""), name));
    }
    for uri in [
        "http://localhost:8085",
        "http://localhost/",
        "http://localhost:80a/",
        "http://localhost:65536/",
        "http://localhost:01/",
        "http://localhost:1/x/",
        "https://localhost:1/",
        "https://example.org/pinterest/",
        "https://example.org/Pinterest",
    ] {
        cases.push((changed(&consent(), "redirect_uri", uri), "redirect_uri"));
    }
    for (fields, said) in cases {
        let page = api.get(&format!("/oauth/?{}", encoded(&fields)), "none");
        let sent = api.post("/oauth/consent", &[&fields[..], &[("decision", "allow")]].concat());
        for answer in [page, sent] {
            assert_eq!(answer.status, 400, "{fields:?}: {answer:?}");
            assert!(answer.head.contains("content-type: text/html"), "{answer:?}");
            assert!(answer.body.contains(said), "{fields:?}: {answer:?}");
        }
    }
    let undecided = api.post("/oauth/consent", &[&consent()[..], &[("decision", "")]].concat());
    assert_eq!(undecided.status, 400);
    assert_eq!(api.get("/oauth/consent", "none").status, 404);
}

#[test]
fn a_decision_leads_back_to_the_app() {
    let api = Api::new(App {
        redirect_uris: vec!["http://127.0.0.1:*/".to_owned(), "https://a.example/?x=1".to_owned()],
        ..app()
    });
    let back = |decision: &str, uri| {
        let url = api.decide(decision, &changed(&consent(), "redirect_uri", uri));
        let pairs: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        (url, pairs)
    };
    let (url, pairs) = back("allow", "http://127.0.0.1:65535/");
    assert!(url.as_str().starts_with("http://127.0.0.1:65535/?code="), "{url}");
    assert_eq!(pairs.keys().collect::<Vec<_>>(), ["code", "state"]);
    assert_eq!(pairs["state"], STATE);
    let (url, pairs) = back("refuse", "https://a.example/?x=1");
    assert!(url.as_str().starts_with("https://a.example/?x=1&error=access_denied&"), "{url}");
    assert_eq!(pairs.keys().collect::<Vec<_>>(), ["error", "error_description", "state", "x"]);
    assert_eq!(pairs["state"], STATE);

    let quirks = Quirks { wrong_state: true, ..Quirks::default() };
    let api = Api::of(World { app: app(), quirks, ..World::sample() });
    let url = api.decide("allow", &consent());
    assert!(url.query_pairs().all(|(_, value)| value != STATE), "{url}");
}
