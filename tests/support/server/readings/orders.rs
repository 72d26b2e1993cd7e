//! How the order of an asynchronous report may be answered.

use super::raw::{Entries, entries, object, quoted};
use super::with_body;
use crate::support::server::reply::Reply;

/// Changes the answer to an order, and not the one to a question about it: that has no token.
fn order(path: &str, reply: Reply, change: impl FnOnce(&mut Entries)) -> Reply {
    if !path.ends_with("/reports") {
        return reply;
    }
    with_body(reply, |body| {
        let mut answer = entries(body)?;
        answer.iter().find(|(name, _)| name == "token")?;
        change(&mut answer);
        Some(object(&answer))
    })
}

fn set(answer: &mut Entries, name: &str, value: &str) {
    answer.retain(|(own, _)| own != name);
    answer.push((name.to_owned(), value.to_owned()));
}

pub(super) fn finished_at_once(path: &str, reply: Reply) -> Reply {
    order(path, reply, |answer| {
        set(answer, "report_status", &quoted("FINISHED"));
        set(answer, "message", &quoted("The report was made before. Look at its state."));
    })
}

pub(super) fn without_a_message(path: &str, reply: Reply) -> Reply {
    order(path, reply, |answer| answer.retain(|(name, _)| name != "message"))
}

pub(super) fn with_a_message_of_nothing(path: &str, reply: Reply) -> Reply {
    order(path, reply, |answer| set(answer, "message", "\"\""))
}

/// While a report is being made, a word of its own that no description has.
pub(super) fn queued(path: &str, reply: Reply) -> Reply {
    if !path.ends_with("/reports") {
        return reply;
    }
    with_body(reply, |body| Some(body.replace("\"IN_PROGRESS\"", "\"QUEUED\"")))
}

/// Changes the answer to a question about a report.
fn state(path: &str, reply: Reply, change: impl FnOnce(&mut Entries)) -> Reply {
    if !path.ends_with("/reports") {
        return reply;
    }
    with_body(reply, |body| {
        let mut answer = entries(body)?;
        answer.iter().find(|(name, _)| name == "size")?;
        change(&mut answer);
        Some(object(&answer))
    })
}

pub(super) fn without_a_size(path: &str, reply: Reply) -> Reply {
    state(path, reply, |answer| answer.retain(|(name, _)| name != "size"))
}

pub(super) fn size_as_text(path: &str, reply: Reply) -> Reply {
    state(path, reply, |answer| {
        for (_, value) in answer.iter_mut().filter(|(name, _)| name == "size") {
            *value = quoted(value);
        }
    })
}

/// Changes the answer about a report whose file has no rows: it is two bytes long.
fn no_rows(path: &str, reply: Reply, change: impl FnOnce(&mut Entries)) -> Reply {
    state(path, reply, |answer| {
        if answer.iter().any(|(name, value)| name == "size" && value == "2") {
            change(answer);
        }
    })
}

pub(super) fn no_rows_of_no_bytes(path: &str, reply: Reply) -> Reply {
    no_rows(path, reply, |answer| set(answer, "size", "0"))
}

pub(super) fn no_rows_and_no_link(path: &str, reply: Reply) -> Reply {
    no_rows(path, reply, |answer| set(answer, "url", "null"))
}

pub(super) fn no_rows_no_bytes_and_no_link(path: &str, reply: Reply) -> Reply {
    no_rows(path, reply, |answer| {
        set(answer, "size", "0");
        set(answer, "url", "null");
    })
}

pub(super) fn created(path: &str, reply: Reply) -> Reply {
    with_status(path, reply, 201)
}

pub(super) fn accepted(path: &str, reply: Reply) -> Reply {
    with_status(path, reply, 202)
}

/// Only an order is answered with a token.
fn with_status(path: &str, mut reply: Reply, status: u16) -> Reply {
    let body = std::str::from_utf8(&reply.body).unwrap_or_default();
    if path.ends_with("/reports") && reply.status == 200 && body.contains("\"token\":") {
        reply.status = status;
    }
    reply
}
