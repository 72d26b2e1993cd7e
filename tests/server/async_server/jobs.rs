//! How a report comes to its end, and for how long it can be had.

use serde_json::{Value, json};

use super::api::{Api, download};
use crate::support::plain_http::{Answer, ask};
use crate::support::server::{Fault, ReportEnd, Times, World, secrets};

fn status(state: &Value) -> &str {
    state["report_status"].as_str().expect("a text")
}

fn link(state: &Value) -> String {
    assert_eq!(status(state), "FINISHED", "{state}");
    state["url"].as_str().expect("a link").to_owned()
}

#[test]
fn a_report_is_in_progress_for_some_polls() {
    for report_polls in [0, 2, 5] {
        let api = Api::new(World { report_polls, ..World::sample() });
        let answer = api.create(&json!({})).json();
        assert_eq!(status(&answer), "IN_PROGRESS");
        assert_eq!(answer.as_object().expect("an object").len(), 3);
        assert!(answer["message"].is_null());
        let token = answer["token"].as_str().expect("a text");
        let waiting = json!({ "report_status": "IN_PROGRESS", "url": null, "size": null });
        for _ in 0..report_polls {
            assert_eq!(api.poll(token), waiting);
        }
        let state = api.poll(token);
        let file = download(&link(&state), &[]).body;
        assert_eq!(state["size"], file.len());
    }
}

#[test]
fn a_link_is_good_for_five_minutes_and_a_report_for_an_hour() {
    let api = Api::new(World { report_polls: 2, ..World::sample() });
    let token = api.create(&json!({})).text("token");
    for _ in 0..2 {
        assert_eq!(status(&api.poll(&token)), "IN_PROGRESS");
        api.pass(3600);
    }
    let first = link(&api.poll(&token));
    let file = download(&first, &[]).body;
    api.pass(299);
    assert_eq!(download(&first, &[]).body, file);
    let second = link(&api.poll(&token));
    assert_ne!(second, first);
    api.pass(1);
    let refused = download(&first, &[]);
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("<Code>AccessDenied</Code>"), "{refused:?}");
    assert_eq!(download(&second, &[]).body, file);
    api.pass(3299);
    let last = link(&api.poll(&token));
    assert_eq!(download(&last, &[]).body, file);
    api.pass(1);
    assert_eq!(download(&last, &[]).status, 403, "it does not outlive the report");
    let expired = json!({ "report_status": "EXPIRED", "url": null, "size": null });
    assert_eq!(api.poll(&token), expired);
}

#[test]
fn a_report_can_end_otherwise() {
    let api = Api::new(World { report_polls: 1, ..World::sample() });
    for (end, name) in [
        (ReportEnd::Failed, "FAILED"),
        (ReportEnd::Expired, "EXPIRED"),
        (ReportEnd::Cancelled, "CANCELLED"),
        (ReportEnd::DoesNotExist, "DOES_NOT_EXIST"),
    ] {
        api.server.end_reports(Times::Count(2), end);
        for expected in [name, name, "FINISHED"] {
            let token = api.create(&json!({})).text("token");
            assert_eq!(status(&api.poll(&token)), "IN_PROGRESS");
            assert_eq!(status(&api.poll(&token)), expected);
            assert_eq!(status(&api.poll(&token)), expected, "it stays so");
        }
    }
}

#[test]
fn nobody_has_the_report_of_another_account() {
    let api = Api::new(World::sample());
    let token = api.create(&json!({})).text("token");
    let other = &api.server.world().accounts[1].id;
    assert_eq!(status(&api.poll("unknown")), "DOES_NOT_EXIST");
    let mut url = api.url("reports");
    url.set_path(&format!("/v5/ad_accounts/{other}/reports"));
    let authorization = format!("Bearer {}", api.server.world().token);
    url.query_pairs_mut().append_pair("token", &token);
    let answer = Answer::read(ask(&url, "GET", &[("Authorization", &authorization)], None));
    assert_eq!(status(&answer.json()), "DOES_NOT_EXIST");
    assert_eq!(status(&api.poll(&token)), "FINISHED");
}

#[test]
fn signatures_are_secrets_and_not_in_the_log() {
    let api = Api::new(World::sample());
    let link = api.link(&json!({}));
    download(&link, &[]);
    let (_, signature) = link.split_once("metrics_report.txt?signature=").expect("a signature");
    assert!(link.contains("/async_reporting_v3/") && signature.len() >= 32, "{link}");
    assert!(api.server.secrets().iter().any(|secret| secret == signature));
    assert!(secrets().iter().any(|secret| secret == signature));
    let log = api.server.download_log();
    assert_eq!(log.len(), 1);
    assert!(log[0].path.ends_with("/metrics_report.txt") && log[0].status == 200);
    assert!(!format!("{log:?}").contains(signature), "{log:?}");
    assert!(api.server.log().iter().all(|exchange| exchange.path.starts_with("/v5/")));
}

#[test]
fn a_fault_can_concern_one_method_alone() {
    let api = Api::new(World::sample());
    let fault = Fault::Status { status: 503, headers: vec![], body: String::new() };
    api.server.inject("GET /reports", Times::Once, fault);
    let token = api.create(&json!({})).text("token");
    assert_eq!(api.get("reports?token=x").status, 503);
    assert_eq!(status(&api.poll(&token)), "FINISHED");
}
