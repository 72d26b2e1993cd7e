//! Captured responses about an asynchronous report: the order, the state of it, and its link.

use super::capture::{Capture, Kind};
use super::json::Json;
use super::refusal::Refusal;
use super::verdict::{Table, lost};
use super::{World, ended};
use crate::support::sandbox::Sandbox;
use crate::support::server::{Played, Times};

const COMMAND: [&str; 8] = [
    "delivery-metrics",
    "--ad-account",
    "549755885175",
    "--via",
    "async",
    "--date",
    "yesterday",
    "-v",
];

const PATH: &str = "/ad_accounts/{ad_account_id}/reports";

const ROWS: &str = r#"[{"CAMPAIGN_ID":"626735565838","DATE":"2026-03-09","TOTAL_IMPRESSION":17}]"#;

/// What is wrong with how a response of `…/reports` is read.
pub(super) fn problems(capture: &Capture) -> Vec<String> {
    let sandbox = Sandbox::hasty(World::sized(1, 1, 0, 0, 0));
    let command = COMMAND.join(" ");
    let is_order = capture.method == "POST";
    let file = file(capture);
    let link = sandbox.server.play_file(file.clone().into_bytes());
    let (mut body, mut text) = (capture.body.clone(), capture.text.clone());
    let has_link = body.field("url").is_some();
    if has_link {
        // The one thing that is not as it was captured: the link leads here.
        body.edit(&mut |name, value| {
            if name == "url" {
                *value = Json::Text(link.clone());
            }
        });
        text = body.write();
    }
    let is_error = capture.kind == Kind::Error;
    let play = |method, status, body: String, times| {
        let (path, headers) = (PATH.to_owned(), Vec::new());
        sandbox.server.play(Played { method, path, status, headers, body, times });
    };
    // A report that cannot be made is ordered once more.
    let times = if is_error || is_order || has_link { Times::Always } else { Times::Once };
    play(if is_order { "POST" } else { "GET" }, capture.status, text, times);
    let token = r#"{"report_status": "IN_PROGRESS", "token": "a==/?&b", "message": ""}"#;
    play("POST", 200, token.to_owned(), Times::Always);
    let made = format!(r#"{{"report_status": "FINISHED", "url": "{link}"}}"#);
    play("GET", 200, made, Times::Always);

    let outcome = sandbox.run(&COMMAND);
    if is_error {
        return Refusal::of(capture).problems(&command, &outcome);
    }
    let mut problems = ended(&command, &outcome, 0);
    let rows = sandbox.run(&[&COMMAND[..], &["--format", "ndjson"]].concat());
    problems.extend(ended(&command, &rows, 0));
    let lost = lost(&Json::read(file.trim()), &[Table::read(&rows.stdout)]);
    problems.extend(lost.into_iter().map(|it| format!("{command}: of the file, {it}")));
    let log = sandbox.server.log();
    let looks = log.iter().filter(|it| it.method == "GET" && it.path.ends_with("/reports"));
    let token = body.field("token").and_then(Json::text).unwrap_or("a==/?&b");
    for look in looks {
        if look.query != [("token".to_owned(), token.to_owned())] {
            problems.push(format!("{command}: the token was not handed back as it came"));
        }
    }
    problems
}

/// A file of the size that the response names.
fn file(capture: &Capture) -> String {
    let size = capture.body.field("size").and_then(|size| size.write().parse().ok());
    match size {
        Some(size) if size < ROWS.len() => format!("{:size$}", "[]"),
        Some(size) => format!("{ROWS:size$}"),
        None => ROWS.to_owned(),
    }
}
