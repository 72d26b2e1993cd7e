//! Whether a request is let through to what answers it: its length, path, authorization and rate.

use hyper::header::AUTHORIZATION;
use hyper::http::request::Parts;

use super::exchange::Exchange;
use super::limits::Headers;
use super::oauth;
use super::replay;
use super::reply::Reply;
use super::routes::{self, Answer};
use super::state::{State, lock};

pub(super) fn admit(
    state: &State,
    head: &Parts,
    exchange: &Exchange,
    segments: &[&str],
) -> Result<(Answer, Headers), Reply> {
    let limits = &state.world.limits;
    let uri_bytes = head.uri.path_and_query().map_or(0, |text| text.as_str().len());
    if uri_bytes > limits.uri_bytes {
        return Err(Reply::error(414, 0, "The URI is too long."));
    }
    if let Some(page) = oauth::page(&exchange.method, &exchange.path) {
        return Ok((page, Headers::new()));
    }
    let is_of_the_api = exchange.path.starts_with("/v5/");
    let played = replay::find(state, &exchange.method, segments);
    let route = routes::find(&exchange.method, segments).filter(|_| is_of_the_api);
    let authorization = head.headers.get(AUTHORIZATION);
    let authorization = authorization.map(|value| String::from_utf8_lossy(value.as_bytes()));
    let may_read = || oauth::check(state, segments, authorization.as_deref(), exchange.at);
    if let Some(played) = played {
        // Its headers are those that were captured, or none.
        return may_read().map(|()| (played, Headers::new()));
    }
    let (category, answer) = route.ok_or_else(|| routes::not_found(&exchange.method, segments))?;
    may_read()?;
    let is_state_of_report =
        exchange.method == "GET" && matches!(segments, ["ad_accounts", _, "reports"]);
    let windows = &state.windows;
    match lock(windows).admit(limits, category, is_state_of_report, exchange.at) {
        Ok(headers) => Ok((answer, headers)),
        Err(headers) => {
            let words = "You have exceeded your rate limit. Try again later.";
            let mut refusal = Reply::error(429, 8, words);
            refusal.headers.extend(headers);
            Err(refusal)
        }
    }
}
