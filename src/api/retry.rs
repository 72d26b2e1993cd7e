//! The decision after an attempt. Pure: the caller passes the attempt and its outcome, and nothing
//! waits here.
//!
//! All requests only read, so each of them can be retried.

use std::time::Duration;

use chrono::{DateTime, Days, NaiveDate, Utc};
use reqwest::header::HeaderMap;

use crate::api::hold::{By, Why};
use crate::api::lost::Lost;
use crate::api::refusal::Refusal;

/// The maximum number of attempts of a request.
pub(crate) const TRIES: u32 = 6;

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(120);

/// The code of "something went wrong on our end", which comes with HTTP 400 as well.
const OUR_FAULT: [i64; 2] = [12, 2787];
/// The code of an endpoint that Pinterest is removing: a retry cannot succeed.
const RAMPED_DOWN: i64 = 4197;

/// The end of an attempt without data.
pub(crate) enum Failure {
    /// There is no response, or none that can be read.
    Lost(Lost),
    /// There is no connection at all.
    Unconnected(Lost),
    Refused {
        refusal: Refusal,
        headers: Box<HeaderMap>,
    },
}

impl Failure {
    /// Can the cause be the size of the request?
    pub(crate) fn may_be_too_large(&self) -> bool {
        matches!(self, Failure::Refused { refusal, .. } if refusal.may_be_too_large())
    }

    /// Can the cause be the number of requests?
    pub(crate) fn is_of_the_load(&self) -> bool {
        match self {
            Failure::Lost(_) | Failure::Unconnected(_) => true,
            Failure::Refused { refusal, .. } => refusal.is_a_limit() || refusal.status >= 500,
        }
    }

