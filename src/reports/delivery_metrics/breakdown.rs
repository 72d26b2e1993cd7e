//! Metrics broken down by targeting.

use std::sync::Arc;

use clap::ValueEnum;

use crate::error::{Error, Result};
use crate::options::choice::{api_name, choice};
use crate::reports::delivery_metrics::column::Route;
use crate::reports::delivery_metrics::level::Level;
use crate::reports::delivery_metrics::targeting_names::TargetingNames;

#[derive(clap::Args, Clone, Debug, Default)]
#[command(next_help_heading = "Targeting")]
pub(in crate::reports) struct BreakdownOptions {
    /// Targeting types [default: all that every object type has]
    #[arg(long, value_name = "TYPES", value_delimiter = ',', value_parser = choice::<TargetingType>())]
    targeting_type: Vec<TargetingType>,
    /// Conversions to count
    #[arg(
        long,
        hide_short_help = true,
        value_name = "TYPES",
        value_delimiter = ',',
        value_parser = choice::<AttributionType>()
    )]
    attribution_type: Vec<AttributionType>,
    /// Add the column `TARGETING_NAME`: names of countries, regions, interests, and audiences
    ///
    /// `pinads` requests the names once and keeps them for 7 days. The cell is empty if the API does
    /// not know the name of a value. Values that are names already, such as genders, stay as they are.
    #[arg(long, hide_short_help = true)]
    targeting_names: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TargetingType {
    Keyword,
    /// Device
    #[value(alias = "app-type")]
    Apptype,
    Gender,
    Location,
    Placement,
    Country,
    TargetedInterest,
    PinnerInterest,
    AudienceInclude,
    Geo,
    AgeBucket,
    Region,
    /// Beta: not available to every app
    AgeBucketAndGender,
    /// Campaigns only
    CreativeType,
    /// Campaigns only
    AudienceMultiplier,
    /// Ad groups only; beta
    CreativeEnhancements,
    /// Ads only
    QuizResult,
    /// Product items only
    MediaType,
    LocalAdsStoreCode,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AttributionType {
    Individual,
    Household,
}

/// The targeting types that every object type has by both routes, without the betas.
const DEFAULT: [TargetingType; 12] = [
    TargetingType::Keyword,
    TargetingType::Apptype,
    TargetingType::Gender,
    TargetingType::Location,
    TargetingType::Placement,
    TargetingType::Country,
    TargetingType::TargetedInterest,
    TargetingType::PinnerInterest,
    TargetingType::AudienceInclude,
    TargetingType::Geo,
    TargetingType::AgeBucket,
    TargetingType::Region,
];

impl TargetingType {
    fn is_served(self, route: Route, level: Level) -> bool {
        match (self, route) {
            (TargetingType::CreativeType, Route::Sync) | (TargetingType::AudienceMultiplier, _) => {
                level == Level::Campaign
            }
            (TargetingType::CreativeEnhancements, Route::Sync) => level == Level::AdGroup,
            (TargetingType::QuizResult, Route::Sync) => level == Level::Ad,
            (TargetingType::MediaType, Route::Async) => level == Level::ProductItem,
            (TargetingType::CreativeType | TargetingType::QuizResult, Route::Async)
            | (TargetingType::MediaType | TargetingType::LocalAdsStoreCode, Route::Sync) => false,
            _ => true,
        }
    }
}

/// The targeting types and attribution types, as the API spells them.
#[derive(Clone, Debug)]
pub(super) struct Breakdown {
    pub(super) types: Vec<String>,
    pub(super) attribution: Vec<String>,
}

impl BreakdownOptions {
    pub(super) fn names(&self) -> Breakdown {
        let types = self.types().iter().copied().map(api_name).collect();
        let attribution = self.attribution_type.iter().copied().map(api_name).collect();
        Breakdown { types, attribution }
    }

    /// The names of values, if they are wanted.
    pub(super) fn value_names(&self) -> Option<Arc<TargetingNames>> {
        let types = self.types().iter().copied().map(api_name);
        self.targeting_names.then(|| Arc::new(TargetingNames::of(types)))
    }

    /// Does the route have all of them?
    pub(super) fn check(&self, route: Route, level: Level) -> Result<()> {
        let Some(lacking) = self.types().iter().find(|it| !it.is_served(route, level)) else {
            return Ok(());
        };
        let (name, route, level) = (api_name(*lacking), route.name(), level.name());
        Err(Error::usage(format!(
            "the {route} of object type `{level}` do not support the targeting type {name}"
        ))
        .hint("`pinads targeting-metrics --help` lists the targeting types"))
    }

    fn types(&self) -> &[TargetingType] {
        if self.targeting_type.is_empty() { &DEFAULT } else { &self.targeting_type }
    }
}
