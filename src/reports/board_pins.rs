//! `board-pins`: the Pins on one board.

use std::sync::Arc;

use chrono::NaiveDate;
use futures_util::{StreamExt, TryStreamExt};

use crate::api::request::Category;
use crate::error::Result;
use crate::output::Batch;
use crate::reports::listing::{Listing, paged};
use crate::reports::organic::{BoardOptions, OwnerOptions};
use crate::reports::pin::{COLUMNS, PinOptions};
use crate::reports::report::{Facts, Report, Section, Source, no_more};
use crate::terminal::console::Console;

/// List the Pins on one board
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
        section: Section::Organic,
        domo: Some("Board Pins"),
        endpoints: &["GET /boards/{board_id}/pins"],
        scopes: &["boards:read", "pins:read"],
        columns: COLUMNS,
        examples: [
            "pinads board-pins --board 日本の庭 --pin-metrics",
            "pinads board-pins --board 日本の庭 --creative-type video,idea",
        ],
        more: no_more,
    };

    fn source(self, _today: NaiveDate, _console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        let BoardPins { board, owner, pins } = self;
        pins.check_fields_suffice()?;
        let requests = board.requests("1 for every 250 Pins");
        Ok(Arc::new(Listing::new(pins.columns(), requests, move |client| {
            let pins = pins.clone();
            board.rows(client, owner.clone(), move |client, owner, id| {
                let request = owner.request(Category::OrgRead, ["boards", id, "pins"]);
                let batches = paged(client, pins.add_to(request));
                let wanted = move |mut batch: Batch| {
                    batch.rows.retain(|pin| pins.wants(pin));
                    batch
                };
                batches.map_ok(wanted).boxed()
            })
        })))
    }
}
