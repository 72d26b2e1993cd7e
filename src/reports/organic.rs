//! The account of the reports on boards, Pins, and users, and the columns of a board.

use clap_complete::ArgValueCandidates;

use crate::api::request::{Category, Request};
use crate::options::accounts::last_listing;
use crate::options::id;

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

/// The columns of a board: its id and name, then the other fields in the order of the API's
/// description.
pub(crate) const BOARD_COLUMNS: &str = "\
    id name board_pins_modified_at collaborator_count created_at description follower_count \
    is_ads_only media.image_cover_url media.pin_thumbnail_urls owner.username pin_count privacy";
