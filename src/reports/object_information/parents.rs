//! The campaigns and ad groups whose own lists a run requests, and the drafts among them that it
//! leaves out.

use std::collections::HashSet;

use chrono::TimeDelta;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};

use crate::api::remembered::Remembered;
use crate::api::request::Request;
use crate::api::{Client, pages};
use crate::error::Result;
use crate::options::id;
use crate::reports::entity::{self, WITH_SPEND};

const STATUSES: &str = "entity_statuses";

/// The state of an entity that is not published.
const DRAFT: &str = "DRAFT";

/// New drafts do not change the list of the others.
const GOOD_FOR: TimeDelta = TimeDelta::days(7);

/// Parents in some lists.
pub(super) struct Published {
    pub(super) ids: Vec<String>,
    /// The number of drafts, which are not among them.
    pub(super) drafts: usize,
}

#[derive(Deserialize)]
struct Parent {
    #[serde(deserialize_with = "id::deserialize")]
    id: String,
    #[serde(default)]
    status: Option<String>,
}

/// The number of drafts, while there are this many other parents.
#[derive(Deserialize, Serialize)]
struct Counted {
    published: usize,
    drafts: usize,
}

/// The published parents. The first run lists the drafts with them; later runs request the list
/// that other reports request too, and count the drafts again only if that list has changed.
pub(super) async fn published(client: &Client, lists: Vec<Request>) -> Result<Published> {
    let targets: Vec<_> = lists.iter().map(Request::target).collect();
    let memory = Remembered::of(client, "drafts", &targets.join("\n"), GOOD_FOR);
    let in_states = |states: &[&str]| {
        lists.iter().map(|list| list.clone().repeated(STATUSES, states)).collect::<Vec<_>>()
    };
    let found = match memory.recall() {
        None => with_drafts(client, in_states(&[WITH_SPEND, &[DRAFT]].concat())).await?,
        Some(Counted { published, drafts }) => {
            let ids = entity::ids(client, in_states(WITH_SPEND)).await?;
            if ids.len() == published {
                return Ok(Published { ids, drafts });
            }
            let drafts = entity::ids(client, in_states(&[DRAFT])).await?.len();
            Published { ids, drafts }
        }
    };
    memory.keep(&Counted { published: found.ids.len(), drafts: found.drafts });
    Ok(found)
}

async fn with_drafts(client: &Client, lists: Vec<Request>) -> Result<Published> {
    client.announce(lists.len());
    let lists = stream::iter(lists).map(|list| pages(client, list).try_concat());
    let mut parents: Vec<Parent> = client.ahead(lists).try_concat().await?;
    // A list that changes while it is read may show an entity on two pages.
    let mut seen = HashSet::new();
    parents.retain(|parent| seen.insert(parent.id.clone()));
    let is_draft = |parent: &Parent| parent.status.as_deref() == Some(DRAFT);
    let (drafts, published): (Vec<_>, Vec<_>) = parents.into_iter().partition(is_draft);
    let ids = published.into_iter().map(|parent| parent.id).collect();
    Ok(Published { ids, drafts: drafts.len() })
}
