//! The scope `ads`: the ads of an ad account that lead to the site.

use std::collections::HashMap;

use futures_util::{FutureExt, TryStreamExt};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::api::request::{Category, Request};
use crate::api::{Client, pages};
use crate::error::Result;
use crate::json;
use crate::json::row::Row;
use crate::options::id;
use crate::reports::chunk::Chunk;
use crate::reports::domain_pins::query::{Measure, PinRanking, Ranked, number};
use crate::reports::entity::WITH_SPEND;
use crate::reports::organic_metrics::add_dates;

pub(super) const COLUMNS: &str = "\
    ad_account_id rank pin_id ad_id link name OUTBOUND_CLICK_1 CLICKTHROUGH_1 REPIN_1 IMPRESSION_1";

const METRICS: [&str; 4] = ["OUTBOUND_CLICK_1", "CLICKTHROUGH_1", "REPIN_1", "IMPRESSION_1"];

#[derive(Deserialize)]
struct Ad {
    #[serde(deserialize_with = "id::deserialize")]
    id: String,
    pin_id: Option<Box<RawValue>>,
    name: Option<Box<RawValue>>,
    destination_url: Option<String>,
}

pub(super) async fn pins(
    ranking: &PinRanking,
    client: &Client,
    account: &str,
) -> Result<Vec<Ranked>> {
    let request = Request::get(Category::AdsRead, ["ad_accounts", account, "ads"])
        .repeated("entity_statuses", WITH_SPEND);
    let leads_there =
        |ad: &Ad| ad.destination_url.as_ref().is_some_and(|link| ranking.site.has(link));
    let ads: Vec<Ad> = pages(client, request)
        .map_ok(|ads: Vec<Ad>| ads.into_iter().filter(leads_there).collect::<Vec<_>>())
        .try_concat()
        .await?;
    let ids: Vec<_> = ads.iter().map(|ad| ad.id.clone()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let chunk = Chunk::default();
    let rows = chunk.rows(client, &ids, |ids, tried| {
        let request = analytics(ranking, account, ids).after(tried);
        async move { client.fetch(&request).await }.boxed()
    });
    let rows = rows.await?;
    let metrics: HashMap<_, _> =
        rows.iter().filter_map(|row| Some((row.field("AD_ID")?, row.get()))).collect();
    let measure = match ranking.measure {
        Measure::Clicks | Measure::PinClicks => "OUTBOUND_CLICK_1",
        Measure::Saves => "REPIN_1",
    };
    Ok(ads
        .iter()
        .map(|ad| {
            // An ad that did nothing has no row.
            let metrics = metrics.get(&ad.id).copied().unwrap_or("{}");
            Ranked { value: number(metrics, measure), row: ad.row(metrics) }
        })
        .collect())
}

fn analytics(ranking: &PinRanking, account: &str, ids: &[String]) -> Request {
    let segments = ["ad_accounts", account, "ads", "analytics"];
    add_dates(Request::get(Category::AdsAnalytics, segments), ranking.range)
        .joined("columns", &METRICS)
        .param("granularity", "TOTAL")
        .ids("ad_ids", ids)
}

impl Ad {
    fn row(&self, metrics: &str) -> Row {
        let cell = |value: &Option<Box<RawValue>>| {
            value.as_ref().map_or("null".to_owned(), ToString::to_string)
        };
        let mut entries = vec![
            ("pin_id", cell(&self.pin_id)),
            ("ad_id", json::quoted(&self.id)),
            ("link", self.destination_url.as_ref().map_or("null".to_owned(), |l| json::quoted(l))),
            ("name", cell(&self.name)),
        ];
        // A row that is no object has no metrics.
        let _ = json::each_entry(metrics, |name, value| {
            let known = METRICS.into_iter().find(|metric| *metric == name);
            entries.extend(known.map(|name| (name, value.to_owned())));
        });
        json::object(entries)
    }
}
