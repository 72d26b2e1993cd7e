//! `most-clicked-pins`: the Pins of a site that send it the most visitors.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::ValueEnum;

use crate::error::Result;
use crate::options::accounts::AccountOptions;
use crate::options::choice::choice;
use crate::reports::domain_pins::{CLICK_ENDPOINTS, COLUMNS, DomainOptions, Measure, SCOPES};
use crate::reports::report::{Facts, Report, Section, Source, no_more};
use crate::terminal::console::Console;

/// List the Pins of a website with the most clicks
#[derive(clap::Args, Debug)]
pub(crate) struct MostClickedPins {
    #[command(flatten)]
    options: DomainOptions,
    /// Clicks to rank by
    #[arg(
        long,
        value_name = "CLICKS",
        value_parser = choice::<Clicks>(),
        default_value = "outbound-click",
        help_heading = "Site"
    )]
    sort_by: Clicks,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Clicks {
    /// Clicks that lead to the website
    OutboundClick,
    /// All clicks on a Pin
    PinClick,
}

impl Report for MostClickedPins {
    const FACTS: Facts = Facts {
        name: "most-clicked-pins",
        section: Section::Organic,
        domo: Some("Most Clicked Pins"),
        endpoints: CLICK_ENDPOINTS,
        scopes: SCOPES,
        columns: COLUMNS,
        key: &[],
        examples: [
            "pinads most-clicked-pins --domain lichtundlaub.example",
            "pinads most-clicked-pins --domain lichtundlaub.example --scope ads --all-ad-accounts",
        ],
        more: no_more,
    };

    fn accounts(&self) -> Option<&AccountOptions> {
        self.options.accounts()
    }

    fn needs_a_user(&self) -> Option<&'static str> {
        self.options.needs_a_user()
    }

    fn source(self, today: NaiveDate, console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        let measure = match self.sort_by {
            Clicks::OutboundClick => Measure::Clicks,
            Clicks::PinClick => Measure::PinClicks,
        };
        self.options.source(measure, today, console)
    }
}
