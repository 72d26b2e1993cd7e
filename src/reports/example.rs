//! The report to copy: one over ad accounts, with one option. Only tests build it.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::ValueEnum;

use crate::api::request::{Category, Request};
use crate::error::Result;
use crate::options::accounts::AccountOptions;
use crate::options::choice::{api_name, choice};
use crate::output::key::KeyPart;
use crate::reports::field::fields;
use crate::reports::listing::{Listing, paged};
use crate::reports::report::{Facts, Report, Section, Source, no_more};
use crate::terminal::console::Console;

const COLUMNS: &str =
    "ad_account_id id name audience_type description size status updated_timestamp";

/// List the audiences of ad accounts
#[derive(clap::Args, Debug)]
pub(crate) struct Example {
    #[command(flatten)]
    accounts: AccountOptions,
    /// Audiences with this owner [default: owned]
    #[arg(long, value_name = "TYPE", value_parser = choice::<OwnershipType>(), help_heading = "Audiences")]
    ownership_type: Option<OwnershipType>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OwnershipType {
    Owned,
    Received,
}

impl Report for Example {
    const FACTS: Facts = Facts {
        name: "example",
        section: Section::Ads,
        domo: None,
        endpoints: &["GET /ad_accounts/{ad_account_id}/audiences"],
        scopes: &["ads:read"],
        columns: COLUMNS,
        key: &[KeyPart::of("ad_account_id", "ad account"), KeyPart::of("id", "order line")],
        examples: [
            "pinads example --all-ad-accounts",
            "pinads example --all-ad-accounts --ownership-type received",
        ],
        more: no_more,
    };

    fn accounts(&self) -> Option<&AccountOptions> {
        Some(&self.accounts)
    }

    fn source(self, _today: NaiveDate, _console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        let ownership_type = self.ownership_type.map(api_name);
        Ok(Arc::new(Listing::over_accounts(
            fields(COLUMNS),
            "1 for every 250 audiences",
            move |client, account| {
                let path = ["ad_accounts", account, "audiences"];
                let request = Request::get(Category::AdsRead, path);
                paged(client, request.param_if("ownership_type", ownership_type.as_ref()))
            },
        )))
    }
}
