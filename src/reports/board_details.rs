//! `board-details`: one board.

use std::sync::Arc;

use chrono::NaiveDate;
use futures_util::{StreamExt, TryFutureExt};

use crate::api::request::Category;
use crate::error::Result;
use crate::options::id;
use crate::output::key::KeyPart;
use crate::reports::board_names;
use crate::reports::field::fields_of_object;
use crate::reports::listing::{Listing, single};
use crate::reports::organic::{BOARD_COLUMNS, OwnerOptions};
use crate::reports::report::{Facts, Report, Section, Source, no_more};
use crate::terminal::console::Console;

/// Get one board
#[derive(clap::Args, Debug)]
pub(crate) struct BoardDetails {
    /// Id or name of the board
    #[arg(long, value_name = "ID-OR-NAME", help_heading = "Board")]
    board: String,
    #[command(flatten)]
    owner: OwnerOptions,
}

impl Report for BoardDetails {
    const FACTS: Facts = Facts {
        name: "board-details",
        section: Section::Organic,
        domo: Some("Board Details"),
        endpoints: &["GET /boards/{board_id}"],
        scopes: &["boards:read"],
        columns: BOARD_COLUMNS,
        key: &[KeyPart::of("id", "board")],
        examples: [
            "pinads board-details --board 日本の庭",
            "pinads board-details --board 日本の庭 -f ndjson",
        ],
        more: no_more,
    };

    fn source(self, _today: NaiveDate, _console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        let requests = match id::parse(&self.board) {
            Ok(_) => "1 for the board",
            Err(_) => "1 for every 250 boards to find it, and 1 for the board",
        };
        let report = Arc::new(self);
        Ok(Arc::new(Listing::new(fields_of_object(BOARD_COLUMNS), requests, move |client| {
            let report = Arc::clone(&report);
            let row = async move {
                let id = board_names::find_one(&client, &report.owner, &report.board).await?;
                Ok(single(client, report.owner.request(Category::OrgRead, ["boards", &id])))
            };
            row.try_flatten_stream().boxed()
        })))
    }
}
