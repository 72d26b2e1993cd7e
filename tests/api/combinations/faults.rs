//! The faults that are combined: those of the fault matrix, and what lies between them.

use fastrand::Rng;

use super::altered::{cut_then_short, unknown_size};
use super::kind::{Kind, Target};
use crate::api::fault_matrix;
use crate::api::large_answers::{answer as answer_packed, packed};
use crate::support::server::{Fault, Times};

/// What the API says when it fails.
const OUR_END: &str =
    r#"{"code":12,"message":"Something went wrong on our end. Sorry about that."}"#;
const LIMIT: &str = r#"{"code":8,"message":"You have exceeded your rate limit. Try again later."}"#;

/// The API refuses the one object that was requested.
const OF_ONE: [&str; 2] = ["403, one account of three", "404"];

/// `get` takes its columns from the objects of the first page, and a resumed run keeps that page.
const OF_COLUMNS: [&str; 4] = [
    "a key that stands twice",
    "an unknown field",
    "an unknown field in red",
    "nested 100 000 deep",
];

pub(super) struct Faults(Vec<Kind>);

impl Faults {
    pub(super) fn new() -> Self {
        let common = fault_matrix::common().into_iter().filter(|(name, _)| !name.contains("20 MB"));
        let common = common.map(|(name, faults)| Kind {
            may_hold: name.contains("429"),
            is_of_one: OF_ONE.contains(&name),
            ..Kind::of_several(name, faults)
        });
        let others =
            [limits(), far_resets(), statuses(), hostile(), vec![slow(), endless()], downloads()];
        Faults(common.chain(others.into_iter().flatten()).collect())
    }

    /// What may happen to a request of `get` or of a report on that path.
    pub(super) fn draw(&self, is_get: bool, path: &str, random: &mut Rng) -> Kind {
        // A Pin that is refused has no link, and that is no error.
        let is_of_a_pin = path.starts_with("GET /v5/pins/");
        let may_happen = |kind: &&Kind| {
            kind.target.includes(path)
                && !(is_of_a_pin && kind.is_of_one || is_get && OF_COLUMNS.contains(&kind.name))
        };
        let kinds: Vec<_> = self.0.iter().filter(may_happen).collect();
        random.choice(kinds).expect("there are many").begin()
    }
}

fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Fault {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Fault::Status { status, headers, body: body.to_owned() }
}

/// The headers of a budget that is far from used up.
fn plenty(reset: &str) -> [(&'static str, &str); 2] {
    [("x-ratelimit-remaining", "953"), ("x-ratelimit-reset", reset)]
}

/// Failures with the headers of limits, and waits that are none.
fn limits() -> Vec<Kind> {
    let late = "Tue, 10 Mar 2026 11:55:00 GMT";
    let failures = [
        Kind::new("500, 953 remaining, reset 2400", answer(500, &plenty("2400"), OUR_END)),
        Kind::new("400, code 12, 953 remaining, reset 2400", answer(400, &plenty("2400"), OUR_END)),
        Kind::new("503, Retry-After: 0", answer(503, &[("retry-after", "0")], "")),
        Kind::new("503, Retry-After with a date behind", answer(503, &[("retry-after", late)], "")),
    ];
    let holds = [
        Kind::new("429, Retry-After: 0", answer(429, &[("retry-after", "0")], LIMIT)),
        Kind::new("429, X-RateLimit-Reset: 0", answer(429, &[("x-ratelimit-reset", "0")], LIMIT)),
        Kind::new(
            "429, Retry-After with a date behind",
            answer(429, &[("retry-after", late)], LIMIT),
        ),
    ];
    failures.into_iter().chain(holds.map(|kind| Kind { may_hold: true, ..kind })).collect()
}

/// Transient failures with the headers of a window that ends 18 hours later: no user waits for it.
fn far_resets() -> Vec<Kind> {
    let failures = [
        ("500, 953 remaining, reset 67150", 500, OUR_END),
        ("502, 953 remaining, reset 67150", 502, ""),
        ("503, 953 remaining, reset 67150", 503, ""),
        ("504, 953 remaining, reset 67150", 504, ""),
        ("400, code 12, 953 remaining, reset 67150", 400, OUR_END),
    ];
    let kind = |(name, status, body)| Kind::new(name, answer(status, &plenty("67150"), body));
    failures.map(kind).into()
}

fn statuses() -> Vec<Kind> {
    let statuses = [("408", 408), ("425", 425), ("507", 507), ("520", 520), ("530", 530)];
    let later =
        statuses.map(|(name, status)| Kind::new(name, answer(status, &[], "<html>oops</html>")));
    let refused = Kind::new("403", answer(403, &[], r#"{"code":29,"message":"Not permitted"}"#));
    later.into_iter().chain([Kind { is_of_one: true, ..refused }]).collect()
}

/// What repeats secrets, and what takes memory.
fn hostile() -> Vec<Kind> {
    let refused = Kind {
        is_of_one: true,
        ..Kind::new("400 that repeats the request", Fault::Echo { status: 400, turn: 0 })
    };
    let failed = Kind::new("500 that repeats the request", Fault::Echo { status: 500, turn: 1 });
    let large = packed(&vec![b' '; 4 * 1024 * 1024]);
    vec![refused, failed, Kind::new("500 that unpacks to 4 MiB", answer_packed(500, large))]
}

/// It takes real time.
fn slow() -> Kind {
    Kind { times: Some(Times::Once), ..Kind::new("no answer", Fault::Hang) }
}

fn endless() -> Kind {
    Kind {
        times: Some(Times::Always),
        target: Target::Lists,
        ..Kind::new("a list with new bookmarks forever", Fault::EndlessList)
    }
}

/// Downloads that are cut, and then complete but shorter. Few requests are downloads: each kind
/// is there several times.
fn downloads() -> Vec<Kind> {
    let kind = |name, counting, beside| Kind {
        counting: Some(counting),
        times: Some(Times::Always),
        beside,
        target: Target::Downloads,
        ..Kind::of_several(name, Vec::new())
    };
    let (once, forever): (fn() -> _, fn() -> _) =
        (|| cut_then_short(1), || cut_then_short(u32::MAX));
    let unknown = || Some(("GET /reports", unknown_size()));
    let kinds = [
        kind("cut, then shorter", once, None),
        kind("cut, then shorter forever", forever, None),
        kind("cut, then shorter, of unknown size", once, unknown()),
        kind("cut, then shorter forever, of unknown size", forever, unknown()),
    ];
    (0..20).flat_map(|_| kinds.clone()).collect()
}