    /// Did the API refuse the token, and not the request?
    pub(crate) fn is_of_the_token(&self) -> bool {
        matches!(self, Failure::Refused { refusal, .. } if refusal.is_of_the_token())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// A limit is used up, and the server states for how long: all requests of the category wait.
    WaitFor(Duration, Why),
    /// The server states a wait for this request only.
    WaitAlone(Duration),
    /// Only this request waits.
    Pause(Duration),
    /// A retry could succeed, but there were enough attempts.
    Exhausted,
    /// A retry cannot succeed.
    Final,
}

/// `spread` is a random number from 0 to 1, so that many clients do not retry at the same time.
pub(crate) fn decide(
    attempt: u32,
    failure: &Failure,
    first_day: Option<NaiveDate>,
    now: DateTime<Utc>,
    spread: f64,
) -> Decision {
    // A wait of zero would use up all attempts at once.
    let backoff = pause(attempt, spread);
    let decision = match failure {
        Failure::Lost(_) | Failure::Unconnected(_) => Decision::Pause(backoff),
        Failure::Refused { refusal, headers } => {
            let in_text = wait_in_text(&refusal.message);
            let is_passing = is_passing(refusal, in_text.is_some())
                || is_spurious(refusal, first_day, now.date_naive());
            if !is_passing {
                return Decision::Final;
            }
            let of_all = is_used_up(refusal, headers, in_text.is_some());
            let stated = in_text.map(|wait| (wait, By::Message));
            match stated.or_else(|| wait_in_headers(headers, of_all, now)) {
                Some((wait, by)) if of_all => {
                    Decision::WaitFor(wait.max(backoff), Why { status: refusal.status, by })
                }
                Some((wait, _)) => Decision::WaitAlone(wait.max(backoff)),
                None => Decision::Pause(backoff),
            }
        }
    };
    if attempt >= TRIES { Decision::Exhausted } else { decision }
}

fn is_passing(refusal: &Refusal, asks_to_wait: bool) -> bool {
    match refusal.status {
        _ if refusal.is_a_limit() => !refusal.says("spam"),
        400 => asks_to_wait || refusal.code.is_some_and(|code| OUR_FAULT.contains(&code)),
        503 => refusal.code != Some(RAMPED_DOWN),
        // Timeouts and overload, of the API or of a proxy before it.
        408 | 425 | 500 | 502 | 504 | 507 | 520..=530 => true,
        _ => false,
    }
}

/// Is a limit used up, so that other requests would fail too? Every response states the end of its
/// window, even a response that failed for another reason.
fn is_used_up(refusal: &Refusal, headers: &HeaderMap, asks_to_wait: bool) -> bool {
    refusal.is_a_limit() || (refusal.status == 400 && asks_to_wait) || remaining(headers) == Some(0)
}

/// Sometimes the API refuses a valid day as too early, and the same request then succeeds. The days
/// that it keeps include today, so the day before the earliest of them may be too early.
fn is_spurious(refusal: &Refusal, first_day: Option<NaiveDate>, today: NaiveDate) -> bool {
    let Some((days, first_day)) = refusal.days_kept().zip(first_day) else { return false };
    today.checked_sub_days(Days::new(u64::from(days) - 1)).is_some_and(|day| first_day >= day)
}

/// "Retry after N seconds", anywhere in a message.
fn wait_in_text(message: &str) -> Option<Duration> {
    let message = message.to_lowercase();
    let (_, rest) = message.split_once("retry after ")?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().map(seconds)
}

/// The server's times are compared with the server's own clock if the response states it.
fn wait_in_headers(
    headers: &HeaderMap,
    is_used_up: bool,
    now: DateTime<Utc>,
) -> Option<(Duration, By)> {
    let now = date(headers).unwrap_or(now);
    // The cap keeps the sum with a date valid.
    let until =
        |time: DateTime<Utc>| (time - now).to_std().unwrap_or_default().min(seconds(u32::MAX));
    if let Some(after) = text(headers, "retry-after") {
        let time = || DateTime::parse_from_rfc2822(after).ok();
        let wait = after.parse().ok().map(seconds).or_else(|| Some(until(time()?.to_utc())));
        if let Some(wait) = wait {
            return Some((wait, By::RetryAfter));
        }
    }
    if !is_used_up {
        return None;
    }
    // The number is the seconds to wait; a number this large can only be a point in time.
    let wait = match number(headers, "x-ratelimit-reset")? {
        instant @ 1_000_000_000.. => until(DateTime::from_timestamp(instant.into(), 0)?),
        wait => seconds(wait),
    };
    Some((wait, By::XRatelimitReset))
}

/// The number of requests that still fit into the tightest limit.
pub(crate) fn remaining(headers: &HeaderMap) -> Option<u32> {
    number(headers, "x-ratelimit-remaining")
}

/// The server's time when it responded.
pub(crate) fn date(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    let date = DateTime::parse_from_rfc2822(text(headers, "date")?).ok()?;
    Some(date.to_utc())
}

fn number(headers: &HeaderMap, name: &str) -> Option<u32> {
    text(headers, name)?.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

/// A number beyond 32 bits is not a plausible wait.
fn seconds(wait: u32) -> Duration {
    Duration::from_secs(wait.into())
}

/// The pause doubles with each attempt, and its upper half is random.
fn pause(attempt: u32, spread: f64) -> Duration {
    let whole = FIRST_PAUSE.saturating_mul(1 << (attempt - 1).min(16)).min(LONGEST_PAUSE);
    whole.mul_f64(0.5 + spread.clamp(0.0, 1.0) / 2.0)
}

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-03-10T09:00:00Z".parse().expect("an instant")
    }

    fn after(status: u16, headers: &[(&'static str, &str)], body: &str) -> Decision {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                let value = HeaderValue::from_str(value).expect("a header");
                (HeaderName::from_static(name), value)
            })
            .collect();
        let refusal = Refusal::read(status, &headers, body.as_bytes());
        let failure = Failure::Refused { refusal, headers: Box::new(headers) };
        decide(1, &failure, None, now(), 1.0)
    }

    /// A hold, without its reason.
    fn held(seconds: u64, decision: Decision) -> bool {
        matches!(decision, Decision::WaitFor(wait, _) if wait == Duration::from_secs(seconds))
    }

