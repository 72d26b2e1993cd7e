//! `delivery-metrics-definitions`: the definitions of the columns of delivery metrics.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;
use futures_util::{FutureExt, StreamExt, stream};

use crate::api::Client;
use crate::error::Result;
use crate::json;
use crate::json::row::Row;
use crate::output::Batch;
use crate::output::key::KeyPart;
use crate::reports::field::fields;
use crate::reports::glossary::definitions;
use crate::reports::listing::Listing;
use crate::reports::report::{Facts, Report, Section, Source, no_more};
use crate::terminal::console::Console;

/// List the columns of delivery metrics
#[derive(clap::Args, Debug)]
pub(crate) struct DeliveryMetricsDefinitions {}

const COLUMNS: &str = "name display_name category definition sync async";

impl Report for DeliveryMetricsDefinitions {
    const FACTS: Facts = Facts {
        name: "delivery-metrics-definitions",
        section: Section::Ads,
        domo: Some("Delivery Metrics' Definitions"),
        endpoints: &["GET /resources/delivery_metrics"],
        scopes: &["ads:read", "pins:read", "user_accounts:read"],
        columns: COLUMNS,
        key: &[KeyPart::of("name", "metric"), KeyPart::of("category", "category")],
        examples: [
            "pinads delivery-metrics-definitions",
            "pinads delivery-metrics-definitions -f ndjson | jq -r .display_name",
        ],
        more: no_more,
    };

    fn source(self, _today: NaiveDate, _console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        Ok(Arc::new(Listing::new(fields(COLUMNS), "2", |client| {
            stream::once(rows(client).boxed()).boxed()
        })))
    }
}

/// The synchronous columns in the API's order, then those that only asynchronous reports have.
async fn rows(client: Arc<Client>) -> Result<Batch> {
    let [synchronous, asynchronous] =
        [definitions(&client, Some("SYNC")).await?, definitions(&client, Some("ASYNC")).await?];
    let metrics = |rows: &[Row]| -> HashSet<_> { rows.iter().map(metric).collect() };
    let (served, reported) = (metrics(&synchronous), metrics(&asynchronous));
    let only_async = asynchronous.iter().filter(|row| !served.contains(&metric(row)));
    let rows = synchronous.iter().chain(only_async).map(|row| {
        let flag = |metrics: &HashSet<_>| if metrics.contains(&metric(row)) { "1" } else { "0" };
        json::prepended("async", flag(&reported), &json::prepended("sync", flag(&served), row))
    });
    Ok(Batch { rows: rows.collect(), known: Vec::new() })
}

/// The identity of a definition: an organic metric can share the name of a metric of ads.
fn metric(row: &Row) -> [Option<String>; 2] {
    ["name", "category"].map(|field| row.field(field))
}
