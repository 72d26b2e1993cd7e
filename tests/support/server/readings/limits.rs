//! How a limit on requests may be told, and how a client is refused that is beyond it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::support::server::reply::Reply;

const WAIT: i64 = 4;
const LIMIT: &str = "x-ratelimit-limit";

fn beyond(now: DateTime<Utc>) -> (Reply, DateTime<Utc>) {
    let reply = Reply::error(429, 8, "You have exceeded your rate limit. Try again later.");
    (reply, now + TimeDelta::seconds(WAIT))
}

pub(super) fn reset_in_seconds(now: DateTime<Utc>) -> Reply {
    beyond(now).0.with_header("x-ratelimit-reset", WAIT.to_string())
}

pub(super) fn reset_at_an_instant(now: DateTime<Utc>) -> Reply {
    let (reply, end) = beyond(now);
    reply.with_header("x-ratelimit-reset", end.timestamp().to_string())
}

pub(super) fn retry_after_seconds(now: DateTime<Utc>) -> Reply {
    beyond(now).0.with_header("retry-after", WAIT.to_string())
}

pub(super) fn retry_after_a_date(now: DateTime<Utc>) -> Reply {
    let (reply, end) = beyond(now);
    reply.with_header("retry-after", end.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
}

pub(super) fn not_a_word(now: DateTime<Utc>) -> Reply {
    beyond(now).0
}

pub(super) fn cost(_: DateTime<Utc>) -> Reply {
    Reply::error(429, 2726, "Reporting query cost limit exceeded. Retry after 2 seconds")
}

pub(super) fn cost_as_a_bad_request(_: DateTime<Utc>) -> Reply {
    Reply::error(400, 1, "Retry after 5 seconds")
}

pub(super) fn our_fault(_: DateTime<Utc>) -> Reply {
    Reply::error(400, 12, "Something went wrong on our end. Sorry about that.")
}

/// What stands before the API has its own page for it.
pub(super) fn page(_: DateTime<Utc>) -> Reply {
    Reply::new(429, "text/html", b"<html><body>Too Many Requests</body></html>".to_vec())
}

/// Of all windows, only the number of the tightest.
pub(super) fn one_number(_: &str, mut reply: Reply) -> Reply {
    for (_, value) in reply.headers.iter_mut().filter(|(name, _)| *name == LIMIT) {
        *value = value.split(',').next().unwrap_or_default().to_owned();
    }
    reply
}

pub(super) fn no_header(_: &str, mut reply: Reply) -> Reply {
    reply.headers.retain(|(name, _)| !name.starts_with("x-ratelimit"));
    reply
}

/// How much is left of a window, without how much it is.
pub(super) fn only_the_rest(_: &str, mut reply: Reply) -> Reply {
    reply.headers.retain(|(name, _)| *name != LIMIT);
    reply
}

/// A rate limit with the status of a bad request.
pub(super) fn bad_request(_: DateTime<Utc>) -> Reply {
    Reply::error(400, 8, "You have exceeded your rate limit. Try again later.")
}

/// Days in reach that are called out of reach.
pub(super) fn out_of_reach(_: DateTime<Utc>) -> Reply {
    Reply::bad_request("You can only get data from the last 90 days.")
}
