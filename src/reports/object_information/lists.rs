//! The lists that together hold the requested objects.

use std::slice;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Deserialize;

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::error::Result;
use crate::json;
use crate::options::id;
use crate::output::known_account;
use crate::reports::chunk::IDS_PER_REQUEST;
use crate::reports::entity;
use crate::reports::object_information::object_type::{Ids, ObjectType, Over, Parent};
use crate::reports::object_information::parents::{Published, published};

/// The objects that are wanted.
pub(super) struct Wanted {
    pub(super) object_type: &'static ObjectType,
    pub(super) within: Option<Within>,
    pub(super) ids: Vec<String>,
    /// As the API spells them. Empty: the type's own default.
    pub(super) statuses: Vec<String>,
    /// The ad account whose owner the request is for.
    pub(super) owner: Option<String>,
    pub(super) businesses: Vec<String>,
    /// The number of parents that the run has left out because they are drafts.
    pub(super) drafts: AtomicUsize,
}

/// Parents that narrow a list.
#[derive(Clone, Debug)]
pub(super) enum Within {
    Campaigns(Vec<String>),
    AdGroups(Vec<String>),
    Promotions(Vec<String>),
    Catalogs(Vec<String>),
    Pins(Vec<String>),
}

/// A list to request, and the known values of its rows.
pub(super) struct List {
    pub(super) request: Request,
    pub(super) known: Known,
    /// The parents of a list of several, each with the request for its own list.
    pub(super) parents: Vec<(String, Request)>,
}

