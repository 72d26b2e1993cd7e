//! Faults that alter a true response, and depend on those before it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use crate::support::server::{Fault, Reply};

/// The response with the state of a report, without the size of the file.
pub(super) fn unknown_size() -> Fault {
    Fault::Altered(Arc::new(|mut reply| {
        let mut state: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        if state["size"].is_number() {
            state["size"] = Value::Null;
            reply.body = state.to_string().into_bytes();
        }
        reply
    }))
}

/// The first download of each file lacks its end, the next ones are complete files of fewer rows.
pub(super) fn cut_then_short(short: u32) -> Fault {
    let seen = Mutex::new(HashMap::<Vec<u8>, u32>::new());
    Fault::Altered(Arc::new(move |reply: Reply| {
        if reply.status != 200 {
            return reply;
        }
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let count = seen.entry(reply.body.clone()).or_default();
        *count += 1;
        match *count {
            1 => cut(reply),
            count if count - 1 <= short => fewer_rows(reply),
            _ => reply,
        }
    }))
}

/// Without the end of its last row: all others are delivered.
fn cut(mut reply: Reply) -> Reply {
    match without_last_rows(&reply.body, 1) {
        Some(rows) if rows.starts_with('{') => reply.body = (rows + ",{").into_bytes(),
        // A table without its last line would be whole.
        _ => drop(reply.body.pop()),
    }
    reply
}

/// A whole file that lacks its last row and the one before, which the cut file has.
fn fewer_rows(mut reply: Reply) -> Reply {
    match without_last_rows(&reply.body, 2) {
        Some(rows) if rows.starts_with('{') => reply.body = (rows + "]}").into_bytes(),
        Some(rows) => reply.body = (rows + "\n").into_bytes(),
        None => {}
    }
    reply
}

/// The beginning of a file up to the end of a row, if it has more rows than this.
fn without_last_rows(file: &[u8], count: usize) -> Option<String> {
    let text = str::from_utf8(file).ok()?.trim_end();
    let (separator, end) = if text.starts_with('{') { ("},{", "}") } else { ("\n", "") };
    let at = text.rmatch_indices(separator).nth(count - 1)?.0;
    Some(text[..at].to_owned() + end)
}
