//! Campaigns, ad groups and the like: their states, and their ids by the thousand.

use std::collections::HashSet;

use clap::ValueEnum;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;

use crate::api::request::Request;
use crate::api::{Client, pages};
use crate::error::Result;
use crate::id;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EntityStatus {
    Active,
    Paused,
    Archived,
    Draft,
    DeletedDraft,
}

/// Every state in which an entity can have spend, as the API spells them. The API's own default
/// leaves the archived out.
pub(crate) const WITH_SPEND: &[&str] = &["ACTIVE", "PAUSED", "ARCHIVED"];

/// Of all that the API tells of an entity, what is needed.
#[derive(Deserialize)]
struct Item {
    #[serde(deserialize_with = "id::deserialize")]
    id: String,
}

/// The ids in some lists, in the order of the lists and the API, each once.
pub(crate) async fn ids(client: &Client, requests: Vec<Request>) -> Result<Vec<String>> {
    client.announce(requests.len());
    let lists = stream::iter(requests)
        .map(|request| pages(client, request).try_concat())
        .buffered(client.concurrency());
    let items: Vec<Item> = lists.try_concat().await?;
    let mut ids: Vec<_> = items.into_iter().map(|item| item.id).collect();
    // A list that changes while it is read may show an item on two pages.
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    Ok(ids)
}
