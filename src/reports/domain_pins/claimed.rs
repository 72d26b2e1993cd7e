//! The scope `claimed`: the account's ranking of Pins that lead to its claimed sites.

use std::collections::HashMap;

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::api::request::{Category, Request};
use crate::api::{Client, pages};
use crate::error::{Error, Kind, Result};
use crate::json;
use crate::output::columns::Column;
use crate::reports::domain_pins::{COLUMNS, Measure, Question, Ranked, number};
use crate::reports::organic_metrics::add_dates;
use crate::reports::top_pins::{Answer, MOST};

#[derive(Deserialize)]
struct Website {
    #[serde(default, rename = "website")]
    address: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    verified_at: Option<String>,
}

impl Website {
    /// The value of a verified status is documented nowhere.
    fn is_claimed(&self) -> bool {
        let status = self.status.as_deref().unwrap_or_default().to_lowercase();
        let denied = status.starts_with("un") || status.starts_with("not");
        self.verified_at.as_ref().is_some_and(|at| !at.is_empty())
            || (status.contains("verif") && !denied)
    }
}

/// A Pin as far as it could be read.
struct Details {
    link: Option<String>,
    title: Option<String>,
}

pub(super) fn columns() -> Vec<Column> {
    let column = |name: &str| {
        if is_metric(name) {
            Column::titled(&format!("metrics.{name}"), name)
        } else {
            Column::new(name)
        }
    };
    COLUMNS.split_whitespace().map(column).collect()
}

fn is_metric(name: &str) -> bool {
    !name.contains(|c: char| c.is_ascii_lowercase())
}

pub(super) async fn pins(question: &Question, client: &Client) -> Result<Vec<Ranked>> {
    let claimed = claimed_sites(question, client).await?;
    let top = ranking(question, client).await?;
    let ids: Vec<_> = top.iter().map(|(id, _)| id.clone()).collect();
    let details: Vec<Option<Details>> = stream::iter(ids)
        .map(|id| async move { details(client, &id).await })
        .buffered(client.concurrency())
        .try_collect()
        .await?;
    // With one claimed site, a Pin in its ranking leads there, even if its link cannot be read.
    let is_only = claimed.len() == 1;
    let (mut kept, mut unmatched) = (Vec::new(), 0);
    let all = top.len();
    for ((_, row), details) in top.into_iter().zip(details) {
        let link = details.as_ref().and_then(|details| details.link.as_deref());
        let (keep, source) = match link {
            Some(link) => (question.site.has(link), "pin"),
            None if is_only => (true, "claimed_site"),
            None => (question.keep_unmatched, "unknown"),
        };
        unmatched += usize::from(link.is_none() && !is_only);
        if keep {
            kept.push(to_row(question, &row, details.as_ref(), source));
        }
    }
    if unmatched > 0 {
        question.console.note(&format!(
            "{unmatched} of {all} ranked Pins could not be read, so their links are unknown; \
             `--keep-unmatched` shows them"
        ));
    }
    question.console.note(&format!(
        "the API ranks the account's top {MOST} Pins only: Pins below rank {MOST} cannot appear"
    ));
    Ok(kept)
}

/// The claimed sites, of which the wanted one must be one.
async fn claimed_sites(question: &Question, client: &Client) -> Result<Vec<String>> {
    let request = Request::get(Category::OrgRead, ["user_account", "websites"]);
    let websites: Vec<Website> = pages(client, request).try_concat().await?;
    let claimed: Vec<_> = websites
        .into_iter()
        .filter(Website::is_claimed)
        .filter_map(|website| website.address)
        .collect();
    if claimed.iter().any(|website| question.site.has(website)) {
        return Ok(claimed);
    }
    let names = if claimed.is_empty() { "none".to_owned() } else { claimed.join(", ") };
    Err(Error::usage(format!(
        "{} is not a claimed website of this account (claimed: {names}), and the API has no \
         report for other domains",
        question.site.host()
    ))
    .hint(
        "claim the site, or use `--scope own` (own Pins that lead there) or `--scope ads` (ads \
         that lead there)",
    ))
}

/// The ranked Pins by id, merged from both rankings where `--deep` asks for them.
async fn ranking(question: &Question, client: &Client) -> Result<Vec<(String, Box<RawValue>)>> {
    let sources: &[&str] = if question.deep { &["YOUR_PINS", "OTHER_PINS"] } else { &["ALL"] };
    let sort_by = question.sort_by();
    let metrics: Vec<_> = COLUMNS.split_whitespace().filter(|name| is_metric(name)).collect();
    let mut merged: Vec<(String, Box<RawValue>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for source in sources {
        let segments = ["user_account", "analytics", "top_pins"];
        let request = Request::get(Category::OrgAnalytics, segments);
        let request = add_dates(request, question.range)
            .param("sort_by", sort_by)
            .param("from_claimed_content", "CLAIMED")
            .param("source", source)
            .param("num_of_pins", MOST)
            .joined("metric_types", &metrics);
        let answer: Answer = client.fetch(&request).await?;
        answer.tell(&question.console);
        for pin in answer.pins {
            let Some(id) = json::field(pin.get(), "pin_id") else {
                return Err(Error::new(Kind::Unreachable, "the API ranked a Pin without an id")
                    .hint("the same command again, or another `--scope`"));
            };
            match places.get(&id) {
                // Should a Pin be in both rankings, the larger number is the whole one.
                Some(&place) if question.value(&pin) > question.value(&merged[place].1) => {
                    merged[place].1 = pin;
                }
                Some(_) => {}
                None => {
                    places.insert(id.clone(), merged.len());
                    merged.push((id, pin));
                }
            }
        }
    }
    Ok(merged)
}

/// Nothing where the Pin may not be read: it is somebody else's.
async fn details(client: &Client, id: &str) -> Result<Option<Details>> {
    let request = Request::get(Category::OrgRead, ["pins", id]);
    match client.fetch::<Box<RawValue>>(&request).await {
        Ok(pin) => {
            let field = |name| json::field(pin.get(), name);
            Ok(Some(Details { link: field("link"), title: field("title") }))
        }
        Err(error) if error.kind == Kind::Refused => Ok(None),
        Err(error) => Err(error),
    }
}

fn to_row(
    question: &Question,
    ranked: &RawValue,
    details: Option<&Details>,
    source: &str,
) -> Ranked {
    let cell = |text: Option<&String>| text.map_or("null".to_owned(), |text| json::quoted(text));
    let entries = [
        ("link", cell(details.and_then(|details| details.link.as_ref()))),
        ("link_source", json::quoted(source)),
        ("title", cell(details.and_then(|details| details.title.as_ref()))),
    ];
    let row = entries
        .iter()
        .fold(ranked.to_owned(), |row, (name, value)| json::prepended(name, value, &row));
    Ranked { value: question.value(ranked), row }
}

impl Question {
    fn sort_by(&self) -> &'static str {
        match self.measure {
            Measure::Clicks => "OUTBOUND_CLICK",
            Measure::Saves => "SAVE",
        }
    }

    fn value(&self, pin: &RawValue) -> f64 {
        let mut metrics = None;
        // What is no object has no metrics.
        let _ = json::each_entry(pin.get(), |name, value| {
            if name == "metrics" {
                metrics = Some(value);
            }
        });
        metrics.map_or(-1.0, |metrics| number(metrics, self.sort_by()))
    }
}
