//! The scope `claimed`: the account's ranking of Pins that lead to its claimed sites.

use std::collections::HashMap;

use futures_util::TryStreamExt;
use serde::Deserialize;

use crate::api::request::{Category, Request};
use crate::api::{Client, pages};
use crate::error::{Error, Kind, Result};
use crate::json;
use crate::json::row::Row;
use crate::output::columns::Column;
use crate::reports::domain_pins::details::Details;
use crate::reports::domain_pins::links::details;
use crate::reports::domain_pins::query::{COLUMNS, Measure, PinRanking, Ranked, number};
use crate::reports::field::field;
use crate::reports::organic_metrics::{add_dates, metric_column};
use crate::reports::top_pins::{Answer, MOST, data_status};
use crate::terminal::counted::counted;
use crate::terminal::printable::printable;

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
    /// `status` is that of the verification. Its values are not listed; the description's example is
    /// `success`. `verified_at` is "sometimes missing".
    fn is_claimed(&self) -> bool {
        let status = self.status.as_deref().unwrap_or_default().to_lowercase();
        let denied = status.starts_with("un") || status.starts_with("not");
        self.verified_at.as_ref().is_some_and(|at| !at.is_empty())
            || status == "success"
            || (status.contains("verif") && !denied)
    }

    /// The label that shows why a website counts as claimed or not.
    fn label(&self) -> String {
        let status = self.status.as_deref().unwrap_or("none");
        let address = self.address.as_deref().unwrap_or_default();
        format!("{} (status {})", printable(address), printable(status))
    }
}

pub(super) fn columns() -> Vec<Column> {
    let column = |name: &str| match name {
        "data_status" => data_status(),
        _ if is_metric(name) => metric_column(name),
        _ => field(name),
    };
    COLUMNS.split_whitespace().map(column).collect()
}

fn is_metric(name: &str) -> bool {
    !name.contains(|c: char| c.is_ascii_lowercase())
}

pub(super) async fn pins(ranking: &PinRanking, client: &Client) -> Result<Vec<Ranked>> {
    let claimed = claimed_sites(ranking, client).await?;
    let Ranking { top, exact_down_to } = top_pins(ranking, client).await?;
    let ids: Vec<_> = top.iter().map(|(id, _)| id.clone()).collect();
    // With one claimed site, a Pin in its ranking leads there, even if its link cannot be read.
    let is_only = claimed.len() == 1;
    let read = details(client, &ids, is_only.then_some(&ranking.site)).await?;
    let (mut kept, mut unread) = (Vec::new(), 0);
    let all = top.len();
    for (id, row) in top {
        let details = read.get(&id).and_then(Option::as_ref);
        let link = details.and_then(|details| details.link.as_deref());
        let (keep, source) = match link {
            Some(link) => (ranking.site.has(link), "pin"),
            None if is_only => (true, "claimed_site"),
            None => (ranking.keep_unmatched, "unknown"),
        };
        unread += usize::from(link.is_none());
        if keep {
            kept.push(to_row(ranking, &row, details, source));
        }
    }
    if unread > 0 {
        let what = match (is_only, ranking.keep_unmatched) {
            (true, _) => {
                "the output includes them as Pins of the only claimed website, but some may belong \
                 to a claimed social account"
            }
            (false, true) => "the output includes them, even if they do not lead to the site",
            (false, false) => "use `--keep-unmatched` to include them",
        };
        let told = format!("the links of {unread} of {all} ranked Pins are unknown; {what}");
        ranking.console.note(&told);
    }
    ranking.console.note(&match exact_down_to {
        None => format!(
            "the API ranks only the account's top {MOST} Pins; Pins below rank {MOST} do not appear"
        ),
        Some(least) => format!(
            "the API ranks only the top {MOST} of your own Pins and the top {MOST} Pins of others: \
             the first {} are exact, and later ones may lack Pins",
            counted(kept.iter().filter(|pin| pin.value >= least).count(), "rank")
        ),
    });
    Ok(kept)
}

