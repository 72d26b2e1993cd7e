//! Requests with parameters that an endpoint does not have.

use std::cell::Cell;

use serde_json::Value;

use super::reply::Reply;
use super::routes::{Answer, Call};
use super::world::Unknown;

/// How `Parameters` and `Fields` refuse one.
pub(super) const REFUSED: &str = "Unknown parameter: ";

/// The answer, or what the quirk makes of a refusal.
pub(super) fn answered(call: &Call<'_>, answer: Answer) -> Reply {
    let reply = answer(call).unwrap_or_else(|refusal| refusal);
    let quirk = call.state.world.quirks.unknown_parameters;
    let Some(name) = unknown(&reply).filter(|_| quirk != Unknown::Refused) else { return reply };
    if quirk == Unknown::OurFault {
        return Reply::error(400, 12, "Something went wrong on our end. Sorry about that.");
    }
    let query: Vec<_> = call.query.iter().filter(|(own, _)| *own != name).cloned().collect();
    let mut json = call.json.cloned();
    if let Some(Value::Object(fields)) = &mut json {
        fields.remove(&name);
    }
    let rest = Call {
        query: &query,
        json: json.as_ref(),
        page_fault: Cell::new(call.page_fault.take()),
        ..*call
    };
    answered(&rest, answer)
}

fn unknown(reply: &Reply) -> Option<String> {
    let body: Value = serde_json::from_slice(&reply.body).ok().filter(|_| reply.status == 400)?;
    body["message"].as_str()?.strip_prefix(REFUSED).map(str::to_owned)
}
