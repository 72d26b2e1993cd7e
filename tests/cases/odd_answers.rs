//! Responses that nobody expects: whatever the API returns, a run ends as it should.

use libtest_mimic::{Failed, Trial};

use crate::support::sandbox::{Outcome, Sandbox};
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

/// A run, and the path of the response to replace.
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

/// Other lists, where an error in the place of rows must not read as no rows.
const MORE_LISTS: &[(&str, &str)] = &[
    ("delivery-metrics-definitions", "/delivery_metrics"),
    ("object-information --object-type conversion-tags --all-ad-accounts", "/conversion_tags"),
];

const ERROR: &str = r#"{"code":12,"message":"Something went wrong on our end."}"#;

/// One for each run and body, and one for each run whose rows are replaced by an error.
pub(crate) fn trials() -> Vec<Trial> {
    let odd = LISTS.iter().chain(OBJECTS).flat_map(|&(arguments, path)| {
        bodies().into_iter().map(move |body| {
            let name = format!("odd: {arguments}: {}", start(&body));
            Trial::test(name, move || no_answer_is_a_crash_or_a_hang(arguments, path, &body))
        })
    });
    let errors = LISTS.iter().chain(MORE_LISTS).map(|&(arguments, path)| {
        Trial::test(format!("odd: {arguments}: an error is no empty table"), move || {
            an_error_in_the_place_of_an_answer_is_no_empty_table(arguments, path)
        })
    });
    odd.chain(errors).collect()
}

/// As much of a body as its name needs to differ from the others.
fn start(body: &str) -> String {
    body.chars().take(60).collect()
}

/// A run whose responses on this path have this body.
fn run(arguments: &str, path: &str, times: Times, body: &str) -> Outcome {
    let sandbox = Sandbox::at_speed(World::sized(1, 2, 1, 1, 1), 20_000.0);
    let fault = Fault::Garbage { content_type: "application/json", body: body.into() };
    sandbox.server.inject(path, times, fault);
    let words: Vec<_> = arguments.split(' ').collect();
    sandbox.run(&[&words[..], &["--max-wait", "10h"]].concat())
}

fn no_answer_is_a_crash_or_a_hang(arguments: &str, path: &str, body: &str) -> Result<(), Failed> {
    let run = run(arguments, path, Times::Count(6), body);
    if !matches!(run.code, Some(0 | 2 | 4 | 5)) {
        return Err(format!("{:?} {}", run.code, run.stderr).into());
    }
    if run.stderr.len() >= 20_000 {
        return Err("the message is too long".into());
    }
    Ok(())
}

fn an_error_in_the_place_of_an_answer_is_no_empty_table(
    arguments: &str,
    path: &str,
) -> Result<(), Failed> {
    let run = run(arguments, path, Times::Always, ERROR);
    if run.code == Some(5) {
        return Ok(());
    }
    Err(format!("{:?} {}{}", run.code, run.stdout, run.stderr).into())
}
