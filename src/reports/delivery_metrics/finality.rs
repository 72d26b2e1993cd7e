//! Days whose metrics can still change: Pinterest counts conversions for some more days, and states
//! for each day when it is done.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::error::{Error, Kind, Result};
use crate::options::dates::DateRange;
use crate::terminal::console::Console;

#[derive(clap::Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Metrics")]
pub(super) struct FinalityOptions {
    /// Fail unless the metrics of these days are final (costs one request per day)
    #[arg(long, hide_short_help = true, conflicts_with = "note_unready")]
    require_final: bool,
    /// Print which of these days may still change (costs one request per day)
    #[arg(long, hide_short_help = true)]
    note_unready: bool,
}

/// A missing value counts as no.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Ready {
    conversion_metrics_ready: Option<bool>,
    non_conversion_metrics_ready: Option<bool>,
}

impl FinalityOptions {
    pub(super) fn needs_requests(self) -> bool {
        self.require_final || self.note_unready
    }

    /// The number of requests.
    pub(super) fn requests(self, range: DateRange) -> Option<u32> {
        self.needs_requests().then(|| range.day_count())
    }

    pub(super) async fn check(
        self,
        client: &Arc<Client>,
        range: DateRange,
        console: &Console,
    ) -> Result<()> {
        if self.requests(range).is_none() {
            return Ok(());
        }
        let asked = stream::iter(range.days().collect::<Vec<_>>())
            .map(|day| async move { Ok::<_, Error>((day, ask(client, day).await?)) });
        let days: Vec<_> = client.ahead(asked).try_collect().await?;
        let open: Vec<NaiveDate> =
            days.iter().filter(|(_, ready)| !ready.is_final()).map(|(day, _)| *day).collect();
        let Some(first) = open.first() else { return Ok(()) };
        let names: Vec<_> = open.iter().map(NaiveDate::to_string).collect();
        let told = format!("metrics of these days may still change: {}", names.join(", "));
        if self.note_unready {
            console.note(&told);
            return Ok(());
        }
        let last = first.checked_sub_days(Days::new(1)).filter(|day| *day >= range.start);
        let earlier = last.map_or(String::new(), |day| format!(", use `--end-date {day}`"));
        Err(Error::new(Kind::Unreachable, told)
            .hint(format!("run the same command on a later day{earlier}, or use `--note-unready`")))
    }
}

impl Ready {
    fn is_final(&self) -> bool {
        self.conversion_metrics_ready == Some(true)
            && self.non_conversion_metrics_ready == Some(true)
    }
}

async fn ask(client: &Client, day: NaiveDate) -> Result<Ready> {
    let request = Request::get(Category::AdsAnalytics, ["resources", "metrics_ready_state"])
        .param("date", day)
        .of_the_moment();
    client.fetch(&request).await
}
