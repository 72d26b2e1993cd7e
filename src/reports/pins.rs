//! `pins`: the Pins of an account.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::api::request::Category;
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
}

impl Report for Pins {
    const FACTS: Facts = Facts {
        name: "pins",
        domo: Some("Pins"),
        endpoints: &["GET /pins"],
        scopes: &["boards:read", "pins:read"],
        columns: COLUMNS,
        examples: [
            "pinads pins --pin-metrics",
            "pinads pins --pin-filter has-been-promoted -o pins.csv",
        ],
        more: no_more,
    };

    fn source(self, _today: NaiveDate, _console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        let request = self.owner.request(Category::OrgRead, ["pins"]);
        let request = self.of_kind.add_filter_to(self.of_kind.add_to(request));
        Ok(Arc::new(Listing::new(self.of_kind.columns(), "1 for every 250 Pins", move |client| {
            paged(client, request.clone())
        })))
    }
}
