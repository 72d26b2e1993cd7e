//! The objects of one type: their columns and their rows.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures_util::future::{self, BoxFuture};
use futures_util::stream::{self, BoxStream, Stream};
use futures_util::{StreamExt, TryFutureExt, TryStreamExt};
use serde::Deserialize;

use crate::api::{Client, pages, pages_of_rows};
use crate::error::Result;
use crate::json::row::Row;
use crate::json::{self, Entries};
use crate::options::accounts::AdAccount;
use crate::output::Batch;
use crate::output::columns::Columns;
use crate::output::key::KeyPart;
use crate::reports::field::{fields, fields_of_type};
use crate::reports::forecast::{Forecast, Requests};
use crate::reports::listing::in_turn;
use crate::reports::object_information::lists::{Known, List, Wanted, Within};
use crate::reports::object_information::object_type::{ObjectType, Over, Shape};
use crate::reports::object_information::snapshot::{KEY, snapshot, with_snapshot};
use crate::reports::object_information::together::{Together, Tried};
use crate::reports::report::{Batches, Named, Source, at_once};
use crate::terminal::console::Console;
use crate::terminal::counted::counted;

pub(super) struct ObjectSource {
    pub(super) wanted: Wanted,
    pub(super) together: Together,
    pub(super) has_snapshot: bool,
    pub(super) console: Arc<Console>,
}

impl Source for ObjectSource {
    fn columns(&self) -> Columns {
        let parent = self.object_type().parent_column();
        let key = match self.object_type().shape {
            Shape::Map(key) => key,
            _ => "",
        };
        let variant = self.object_type().variants.first().map_or("", |(name, _)| *name);
        let keys = [parent, key, variant].join(" ");
        let ObjectType { name, columns, .. } = self.object_type();
        let own = fields_of_type(name, columns).collect();
        let own = if self.has_snapshot { with_snapshot(own) } else { own };
        Columns::keyed(fields(&keys), own)
    }

    fn key(&self) -> Option<Vec<KeyPart>> {
        let mut key = self.object_type().key();
        if self.has_snapshot {
            key.push(KEY);
        }
        Some(key)
    }

    fn bars_several_accounts(&self) -> Option<String> {
        self.wanted.within.as_ref()?;
        Some("`--campaign`, `--ad-group`, and `--promotion` require one ad account".to_owned())
    }

    fn named(&self) -> Option<Named> {
        let column = self.object_type().id_column()?;
        Some(Named {
            option: "--ids",
            column,
            ids: self.wanted.ids.clone(),
            advice: "check the object type and the other options",
        })
    }

    fn narrowed(&self) -> Option<(&'static str, Vec<String>)> {
        let named = self.named().filter(|named| !named.ids.is_empty());
        let named = named.map(|named| (named.column, named.ids));
        named.or_else(|| {
            Some(match self.wanted.within.clone()? {
                Within::Campaigns(ids) => ("campaign_id", ids),
                Within::AdGroups(ids) => ("ad_group_id", ids),
                Within::Promotions(ids) => ("promotion_id", ids),
                Within::Catalogs(ids) => ("catalog_id", ids),
                Within::Pins(ids) => ("hero_pin_id", ids),
            })
        })
    }

    fn forecast<'a>(&'a self, _client: &'a Client, accounts: &'a [AdAccount]) -> Forecast<'a> {
        let name = self.object_type().name;
        let each = if accounts.is_empty() { "" } else { "in each ad account, " };
        let lists = match self.object_type().over {
            Over::Nothing => "1 for every 250 of them",
            Over::AdGroups => "1 for every 250 ad groups, and 1 for each ad group to list its own",
            Over::Everything => {
                "1 for every 250 campaigns and ad groups, 1 for the ad account and for each \
                 campaign to list its own, and 1 for every 250 ad groups to list theirs, or 1 for \
                 each ad group if the API does not list those of several"
            }
            Over::CampaignsAndAdGroups => {
                "1 for every 250 campaigns and ad groups to list them, and 1 for every 250 to list \
                 their own"
            }
            Over::Promotions => {
                "1 for every 250 promotions, and 1 for every 50 promotions to list their own"
            }
            Over::Catalogs => "1 for every 250 catalogs, and 1 for each catalog to list its own",
            Over::Pins => "1 for every 250 Pins, and 1 for each Pin to list its own",
        };
        let lines = [format!("object type: {name}"), format!("requests: {each}{lists}")];
        Forecast::of(lines, Requests::at_least(accounts.len().max(1)))
    }

    fn left_out(&self) -> Option<String> {
        let drafts = self.wanted.drafts.load(Ordering::Relaxed);
        let name = self.object_type().name;
        (drafts > 0).then(|| {
            format!(
                "{name} of {} (unpublished campaigns and ad groups) are left out; \
                 `--entity-status active,paused,archived,draft` includes them",
                counted(drafts, "draft")
            )
        })
    }

    fn batches(
        self: Arc<Self>,
        client: Arc<Client>,
        account: Option<AdAccount>,
    ) -> BoxFuture<'static, Result<Batches>> {
        let batches = async move {
            let account = account.map_or(String::new(), |account| account.id);
            let lists = self.wanted.lists(&client, &account).await?;
            client.announce(lists.len());
            // An ad group may have promotions of several requests.
            let may_repeat = self.object_type().over == Over::Promotions;
            let lists = lists
                .into_iter()
                .map(|list| Arc::clone(&self).batches_of(Arc::clone(&client), list));
            let batches = in_turn(lists.collect(), &client);
            Ok(if may_repeat { each_once(batches).boxed() } else { batches })
        };
        at_once(batches.try_flatten_stream())
    }
}

