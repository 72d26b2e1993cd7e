//! The options that select the entities of the rows.

use clap::builder::NonEmptyStringValueParser;

use crate::error::{Error, Result};
use crate::options::choice::{api_name, choice};
use crate::options::id;
use crate::reports::delivery_metrics::entity::Given;
use crate::reports::delivery_metrics::level::Level;
use crate::reports::delivery_metrics::objective::{MOST, Objective};
use crate::reports::entity::EntityStatus;

#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Entities")]
pub(super) struct EntityOptions {
    /// Type of the entities
    #[arg(
        long,
        visible_alias = "level",
        value_name = "TYPE",
        value_parser = choice::<Level>(),
        default_value = "campaign"
    )]
    pub(super) object_type: Level,
    /// Campaigns, or entities in these campaigns
    #[arg(long, value_name = "IDS", value_delimiter = ',', value_parser = id::parse, group = "given")]
    campaign: Vec<String>,
    /// Ad groups, or entities in these ad groups
    #[arg(long, value_name = "IDS", value_delimiter = ',', value_parser = id::parse, group = "given")]
    ad_group: Vec<String>,
    /// Ads
    #[arg(
        long,
        hide_short_help = true,
        visible_alias = "pin-promotion",
        value_name = "IDS",
        value_delimiter = ',',
        value_parser = id::parse,
        group = "given"
    )]
    ad: Vec<String>,
    /// Product groups
    #[arg(
        long,
        hide_short_help = true,
        value_name = "IDS",
        value_delimiter = ',',
        value_parser = id::parse,
        group = "given"
    )]
    product_group: Vec<String>,
    /// Product items
    #[arg(
        long,
        hide_short_help = true,
        value_name = "IDS",
        value_delimiter = ',',
        value_parser = NonEmptyStringValueParser::new(),
        group = "given"
    )]
    product_item: Vec<String>,
    /// Entities of campaigns with these objectives (asynchronous reports only)
    #[arg(
        long,
        hide_short_help = true,
        value_name = "TYPES",
        value_delimiter = ',',
        value_parser = choice::<Objective>()
    )]
    campaign_objective_type: Vec<Objective>,
    /// Entities with these statuses [default: active, paused, archived]
    #[arg(
        long,
        hide_short_help = true,
        value_name = "STATUS",
        value_delimiter = ',',
        value_parser = choice::<EntityStatus>()
    )]
    entity_status: Vec<EntityStatus>,
}

impl EntityOptions {
    pub(super) fn objectives(&self) -> Result<Vec<String>> {
        let given = &self.campaign_objective_type;
        if given.len() > MOST {
            return Err(Error::usage(format!(
                "`--campaign-objective-type` takes at most {MOST} values"
            ))
            .hint("remove some values of `--campaign-objective-type`"));
        }
        Ok(given.iter().copied().map(api_name).collect())
    }

    /// Can only asynchronous reports select these?
    pub(super) fn needs_reports(&self) -> bool {
        !self.campaign_objective_type.is_empty()
    }

    /// Do the analytics endpoints need a list of product groups first?
    pub(super) fn lists_product_groups(&self) -> bool {
        let are_known = !self.product_group.is_empty() && self.entity_status.is_empty();
        self.object_type == Level::ProductGroup && !are_known
    }

    pub(super) fn statuses(&self, level: Level) -> Result<Vec<EntityStatus>> {
        if self.entity_status.is_empty() || level.has_states() {
            return Ok(self.entity_status.clone());
        }
        Err(Error::usage(format!("the API cannot filter object type `{}` by status", level.name()))
            .hint("remove `--entity-status`"))
    }

    /// The given IDs, with their object type.
    pub(super) fn given(&self, level: Level) -> Result<Option<Given>> {
        let options = [
            ("--campaign", Level::Campaign, &self.campaign),
            ("--ad-group", Level::AdGroup, &self.ad_group),
            ("--ad", Level::Ad, &self.ad),
            ("--product-group", Level::ProductGroup, &self.product_group),
            ("--product-item", Level::ProductItem, &self.product_item),
        ];
        let Some((option, of, ids)) = options.into_iter().find(|(_, _, ids)| !ids.is_empty())
        else {
            return Ok(None);
        };
        if !level.belongs_to(of) {
            let accepted: Vec<_> = options
                .iter()
                .filter(|(_, of, _)| level.belongs_to(*of))
                .map(|(option, ..)| format!("`{option}`"))
                .collect();
            let accepted =
                if accepted.is_empty() { "no IDs".to_owned() } else { accepted.join(" or ") };
            return Err(Error::usage(format!(
                "`--object-type {}` takes no `{option}`; it takes {accepted}",
                level.name()
            ))
            .hint(format!("use `--object-type {}`, or remove `{option}`", of.name())));
        }
        Ok(Some(Given { option, of, ids: ids.clone() }))
    }
}
