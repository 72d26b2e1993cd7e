//! Faults that alter a true response, and depend on those before it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use crate::server::{Fault, Reply};

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

fn cut(mut reply: Reply) -> Reply {
    reply.body.pop();
    reply
}

/// A file without its last row.
fn fewer_rows(mut reply: Reply) -> Reply {
    let text = String::from_utf8_lossy(&reply.body);
    let shorter = if text.starts_with('{') {
        text.rsplit_once("},{").map(|(rows, _)| format!("{rows}}}]}}"))
    } else {
        text.trim_end().rsplit_once('\n').map(|(rows, _)| format!("{rows}\n"))
    };
    if let Some(shorter) = shorter {
        reply.body = shorter.into_bytes();
    }
    reply
}