impl ObjectSource {
    const fn object_type(&self) -> &'static ObjectType {
        self.wanted.object_type
    }

    /// The rows of several parents, those that are wanted, in the order of the parents.
    fn batches_of_several(
        self: Arc<Self>,
        client: Arc<Client>,
        list: List,
    ) -> BoxStream<'static, Result<Batch>> {
        let batches = async move {
            let mut evidence = match self.together.rows(&client, &list).await? {
                Tried::Rows(rows) => {
                    let batch = self.batch(rows, self.known(list.known, &client));
                    return Ok(once(future::ready(Ok(batch))));
                }
                Tried::Apart(evidence) => evidence,
            };
            client.announce(list.parents.len());
            let lists = list.parents.into_iter().map(|(_, request)| {
                let list = List { request, known: list.known.clone(), parents: Vec::new() };
                Arc::clone(&self).batches_of(Arc::clone(&client), list)
            });
            let batches = in_turn(lists.collect(), &client);
            Ok(batches.inspect_ok(move |batch| evidence.see(&batch.rows)).boxed())
        };
        batches.try_flatten_stream().boxed()
    }

    /// The rows of one list, those that are wanted.
    fn batches_of(
        self: Arc<Self>,
        client: Arc<Client>,
        list: List,
    ) -> BoxStream<'static, Result<Batch>> {
        if !list.parents.is_empty() {
            return self.batches_of_several(client, list);
        }
        let List { request, known, .. } = list;
        let known = self.known(known, &client);
        let question = Arc::clone(&self);
        let rows: BoxStream<'static, Result<Vec<Row>>> = match self.object_type().shape {
            Shape::Pages => pages_of_rows(client, request, self.object_type().id_column()).boxed(),
            Shape::Labels => {
                pages(client, request).map_ok(move |items: Vec<Row>| question.labels(items)).boxed()
            }
            Shape::Items => once(async move { Ok(client.fetch::<Items>(&request).await?.items) }),
            Shape::Array => once(async move { client.fetch(&request).await }),
            Shape::Map(key) => once(async move { Ok(of_map(key, &client.fetch(&request).await?)) }),
        };
        let question = Arc::clone(&self);
        rows.or_else(move |error| {
            let none_code = question.object_type().none_code;
            let is_none = none_code.is_some() && error.code == none_code;
            if is_none {
                question.console.note(&format!("no rows: {}", error.message));
            }
            async move { if is_none { Ok(Vec::new()) } else { Err(error) } }
        })
        .map_ok(move |rows| self.batch(rows, known.clone()))
        .boxed()
    }

    /// The values that all rows of a list have.
    fn known(&self, mut known: Known, client: &Client) -> Known {
        if self.has_snapshot {
            known.push(snapshot(client));
        }
        known
    }

    /// The rows that pass the filters that the API does not have.
    fn batch(&self, mut rows: Vec<Row>, known: Known) -> Batch {
        let mut only = |name: Option<&str>, values: &[String]| {
            if !values.is_empty() {
                let is_among = |value| values.contains(&value);
                rows.retain(|row| name.and_then(|name| row.field(name)).is_some_and(is_among));
            }
        };
        only(self.object_type().id_column(), &self.wanted.ids);
        if self.object_type().has_status() {
            only(Some("status"), &self.wanted.statuses);
        }
        Batch { rows, known }
    }

    /// The items are labels; up to version 5.23 of the API they hold labels.
    fn labels(&self, items: Vec<Row>) -> Vec<Row> {
        let mut rows = Vec::new();
        for item in items {
            match serde_json::from_str::<Labels>(item.get()) {
                Ok(Labels { labels: None, errors }) if errors.is_empty() => rows.push(item),
                Ok(Labels { labels, errors }) => {
                    if !errors.is_empty() {
                        let labels = counted(errors.len(), "label");
                        self.console.warn(&format!("the API could not return {labels}"));
                    }
                    rows.extend(labels.unwrap_or_default());
                }
                Err(_) => rows.push(item),
            }
        }
        rows
    }
}

#[derive(Deserialize)]
struct Items {
    #[serde(alias = "product_tags")]
    items: Vec<Row>,
}

#[derive(Deserialize)]
struct Labels {
    #[serde(default)]
    errors: Vec<Row>,
    labels: Option<Vec<Row>>,
}

/// Each object once, whichever of its lists shows it first.
fn each_once(batches: impl Stream<Item = Result<Batch>>) -> impl Stream<Item = Result<Batch>> {
    let mut seen = HashSet::new();
    batches.map_ok(move |mut batch| {
        batch.rows.retain(|row| row.field("id").is_none_or(|id| seen.insert(id)));
        batch
    })
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
