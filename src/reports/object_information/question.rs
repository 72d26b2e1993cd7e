//! The objects of one type: which lists to ask for, and their rows.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryFutureExt, TryStreamExt};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::accounts::AdAccount;
use crate::api::request::{Category, Request};
use crate::api::{Client, pages, pages_of_rows};
use crate::background::in_background;
use crate::console::Console;
use crate::error::Result;
use crate::id;
use crate::json::{self, Entries};
use crate::output::columns::{Column, Columns};
use crate::output::{Batch, known_account};
use crate::reports::entity;
use crate::reports::object_information::object_type::{Ids, ObjectType, Over, Parent, Shape};
use crate::reports::{Batches, Source, at_once};

type Row = Box<RawValue>;

pub(super) struct Question {
    pub(super) object_type: &'static ObjectType,
    pub(super) within: Option<Within>,
    pub(super) ids: Vec<String>,
    pub(super) limit: Option<usize>,
    /// As the API spells them. Empty: the type's own default.
    pub(super) statuses: Vec<String>,
    /// The ad account in whose owner's name is asked.
    pub(super) owner: Option<String>,
    pub(super) businesses: Vec<String>,
    pub(super) console: Arc<Console>,
}

/// Parents that narrow a list.
#[derive(Clone, Debug)]
pub(super) enum Within {
    Campaigns(Vec<String>),
    AdGroups(Vec<String>),
}

/// A list to ask for, and what is known of its rows beforehand.
struct List {
    request: Request,
    known: Vec<(&'static str, String)>,
}

impl Source for Question {
    fn columns(&self) -> Columns {
        let parent = match self.object_type.parent {
            Parent::AdAccount => "ad_account_id",
            Parent::Business => "business_id",
            Parent::User | Parent::Owner => "",
        };
        let key = match self.object_type.shape {
            Shape::Map(key) => key,
            _ => "",
        };
        let variant = self.object_type.variants.first().map_or("", |(name, _)| *name);
        let keys = [parent, key, variant].join(" ");
        Columns::keyed(Column::list(&keys), Column::of_object(self.object_type.columns))
    }

    fn limit(&self) -> Option<usize> {
        self.limit
    }

    fn forecast(&self, accounts: &[AdAccount]) -> Vec<String> {
        let name = self.object_type.name;
        let each = if accounts.is_empty() { "" } else { "in each ad account, " };
        let lists = match self.object_type.over {
            Over::Nothing => "1 for every 250 of them",
            Over::AdGroups => "1 for every 250 ad groups, and 1 for each ad group to list its own",
            Over::Everything => {
                "1 for every 250 campaigns and ad groups, and 1 for each of them to list its own"
            }
        };
        vec![format!("object type: {name}"), format!("requests: {each}{lists}")]
    }

    fn batches(
        self: Arc<Self>,
        client: Arc<Client>,
        account: Option<AdAccount>,
    ) -> BoxFuture<'static, Result<Batches>> {
        let batches = async move {
            let account = account.map_or(String::new(), |account| account.id);
            let lists = self.lists(&client, &account).await?;
            client.announce(lists.len());
            let is_one = lists.len() == 1;
            let in_flight = if self.limit.is_some() { 1 } else { client.concurrency() };
            let rows = stream::iter(lists)
                .map(move |list| Arc::clone(&self).batches_of(Arc::clone(&client), list));
            if is_one {
                // It may be long: it streams page by page.
                return Ok(rows.flatten().boxed());
            }
            let whole = rows.map(|rows| in_background(rows.try_collect::<Vec<_>>()));
            let whole = whole.buffered(in_flight);
            Ok(whole.map_ok(|batches| stream::iter(batches).map(Ok)).try_flatten().boxed())
        };
        at_once(batches.try_flatten_stream())
    }
}

impl Question {
    /// The lists that together hold all objects asked for.
    async fn lists(&self, client: &Client, account: &str) -> Result<Vec<List>> {
        let of_account = known_account("ad_account_id", account);
        match self.object_type.parent {
            Parent::AdAccount => {
                let requests = self.requests_of(client, account).await?;
                Ok(self.variants(requests, &[of_account]))
            }
            Parent::User | Parent::Owner => {
                let request = self.object_type.request("");
                let request = request.param_if("ad_account_id", self.owner.as_ref());
                Ok(self.variants(self.narrowed(request), &[]))
            }
            Parent::Business => {
                let businesses = match self.businesses.as_slice() {
                    [] => vec![own_id(client).await?],
                    given => given.to_vec(),
                };
                let lists = businesses.iter().flat_map(|business| {
                    let known = known_account("business_id", business);
                    self.variants(vec![self.object_type.request(business)], &[known])
                });
                Ok(lists.collect())
            }
        }
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
            Some(Within::AdGroups(ids)) => Ok(narrow(of_type.by_ad_group, ids)),
            Some(Within::Campaigns(ids)) if of_type.by_campaign.is_some() => {
                Ok(narrow(of_type.by_campaign, ids))
            }
            Some(Within::Campaigns(ids)) => {
                let ad_groups = self.parents(client, account, "ad_groups", ids).await?;
                Ok(narrow(of_type.by_ad_group, &ad_groups))
            }
            None => {
                let mut requests = Vec::new();
                if of_type.over != Over::AdGroups {
                    requests.push(request.clone());
                }
                if of_type.over == Over::Everything {
                    let campaigns = self.parents(client, account, "campaigns", &[]).await?;
                    requests.extend(narrow(of_type.by_campaign, &campaigns));
                }
                if of_type.over != Over::Nothing {
                    let ad_groups = self.parents(client, account, "ad_groups", &[]).await?;
                    requests.extend(narrow(of_type.by_ad_group, &ad_groups));
                }
                Ok(requests)
            }
        }
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

