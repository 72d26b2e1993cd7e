//! Which entities there are: the lists of campaigns, ad groups, ads and product groups.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::cli::choice::api_name;
use crate::error::Result;
use crate::reports::delivery_metrics::level::{Endpoints, Level};
use crate::reports::entity::{self, EntityStatus, WITH_SPEND};

/// The most ids that one list request may name.
const MOST_IDS: usize = 250;

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
        let request = Request::get(Category::AdsRead, ["ad_accounts", account, endpoints.list]);
        let request = if statuses.is_empty() {
            request.repeated("entity_statuses", WITH_SPEND)
        } else {
            let statuses: Vec<_> = statuses.iter().copied().map(api_name).collect();
            request.repeated("entity_statuses", &statuses)
        };
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
        entity::ids(client, requests).await
    }
    .boxed()
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
