//! `board-pins`: the Pins on boards.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::ArgAction;
use futures_util::{StreamExt, TryFutureExt, TryStreamExt};

use crate::api::Client;
use crate::api::request::Category;
use crate::error::Result;
use crate::json;
use crate::output::Batch;
use crate::output::key::KeyPart;
use crate::reports::board_names;
use crate::reports::listing::{Listing, in_turn, paged};
use crate::reports::organic::OwnerOptions;
use crate::reports::pin::{COLUMNS, PinOptions};
use crate::reports::report::{Batches, Facts, Report, Section, Source, no_more};
use crate::terminal::console::Console;

/// List the Pins on boards
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct BoardPins {
    #[command(flatten)]
    boards: BoardsOptions,
    #[command(flatten)]
    owner: OwnerOptions,
    #[command(flatten)]
    pins: PinOptions,
}

#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Boards")]
struct BoardsOptions {
    /// IDs or names of boards, in the order of the rows
    // Names may have commas: they are not separated here.
    #[arg(
        long,
        value_name = "IDS-OR-NAMES",
        action = ArgAction::Append,
        required_unless_present = "all_boards",
        conflicts_with = "all_boards"
    )]
    board: Vec<String>,
    /// All boards of the account
    #[arg(long)]
    all_boards: bool,
}

impl Report for BoardPins {
    const FACTS: Facts = Facts {
        name: "board-pins",
        section: Section::Organic,
        domo: Some("Board Pins"),
        endpoints: &["GET /boards", "GET /boards/{board_id}/pins"],
        scopes: &["boards:read", "pins:read"],
        columns: COLUMNS,
        key: &[KeyPart::of("id", "Pin")],
        examples: [
            "pinads board-pins --board 日本の庭 --pin-metrics",
            "pinads board-pins --all-boards --creative-type video,idea",
        ],
        more: no_more,
    };

    fn source(self, _today: NaiveDate, _console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        self.pins.check_fields_suffice()?;
        let requests = self.boards.requests();
        let report = Arc::new(self);
        Ok(Arc::new(Listing::new(report.pins.columns(), requests, move |client| {
            Arc::clone(&report).rows(client).try_flatten_stream().boxed()
        })))
    }
}

impl BoardPins {
    async fn rows(self: Arc<Self>, client: Arc<Client>) -> Result<Batches> {
        let BoardsOptions { board, all_boards } = &self.boards;
        let boards = if *all_boards {
            board_names::all(&client, &self.owner).await?
        } else {
            board_names::find(&client, &self.owner, board).await?
        };
        client.announce(boards.len());
        let lists = boards.iter().map(|board| self.of_board(Arc::clone(&client), board));
        Ok(in_turn(lists.collect(), &client))
    }

    fn of_board(&self, client: Arc<Client>, board: &str) -> Batches {
        let request = self.owner.request(Category::OrgRead, ["boards", board, "pins"]);
        let board = json::quoted(board);
        let pins = self.pins.clone();
        let wanted = move |Batch { mut rows, .. }: Batch| {
            rows.retain(|pin| pins.wants(pin));
            Batch { rows, known: vec![("board_id", board.clone())] }
        };
        paged(client, self.pins.add_to(request)).map_ok(wanted).boxed()
    }
}

impl BoardsOptions {
    /// The number of requests, in words.
    fn requests(&self) -> String {
        if self.all_boards {
            return "1 for every 250 boards, and for each board 1 for every 250 Pins".to_owned();
        }
        let pins = match self.board.as_slice() {
            [board] if !board.contains(',') => "1 for every 250 Pins",
            _ => "for each board 1 for every 250 Pins",
        };
        if board_names::are_ids(&self.board) {
            pins.to_owned()
        } else {
            format!("1 for every 250 boards to find the names, and {pins}")
        }
    }
}
