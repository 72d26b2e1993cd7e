//! Options and columns that the reports on Pins share.

use clap::ValueEnum;

use crate::api::request::Request;
use crate::error::{Error, Result};
use crate::json::row::Row;
use crate::options::choice::{api_name, choice};
use crate::output::columns::Column;
use crate::reports::field::fields_of_object;

#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Pins")]
pub(crate) struct PinOptions {
    /// Pins of these creative types
    #[arg(long, value_name = "TYPE", value_delimiter = ',', value_parser = choice::<CreativeType>())]
    creative_type: Vec<CreativeType>,
    /// Exclude native Pins, saved Pins, or Pins that were never promoted
    #[arg(long, value_name = "FILTER", value_parser = choice::<PinFilter>())]
    pin_filter: Option<PinFilter>,
    /// Add metrics of the last 90 days and of the lifetime
    #[arg(long)]
    pub(crate) pin_metrics: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PinFilter {
    ExcludeNative,
    ExcludeRepins,
    HasBeenPromoted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CreativeType {
    Regular,
    Video,
    Shopping,
    Carousel,
    MaxVideo,
    ShopThePin,
    Collection,
    Idea,
    Showcase,
    Quiz,
    Collage,
    MaxWidthRegularCollection,
    MaxWidthVideoCollection,
    App,
}

impl PinOptions {
    pub(crate) fn add_to(&self, request: Request) -> Request {
        let types: Vec<_> = self.creative_type.iter().copied().map(api_name).collect();
        request
            .repeated("creative_types", &types)
            .param_if("pin_metrics", self.pin_metrics.then_some(true))
    }

    /// Adds the filter for lists that the API filters.
    pub(crate) fn add_filter_to(&self, request: Request) -> Request {
        let filter = self.pin_filter.map(|filter| api_name(filter).to_lowercase());
        request.param_if("pin_filter", filter)
    }

    /// A filter by the Pin's own fields, for lists that the API does not filter.
    pub(crate) fn wants(&self, pin: &Row) -> bool {
        match self.pin_filter {
            None | Some(PinFilter::ExcludeNative) => true,
            Some(PinFilter::ExcludeRepins) => pin.field("parent_pin_id").is_none(),
            Some(PinFilter::HasBeenPromoted) => {
                pin.field("has_been_promoted").is_some_and(|flag| flag == "true")
            }
        }
    }

    /// Refuses a filter that the fields of a Pin do not support.
    pub(crate) fn check_fields_suffice(&self) -> Result<()> {
        if self.pin_filter == Some(PinFilter::ExcludeNative) {
            return Err(Error::usage(
                "the API can filter native Pins only among all Pins of an account",
            )
            .hint("run `pinads pins` with the same options except `--board`"));
        }
        Ok(())
    }

    pub(crate) fn columns(&self) -> Vec<Column> {
        let with_metrics = COLUMNS.replace("pin_metrics", METRICS);
        fields_of_object(if self.pin_metrics { &with_metrics } else { COLUMNS }).collect()
    }
}

/// The columns of a Pin: its id, then the other fields in the order of the API's description.
/// `media` differs by `media_type`; the columns are those of all types. `note` is in no description,
/// but in answers of 2023.
pub(crate) const COLUMNS: &str = "\
    id ai_disclosures.values alt_text board_id board_owner.username board_section_id created_at \
    creative_type description dominant_color has_been_promoted is_owner is_product \
    is_removable is_standard link media.media_type media.images media.cover_image_url \
    media.video_url media.video_url_hls media.duration media.height media.width media.items note \
    parent_pin_id pin_metrics product_tags title";

/// The description leaves the counters open; these are the ones of its example.
const METRICS: &str = "\
    pin_metrics.90d.pin_click pin_metrics.90d.impression pin_metrics.90d.clickthrough \
    pin_metrics.lifetime_metrics.pin_click pin_metrics.lifetime_metrics.impression \
    pin_metrics.lifetime_metrics.clickthrough pin_metrics.lifetime_metrics.reaction \
    pin_metrics.lifetime_metrics.comment";
