//! `board-details`: one board.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::api::request::Category;
use crate::error::Result;
use crate::output::columns::Column;
use crate::reports::listing::{Listing, single};
use crate::reports::organic::{BOARD_COLUMNS, BoardOptions, OwnerOptions};
use crate::reports::report::{Facts, Report, Section, Source, no_more};
use crate::terminal::console::Console;

/// Get one board
#[derive(clap::Args, Debug)]
pub(crate) struct BoardDetails {
    #[command(flatten)]
    board: BoardOptions,
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
        examples: [
            "pinads board-details --board 日本の庭",
            "pinads board-details --board 日本の庭 -f ndjson",
        ],
        more: no_more,
    };

    fn source(self, _today: NaiveDate, _console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        let BoardDetails { board, owner } = self;
        let requests = board.requests("1 for the board");
        Ok(Arc::new(Listing::new(Column::of_object(BOARD_COLUMNS), requests, move |client| {
            board.rows(client, owner.clone(), |client, owner, id| {
                single(client, owner.request(Category::OrgRead, ["boards", id]))
            })
        })))
    }
}
