//! The forms that the answers about an asynchronous report take, from the order to the file.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Fault, Quirks, Times, World};

const RUN: [&str; 6] = ["delivery-metrics", "--via", "async", "--days-back", "30", "-v"];
const ORDER: &str = "POST /reports";
const POLL: &str = "GET /reports";
const FILE: &str = "metrics_report.txt";

fn sandbox() -> Sandbox {
    Sandbox::brisk(world())
}

fn world() -> World {
    World { report_takes: |_| 0, ..World::sized(1, 4, 0, 0, 0) }
}

/// The true answer with other fields.
fn with(changes: Value) -> Fault {
    Fault::Altered(Arc::new(move |mut reply| {
        let mut body: Value = serde_json::from_slice(&reply.body).expect("JSON");
        for (name, value) in changes.as_object().expect("an object") {
            body[name] = value.clone();
        }
        reply.body = body.to_string().into_bytes();
        reply
    }))
}

fn file(text: &str) -> Fault {
    Fault::Garbage { content_type: "text/plain", body: text.into() }
}

/// Pauses double from four seconds up to what is left of a minute: in a minute there are five polls.
const POLLS_OF_A_MINUTE: usize = 5;

#[test]
fn an_order_may_be_answered_with_a_finished_report() {
    // Slow enough for a pause to be seen.
    let sandbox = Sandbox::at_speed(world(), 10.0);
    let whole = sandbox.succeed(&RUN);
    let message = "This job has already finished processing.";
    let finished = json!({ "report_status": "FINISHED", "message": message });
    sandbox.server.inject(ORDER, Times::Always, with(finished));
    assert_eq!(sandbox.succeed(&RUN), whole);
    let log = sandbox.server.log();
    let order = log.iter().rposition(|it| it.method == "POST").expect("an order");
    assert!(log[order + 1].at - log[order].at < TimeDelta::seconds(2), "there is no pause");
}

#[test]
fn a_report_without_rows_ends_well_in_every_form() {
    for (what, poll, download, note) in [
        (
            "no link, size 2",
            json!({ "url": null, "size": 2 }),
            None,
            "provided no link to its file",
        ),
        (
            "no link, size 2.0",
            json!({ "url": "", "size": 2.0 }),
            None,
            "provided no link to its file",
        ),
        (
            "no link, size 0",
            json!({ "url": null, "size": 0 }),
            None,
            "provided no link to its file",
        ),
        ("an object", json!({ "size": 2 }), Some("{}"), ""),
        ("an array", json!({ "size": 2 }), Some("[]"), ""),
        ("an empty file, size 0", json!({ "size": 0 }), Some(""), "provided an empty file"),
        ("an empty file, no size", json!({ "size": null }), Some(""), "provided an empty file"),
        ("an array, size as text", json!({ "size": "2" }), Some("[]"), ""),
    ] {
        let sandbox = sandbox();
        sandbox.server.inject(POLL, Times::Always, with(poll));
        if let Some(text) = download {
            sandbox.server.inject(FILE, Times::Always, file(text));
        }
        let outcome = sandbox.run(&RUN);
        assert_eq!(outcome.code, Some(0), "{what}: {}", outcome.stderr);
        assert_eq!(cells(&outcome.stdout).len(), 1, "{what}: only a header");
        assert_eq!(outcome.stderr.contains("has no rows"), !note.is_empty(), "{what}");
        assert!(outcome.stderr.contains(note), "{what}: {}", outcome.stderr);
        assert!(sandbox.server.count(POLL) <= POLLS_OF_A_MINUTE, "{what}");
    }
}

#[test]
fn a_link_may_come_later_than_the_end() {
    let sandbox = sandbox();
    let whole = sandbox.succeed(&RUN);
    for size in [json!(0), json!(null), json!(12_345)] {
        let no_link = json!({ "url": null, "size": size });
        sandbox.server.inject(POLL, Times::Count(3), with(no_link));
        assert_eq!(sandbox.succeed(&RUN), whole);
    }
}

#[test]
fn a_finished_report_that_never_gets_a_link_is_an_error_within_a_minute() {
    for size in [json!(null), json!(12_345), json!("?")] {
        let sandbox = sandbox();
        sandbox.server.inject(POLL, Times::Always, with(json!({ "url": null, "size": size })));
        let stderr = sandbox.fail(5, &[&RUN[..], &["-o", "x.csv"]].concat());
        assert!(stderr.contains("provided no link to its file within 60 seconds"), "{stderr}");
        assert_eq!(sandbox.files("."), Vec::<String>::new());
        assert_eq!(sandbox.server.count(POLL), POLLS_OF_A_MINUTE, "{size}");
    }
}

#[test]
fn ids_that_rows_lack_come_from_the_keys_of_the_file() {
    let told = Sandbox::hasty(World::sample());
    let quirks = Quirks { rows_without_id: true, ..Quirks::default() };
    let silent = Sandbox::hasty(World { quirks, ..World::sample() });
    for (level, keys) in [
        ("keyword", "AD_ACCOUNT_ID,KEYWORD_ID,AD_GROUP_ID,CAMPAIGN_ID,DATE"),
        (
            "product-item",
            "AD_ACCOUNT_ID,PRODUCT_ITEM_ID,PRODUCT_GROUP_ID,AD_GROUP_ID,CAMPAIGN_ID,DATE",
        ),
        ("campaign", "AD_ACCOUNT_ID,CAMPAIGN_ID,DATE"),
    ] {
        let run = ["delivery-metrics", "--all-ad-accounts", "--object-type", level];
        let run = [&run[..], &["--via", "async", "--columns", "SPEND_IN_DOLLAR"]].concat();
        let csv = told.succeed(&run);
        assert!(csv.starts_with(&format!("{keys},SPEND_IN_DOLLAR\n")), "{level}: {csv}");
        let rows = cells(&csv);
        assert!(rows.len() > 5, "{level}");
        let count = keys.split(',').count();
        assert!(rows.iter().all(|row| row[..count].iter().all(|key| !key.is_empty())), "{level}");
        assert_eq!(silent.succeed(&run), csv, "{level}");
    }
}
