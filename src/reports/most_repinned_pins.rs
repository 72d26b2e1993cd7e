//! `most-repinned-pins`: the Pins of a site that people save most.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::error::Result;
use crate::options::accounts::AccountOptions;
use crate::reports::domain_pins::{COLUMNS, DomainOptions, Measure, SAVE_ENDPOINTS, SCOPES};
use crate::reports::report::{Facts, Report, Section, Source, no_more};
use crate::terminal::console::Console;

/// List the Pins of a website with the most saves
#[derive(clap::Args, Debug)]
pub(crate) struct MostRepinnedPins {
    #[command(flatten)]
    options: DomainOptions,
}

impl Report for MostRepinnedPins {
    const FACTS: Facts = Facts {
        name: "most-repinned-pins",
        section: Section::Organic,
        domo: Some("Most Repinned Pins"),
        endpoints: SAVE_ENDPOINTS,
        scopes: SCOPES,
        columns: COLUMNS,
        key: &[],
        examples: [
            "pinads most-repinned-pins --domain lichtundlaub.example --limit 10",
            "pinads most-repinned-pins --domain lichtundlaub.example --scope own",
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
        self.options.source(Measure::Saves, today, console)
    }
}