    fn of(by: By, status: u16, seconds: u64) -> Decision {
        Decision::WaitFor(Duration::from_secs(seconds), Why { status, by })
    }

    #[test]
    fn the_server_may_say_how_long_in_four_ways() {
        let limit = r#"{"code":8,"message":"You have exceeded your rate limit. Try again later."}"#;
        assert_eq!(after(429, &[("retry-after", "7")], limit), of(By::RetryAfter, 429, 7));
        let date = "Tue, 10 Mar 2026 09:00:30 GMT";
        assert_eq!(after(429, &[("retry-after", date)], limit), of(By::RetryAfter, 429, 30));
        let reset = |reset| after(429, &[("x-ratelimit-reset", reset)], limit);
        assert_eq!(reset("67150"), of(By::XRatelimitReset, 429, 67150));
        assert_eq!(reset(&(now().timestamp() + 12).to_string()), of(By::XRatelimitReset, 429, 12));
        let cost = r#"{"code":2726,"message":"Reporting query cost limit exceeded. Retry after 3 seconds"}"#;
        assert_eq!(after(429, &[("retry-after", "99")], cost), of(By::Message, 429, 3));
        let text = r#"{"code":1,"message":"Retry after 5 seconds"}"#;
        assert_eq!(after(400, &[], text), of(By::Message, 400, 5));
        assert_eq!(after(429, &[], limit), Decision::Pause(FIRST_PAUSE));
        let reset = ("x-ratelimit-reset", "7");
        assert_eq!(after(400, &[reset], limit), of(By::XRatelimitReset, 400, 7));
    }

    #[test]
    fn a_date_is_read_against_the_clock_that_wrote_it() {
        let limit = r#"{"code":8,"message":"You have exceeded your rate limit. Try again later."}"#;
        // The server's clock is ten minutes behind, then ten ahead.
        for (there, then) in [("08:50:00", "08:50:30"), ("09:10:00", "09:10:30")] {
            let [there, then] = [there, then].map(|time| format!("Tue, 10 Mar 2026 {time} GMT"));
            let headers = [("date", there.as_str()), ("retry-after", &then)];
            assert_eq!(after(429, &headers, limit), of(By::RetryAfter, 429, 30));
            assert_eq!(after(503, &headers, ""), Decision::WaitAlone(Duration::from_secs(30)));
            let instant = DateTime::parse_from_rfc2822(&then).expect("a date").timestamp();
            let instant = instant.to_string();
            let headers = [("date", there.as_str()), ("x-ratelimit-reset", &instant)];
            assert_eq!(after(429, &headers, limit), of(By::XRatelimitReset, 429, 30));
        }
    }

    #[test]
    fn a_wait_of_no_time_is_the_pause_of_the_attempt() {
        let limit = r#"{"code":8,"message":"You have exceeded your rate limit. Try again later."}"#;
        let past = (now().timestamp() - 12).to_string();
        for status in [400, 429] {
            for header in [("x-ratelimit-reset", "0"), ("x-ratelimit-reset", past.as_str())] {
                assert!(held(1, after(status, &[header], limit)), "{status} {header:?}");
            }
        }
        assert!(held(1, after(429, &[("retry-after", "0")], limit)));
        assert_eq!(after(503, &[("retry-after", "0")], ""), Decision::WaitAlone(FIRST_PAUSE));
        let text = r#"{"code":1,"message":"Retry after 0 seconds"}"#;
        assert!(held(1, after(400, &[], text)));
    }

    #[test]
    fn the_end_of_a_window_counts_where_the_window_is_used_up() {
        let ours = r#"{"code":12,"message":"Something went wrong on our end."}"#;
        let reset = ("x-ratelimit-reset", "2400");
        for (status, body) in [(500, ""), (503, ""), (500, ours), (400, ours)] {
            let left = |left| after(status, &[("x-ratelimit-remaining", left), reset], body);
            assert_eq!(left("953"), Decision::Pause(FIRST_PAUSE), "{status}");
            assert!(held(2400, left("0")), "{status}");
            assert_eq!(after(status, &[reset], body), Decision::Pause(FIRST_PAUSE), "{status}");
            let alone = Decision::WaitAlone(Duration::from_secs(9));
            assert_eq!(after(status, &[("retry-after", "9"), reset], body), alone, "{status}");
        }
        let limit = r#"{"code":8,"message":"You have exceeded your rate limit."}"#;
        assert!(held(2400, after(429, &[("x-ratelimit-remaining", "99"), reset], limit)));
    }

