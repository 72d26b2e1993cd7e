//! The faults that are combined: those of the fault matrix, and what lies between them.

use fastrand::Rng;

use crate::fault_matrix;
use crate::large_answers::{answer as answer_packed, packed};
use crate::server::Fault;

/// What the API says when it fails.
const OUR_END: &str =
    r#"{"code":12,"message":"Something went wrong on our end. Sorry about that."}"#;
const LIMIT: &str = r#"{"code":8,"message":"You have exceeded your rate limit. Try again later."}"#;

/// The API refuses the one object that was requested.
const OF_ONE: [&str; 2] = ["403, one account of three", "404"];

/// `get` takes its columns from the objects of the first page, and a resumed run keeps that page.
const OF_COLUMNS: [&str; 5] = [
    "an error, as an answer",
    "a key that stands twice",
    "an unknown field",
    "an unknown field in red",
    "nested 100 000 deep",
];

pub(super) struct Faults(Vec<Kind>);

/// Faults that happen one after another.
#[derive(Clone)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) faults: Vec<Fault>,
    /// The user may have to wait for long.
    pub(super) may_hold: bool,
    /// It means the one object that was requested.
    pub(super) is_of_one: bool,
    /// It takes real time, and happens once only.
    pub(super) is_slow: bool,
}

impl Faults {
    pub(super) fn new() -> Self {
        let common = fault_matrix::common().into_iter().filter(|(name, _)| !name.contains("20 MB"));
        let common = common.map(|(name, faults)| Kind {
            name,
            faults,
            may_hold: name.contains("429"),
            is_of_one: OF_ONE.contains(&name),
            is_slow: false,
        });
        Faults(common.chain(limits()).chain(statuses()).chain(hostile()).chain(slow()).collect())
    }

    /// What may happen to a request of `get` or of a report on that path.
    pub(super) fn draw(&self, is_get: bool, path: &str, random: &mut Rng) -> Kind {
        // A Pin that is refused has no link, and that is no error.
        let is_of_a_pin = path.starts_with("GET /v5/pins/");
        let may_happen = |kind: &&Kind| {
            !(is_of_a_pin && kind.is_of_one || is_get && OF_COLUMNS.contains(&kind.name))
        };
        let kinds: Vec<_> = self.0.iter().filter(may_happen).collect();
        random.choice(kinds).expect("there are many").clone()
    }
}

fn kind(name: &'static str, fault: Fault) -> Kind {
    Kind { name, faults: vec![fault], may_hold: false, is_of_one: false, is_slow: false }
}

fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Fault {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Fault::Status { status, headers, body: body.to_owned() }
}

/// Failures with the headers of limits, and waits that are none.
fn limits() -> Vec<Kind> {
    let plenty = |reset| [("x-ratelimit-remaining", "953"), ("x-ratelimit-reset", reset)];
    let late = "Tue, 10 Mar 2026 11:55:00 GMT";
    let failures = [
        kind("500, 953 remaining, reset 2400", answer(500, &plenty("2400"), OUR_END)),
        kind("400, code 12, 953 remaining, reset 2400", answer(400, &plenty("2400"), OUR_END)),
        kind("503, Retry-After: 0", answer(503, &[("retry-after", "0")], "")),
        kind("503, Retry-After with a date behind", answer(503, &[("retry-after", late)], "")),
    ];
    let holds = [
        kind("429, Retry-After: 0", answer(429, &[("retry-after", "0")], LIMIT)),
        kind("429, X-RateLimit-Reset: 0", answer(429, &[("x-ratelimit-reset", "0")], LIMIT)),
        kind("429, Retry-After with a date behind", answer(429, &[("retry-after", late)], LIMIT)),
    ];
    failures.into_iter().chain(holds.map(|kind| Kind { may_hold: true, ..kind })).collect()
}

fn statuses() -> Vec<Kind> {
    let statuses = [("408", 408), ("425", 425), ("507", 507), ("520", 520), ("530", 530)];
    let later = statuses.map(|(name, status)| kind(name, answer(status, &[], "<html>oops</html>")));
    let refused = kind("403", answer(403, &[], r#"{"code":29,"message":"Not permitted"}"#));
    later.into_iter().chain([Kind { is_of_one: true, ..refused }]).collect()
}

/// What repeats secrets, and what takes memory.
fn hostile() -> Vec<Kind> {
    let refused = Kind {
        is_of_one: true,
        ..kind("400 that repeats the request", Fault::Echo { status: 400, turn: 0 })
    };
    let failed = kind("500 that repeats the request", Fault::Echo { status: 500, turn: 1 });
    let large = packed(&vec![b' '; 4 * 1024 * 1024]);
    vec![refused, failed, kind("500 that unpacks to 4 MiB", answer_packed(500, large))]
}

fn slow() -> Vec<Kind> {
    vec![Kind { is_slow: true, ..kind("no answer", Fault::Hang) }]
}
