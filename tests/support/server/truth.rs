//! Answers for tests to compare with: computed by the same functions, without the wire.

use std::cell::Cell;

use url::form_urlencoded;

use super::routes::{self, Call};
use super::state::State;

pub(super) fn answer(state: &State, path_and_query: &str) -> String {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let query: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let (_, answer) =
        routes::find("GET", &segments).unwrap_or_else(|| panic!("the server has no {path}"));
    let reply = answer(&Call {
        state,
        method: "GET",
        path,
        segments: &segments,
        query: &query,
        form: None,
        json: None,
        range: None,
        now: (state.now)(),
        page_fault: Cell::new(None),
        is_for_the_truth: true,
    });
    let reply = reply.unwrap_or_else(|refusal| refusal);
    let body = String::from_utf8(reply.body).expect("JSON is UTF-8");
    assert_eq!(reply.status, 200, "{path_and_query}: {body}");
    body
}