/// The claimed sites, of which the wanted one must be one.
async fn claimed_sites(ranking: &PinRanking, client: &Client) -> Result<Vec<String>> {
    let request = Request::get(Category::OrgRead, ["user_account", "websites"]);
    let websites: Vec<Website> = pages(client, request).try_concat().await?;
    let (claimed, others): (Vec<_>, Vec<_>) = websites.into_iter().partition(Website::is_claimed);
    let addresses: Vec<_> = claimed.iter().filter_map(|site| site.address.clone()).collect();
    if addresses.iter().any(|website| ranking.site.has(website)) {
        return Ok(addresses);
    }
    let list = |sites: &[Website]| match sites {
        [] => "none".to_owned(),
        sites => sites.iter().map(Website::label).collect::<Vec<_>>().join(", "),
    };
    Err(Error::usage(format!(
        "{} is not a claimed website of this account (claimed: {}; not claimed: {}), and the API \
         has no report for other domains",
        ranking.site.host(),
        list(&claimed),
        list(&others)
    ))
    .hint(
        "claim the site, or use `--scope own` (own Pins that lead there) or `--scope ads` (ads \
         that lead there)",
    ))
}

/// The ranked Pins by id, merged from both rankings with `--deep`.
struct Ranking {
    top: Vec<(String, Row)>,
    /// Pins with a lower value may be missing after a merge, because one of the rankings ends here.
    exact_down_to: Option<f64>,
}

async fn top_pins(ranking: &PinRanking, client: &Client) -> Result<Ranking> {
    let sources: &[&str] = if ranking.deep { &["YOUR_PINS", "OTHER_PINS"] } else { &["ALL"] };
    let mut top: Vec<(String, Row)> = Vec::new();
    let mut exact_down_to: Option<f64> = None;
    let mut places: HashMap<String, usize> = HashMap::new();
    for source in sources {
        let answer: Answer = client.fetch(&request(ranking, source)).await?;
        answer.tell(&ranking.console);
        if ranking.deep && answer.pins.len() >= MOST as usize {
            let least = answer.pins.iter().map(|pin| ranking.value(pin)).fold(f64::MAX, f64::min);
            exact_down_to = Some(exact_down_to.map_or(least, |other| other.max(least)));
        }
        for pin in answer.pins {
            let Some(id) = pin.field("pin_id") else {
                return Err(Error::new(Kind::Unreachable, "the API ranked a Pin without an ID")
                    .hint("run the same command again, or use another `--scope`"));
            };
            match places.get(&id) {
                // Should a Pin be in both rankings, the larger number is the whole one.
                Some(&place) if ranking.value(&pin) > ranking.value(&top[place].1) => {
                    top[place].1 = pin;
                }
                Some(_) => {}
                None => {
                    places.insert(id.clone(), top.len());
                    top.push((id, pin));
                }
            }
        }
    }
    Ok(Ranking { top, exact_down_to })
}

fn request(ranking: &PinRanking, source: &str) -> Request {
    let metrics: Vec<_> = COLUMNS.split_whitespace().filter(|name| is_metric(name)).collect();
    let segments = ["user_account", "analytics", "top_pins"];
    add_dates(Request::get(Category::OrgAnalytics, segments), ranking.range)
        .param("sort_by", ranking.sort_by())
        .param("from_claimed_content", "CLAIMED")
        .param("source", source)
        .param("num_of_pins", MOST)
        .joined("metric_types", &metrics)
}

fn to_row(ranking: &PinRanking, ranked: &Row, details: Option<&Details>, source: &str) -> Ranked {
    let cell = |text: Option<&String>| text.map_or("null".to_owned(), |text| json::quoted(text));
    let entries = [
        ("link", cell(details.and_then(|details| details.link.as_ref()))),
        ("link_source", json::quoted(source)),
        ("title", cell(details.and_then(|details| details.title.as_ref()))),
    ];
    let row = entries
        .iter()
        .fold(ranked.to_owned(), |row, (name, value)| json::prepended(name, value, &row));
    Ranked { value: ranking.value(ranked), row }
}

impl PinRanking {
    fn sort_by(&self) -> &'static str {
        match self.measure {
            Measure::Clicks => "OUTBOUND_CLICK",
            Measure::PinClicks => "PIN_CLICK",
            Measure::Saves => "SAVE",
        }
    }

    fn value(&self, pin: &Row) -> f64 {
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
