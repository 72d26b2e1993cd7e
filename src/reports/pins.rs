//! `pins`: the Pins of an account.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::ValueEnum;

use crate::api::request::Category;
use crate::cli::choice::{api_name, choice};
use crate::console::Console;
use crate::error::Result;
use crate::reports::listing::{Listing, paged};
use crate::reports::organic::OwnerOptions;
use crate::reports::pin::{COLUMNS, PinOptions};
use crate::reports::{Facts, Report, Source, no_more};

/// The Pins of an account
#[derive(clap::Args, Debug)]
pub(crate) struct Pins {
    #[command(flatten)]
    owner: OwnerOptions,
    #[command(flatten)]
    of_kind: PinOptions,
    /// Leave out native Pins, or saved ones, or all that were never promoted
    #[arg(long, value_name = "FILTER", value_parser = choice::<PinFilter>(), help_heading = "Pins")]
    pin_filter: Option<PinFilter>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PinFilter {
    ExcludeNative,
    ExcludeRepins,
    HasBeenPromoted,
}

impl Report for Pins {
    const FACTS: Facts = Facts {
        name: "pins",
        domo: Some("Pins"),
        endpoints: &["GET /pins"],
        scopes: &["boards:read", "pins:read"],
        columns: COLUMNS,
        more: no_more,
    };

    fn source(self, _today: NaiveDate, _console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        let request = self.owner.request(Category::OrgRead, ["pins"]);
        let filter = self.pin_filter.map(|filter| api_name(filter).to_lowercase());
        let request = self.of_kind.add_to(request).param_if("pin_filter", filter);
        Ok(Arc::new(Listing::new(self.of_kind.columns(), "1 for every 250 Pins", move |client| {
            paged(client, request.clone())
        })))
    }
}
