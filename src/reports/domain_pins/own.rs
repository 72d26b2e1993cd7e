//! The scope `own`: all Pins of the account that lead to the site.

use std::borrow::Cow;
use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::error::{Error, Kind, Result};
use crate::json::row::Row;
use crate::json::{self, Entries};
use crate::reports::domain_pins::query::{Measure, PinRanking, Ranked, number};
use crate::reports::linked_pins::linked_pins;
use crate::reports::organic_metrics::add_dates;
use crate::terminal::counted::counted;

pub(super) const CLICK_COLUMNS: &str = "\
    rank id link title pin_metrics.90d.clickthrough pin_metrics.90d.pin_click \
    pin_metrics.90d.impression";

pub(super) const SAVE_COLUMNS: &str = "rank id link title SAVE";

/// The needed fields of a Pin.
#[derive(Deserialize)]
struct Pin {
    id: Box<RawValue>,
    link: Option<Box<RawValue>>,
    title: Option<Box<RawValue>>,
    #[serde(rename = "pin_metrics")]
    metrics: Option<Box<RawValue>>,
}

impl Pin {
    fn read(row: &Row) -> Result<Self> {
        serde_json::from_str(row.get()).map_err(|error| {
            Error::new(Kind::Unreachable, format!("the API listed an invalid Pin: {error}"))
                .hint("run the same command again, or use another `--scope`")
                .caused_by(error)
        })
    }

    fn id(&self) -> String {
        json::text(self.id.get()).map_or(self.id.to_string(), Cow::into_owned)
    }

    /// The Pin with one more entry.
    fn row(&self, name: &str, value: &str) -> Row {
        let cell = |value: &Option<Box<RawValue>>| {
            value.as_ref().map_or("null".to_owned(), ToString::to_string)
        };
        json::object([
            ("id", self.id.to_string()),
            ("link", cell(&self.link)),
            ("title", cell(&self.title)),
            (name, value.to_owned()),
        ])
    }
}

pub(super) async fn pins(ranking: &PinRanking, client: &Arc<Client>) -> Result<Vec<Ranked>> {
    let of_clicks = ranking.measure != Measure::Saves;
    let request = Request::get(Category::OrgRead, ["pins"])
        .param_if("pin_metrics", of_clicks.then_some(true))
        .param_if("ad_account_id", ranking.owner.as_ref());
    let (sites, console) = (vec![ranking.site.clone()], Arc::clone(&ranking.console));
    let rows = linked_pins(Arc::clone(client), request, sites, console).try_concat().await?;
    let pins = rows.iter().map(Pin::read).collect::<Result<Vec<_>>>()?;
    if of_clicks {
        let counter = match ranking.measure {
            Measure::PinClicks => "pin_click",
            _ => "clickthrough",
        };
        return Ok(pins.iter().map(|pin| by_clicks(pin, counter)).collect());
    }
    ranking.console.note(&format!(
        "{} to send: one for each Pin that leads to the site",
        counted(pins.len(), "request")
    ));
    let saves = stream::iter(pins).map(|pin| by_saves(ranking, client, pin));
    client.ahead(saves).try_collect().await
}

fn by_clicks(pin: &Pin, counter: &str) -> Ranked {
    let metrics = pin.metrics.as_ref().map_or("null", |metrics| metrics.get());
    let mut of_90_days = "null";
    // Without counters it is no object.
    let _ = json::each_entry(metrics, |name, value| {
        if name == "90d" {
            of_90_days = value;
        }
    });
    let entry = json::object([("90d", of_90_days)]);
    Ranked { value: number(of_90_days, counter), row: pin.row("pin_metrics", entry.get()) }
}

async fn by_saves(ranking: &PinRanking, client: &Client, pin: Pin) -> Result<Ranked> {
    #[derive(Deserialize)]
    struct Analytics {
        summary_metrics: Option<Box<RawValue>>,
    }

    let id = pin.id();
    let request = Request::get(Category::OrgAnalytics, ["pins", &id, "analytics"]);
    let request = add_dates(request, ranking.range)
        .joined("metric_types", &["SAVE"])
        .param_if("ad_account_id", ranking.owner.as_ref());
    let Entries::<Analytics>(groups) = client.fetch(&request).await?;
    let summary = groups.iter().find_map(|(_, group)| group.summary_metrics.as_ref());
    let saves = summary.and_then(|summary| json::field(summary.get(), "SAVE"));
    let saves = saves.unwrap_or_else(|| "null".to_owned());
    Ok(Ranked { value: saves.parse().unwrap_or(-1.0), row: pin.row("SAVE", &saves) })
}
