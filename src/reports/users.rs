//! `users`: the account itself.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::api::request::Category;
use crate::error::Result;
use crate::output::key::KeyPart;
use crate::reports::field::fields_of_object;
use crate::reports::listing::{Listing, single};
use crate::reports::organic::OwnerOptions;
use crate::reports::report::{Facts, Report, Section, Source, no_more};
use crate::terminal::console::Console;

const COLUMNS: &str = "\
    id about account_type board_count business_name follower_count following_count \
    monthly_views pin_count profile_image username website_url";

/// Get the account that the token belongs to
#[derive(clap::Args, Debug)]
pub(crate) struct Users {
    #[command(flatten)]
    owner: OwnerOptions,
}

impl Report for Users {
    const FACTS: Facts = Facts {
        name: "users",
        section: Section::Organic,
        domo: Some("Users"),
        endpoints: &["GET /user_account"],
        scopes: &["user_accounts:read"],
        columns: COLUMNS,
        key: &[KeyPart::of("id", "user").or_null()],
        examples: ["pinads users", "pinads users -f ndjson | jq .follower_count"],
        more: no_more,
    };

    fn source(self, _today: NaiveDate, _console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        let request = self.owner.request(Category::OrgRead, ["user_account"]);
        Ok(Arc::new(Listing::new(fields_of_object(COLUMNS), "1", move |client| {
            single(client, request.clone())
        })))
    }
}
