//! Any bytes as a response that is not data: a line with the status, headers, an empty line, a body.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use super::{Decision, Failure, TRIES, decide, pause};
use crate::api::quota::{Quota, stated};
use crate::api::refusal::Refusal;
use crate::error::Kind;
use crate::json::Entries;
use crate::system::fuzz::{check, choices};

/// A token that a response of the corpus repeats.
const TOKEN: &str = "pina_0123456789abcdef";

/// No number of seconds that a server states has more than 32 bits.
const LONGEST: Duration = Duration::from_secs(u32::MAX as u64);

#[test]
fn refusal() {
    let now: DateTime<Utc> = "2026-03-10T12:00:00Z".parse().expect("an instant");
    let day: NaiveDate = "2026-03-03".parse().expect("a day");
    check("refusal", |bytes| {
        let (status, headers, body) = response(bytes);
        let limit = headers.get("x-ratelimit-limit").and_then(|value| value.to_str().ok());
        for (name, rates) in stated(limit.unwrap_or_default()) {
            assert!(Quota::all().any(|quota| quota.name == name), "{name}");
            let is_sound =
                rates.iter().all(|it| it.limit.get() <= 1_000_000 && it.seconds.get() <= 3600);
            assert!(is_sound, "{rates:?}");
        }
        let refusal = Refusal::read(status, &headers, body);
        // A body with two fields of a name says nothing.
        if let Ok(Entries::<Value>(fields)) = serde_json::from_slice(body)
            && fields.iter().map(|(name, _)| name).collect::<BTreeSet<_>>().len() == fields.len()
        {
            let code = fields.iter().find(|(name, _)| name == "code");
            let code = code.and_then(|(_, it)| it.as_i64().or_else(|| it.as_str()?.parse().ok()));
            assert_eq!(refusal.code, code);
        }
        for kind in [Kind::NotSignedIn, Kind::Refused, Kind::Unreachable] {
            let shown = refusal.clone().into_error(kind).to_string();
            let is_line = |c: char| c.is_control() && c != '\n';
            assert!(!shown.contains(is_line) && shown.len() < 8000, "{shown:?}");
            assert!(!shown.contains(TOKEN), "the token is shown");
        }
        let failure = Failure::Refused { refusal, headers: Box::new(headers) };
        let spread = choices(bytes).f64();
        for attempt in 1..=TRIES {
            match decide(attempt, &failure, Some(day), now, spread) {
                Decision::WaitFor(wait, _) | Decision::WaitAlone(wait) => {
                    let allowed = pause(attempt, spread)..=LONGEST;
                    assert!(attempt < TRIES && allowed.contains(&wait), "{attempt} {wait:?}");
                }
                Decision::Pause(wait) => {
                    assert!(
                        attempt < TRIES && wait == pause(attempt, spread),
                        "{attempt} {wait:?}"
                    );
                }
                Decision::Exhausted => assert_eq!(attempt, TRIES),
                Decision::Final => {}
            }
        }
    });
}

/// Anything that is no status and no header is left out.
fn response(bytes: &[u8]) -> (u16, HeaderMap, &[u8]) {
    let head = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap_or(bytes.len());
    let mut lines = bytes[..head].split(|byte| *byte == b'\n');
    let status = lines.next().and_then(|line| str::from_utf8(line).ok()?.trim().parse().ok());
    let headers = lines.filter_map(|line| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        Some((name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?))
    });
    let body = bytes.get(head + 2..).unwrap_or_default();
    (status.unwrap_or(400), headers.collect(), body)
}
