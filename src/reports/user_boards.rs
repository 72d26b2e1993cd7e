//! `user-boards`: the boards of an account.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::ValueEnum;

use crate::api::request::Category;
use crate::error::Result;
use crate::options::choice::{api_name, choice};
use crate::output::key::KeyPart;
use crate::reports::field::fields_of_object;
use crate::reports::listing::{Listing, paged};
use crate::reports::organic::{BOARD_COLUMNS, OwnerOptions};
use crate::reports::report::{Facts, Report, Section, Source, no_more};
use crate::terminal::console::Console;

/// List the boards of an account
#[derive(clap::Args, Debug)]
pub(crate) struct UserBoards {
    #[command(flatten)]
    owner: OwnerOptions,
    /// Boards with this privacy [default: all that the token can read]
    #[arg(long, value_parser = choice::<Privacy>(), help_heading = "Board")]
    privacy: Option<Privacy>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Privacy {
    All,
    Public,
    Protected,
    Secret,
    PublicAndSecret,
}

impl Report for UserBoards {
    const FACTS: Facts = Facts {
        name: "user-boards",
        section: Section::Organic,
        domo: Some("User's Boards"),
        endpoints: &["GET /boards"],
        scopes: &["boards:read"],
        columns: BOARD_COLUMNS,
        key: &[KeyPart::of("id", "board")],
        examples: ["pinads user-boards", "pinads user-boards --privacy public"],
        more: no_more,
    };

    fn source(self, _today: NaiveDate, _console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        let request = self.owner.request(Category::OrgRead, ["boards"]);
        let request = request.param_if("privacy", self.privacy.map(api_name));
        Ok(Arc::new(Listing::new(
            fields_of_object(BOARD_COLUMNS),
            "1 for every 250 boards",
            move |client| paged(client, request.clone()),
        )))
    }
}
