//! `board-pins`: the Pins on one board.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::api::request::Category;
use crate::console::Console;
use crate::error::Result;
use crate::reports::listing::{Listing, paged};
use crate::reports::organic::{BoardOptions, OwnerOptions};
use crate::reports::pin::{COLUMNS, PinOptions};
use crate::reports::{Facts, Report, Source, no_more};

/// The Pins on one board
#[derive(clap::Args, Debug)]
pub(crate) struct BoardPins {
    #[command(flatten)]
    board: BoardOptions,
    #[command(flatten)]
    owner: OwnerOptions,
    #[command(flatten)]
    pins: PinOptions,
}

impl Report for BoardPins {
    const FACTS: Facts = Facts {
        name: "board-pins",
        domo: Some("Board Pins"),
        endpoints: &["GET /boards/{board_id}/pins"],
        scopes: &["boards:read", "pins:read"],
        columns: COLUMNS,
        more: no_more,
    };

    fn source(self, _today: NaiveDate, _console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        let BoardPins { board, owner, pins } = self;
        let requests = board.requests("1 for every 250 Pins");
        Ok(Arc::new(Listing::new(pins.columns(), requests, move |client| {
            let pins = pins.clone();
            board.rows(client, owner.clone(), move |client, owner, id| {
                let request = owner.request(Category::OrgRead, ["boards", id, "pins"]);
                paged(client, pins.add_to(request))
            })
        })))
    }
}
