//! The lists that together hold the requested objects.

use serde::Deserialize;

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::error::Result;
use crate::json;
use crate::options::id;
use crate::output::known_account;
use crate::reports::entity;
use crate::reports::object_information::object_type::{Ids, ObjectType, Over, Parent};

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
}

type Known = Vec<(&'static str, String)>;

impl Wanted {
    /// The lists that together hold all objects that are wanted.
    pub(super) async fn lists(&self, client: &Client, account: &str) -> Result<Vec<List>> {
        let requests = match self.object_type.parent {
            Parent::AdAccount => self.requests_of(client, account).await?,
            Parent::User | Parent::Owner => {
                let parents = match self.object_type.over {
                    Over::Catalogs => self.catalogs(client).await?,
                    Over::Pins => self.pins(client).await?,
                    _ => vec![String::new()],
                };
                return Ok(self.lists_of(&parents));
            }
            Parent::Business if self.businesses.is_empty() => {
                return Ok(self.lists_of(&[own_id(client).await?]));
            }
            Parent::Business => return Ok(self.lists_of(&self.businesses)),
        };
        Ok(self.variants(&requests, &[known_account("ad_account_id", account)]))
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

    /// The requests for the lists of an ad account.
    async fn requests_of(&self, client: &Client, account: &str) -> Result<Vec<Request>> {
        let of_type = self.object_type;
        let request = of_type.request(account);
        let statuses = match self.statuses.as_slice() {
            _ if of_type.statuses.is_empty() => Vec::new(),
            [] => of_type.statuses.iter().map(|status| (*status).to_owned()).collect(),
            given => given.to_vec(),
        };
        let request = request.repeated("entity_statuses", &statuses);
        let narrow =
            |by: Option<Ids>, ids: &[String]| by.map_or(Vec::new(), |by| by.narrow(&request, ids));
        if !self.ids.is_empty() && of_type.ids.is_some() {
            return Ok(self.narrowed(request));
        }
        match &self.within {
            Some(Within::AdGroups(ids)) => return Ok(narrow(of_type.by_ad_group, ids)),
            Some(Within::Campaigns(ids)) if of_type.by_campaign.is_some() => {
                return Ok(narrow(of_type.by_campaign, ids));
            }
            Some(Within::Campaigns(ids)) => {
                let ad_groups = self.parents(client, account, "ad_groups", ids).await?;
                return Ok(narrow(of_type.by_ad_group, &ad_groups));
            }
            Some(Within::Promotions(ids)) => return Ok(narrow(of_type.by_promotion, ids)),
            Some(Within::Catalogs(_) | Within::Pins(_)) | None => {}
        }
        let mut requests = Vec::new();
        if matches!(of_type.over, Over::Nothing | Over::Everything) {
            requests.push(request.clone());
        }
        if matches!(of_type.over, Over::Everything | Over::CampaignsAndAdGroups) {
            let campaigns = self.parents(client, account, "campaigns", &[]).await?;
            requests.extend(narrow(of_type.by_campaign, &campaigns));
        }
        if matches!(of_type.over, Over::AdGroups | Over::Everything | Over::CampaignsAndAdGroups) {
            let ad_groups = self.parents(client, account, "ad_groups", &[]).await?;
            requests.extend(narrow(of_type.by_ad_group, &ad_groups));
        }
        if of_type.over == Over::Promotions {
            let all = Request::get(Category::AdsRead, ["ad_accounts", account, "promotions"]);
            requests.extend(narrow(of_type.by_promotion, &entity::ids(client, vec![all]).await?));
        }
        Ok(requests)
    }

    /// Ids of the campaigns or ad groups of an ad account, perhaps of some campaigns only.
    async fn parents(
        &self,
        client: &Client,
        account: &str,
        list: &str,
        campaigns: &[String],
    ) -> Result<Vec<String>> {
        let request = Request::get(Category::AdsRead, ["ad_accounts", account, list])
            .repeated("entity_statuses", entity::of_parents(&self.statuses));
        let requests = match campaigns {
            [] => vec![request],
            some => Ids::Repeated("campaign_ids").narrow(&request, some),
        };
        entity::ids(client, requests).await
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
        let list = |request, known: &[_]| List { request, known: known.to_vec() };
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
