//! The lists of campaigns, ad groups, ads, and product groups.

use clap::ValueEnum;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::api::request::{Category, Request};
use crate::api::{Client, LISTING_PAGE};
use crate::error::Result;
use crate::options::choice::api_name;
use crate::reports::chunk::IDS_PER_REQUEST;
use crate::reports::delivery_metrics::level::{Endpoints, Level};
use crate::reports::entity::{self, EntityStatus, WITH_SPEND};

/// IDs from the command line, and their object type.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) option: &'static str,
    pub(super) of: Level,
    pub(super) ids: Vec<String>,
}

/// May a listing go on? It is told of how many requests it will have taken in the end and how many
/// ids there will be, at the least.
pub(super) type Limit<'a> = &'a (dyn Fn(usize, usize) -> bool + Send + Sync);

/// The ids of a level in an ad account, in the order of the API, each once; nothing if that goes
/// beyond the limit.
pub(super) fn list<'a>(
    client: &'a Client,
    account: &'a str,
    endpoints: Endpoints,
    given: Option<&'a Given>,
    statuses: &'a [EntityStatus],
    limit: Option<Limit<'a>>,
) -> BoxFuture<'a, Result<Option<Vec<String>>>> {
    async move {
        let request = Request::get(Category::AdsRead, ["ad_accounts", account, endpoints.list]);
        let request = if statuses.is_empty() {
            request.repeated("entity_statuses", WITH_SPEND)
        } else {
            let statuses: Vec<_> = statuses.iter().copied().map(api_name).collect();
            request.repeated("entity_statuses", &statuses)
        };
        let mut before = 0;
        let requests = match given {
            None if endpoints.level != Level::ProductGroup => vec![request],
            Some(given) if given.of == endpoints.level => {
                narrowed(&request, endpoints.list_ids, &given.ids)
            }
            Some(given) if endpoints.level != Level::ProductGroup => {
                let parent = given.of.endpoints().map_or("", |parent| parent.list_ids);
                narrowed(&request, parent, &given.ids)
            }
            // The API lists product groups of one ad group only.
            Some(given) if given.of == Level::AdGroup => of_each(&request, &given.ids),
            _ => {
                let Some(ad_groups) = ad_groups(client, account, given, statuses, limit).await?
                else {
                    return Ok(None);
                };
                before = ad_groups.len().div_ceil(LISTING_PAGE).max(1);
                of_each(&request, &ad_groups)
            }
        };
        match limit {
            None => entity::ids(client, requests).await.map(Some),
            Some(limit) => {
                let limit = |lists, ids| limit(before + lists, ids);
                entity::ids_while(client, &requests, limit).await
            }
        }
    }
    .boxed()
}

fn narrowed(request: &Request, parameter: &str, ids: &[String]) -> Vec<Request> {
    ids.chunks(IDS_PER_REQUEST).map(|ids| request.clone().repeated(parameter, ids)).collect()
}

fn of_each(request: &Request, ad_groups: &[String]) -> Vec<Request> {
    ad_groups.iter().map(|id| request.clone().param("ad_group_id", id)).collect()
}

/// Ad groups in every state that those of such product groups may have.
async fn ad_groups(
    client: &Client,
    account: &str,
    given: Option<&Given>,
    statuses: &[EntityStatus],
    limit: Option<Limit<'_>>,
) -> Result<Option<Vec<String>>> {
    let Some(endpoints) = Level::AdGroup.endpoints() else { return Ok(None) };
    // A draft may hang on another draft.
    let is_draft = |status| matches!(status, &EntityStatus::Draft | &EntityStatus::DeletedDraft);
    let has_drafts = statuses.iter().any(is_draft);
    let statuses = if has_drafts { EntityStatus::value_variants() } else { &[] };
    let Some(limit) = limit else {
        return list(client, account, endpoints, given, statuses, None).await;
    };
    // Each ad group will be one more to list.
    let limit = |lists, ad_groups| limit(lists + ad_groups, 0);
    list(client, account, endpoints, given, statuses, Some(&limit)).await
}
