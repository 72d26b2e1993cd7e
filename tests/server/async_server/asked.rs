//! What an asynchronous report may be asked for.

use serde_json::{Value, json};

use super::api::{Api, body};
use crate::support::plain_http::{Answer, ask};
use crate::support::server::{Quirks, World};

/// Status, code and the words of a refusal.
fn refusal(answer: &Answer) -> (u16, u64, String) {
    let (status, code) = answer.error();
    let json = answer.json();
    (status, code, json["message"].as_str().expect("a text").to_owned())
}

#[test]
fn a_question_must_fit_the_description() {
    let api = Api::new(World::sample());
    let ids = |count: usize| vec!["1"; count];
    let statuses = ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ARCHIVED", "DRAFT"];
    let seven = [&statuses[..], &["DELETED_DRAFT"]].concat();
    for (changes, why) in [
        (json!({ "start_date": null }), "start_date"),
        (json!({ "end_date": null }), "end_date"),
        (json!({ "granularity": null }), "granularity"),
        (json!({ "columns": null }), "columns"),
        (json!({ "level": null }), "level"),
        (json!({ "start_date": "2026-3-1" }), "start_date"),
        (json!({ "granularity": "WEEKLY" }), "granularity"),
        (json!({ "columns": "SPEND_IN_DOLLAR" }), "columns"),
        (json!({ "columns": ["QUIZ_PIN_RESULT_OPEN"] }), "columns"),
        (json!({ "level": "AD" }), "level"),
        (json!({ "level": "KEYWORD_TARGETING" }), "level"),
        (json!({ "report_format": "XML" }), "report_format"),
        (json!({ "primary_sort": "DATE" }), "primary_sort"),
        (json!({ "click_window_days": "30" }), "click_window_days"),
        (json!({ "engagement_window_days": 2 }), "engagement_window_days"),
        (json!({ "view_window_days": 1.5 }), "view_window_days"),
        (json!({ "conversion_report_time": "NOW" }), "conversion_report_time"),
        (json!({ "attribution_types": ["ALL"] }), "attribution_types"),
        (json!({ "campaign_ids": [] }), "campaign_ids"),
        (json!({ "campaign_ids": [626_735_565_838_u64] }), "campaign_ids"),
        (json!({ "campaign_ids": ["626735571201"] }), "is not in ad account"),
        (json!({ "ad_group_ids": ids(501) }), "501 items"),
        (json!({ "ad_ids": ["x"] }), "ad_ids"),
        (json!({ "campaign_statuses": seven }), "7 items"),
        (json!({ "campaign_statuses": ["ACTIVE"] }), "campaign_statuses"),
        (json!({ "ad_statuses": ["RUNNING"] }), "ad_statuses"),
        (json!({ "campaign_objective_types": ["SALE"] }), "campaign_objective_types"),
        (json!({ "metrics_filters": [] }), "metrics_filters"),
        (json!({ "metrics_filters": [{ "field": "CTR" }] }), "CTR"),
        (json!({ "custom_conversion_event_metrics": [{}] }), "custom_event_name"),
        (json!({ "product_item_ids": ["1"] }), "product_item_ids"),
        (json!({ "level": "PRODUCT_ITEM", "ad_ids": ["1"] }), "ad_ids"),
        (json!({ "level": "PRODUCT_ITEM", "ad_statuses": ["PAUSED"] }), "ad_statuses"),
        (json!({ "level": "PRODUCT_ITEM", "columns": ["AD_ID"] }), "AD_ID are not available"),
        (json!({ "start_hour": 3 }), "by the hour"),
        (json!({ "granularity": "HOUR", "end_hour": 24 }), "end_hour"),
        (json!({ "targeting_types": ["GENDER"] }), "_TARGETING"),
        (json!({ "level": "CAMPAIGN_TARGETING" }), "targeting_types"),
        (json!({ "level": "AD_GROUP_TARGETING", "targeting_types": ["MEDIA_TYPE"] }), "MEDIA_TYPE"),
        (
            json!({ "level": "AD_GROUP_TARGETING", "targeting_types": ["AUDIENCE_MULTIPLIER"] }),
            "AUDIENCE_MULTIPLIER",
        ),
        (json!({ "entity_statuses": ["ACTIVE"] }), "Unknown parameter: entity_statuses"),
    ] {
        let (status, code, message) = refusal(&api.create(&changes));
        assert_eq!((status, code), (400, 1), "{changes}");
        assert!(message.contains(why), "{changes}: {message}");
    }
    let everything = json!({
        "click_window_days": 60,
        "engagement_window_days": 0,
        "view_window_days": 14,
        "conversion_report_time": "TIME_OF_CONVERSION",
        "reporting_timezone": "AD_ACCOUNT_TIME_ZONE",
        "attribution_types": ["INDIVIDUAL", "HOUSEHOLD"],
        "campaign_ids": ["626735565838"],
        "campaign_statuses": statuses,
        "campaign_objective_types": ["AWARENESS"],
        "campaign_brand_label": "Brand",
        "ad_group_statuses": ["RUNNING"],
        "ad_statuses": ["APPROVED"],
        "product_group_statuses": ["EXCLUDED"],
        "metrics_filters":
            [{ "field": "SPEND_IN_DOLLAR", "operator": "LESS_THAN", "values": [1, 2.5] }],
        "combine_targeting_types": false,
        "custom_conversion_event_metrics":
            [{ "custom_event_name": "a", "custom_event_metrics_type": "ADE_TOTAL_WEB_VIEW" }],
        "primary_sort": "BY_DATE",
        "report_format": "CSV",
    });
    assert_eq!(api.create(&everything).status, 200);
    // The question is in the log for whoever wants to know how it was put.
    let log = api.server.log();
    assert_eq!(log.last().and_then(|exchange| exchange.json.clone()), Some(body(&everything)));
}

