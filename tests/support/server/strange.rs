//! Requests with parameters that an endpoint does not have, or has in another form.

use std::cell::Cell;

use serde_json::Value;

use super::parameters::Pair;
use super::reply::Reply;
use super::routes::{Answer, Call};
use super::world::Unknown;

/// How `Parameters` and `Fields` refuse one.
pub(super) const REFUSED: &str = "Unknown parameter: ";

/// The answer, or what the quirks make of a refusal.
pub(super) fn answered(call: &Call<'_>, answer: Answer) -> Reply {
    if !call.state.world.quirks.joined_ids {
        return understood(call, answer);
    }
    let query: Vec<_> = call.query.iter().flat_map(taken_apart).collect();
    understood(&with(call, &query, call.json), answer)
}

/// One pair for each of the ids that are joined with commas.
fn taken_apart((name, value): &Pair) -> Vec<Pair> {
    let values: Vec<_> =
        if name.ends_with("_ids") { value.split(',').collect() } else { vec![value.as_str()] };
    values.into_iter().map(|value| (name.clone(), value.to_owned())).collect()
}

fn with<'a>(call: &Call<'a>, query: &'a [Pair], json: Option<&'a Value>) -> Call<'a> {
    Call { query, json, page_fault: Cell::new(call.page_fault.take()), ..*call }
}

fn understood(call: &Call<'_>, answer: Answer) -> Reply {
    let reply = answer(call).unwrap_or_else(|refusal| refusal);
    let quirk = call.state.world.quirks.unknown_parameters;
    if quirk == Unknown::Refused {
        return reply;
    }
    let Some(name) = unknown(&reply) else { return reply };
    if quirk == Unknown::OurFault {
        return Reply::error(400, 12, "Something went wrong on our end. Sorry about that.");
    }
    let query: Vec<_> = call.query.iter().filter(|(own, _)| *own != name).cloned().collect();
    let mut json = call.json.cloned();
    if let Some(Value::Object(fields)) = &mut json {
        fields.remove(&name);
    }
    understood(&with(call, &query, json.as_ref()), answer)
}

fn unknown(reply: &Reply) -> Option<String> {
    if reply.status != 400 {
        return None;
    }
    let body: Value = serde_json::from_slice(&reply.body).ok()?;
    body["message"].as_str()?.strip_prefix(REFUSED).map(str::to_owned)
}
