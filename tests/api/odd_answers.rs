//! Answers that nobody expects: whatever the API says, a run ends as it should.

use crate::support::sandbox::Sandbox;
use crate::support::server::{Fault, Times, World};

fn bodies() -> Vec<String> {
    let deep = |open: &str, close: &str| open.repeat(50_000) + "1" + &close.repeat(50_000);
    let mut bodies: Vec<String> = [
        "null",
        "1",
        "\"text\"",
        "[]",
        "{}",
        "[null]",
        "[[]]",
        "[{}]",
        "[1,\"a\",{\"b\":[]}]",
        "{\"items\":null}",
        "{\"items\":[null]}",
        "{\"items\":[[]]}",
        "{\"items\":[{}]}",
        "{\"items\":[{\"id\":null,\"name\":7}]}",
        "{\"items\":[{\"id\":\"x/../y\",\"name\":\"n\"}]}",
        "{\"items\":[{\"id\":1e400,\"id\":-0.0}]}",
        "{\"items\":[],\"bookmark\":7}",
        "{\"pins\":[{\"pin_id\":null,\"metrics\":[]}],\"date_availability\":null}",
        "{\"all\":{\"daily_metrics\":[1],\"summary_metrics\":2}}",
        "{\"all\":[]}",
        "{\"credentials\":{\"a\":1},\"b\":[{\"credentials\":2}]}",
        "{\"a\":\"\\ud800\",\"\\u0000\":\"\\u0000\",\"\":\"\"}",
        "[{\"CAMPAIGN_ID\":\"1\",\"CAMPAIGN_ID\":2,\"DATE\":[],\"CTR\":NaN}]",
    ]
    .map(str::to_owned)
    .to_vec();
    bodies.push(deep("[", "]"));
    bodies.push(deep("{\"a\":", "}"));
    bodies.push(format!("{{\"items\":[{}]}}", deep("{\"credentials\":1,\"a\":", "}")));
    bodies.push(format!("{{\"items\":[{{\"name\":\"{}\"}}]}}", "long ".repeat(200_000)));
    bodies
}

/// What is asked, and where the answer comes from.
const LISTS: &[(&str, &str)] = &[
    ("delivery-metrics", "/ad_accounts"),
    ("delivery-metrics --all-ad-accounts", "/campaigns"),
    ("delivery-metrics --all-ad-accounts -f ndjson", "/analytics"),
    ("delivery-metrics --all-ad-accounts --display-names", "/delivery_metrics"),
    ("object-information --object-type feeds --extra-column", "/feeds"),
    ("object-information --object-type labels --all-ad-accounts", "/labels"),
    ("object-information --object-type ocpm-eligible-events --all-ad-accounts", "/ocpm_eligible"),
    ("conversion-quality-health --all-ad-accounts", "/conversion_eqs"),
    ("user-metrics", "/user_account/analytics"),
    ("user-top-pins", "/top_pins"),
    ("most-clicked-pins --domain lichtundlaub.example", "/websites"),
];

/// The same where any object is a row.
const OBJECTS: &[(&str, &str)] = &[
    ("users -f ndjson", "/user_account"),
    ("get /user_account", "/user_account"),
    ("get /user_account -f ndjson", "/user_account"),
];

#[test]
fn no_answer_is_a_crash_or_a_hang() {
    let sandbox = Sandbox::at_speed(World::sized(1, 2, 1, 1, 1), 20_000.0);
    for (arguments, path) in LISTS.iter().chain(OBJECTS) {
        for body in bodies() {
            let fault =
                Fault::Garbage { content_type: "application/json", body: body.clone().into() };
            sandbox.server.inject(path, Times::Count(6), fault);
            let words: Vec<_> = arguments.split(' ').collect();
            let run = sandbox.run(&[&words[..], &["--max-wait", "10h"]].concat());
            let start: String = body.chars().take(60).collect();
            let is_expected = matches!(run.code, Some(0 | 2 | 4 | 5));
            assert!(is_expected, "{arguments} with {start}: {:?} {}", run.code, run.stderr);
            assert!(run.stderr.len() < 20_000, "{arguments} with {start}: a long story");
            sandbox.server.forget_faults();
        }
    }
}

#[test]
fn an_error_in_the_place_of_an_answer_is_no_empty_table() {
    let body = br#"{"code":12,"message":"Something went wrong on our end."}"#;
    let mut empty = Vec::new();
    let others = &[
        ("delivery-metrics-definitions", "/delivery_metrics"),
        ("object-information --object-type conversion-tags --all-ad-accounts", "/conversion_tags"),
    ];
    for (arguments, path) in LISTS.iter().chain(others) {
        let sandbox = Sandbox::at_speed(World::sized(1, 2, 1, 1, 1), 20_000.0);
        let fault = Fault::Garbage { content_type: "application/json", body: body.to_vec() };
        sandbox.server.inject(path, Times::Always, fault);
        let run = sandbox.run(&arguments.split(' ').collect::<Vec<_>>());
        if run.code != Some(5) {
            empty.push(format!("{arguments}: {:?} {}{}", run.code, run.stdout, run.stderr));
        }
    }
    assert!(empty.is_empty(), "{}", empty.join("\n"));
}
