//! `pins`: the Pins of an account.

use std::sync::Arc;

use chrono::NaiveDate;
use futures_util::{StreamExt, TryStreamExt};

use crate::api::request::Category;
use crate::error::Result;
use crate::output::Batch;
use crate::output::key::KeyPart;
use crate::reports::linked_pins::{self, linked_pins};
use crate::reports::listing::{Listing, paged};
use crate::reports::organic::OwnerOptions;
use crate::reports::pin::{COLUMNS, PinOptions};
use crate::reports::report::{Facts, Report, Section, Source, no_more};
use crate::reports::site::{self, Site};
use crate::terminal::console::Console;

/// List the Pins of an account
#[derive(clap::Args, Debug)]
pub(crate) struct Pins {
    #[command(flatten)]
    owner: OwnerOptions,
    #[command(flatten)]
    of_kind: PinOptions,
    #[command(flatten)]
    some: SomeOptions,
}

#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Pins")]
struct SomeOptions {
    /// Only Pins with links to these domains, such as `example.com`
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = site::parse)]
    domain: Vec<Site>,
    /// With `--domain`, include links to subdomains; this reads all Pins
    #[arg(long, requires = "domain")]
    subdomains: bool,
    /// Include protected Pins
    #[arg(long)]
    include_protected: bool,
}

impl Report for Pins {
    const FACTS: Facts = Facts {
        name: "pins",
        section: Section::Organic,
        domo: Some("Pins"),
        endpoints: &["GET /pins"],
        scopes: &["boards:read", "pins:read"],
        columns: COLUMNS,
        key: &[KeyPart::of("id", "Pin")],
        examples: [
            "pinads pins --pin-metrics",
            "pinads pins --domain lichtundlaub.example --include-protected -o pins.csv",
        ],
        more: no_more,
    };

    fn source(self, _today: NaiveDate, console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        let Pins { owner, of_kind, some } = self;
        let request = owner.request(Category::OrgRead, ["pins"]);
        let request = of_kind
            .add_filter_to(of_kind.add_to(request))
            .param_if("include_protected_pins", some.include_protected.then_some(true));
        let columns = of_kind.columns();
        if some.domain.is_empty() {
            return Ok(Arc::new(Listing::new(columns, "1 for every 250 Pins", move |client| {
                paged(client, request.clone())
            })));
        }
        let sites = some.sites();
        let console = Arc::clone(console);
        let requests = linked_pins::requests(&sites);
        Ok(Arc::new(Listing::new(columns, requests, move |client| {
            let pages = linked_pins(client, request.clone(), sites.clone(), Arc::clone(&console));
            pages.map_ok(|rows| Batch { rows, known: Vec::new() }).boxed()
        })))
    }
}

impl SomeOptions {
    /// Each site once.
    fn sites(self) -> Vec<Site> {
        let mut sites = Vec::new();
        for site in self.domain {
            let site = site.with_subdomains(self.subdomains);
            if !sites.contains(&site) {
                sites.push(site);
            }
        }
        sites
    }
}