pub(super) type Known = Vec<(&'static str, String)>;

impl Wanted {
    /// The lists that together hold all objects that are wanted.
    pub(super) async fn lists(&self, client: &Client, account: &str) -> Result<Vec<List>> {
        match self.object_type.parent {
            Parent::AdAccount => self.lists_of_account(client, account).await,
            Parent::User | Parent::Owner => {
                let parents = match self.object_type.over {
                    Over::Catalogs => self.catalogs(client).await?,
                    Over::Pins => self.pins(client).await?,
                    _ => vec![String::new()],
                };
                Ok(self.lists_of(&parents))
            }
            Parent::Business if self.businesses.is_empty() => {
                Ok(self.lists_of(&[own_id(client).await?]))
            }
            Parent::Business => Ok(self.lists_of(&self.businesses)),
        }
    }

    /// The lists of some parents, each with its own.
    fn lists_of(&self, parents: &[String]) -> Vec<List> {
        let lists = parents.iter().flat_map(|parent| {
            let request = self.object_type.request(parent);
            let request = request.param_if("ad_account_id", self.owner.as_ref());
            let known = known_account(self.object_type.parent_column(), parent);
            let known = if known.0.is_empty() { Vec::new() } else { vec![known] };
            self.variants(&self.narrowed(request), &known)
        });
        lists.collect()
    }

    /// The lists of an ad account.
    async fn lists_of_account(&self, client: &Client, account: &str) -> Result<Vec<List>> {
        let of_type = self.object_type;
        let known = [known_account("ad_account_id", account)];
        let request = of_type.request(account);
        let statuses = match self.statuses.as_slice() {
            _ if of_type.statuses.is_empty() => Vec::new(),
            [] => of_type.statuses.iter().map(|status| (*status).to_owned()).collect(),
            given => given.to_vec(),
        };
        let request = request.repeated("entity_statuses", &statuses);
        let narrow = |by: Option<Ids>, ids: &[String]| {
            by.map_or(Vec::new(), |by| self.variants(&by.narrow(&request, ids), &known))
        };
        let of_ad_groups = |ids: &[String]| match of_type.together {
            Some(name) => together(name, &request, ids, narrow(of_type.by_ad_group, ids)),
            None => narrow(of_type.by_ad_group, ids),
        };
        if !self.ids.is_empty() && of_type.ids.is_some() {
            return Ok(self.variants(&self.narrowed(request), &known));
        }
        match &self.within {
            Some(Within::AdGroups(ids)) => return Ok(of_ad_groups(ids)),
            Some(Within::Campaigns(ids)) if of_type.by_campaign.is_some() => {
                return Ok(narrow(of_type.by_campaign, ids));
            }
            Some(Within::Campaigns(ids)) => {
                return Ok(of_ad_groups(&self.parents(client, account, "ad_groups", ids).await?));
            }
            Some(Within::Promotions(ids)) => return Ok(narrow(of_type.by_promotion, ids)),
            Some(Within::Catalogs(_) | Within::Pins(_)) | None => {}
        }
        let mut lists = Vec::new();
        if matches!(of_type.over, Over::Nothing | Over::Everything) {
            lists.extend(self.variants(slice::from_ref(&request), &known));
        }
        if matches!(of_type.over, Over::Everything | Over::CampaignsAndAdGroups) {
            let campaigns = self.parents(client, account, "campaigns", &[]).await?;
            lists.extend(narrow(of_type.by_campaign, &campaigns));
        }
        if matches!(of_type.over, Over::AdGroups | Over::Everything | Over::CampaignsAndAdGroups) {
            let ad_groups = self.parents(client, account, "ad_groups", &[]).await?;
            lists.extend(of_ad_groups(&ad_groups));
        }
        if of_type.over == Over::Promotions {
            let all = Request::get(Category::AdsRead, ["ad_accounts", account, "promotions"]);
            lists.extend(narrow(of_type.by_promotion, &entity::ids(client, vec![all]).await?));
        }
        Ok(lists)
    }

    /// Ids of the campaigns or ad groups of an ad account, perhaps of some campaigns only.
    async fn parents(
        &self,
        client: &Client,
        account: &str,
        list: &str,
        campaigns: &[String],
    ) -> Result<Vec<String>> {
        let all = Request::get(Category::AdsRead, ["ad_accounts", account, list]);
        let requests = match campaigns {
            [] => vec![all],
            some => Ids::Repeated("campaign_ids").narrow(&all, some),
        };
        if self.statuses.is_empty() {
            let Published { ids, drafts } = published(client, requests).await?;
            self.drafts.fetch_add(drafts, Ordering::Relaxed);
            return Ok(ids);
        }
        let requests = requests.into_iter().map(|request| {
            if self.object_type.has_status() {
                request.repeated("entity_statuses", entity::of_parents(&self.statuses))
            } else {
                request.repeated("entity_statuses", &self.statuses)
            }
        });
        entity::ids(client, requests.collect()).await
    }

    async fn catalogs(&self, client: &Client) -> Result<Vec<String>> {
        if let Some(Within::Catalogs(ids)) = &self.within {
            return Ok(ids.clone());
        }
        let all = Request::get(Category::CatalogsRead, ["catalogs"]);
        entity::ids(client, vec![all.param_if("ad_account_id", self.owner.as_ref())]).await
    }

    async fn pins(&self, client: &Client) -> Result<Vec<String>> {
        if let Some(Within::Pins(ids)) = &self.within {
            return Ok(ids.clone());
        }
        entity::ids(client, vec![Request::get(Category::OrgRead, ["pins"])]).await
    }

    /// The requests for the wanted IDs, if the API can narrow the list to them.
    fn narrowed(&self, request: Request) -> Vec<Request> {
        match self.object_type.ids {
            Some(ids) if !self.ids.is_empty() => ids.narrow(&request, &self.ids),
            _ => vec![request],
        }
    }

    /// Each request once for each value of the parameter that wants one.
    fn variants(&self, requests: &[Request], known: &[(&'static str, String)]) -> Vec<List> {
        let list =
            |request, known: &[_]| List { request, known: known.to_vec(), parents: Vec::new() };
        if self.object_type.variants.is_empty() {
            return requests.iter().map(|request| list(request.clone(), known)).collect();
        }
        let variants = self.object_type.variants.iter();
        let lists = variants.flat_map(|(name, value)| {
            let known = [known, &[(*name, json::quoted(value))]].concat();
            let requests = requests.iter().map(|request| request.clone().param(name, value));
            requests.map(|request| list(request, &known)).collect::<Vec<_>>()
        });
        lists.collect()
    }
}

/// The lists of ad groups, as many ad groups in each as a parameter takes. `lists` are those of the
/// single ad groups.
fn together(name: &str, request: &Request, ids: &[String], lists: Vec<List>) -> Vec<List> {
    let mut single = ids.iter().cloned().zip(lists);
    let mut chunks = Vec::new();
    for ids in ids.chunks(IDS_PER_REQUEST) {
        let lists: Vec<_> = single.by_ref().take(ids.len()).collect();
        if ids.len() == 1 {
            chunks.extend(lists.into_iter().map(|(_, list)| list));
            continue;
        }
        let known = lists[0].1.known.clone();
        let parents = lists.into_iter().map(|(id, list)| (id, list.request)).collect();
        chunks.push(List { request: request.clone().repeated(name, ids), known, parents });
    }
    chunks
}

/// The id of the token's own account: a business is an account.
async fn own_id(client: &Client) -> Result<String> {
    #[derive(Deserialize)]
    struct Account {
        #[serde(deserialize_with = "id::deserialize")]
        id: String,
    }

    let request = Request::get(Category::OrgRead, ["user_account"]);
    Ok(client.fetch::<Account>(&request).await?.id)
}
