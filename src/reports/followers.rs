//! `followers`: the followers of an account.

use std::sync::Arc;

use chrono::NaiveDate;
use futures_util::{StreamExt, TryStreamExt};

use crate::api::pages_of_rows;
use crate::api::request::{Category, Request};
use crate::error::Result;
use crate::output::Batch;
use crate::output::key::KeyPart;
use crate::reports::field::fields_of_object;
use crate::reports::listing::Listing;
use crate::reports::report::{Facts, Report, Section, Source, no_more};
use crate::terminal::console::Console;

const COLUMNS: &str = "type username";

/// List the followers of the token's account
#[derive(clap::Args, Debug)]
pub(crate) struct Followers {}

impl Report for Followers {
    const FACTS: Facts = Facts {
        name: "followers",
        section: Section::Organic,
        domo: None,
        endpoints: &["GET /user_account/followers"],
        scopes: &["user_accounts:read"],
        columns: COLUMNS,
        key: &[KeyPart::of("username", "follower")],
        examples: ["pinads followers", "pinads followers -f ndjson"],
        more: no_more,
    };

    fn source(self, _today: NaiveDate, _console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        let request = Request::get(Category::AdsRead, ["user_account", "followers"]);
        Ok(Arc::new(Listing::new(
            fields_of_object(COLUMNS),
            "1 for every 250 followers",
            move |client| {
                // They have no ids.
                let pages = pages_of_rows(client, request.clone(), Some("username"));
                pages.map_ok(|rows| Batch { rows, known: Vec::new() }).boxed()
            },
        )))
    }
}
