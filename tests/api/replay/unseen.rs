//! Captures as they may be added to the file: forms and endpoints that none has had so far.

use super::capture::Capture;
use super::catalogue::Catalogue;
use super::problems;

/// What is wrong with a capture that is the only one, but for an empty answer of top Pins.
fn found(endpoint: &str, kind: &str, status: u16, body: &str) -> Vec<String> {
    thread_local! {
        static CATALOGUE: Catalogue = Catalogue::read();
    }
    let line = |endpoint: &str, kind: &str, body: &str| {
        let line = format!(
            r#"{{"endpoint": "{endpoint}", "kind": "{kind}", "status": {status}, "body": {body}}}"#
        );
        Capture::of(1, &line)
    };
    let top_pins = r#"{"pins": [], "sort_by": "SAVE", "date_availability": {}}"#;
    let captures = [
        line(endpoint, kind, body),
        line("GET /user_account/analytics/top_pins", "answer", top_pins),
    ];
    CATALOGUE.with(|catalogue| problems(&captures[0], &captures, catalogue))
}

#[test]
fn replay_reads_captures_of_new_forms() {
    let scores = r#"[{"source_platform": "WEB", "ingestion_source": "ALL", "lookback_period": "14d",
        "overall_status": "GOOD", "quality_components": {"CLICK_ID": {"CHECKOUT": {"coverage": 0.50,
        "issues": [{"id": "7", "name": "few", "reason": "none"}]}}}}]"#;
    let keywords = r#"{"id": "1", "bid": null, "match_type": "BROAD", "parent_id": "2"}"#;
    let campaign = r#"{"CAMPAIGN_ID": 626735565838, "DATE": "2026-07-01",
        "SPEND_IN_DOLLAR": 1.50, "CTR": null}"#;
    let by_gender = r#"{"data": [{"targeting_type": "GENDER", "targeting_value": "female", "metrics":
        {"AD_ID": "687195134316", "DATE": "2026-07-01", "SPEND_IN_DOLLAR": 10.0}}]}"#;
    let pin = r#"{"pin_id": "1", "metrics": {"SAVE": 1}, "data_status": {"SAVE": "READY"}}"#;
    let written = r#"{"items": [{"data": {"id": "1", "name": "New"}, "exceptions": []}]}"#;
    let labels =
        r#"{"items": [{"labels": [{"id": "1", "value": "a"}, {"id": "2", "value": "b"}]}]}"#;
    let subscription = r#"{"id": "1", "cryptographic_key": "<redacted>"}"#;
    let lost = r#"{"report_status": "DOES_NOT_EXIST"}"#;
    let mut wrong = Vec::new();
    for (endpoint, kind, body) in [
        ("GET /ad_accounts/{ad_account_id}/campaigns/analytics", "item", campaign),
        ("GET /ad_accounts/{ad_account_id}/ads/targeting_analytics", "answer", by_gender),
        ("GET /ad_accounts/{ad_account_id}/conversion_eqs", "answer", scores),
        ("GET /ad_accounts/{ad_account_id}/keywords", "item", keywords),
        ("GET /ad_accounts/{ad_account_id}/labels", "answer", labels),
        ("GET /ad_accounts/{ad_account_id}/leads/subscriptions/{id}", "answer", subscription),
        ("GET /user_account/analytics/top_pins", "item", pin),
        ("POST /ad_accounts/{ad_account_id}/campaigns", "answer", written),
        ("GET /new/{new_id}/endpoint", "answer", r#"{"a": {"b": 1.50}, "c": [1, "x"], "d": {}}"#),
        ("DELETE /boards/{board_id}", "answer", "null"),
        ("GET /new", "answer", r#"["a", 1.0, null]"#),
        ("POST /ad_accounts/{ad_account_id}/reports", "answer", r#"{"token": "a-_==%&"}"#),
        (
            "GET /ad_accounts/{ad_account_id}/reports",
            "answer",
            r#"{"report_status": "IN_PROGRESS"}"#,
        ),
        ("GET /ad_accounts/{ad_account_id}/reports", "answer", lost),
        (
            "GET /ad_accounts/{ad_account_id}/reports",
            "answer",
            r#"{"report_status": "FINISHED", "url": "https://x.example/?X-Amz-Y=Z", "size": 200}"#,
        ),
    ] {
        wrong.extend(found(endpoint, kind, 200, body));
    }
    let error = r#"{"code": 99, "message": "Never seen before."}"#;
    for endpoint in ["GET /new", "DELETE /pins/{pin_id}", "GET /user_account/analytics"] {
        wrong.extend(found(endpoint, "error", 400, error));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn replay_finds_what_is_wrong_with_new_captures() {
    let campaign = r#"[{"CAMPAIGN_ID": "1", "DATE": "2026-07-01", "NOVEL": 1}]"#;
    let board = r#"{"id": "1", "name": "a", "novel": null}"#;
    let audience = r#"{"id": "1", "rule": {"novel": 7}}"#;
    for (endpoint, kind, body, expected) in [
        (
            "GET /ad_accounts/{ad_account_id}/campaigns/analytics",
            "answer",
            campaign,
            "`novel` has no column",
        ),
        ("GET /boards", "item", board, "field `novel` has no column"),
        ("GET /boards/{board_id}", "answer", board, "field `novel` has no column"),
        ("GET /ad_accounts/{ad_account_id}/audiences/{id}", "answer", audience, "`rule.novel`"),
        ("GET /users/me", "answer", "7", "exit code 5"),
        ("GET /boards", "answer", r#"{"items": [], "total": 5}"#, "field `total` lost"),
    ] {
        let found = found(endpoint, kind, 200, body);
        assert!(found.iter().any(|it| it.contains(expected)), "{endpoint} {body}: {found:?}");
    }
}