    #[test]
    fn days_in_range_that_are_called_too_early_are_tried_again() {
        let decided = |days: &str, first_day: Option<&str>| {
            let message = format!("You can only get data from the last {days}.");
            let body = serde_json::json!({ "code": 1, "message": message }).to_string();
            let headers = HeaderMap::new();
            let refusal = Refusal::read(400, &headers, body.as_bytes());
            let failure = Failure::Refused { refusal, headers: Box::new(headers) };
            let first_day = first_day.map(|day| day.parse().expect("a day"));
            decide(1, &failure, first_day, now(), 1.0)
        };
        let pause = Decision::Pause(FIRST_PAUSE);
        // 89 and 90 days before the tenth of March.
        assert_eq!(decided("90 days", Some("2025-12-11")), pause);
        assert_eq!(decided("90 days", Some("2025-12-10")), Decision::Final);
        assert_eq!(decided("90 days", Some("2026-03-10")), pause);
        assert_eq!(decided("8 days", Some("2026-03-03")), pause);
        assert_eq!(decided("8 days", Some("2026-03-02")), Decision::Final);
        assert_eq!(decided("90 days", None), Decision::Final);
        for days in ["0 days", "few days", "90", "99999999999 days", "-1 days", "2 years"] {
            assert_eq!(decided(days, Some("2026-03-10")), Decision::Final, "{days}");
        }
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let pause = Decision::Pause(FIRST_PAUSE);
        let ours = r#"{"code":12,"message":"Something went wrong on our end."}"#;
        assert_eq!(after(400, &[], ours), pause);
        for status in [408, 425, 500, 502, 503, 504, 507].into_iter().chain(520..=530) {
            assert_eq!(after(status, &[], "<html>"), pause, "{status}");
        }
        assert_eq!(decide(1, &Failure::Lost(String::new().into()), None, now(), 1.0), pause);
        for (status, body) in [
            (400, r#"{"code":1,"message":"Invalid parameter"}"#),
            (401, r#"{"code":2,"message":"Authentication failed."}"#),
            (403, "{}"),
            (404, ""),
            (414, ""),
            (429, r#"{"code":9,"message":"Blocked as spam"}"#),
            (400, r#"{"code":8,"message":"Blocked as spam"}"#),
            (403, r#"{"code":8,"message":"Try again later."}"#),
            (501, r#"{"code":4181}"#),
            (505, ""),
            (511, "<html>"),
            (531, ""),
            (503, r#"{"code":4197,"message":"ramped down"}"#),
        ] {
            assert_eq!(after(status, &[], body), Decision::Final, "{status} {body}");
        }
    }

    proptest! {
        #[test]
        fn pauses_double_up_to_two_minutes_and_end(attempt in 1u32..40, spread in 0.0f64..=1.0) {
            match decide(attempt, &Failure::Lost(String::new().into()), None, now(), spread) {
                Decision::Pause(pause) => {
                    let whole = FIRST_PAUSE * 2u32.pow(attempt - 1);
                    prop_assert!(attempt < TRIES && pause <= whole.min(LONGEST_PAUSE) && pause * 2 >= whole);
                }
                decision => prop_assert!(attempt >= TRIES && decision == Decision::Exhausted),
            }
        }

        #[test]
        fn no_header_and_no_text_is_a_panic(value in "[ -~]{0,30}", text in ".{0,40}") {
            let body = serde_json::json!({ "message": format!("Retry after {text}") }).to_string();
            after(429, &[("retry-after", &value), ("x-ratelimit-reset", &value)], &body);
        }
    }
}
