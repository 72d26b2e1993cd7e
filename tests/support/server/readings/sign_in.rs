//! What the answer to a token request may hold.

use super::raw::{Entries, entries, object, quoted, unquoted};
use super::with_body;
use crate::support::server::reply::Reply;

fn answer(path: &str, reply: Reply, change: impl FnOnce(&mut Entries)) -> Reply {
    if !path.ends_with("/oauth/token") {
        return reply;
    }
    with_body(reply, |body| {
        let mut answer = entries(body)?;
        change(&mut answer);
        Some(object(&answer))
    })
}

fn scopes(path: &str, reply: Reply, between: &str) -> Reply {
    answer(path, reply, |answer| {
        for (_, value) in answer.iter_mut().filter(|(name, _)| name == "scope") {
            let scopes = unquoted(value).unwrap_or_default();
            *value = quoted(&scopes.split([',', ' ']).collect::<Vec<_>>().join(between));
        }
    })
}

pub(super) fn scopes_with_commas(path: &str, reply: Reply) -> Reply {
    scopes(path, reply, ",")
}

pub(super) fn scopes_with_spaces(path: &str, reply: Reply) -> Reply {
    scopes(path, reply, " ")
}

pub(super) fn no_scopes(path: &str, reply: Reply) -> Reply {
    answer(path, reply, |answer| answer.retain(|(name, _)| name != "scope"))
}

/// A renewal gives an access token alone; the refresh token stays what it was.
pub(super) fn no_new_refresh_token(path: &str, reply: Reply) -> Reply {
    answer(path, reply, |answer| {
        let is_renewal = answer
            .iter()
            .any(|(name, value)| name == "response_type" && value == "\"refresh_token\"");
        answer.retain(|(name, _)| !(is_renewal && name.starts_with("refresh_token")));
    })
}

pub(super) fn no_ends(path: &str, reply: Reply) -> Reply {
    answer(path, reply, |answer| {
        answer.retain(|(name, _)| !name.starts_with("refresh_token_expires"));
    })
}

pub(super) fn only_an_instant(path: &str, reply: Reply) -> Reply {
    answer(path, reply, |answer| answer.retain(|(name, _)| name != "refresh_token_expires_in"))
}

pub(super) fn another_case(path: &str, reply: Reply) -> Reply {
    answer(path, reply, |answer| {
        for (_, value) in answer.iter_mut().filter(|(name, _)| name == "token_type") {
            *value = quoted("Bearer");
        }
    })
}

pub(super) fn created(path: &str, mut reply: Reply) -> Reply {
    if path.ends_with("/oauth/token") && reply.status == 200 {
        reply.status = 201;
    }
    reply
}
