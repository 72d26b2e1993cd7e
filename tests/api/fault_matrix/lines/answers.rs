//! What is wrong with an answer of status 200, or only odd.

use std::sync::Arc;

use super::{HARMLESS, NONE, PASSES};
use crate::api::fault_matrix::line::{Line, Scene};
use crate::support::server::{Fault, Reply};

const UNREADABLE: &str = "the response cannot be read";

pub(super) fn lines() -> Vec<Line> {
    let whole = [broken(), packed(), odd()];
    whole.into_iter().flatten().chain(valued()).collect()
}

/// What is no JSON, or not what was asked for.
fn broken() -> Vec<Line> {
    let lines = [
        ("JSON, cut in half", body(|body| body.truncate(body.len() / 2))),
        ("HTML", replaced("text/html", "<html>maintenance</html>")),
        ("empty", replaced("application/json", "")),
        ("an error, as an answer", replaced("application/json", r#"{"code":12,"message":"No"}"#)),
        ("bad UTF-8", body(|body| body.insert(after_a_quote(body), 0xff))),
        ("NaN, without quotes", field(["daily_spend_cap", "CTR"], "NaN")),
    ];
    let told = |name| match name {
        "an error, as an answer" => "HTTP 200 with an error instead of data: No (code 12)",
        _ => UNREADABLE,
    };
    let lines = lines.map(|(name, fault)| Line::new(name, PASSES, told(name), fault));
    let long = replaced("application/json", &format!("{{\"items\":\"{}\"}}", long()));
    let long = Line::new("20 MB of text instead of rows", PASSES, UNREADABLE, long);
    lines.into_iter().chain([Line { cells: [PASSES[0], NONE, NONE, NONE], ..long }]).collect()
}

fn packed() -> Vec<Line> {
    let unpacked = altered(|mut reply| {
        reply.headers.push(("content-encoding", "gzip".to_owned()));
        reply
    });
    let cut = altered(|reply| {
        let mut reply = reply.packed();
        reply.body.truncate(reply.body.len() / 2);
        reply
    });
    vec![
        Line::new("gzip that is none", PASSES, "gzip", unpacked),
        Line::new("gzip, cut in half", PASSES, "end of file", cut),
    ]
}

/// What can be read, and loses nothing.
fn odd() -> Vec<Line> {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let lines = [
        (
            "UTF-8 with a mark before it",
            "",
            body(|body| body.splice(..0, *b"\xef\xbb\xbf").for_each(drop)),
        ),
        // Of a name that stands twice, the last value counts.
        ("a key that stands twice", "", added(["name", "DATE"], "\"first\"")),
        ("an unknown field", "`brand_new`, which has no column", added(["brand_new"; 2], "1")),
        ("an unknown field in red", "which has no column", added(["\\u001b[31m"; 2], "1")),
        ("nested 100 000 deep", "`deep`, which has no column", added(["deep"; 2], &deep)),
    ];
    lines.map(|(name, told, fault)| Line::new(name, HARMLESS, told, fault)).into()
}

/// Values that nobody expects, and that go through as they are.
fn valued() -> Vec<Line> {
    let line = |name, columns, value: &str, json: &str| {
        let value = Some((columns, value.to_owned()));
        Line::new(name, HARMLESS, "", field(columns, json)).within(Scene {
            value,
            is_small: true,
            ..Scene::default()
        })
    };
    let number =
        |name, digits| line(name, ["daily_spend_cap", "TOTAL_CLICKTHROUGH"], digits, digits);
    let (digits, long) = ("1234567890".repeat(4), long());
    let status = line("an unknown status", ["status", "CTR"], "ASLEEP", "\"ASLEEP\"");
    let long = line("20 MB of text", ["name", "CAMPAIGN_NAME"], &long, &format!("\"{long}\""));
    let exact = HARMLESS[0];
    vec![
        line("NaN, as text", ["daily_spend_cap", "CTR"], "NaN", "\"NaN\""),
        number("2^53 + 1", "9007199254740993"),
        number("a number of 40 digits", &digits),
        number("a number with zeros at its end", "0.1000"),
        // No column of analytics is a status.
        Line { cells: [exact, exact, NONE, NONE], ..status },
        // There is but one answer: always is once.
        Line { cells: [exact, NONE, exact, NONE], ..long },
    ]
}

/// Of no letter that a secret has: they are looked for in all that is said and written.
fn long() -> String {
    "~".repeat(20_000_000)
}

fn altered(alter: impl Fn(Reply) -> Reply + Send + Sync + 'static) -> Fault {
    Fault::Altered(Arc::new(alter))
}

fn body(alter: impl Fn(&mut Vec<u8>) + Send + Sync + 'static) -> Fault {
    altered(move |mut reply| {
        alter(&mut reply.body);
        reply
    })
}

fn replaced(content_type: &'static str, text: &str) -> Fault {
    Fault::Garbage { content_type, body: text.as_bytes().to_vec() }
}

fn after_a_quote(body: &[u8]) -> usize {
    body.iter().position(|byte| *byte == b'"').expect("JSON with text in it") + 1
}

/// The first fields of a campaign and of a row of metrics, as the server writes them.
const FIRST: [&str; 2] = ["\"ad_account_id\":", "\"CAMPAIGN_ID\":"];

/// Each row with a field more, before all others: one name for the listing, one for analytics.
pub(super) fn added(names: [&'static str; 2], json: &str) -> Fault {
    let json = json.to_owned();
    text(move |text| {
        let pairs = FIRST.into_iter().zip(names);
        pairs.fold(text, |text, (first, name)| {
            text.replace(first, &format!("\"{name}\":{json},{first}"))
        })
    })
}

/// Each row with this value in a field, which is there once.
fn field(names: [&'static str; 2], json: &str) -> Fault {
    let json = json.to_owned();
    text(move |text| {
        let pairs = FIRST.into_iter().zip(names);
        pairs.fold(text, |text, (first, name)| {
            let text = text.replace(&format!("\"{name}\":"), "\"other\":");
            text.replace(first, &format!("\"{name}\":{json},{first}"))
        })
    })
}

pub(super) fn text(alter: impl Fn(String) -> String + Send + Sync + 'static) -> Fault {
    body(move |body| {
        let text = String::from_utf8(std::mem::take(body)).expect("the truth is text");
        *body = alter(text).into_bytes();
    })
}