#[test]
fn the_days_are_limited_by_granularity_and_level() {
    const BACK: &str = "You can only get data from the last";
    const SPAN: &str = "The time range specified is too large, it must be less than";
    let api = Api::new(World::sample());
    let limits = |granularity: &str, level: &str, start: &str, end: &str| {
        let answer = api.create(&json!({
            "granularity": granularity, "level": level, "start_date": start, "end_date": end,
        }));
        if answer.status == 200 { String::new() } else { refusal(&answer).2 }
    };
    for (granularity, level, start, end, expected) in [
        ("DAY", "CAMPAIGN", "2023-09-08", "2023-09-08", String::new()),
        ("DAY", "CAMPAIGN", "2023-09-07", "2023-09-08", format!("{BACK} 914 days.")),
        ("TOTAL", "CAMPAIGN", "2025-01-01", "2025-07-05", String::new()),
        ("TOTAL", "CAMPAIGN", "2025-01-01", "2025-07-06", format!("{SPAN} 186 days")),
        ("HOUR", "CAMPAIGN", "2026-03-02", "2026-03-04", String::new()),
        ("HOUR", "CAMPAIGN", "2026-03-02", "2026-03-05", format!("{SPAN} 3 days")),
        ("HOUR", "CAMPAIGN", "2026-03-01", "2026-03-01", format!("{BACK} 8 days.")),
        ("DAY", "PRODUCT_ITEM", "2025-12-08", "2026-01-07", String::new()),
        ("DAY", "PRODUCT_ITEM", "2025-12-08", "2026-01-08", format!("{SPAN} 31 days")),
        ("DAY", "PRODUCT_ITEM", "2025-12-07", "2025-12-07", format!("{BACK} 92 days.")),
    ] {
        let told = limits(granularity, level, start, end);
        assert_eq!(told, expected, "{granularity} {level} {start} {end}");
    }
    assert!(limits("DAY", "CAMPAIGN", "2026-03-02", "2026-03-01").contains("after end_date"));
    assert!(limits("DAY", "CAMPAIGN", "2026-03-02", "2026-03-11").contains("in the future"));
}

#[test]
fn the_question_comes_as_json_and_from_those_who_may() {
    let api = Api::new(World::sample());
    let token = format!("Bearer {}", api.server.world().token);
    let text = body(&json!({})).to_string();
    let post = |path: &str, token: &str, kind: &str, text: &str| {
        let headers = [("Authorization", token), ("Content-Type", kind)];
        Answer::read(ask(&api.url(path), "POST", &headers, Some(text)))
    };
    let kind = "application/json; charset=utf-8";
    assert_eq!(post("reports", &token, kind, &text).status, 200);
    assert_eq!(post("reports", &token, "text/plain", &text).error(), (400, 1));
    assert_eq!(post("reports", &token, kind, "{").error(), (400, 1));
    assert_eq!(post("reports", &token, kind, "[]").error(), (400, 1));
    assert_eq!(post("reports?level=CAMPAIGN", &token, kind, &text).error(), (400, 1));
    let others = format!("Bearer {}", api.server.issue(&["pins:read"]).access_token);
    assert_eq!(post("reports", &others, kind, &text).error(), (401, 3));
    let own = format!("Bearer {}", api.server.issue(&["ads:read"]).access_token);
    assert_eq!(post("reports", &own, kind, &text).status, 200);
    assert_eq!(api.get("reports").error(), (400, 1), "without a token");
    assert_eq!(api.get("reports?token=a&level=b").error(), (400, 1));
    assert_eq!(api.server.count("POST /reports"), 7);
    assert_eq!(api.server.count("GET /reports"), 2);
}

#[test]
fn betas_are_closed_unless_the_app_takes_part() {
    for (targeting_betas, status) in [(false, 403), (true, 200)] {
        let quirks = Quirks { targeting_betas, ..Quirks::default() };
        let api = Api::new(World { quirks, ..World::sample() });
        for beta in ["AGE_BUCKET_AND_GENDER", "CREATIVE_ENHANCEMENTS"] {
            let question = json!({ "level": "AD_GROUP_TARGETING", "targeting_types": [beta] });
            assert_eq!(api.create(&question).status, status, "{beta}");
        }
        let joint: Value = json!({
            "level": "CAMPAIGN_TARGETING",
            "targeting_types": ["GENDER", "COUNTRY"],
            "combine_targeting_types": true,
        });
        assert_eq!(api.create(&joint).error(), (403, 29));
    }
}
