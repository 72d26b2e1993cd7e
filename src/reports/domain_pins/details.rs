//! A Pin as far as a ranking needs it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::json::row::Row;

/// A Pin as far as it could be read.
#[derive(Clone, Deserialize, Serialize)]
pub(super) struct Details {
    pub(super) link: Option<String>,
    pub(super) title: Option<String>,
}

/// Pins by their IDs; nothing for a Pin of another user that cannot be read.
pub(super) type Read = HashMap<String, Option<Details>>;

impl Details {
    pub(super) fn of(pin: &Row) -> Self {
        let field = |name| pin.field(name);
        Details { link: field("link"), title: field("title") }
    }
}
