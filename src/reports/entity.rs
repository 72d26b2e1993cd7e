//! Campaigns, ad groups and the like: their states, and their ids by the thousand.

use std::collections::HashSet;

use clap::ValueEnum;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;

use crate::api::request::Request;
use crate::api::{Client, Pager, pages};
use crate::error::Result;
use crate::options::id;

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

/// Every state there is.
const EVERY: &[&str] = &["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"];

/// The possible states of the parents of entities in these states: the parent of a draft may be a
/// draft.
pub(crate) fn of_parents(statuses: &[String]) -> &'static [&'static str] {
    let has_spend = |status: &String| WITH_SPEND.contains(&status.as_str());
    if statuses.iter().all(has_spend) { WITH_SPEND } else { EVERY }
}

/// The needed field of an entity.
#[derive(Deserialize)]
struct Item {
    #[serde(deserialize_with = "id::deserialize")]
    id: String,
}

/// The ids in some lists, in the order of the lists and the API, each once.
pub(crate) async fn ids(client: &Client, requests: Vec<Request>) -> Result<Vec<String>> {
    client.announce(requests.len());
    let lists = stream::iter(requests).map(|request| pages(client, request).try_concat());
    Ok(each_once(client.ahead(lists).try_concat().await?))
}

/// The same, one request after another, while `is_worth_it` allows it. Its arguments are the
/// minimum number of requests of the whole listing and the minimum number of IDs.
pub(crate) async fn ids_while(
    client: &Client,
    requests: &[Request],
    mut is_worth_it: impl FnMut(usize, usize) -> bool,
) -> Result<Option<Vec<String>>> {
    let mut items: Vec<Item> = Vec::new();
    let mut lists = requests.len();
    for request in requests {
        let mut pages = Pager::new(request);
        let mut to_come = 0;
        loop {
            if !is_worth_it(lists, items.len() + to_come) {
                return Ok(None);
            }
            items.extend(pages.next(client).await?.unwrap_or_default());
            if !pages.has_more() {
                break;
            }
            lists += 1;
            to_come = 1;
        }
    }
    Ok(Some(each_once(items)))
}

/// A list that changes while it is read may show an item on two pages.
fn each_once(items: Vec<Item>) -> Vec<String> {
    let mut seen = HashSet::new();
    items.into_iter().map(|item| item.id).filter(|id| seen.insert(id.clone())).collect()
}