    /// The requests for the ids asked for, where the API can narrow the list to them.
    fn narrowed(&self, request: Request) -> Vec<Request> {
        match self.object_type.ids {
            Some(ids) if !self.ids.is_empty() => ids.narrow(&request, &self.ids),
            _ => vec![request],
        }
    }

    /// Each request once for each value of the parameter that wants one.
    fn variants(&self, requests: Vec<Request>, known: &[(&'static str, String)]) -> Vec<List> {
        let list = |request, known: &[_]| List { request, known: known.to_vec() };
        if self.object_type.variants.is_empty() {
            return requests.into_iter().map(|request| list(request, known)).collect();
        }
        let variants = self.object_type.variants.iter();
        let lists = variants.flat_map(|(name, value)| {
            let known = [known, &[(*name, json::quoted(value))]].concat();
            let requests = requests.iter().map(|request| request.clone().param(name, value));
            requests.map(|request| list(request, &known)).collect::<Vec<_>>()
        });
        lists.collect()
    }

    /// The rows of one list, those that are wanted.
    fn batches_of(
        self: Arc<Self>,
        client: Arc<Client>,
        list: List,
    ) -> BoxStream<'static, Result<Batch>> {
        let List { request, known } = list;
        let question = Arc::clone(&self);
        let rows: BoxStream<'static, Result<Vec<Row>>> = match self.object_type.shape {
            Shape::Pages => pages_of_rows(client, request, self.object_type.id_column()).boxed(),
            Shape::Labels => pages(client, request)
                .map_ok(move |items: Vec<Labels>| question.labels(items))
                .boxed(),
            Shape::Items => once(async move { Ok(client.fetch::<Items>(&request).await?.items) }),
            Shape::Array => once(async move { client.fetch(&request).await }),
            Shape::Map(key) => once(async move { Ok(of_map(key, &client.fetch(&request).await?)) }),
        };
        let question = Arc::clone(&self);
        rows.or_else(move |error| {
            let none_code = question.object_type.none_code;
            let is_none = none_code.is_some() && error.code == none_code;
            if is_none {
                question.console.note(&format!("no rows: {}", error.message));
            }
            async move { if is_none { Ok(Vec::new()) } else { Err(error) } }
        })
        .map_ok(move |mut rows| {
            rows.retain(|row| self.wants(row));
            Batch { rows, known: known.clone() }
        })
        .boxed()
    }

    /// What the API cannot narrow is narrowed here.
    fn wants(&self, row: &RawValue) -> bool {
        let is_among = |name: Option<&str>, values: &[String]| {
            let value = name.and_then(|name| json::field(row.get(), name));
            values.is_empty() || value.is_some_and(|value| values.contains(&value))
        };
        is_among(self.object_type.id_column(), &self.ids)
            && is_among(Some("status"), &self.statuses)
    }

    fn labels(&self, items: Vec<Labels>) -> Vec<Row> {
        let mut rows = Vec::new();
        for item in items {
            if !item.errors.is_empty() {
                self.console.warn(&format!("the API could not give {} labels", item.errors.len()));
            }
            rows.extend(item.labels);
        }
        rows
    }
}

#[derive(Deserialize)]
struct Items {
    items: Vec<Row>,
}

#[derive(Deserialize)]
struct Labels {
    #[serde(default)]
    errors: Vec<Row>,
    #[serde(default)]
    labels: Vec<Row>,
}

fn once<T: Send + 'static>(
    answer: impl Future<Output = Result<T>> + Send + 'static,
) -> BoxStream<'static, Result<T>> {
    stream::once(answer).boxed()
}

fn of_map(key: &str, map: &Entries<Vec<Row>>) -> Vec<Row> {
    let rows = map.0.iter().flat_map(|(name, rows)| {
        let name = json::quoted(name);
        rows.iter().map(move |row| json::prepended(key, &name, row)).collect::<Vec<_>>()
    });
    rows.collect()
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
