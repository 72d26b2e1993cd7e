//! What comes of a request that was let through: the truth, or what a fault makes of it.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::faults::Fault;
use super::limits::Headers;
use super::reply::Reply;
use super::routes::{Answer, Call};
use super::state::lock;
use super::strange;

pub(super) enum Outcome {
    Whole(Reply),
    /// So many bytes of its body, then the connection is reset or closed.
    Cut {
        reply: Reply,
        bytes: usize,
        reset: bool,
    },
    /// The first bytes of its body one by one.
    Trickle(Reply, Duration),
    Close,
    Reset,
    Hang,
}

pub(super) fn perform(
    call: &Call<'_>,
    answer: Answer,
    fault: Option<Fault>,
    accept_encoding: Option<&str>,
    limits: &Headers,
) -> Outcome {
    let unpacked = || served(call, answer, limits);
    let truth = || unpacked().packed_for(accept_encoding);
    match fault {
        None | Some(Fault::Hold { .. } | Fault::Echo { .. }) => Outcome::Whole(truth()),
        Some(Fault::Close) => Outcome::Close,
        Some(Fault::Reset) => Outcome::Reset,
        Some(Fault::Hang) => Outcome::Hang,
        Some(Fault::CutBody { reset }) => {
            let reply = truth();
            Outcome::Cut { bytes: reply.body.len() / 2, reply, reset }
        }
        Some(Fault::CutAt(bytes)) => Outcome::Cut { reply: truth(), bytes, reset: false },
        Some(Fault::Truncate(bytes)) => {
            let mut reply = unpacked();
            reply.body.truncate(bytes);
            Outcome::Whole(reply.packed_for(accept_encoding))
        }
        Some(Fault::Trickle(pause)) => Outcome::Trickle(truth(), pause),
        Some(Fault::Altered(alter)) => Outcome::Whole(alter(unpacked())),
        Some(Fault::Garbage { content_type, body }) => {
            Outcome::Whole(Reply::new(200, content_type, body))
        }
        Some(Fault::Status { status, headers, body }) => {
            Outcome::Whole(ordered(status, headers, body))
        }
        Some(fault @ (Fault::Page { .. } | Fault::RepeatBookmark | Fault::EndlessList)) => {
            let may_be_no_list = matches!(fault, Fault::EndlessList);
            call.page_fault.set(Some(fault));
            let reply = truth();
            let spoilt = call.page_fault.take().is_none() || may_be_no_list;
            assert!(spoilt || reply.status != 200, "{} has no pages to spoil", call.path);
            Outcome::Whole(reply)
        }
    }
}

/// The truth as the quirks of sending have it.
fn served(call: &Call<'_>, answer: Answer, limits: &Headers) -> Reply {
    let quirks = call.state.world.quirks;
    if let Some((path, refused)) = quirks.refuses_first
        && call.path.contains(path)
        && is_first(call)
    {
        call.state.was_odd.store(true, Ordering::Relaxed);
        return refused(call.now);
    }
    let mut reply = strange::answered(call, answer);
    reply.headers.extend(limits.iter().cloned());
    let Some(change) = quirks.on_the_wire else { return reply };
    let changed = change(call.path, reply.clone());
    if changed != reply {
        call.state.was_odd.store(true, Ordering::Relaxed);
    }
    changed
}

/// The log has the request already.
fn is_first(call: &Call<'_>) -> bool {
    let log = lock(&call.state.log);
    log.iter().filter(|exchange| exchange.path == call.path).count() == 1
}

fn ordered(status: u16, headers: Vec<(&'static str, String)>, body: String) -> Reply {
    let mut reply = Reply::new(status, "application/json", body.into_bytes());
    if headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        reply.headers.clear();
    }
    reply.headers.extend(headers);
    reply
}
