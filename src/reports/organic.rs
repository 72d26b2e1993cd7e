//! What the reports on boards, Pins and users share: whose account, and which board.

use std::sync::Arc;

use clap_complete::ArgValueCandidates;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryFutureExt, TryStreamExt};
use serde::Deserialize;

use crate::api::request::{Category, Request};
use crate::api::{Client, pages};
use crate::error::{Error, Result};
use crate::options::accounts::last_listing;
use crate::options::id;
use crate::options::nearest::nearest;
use crate::output::Batch;

#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Account (default: the token's own)")]
pub(crate) struct OwnerOptions {
    /// Read as the owner of this ad account
    #[arg(
        long,
        visible_alias = "advertiser",
        value_name = "ID",
        value_parser = id::parse,
        add = ArgValueCandidates::new(last_listing::candidates)
    )]
    ad_account: Option<String>,
}

impl OwnerOptions {
    /// A request of the organic part of the API, in the name of the chosen account.
    pub(crate) fn request<'a>(
        &self,
        category: Category,
        segments: impl IntoIterator<Item = &'a str>,
    ) -> Request {
        let request = Request::get(category, segments);
        match &self.ad_account {
            Some(id) => request.param("ad_account_id", id),
            None => request,
        }
    }
}

#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Board")]
pub(crate) struct BoardOptions {
    /// Id or name of the board
    #[arg(long, value_name = "ID-OR-NAME")]
    board: String,
}

#[derive(Deserialize)]
struct Board {
    #[serde(deserialize_with = "id::deserialize")]
    id: String,
    name: String,
}

impl BoardOptions {
    /// The id, looked up if a name was given.
    async fn id(&self, client: &Client, owner: &OwnerOptions) -> Result<String> {
        if let Ok(id) = id::parse(&self.board) {
            return Ok(id);
        }
        let request = owner.request(Category::OrgRead, ["boards"]);
        let boards: Vec<Board> = pages(client, request).try_concat().await?;
        let named: Vec<_> = boards.iter().filter(|board| board.name == self.board).collect();
        match named.as_slice() {
            [board] => Ok(board.id.clone()),
            [] => {
                let known = boards.iter().map(|board| board.name.as_str());
                let list = "`pinads user-boards` lists the boards";
                let hint = nearest(&self.board, known)
                    .map_or(list.to_owned(), |name| format!("`--board '{name}'`; {list}"));
                Err(Error::usage(format!("there is no board named `{}`", self.board)).hint(hint))
            }
            several => {
                let ids: Vec<_> = several.iter().map(|board| board.id.as_str()).collect();
                Err(Error::usage(format!(
                    "there are {} boards named `{}`: {}",
                    several.len(),
                    self.board,
                    ids.join(", ")
                ))
                .hint(format!("`--board {}`", ids[0])))
            }
        }
    }

    /// The rows of the board, once its id is known.
    pub(crate) fn rows(
        &self,
        client: Arc<Client>,
        owner: OwnerOptions,
        rows: impl FnOnce(Arc<Client>, &OwnerOptions, &str) -> BoxStream<'static, Result<Batch>>
        + Send
        + 'static,
    ) -> BoxStream<'static, Result<Batch>> {
        let board = self.clone();
        async move {
            let id = board.id(&client, &owner).await?;
            Ok(rows(client, &owner, &id))
        }
        .try_flatten_stream()
        .boxed()
    }

    pub(crate) fn requests(&self, then: &str) -> String {
        match id::parse(&self.board) {
            Ok(_) => then.to_owned(),
            Err(_) => format!("1 for every 250 boards to find it, and {then}"),
        }
    }
}

/// The columns of a board: its id and name, then the other fields in the order of the API's
/// description.
pub(crate) const BOARD_COLUMNS: &str = "\
    id name board_pins_modified_at collaborator_count created_at description follower_count \
    is_ads_only media.image_cover_url media.pin_thumbnail_urls owner.username pin_count privacy";
