//! What the API says instead of an answer.

use std::net::TcpListener;

use super::{ENDS, PASSES, REFUSED, both, status};
use crate::api::fault_matrix::line::{Line, Scene};

const LIMIT: &str = r#"{"code":8,"message":"You have exceeded your rate limit. Try again later."}"#;
const COST: &str =
    r#"{"code":2726,"message":"Reporting query cost limit exceeded. Retry after 3 seconds"}"#;
const WAIT: &str = r#"{"code":1,"message":"Retry after 5 seconds"}"#;
const OUR_END: &str = "omething went wrong on our end.";
const CODE_12: &str =
    r#"{"code":12,"message":"Something went wrong on our end. Sorry about that."}"#;
const CODE_2787: &str = r#"{"code":2787,"message":"Sorry! Something went wrong on our end."}"#;
const NO_TOKEN: &str = r#"{"code":2,"message":"Authentication failed."}"#;
const NOT_YOURS: &str = r#"{"code":29,"message":"Not permitted"}"#;

pub(super) fn lines() -> Vec<Line> {
    let limited = "exceeded your rate limit";
    let date = "Tue, 10 Mar 2026 12:00:30 GMT";
    let [after, reset] = ["retry-after", "x-ratelimit-reset"];
    let waits = [
        ("429, Retry-After: 9", PASSES, limited, (after, "9")),
        ("429, Retry-After with a date", PASSES, limited, (after, date)),
        ("429, X-RateLimit-Reset: 7", PASSES, limited, (reset, "7")),
        ("429, X-RateLimit-Reset: 67150", ENDS, "exhausted until 2026-03-11T", (reset, "67150")),
    ];
    let waits = waits.map(|(name, cells, told, header)| {
        Line::new(name, cells, told, status(429, &[header], LIMIT))
    });
    let others = [
        ("429, the wait in its text", PASSES, "Retry after 3 seconds", 429, COST),
        ("429, no wait told", PASSES, limited, 429, LIMIT),
        ("429, a block for spam", REFUSED, "spam", 429, r#"{"code":9,"message":"spam"}"#),
        ("400, the wait in its text", PASSES, "Retry after 5 seconds", 400, WAIT),
        ("400, code 12", PASSES, OUR_END, 400, CODE_12),
        ("500, code 12", PASSES, OUR_END, 500, CODE_12),
        ("400, code 2787", PASSES, OUR_END, 400, CODE_2787),
        ("500, code 2787", PASSES, OUR_END, 500, CODE_2787),
        ("400, a wrong parameter", REFUSED, "Wrong", 400, r#"{"code":1,"message":"Wrong"}"#),
        ("401, a bare token", ["exit 3, no file"; 4], "rejected the token", 401, NO_TOKEN),
        ("404", REFUSED, "HTTP 404", 404, ""),
        ("500", PASSES, "HTTP 500", 500, "<html>oops</html>"),
        ("501", ENDS, "a retry does not help", 501, ""),
        ("502", PASSES, "HTTP 502", 502, ""),
        ("503", PASSES, "HTTP 503", 503, ""),
        ("503, ramped down for ever", ENDS, "not help", 503, r#"{"code":4197,"message":"Gone"}"#),
        ("504", PASSES, "HTTP 504", 504, ""),
        ("408", PASSES, "HTTP 408", 408, ""),
        ("425", PASSES, "HTTP 425", 425, ""),
        ("507", PASSES, "HTTP 507", 507, ""),
        ("520", PASSES, "HTTP 520", 520, "<html>oops</html>"),
        ("530", PASSES, "HTTP 530", 530, "<html>oops</html>"),
    ];
    let others = others.map(|(name, cells, told, code, body)| {
        Line::new(name, cells, told, status(code, &[], body))
    });
    waits
        .into_iter()
        .chain(others)
        .chain(in_a_row())
        .chain(of_one_account())
        .chain([renewed()])
        .chain([302, 307].map(redirect))
        .collect()
}

fn in_a_row() -> Vec<Line> {
    let row = |name, more, codes: &[u16]| {
        let faults = codes.iter().map(|code| status(*code, &[], "")).collect();
        Line { faults, ..Line::new(name, both(more, PASSES[1]), "HTTP 503", status(503, &[], "")) }
    };
    vec![
        row("503, three in a row", "exact, +3 requests", &[503; 3]),
        row("503, five in a row", "exact, +5 requests", &[503; 5]),
        row("500, 502, 504, 503 in a row", "exact, +4 requests", &[500, 502, 504, 503]),
    ]
}

fn of_one_account() -> Vec<Line> {
    let several = || Scene { has_several_accounts: true, ..Scene::default() };
    let forbidden = ["exit 6, account named, no file"; 4];
    let failing = both(PASSES[0], "exit 6, account named, no file, 6 requests");
    vec![
        Line::new("403, one account of three", forbidden, "HTTP 403", status(403, &[], NOT_YOURS))
            .within(several()),
        Line::new("503, one account of three", failing, "HTTP 503", status(503, &[], ""))
            .within(several()),
    ]
}

/// A sign-in gets another token, once, and that token a second chance after a pause.
fn renewed() -> Line {
    let cells = both(PASSES[0], "exit 3, no file, 3 requests");
    Line::new("401, a sign-in", cells, "", status(401, &[], NO_TOKEN))
        .within(Scene { is_signed_in: true, ..Scene::default() })
}

fn redirect(code: u16) -> Line {
    let elsewhere = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}/v5/", elsewhere.local_addr().expect("it is bound"));
    let (name, told) = match code {
        302 => ("302, to another host", "HTTP 302"),
        _ => ("307, to another host", "HTTP 307"),
    };
    Line::new(name, ENDS, told, status(code, &[("location", &address)], ""))
        .within(Scene { elsewhere: Some(elsewhere), ..Scene::default() })
}
