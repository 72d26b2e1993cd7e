//! Which entities there are: the lists of campaigns, ad groups, ads and product groups.

use std::collections::HashSet;

use clap::ValueEnum;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, TryStreamExt, stream};
use serde::Deserialize;

use crate::api::request::{Category, Request};
use crate::api::{Client, pages};
use crate::error::Result;
use crate::id;
use crate::reports::delivery_metrics::level::{Endpoints, Level};

/// The most ids that one list request may name.
const MOST_IDS: usize = 250;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum EntityStatus {
    Active,
    Paused,
    Archived,
    Draft,
    DeletedDraft,
}

impl EntityStatus {
    fn name(self) -> &'static str {
        match self {
            EntityStatus::Active => "ACTIVE",
            EntityStatus::Paused => "PAUSED",
            EntityStatus::Archived => "ARCHIVED",
            EntityStatus::Draft => "DRAFT",
            EntityStatus::DeletedDraft => "DELETED_DRAFT",
        }
    }
}

/// Every state in which an entity can have spend. The API's own default leaves the archived out.
const WITH_SPEND: [EntityStatus; 3] =
    [EntityStatus::Active, EntityStatus::Paused, EntityStatus::Archived];

/// Ids from the command line, and what they are ids of.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) of: Level,
    pub(super) ids: Vec<String>,
}

/// The ids of a level in an ad account, in the order of the API, each once.
pub(super) fn list<'a>(
    client: &'a Client,
    account: &'a str,
    endpoints: Endpoints,
    given: Option<&'a Given>,
    statuses: &'a [EntityStatus],
) -> BoxFuture<'a, Result<Vec<String>>> {
    async move {
        let statuses = if statuses.is_empty() { &WITH_SPEND } else { statuses };
        let statuses: Vec<_> = statuses.iter().map(|status| status.name()).collect();
        let request = Request::get(Category::AdsRead, ["ad_accounts", account, endpoints.list])
            .repeated("entity_statuses", &statuses);
        let requests: Vec<_> = match given {
            None if endpoints.level != Level::ProductGroup => vec![request],
            Some(given) if given.of == endpoints.level => {
                narrowed(&request, endpoints.list_ids, &given.ids)
            }
            Some(given) if endpoints.level != Level::ProductGroup => {
                let parent = given.of.endpoints().map_or("", |parent| parent.list_ids);
                narrowed(&request, parent, &given.ids)
            }
            _ => product_group_requests(client, account, &request, given).await?,
        };
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
    .boxed()
}

/// Of all that the API tells of an entity, what is needed.
#[derive(Deserialize)]
struct Item {
    #[serde(deserialize_with = "id::deserialize")]
    id: String,
}

fn narrowed(request: &Request, parameter: &str, ids: &[String]) -> Vec<Request> {
    ids.chunks(MOST_IDS).map(|ids| request.clone().repeated(parameter, ids)).collect()
}

/// The API lists product groups of one ad group only, so all ad groups are asked for theirs.
async fn product_group_requests(
    client: &Client,
    account: &str,
    request: &Request,
    given: Option<&Given>,
) -> Result<Vec<Request>> {
    let ad_groups = match given {
        Some(given) if given.of == Level::AdGroup => given.ids.clone(),
        _ => match Level::AdGroup.endpoints() {
            // Ad groups in every state: the states asked for are those of the product groups.
            Some(endpoints) => list(client, account, endpoints, given, &[]).await?,
            None => Vec::new(),
        },
    };
    Ok(ad_groups.iter().map(|id| request.clone().param("ad_group_id", id)).collect())
}
