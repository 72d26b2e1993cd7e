//! `object-information`: the objects of an account, such as campaigns, ads, audiences, catalogs,
//! and boards.

mod catalogue;
mod lists;
mod object_type;
mod of_ad_account;
mod of_business;
mod of_campaigns;
mod of_user;
mod parents;
mod snapshot;
mod source;
mod together;

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use chrono::NaiveDate;
use clap_complete::ArgValueCandidates;

use crate::error::{Error, Result};
use crate::options::accounts::AccountOptions;
use crate::options::choice::{api_name, choice};
use crate::options::id;
use crate::reports::entity::EntityStatus;
use crate::reports::more::More;
use crate::reports::object_information::catalogue::parse;
use crate::reports::object_information::lists::{Wanted, Within};
use crate::reports::object_information::object_type::{ObjectType, Over, Parent};
use crate::reports::object_information::source::ObjectSource;
use crate::reports::object_information::together::Together;
use crate::reports::report::{Facts, Report, Section, Source};
use crate::terminal::console::Console;

/// List campaigns, ads, catalogs, and other objects
#[derive(clap::Args, Debug)]
pub(crate) struct ObjectInformation {
    #[command(flatten)]
    accounts: AccountOptions,
    #[command(flatten)]
    objects: ObjectOptions,
}

#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Objects")]
struct ObjectOptions {
    /// Type: ad-accounts, campaigns, ad-groups, ads, keywords, audiences … (`pinads reports
    /// object-information` lists all)
    #[arg(
        long,
        value_name = "TYPE",
        value_parser = parse,
        add = ArgValueCandidates::new(catalogue::candidates)
    )]
    object_type: &'static ObjectType,
    /// IDs of the objects
    #[arg(
        long,
        value_name = "IDS",
        value_delimiter = ',',
        value_parser = id::parse,
        conflicts_with = "row-limit"
    )]
    ids: Vec<String>,
    /// Objects with these statuses; for keywords and schedules, those of campaigns and ad groups
    /// with these statuses [default: active, paused, archived]
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = choice::<EntityStatus>())]
    entity_status: Vec<EntityStatus>,
    /// Objects in these campaigns
    #[arg(
        long,
        value_name = "IDS",
        value_delimiter = ',',
        value_parser = id::parse,
        conflicts_with_all = ["ad_group", "ids"]
    )]
    campaign: Vec<String>,
    /// Objects in these ad groups
    #[arg(
        long,
        value_name = "IDS",
        value_delimiter = ',',
        value_parser = id::parse,
        conflicts_with = "ids"
    )]
    ad_group: Vec<String>,
    /// Ad groups that use these promotions (for promotion-applied-entities)
    #[arg(
        long,
        value_name = "IDS",
        value_delimiter = ',',
        value_parser = id::parse,
        hide_short_help = true
    )]
    promotion: Vec<String>,
    /// Local stores of these catalogs [default: all]
    #[arg(
        long,
        value_name = "IDS",
        value_delimiter = ',',
        value_parser = id::parse,
        hide_short_help = true
    )]
    catalog: Vec<String>,
    /// Product tags of these Pins [default: all, one request per Pin]
    #[arg(
        long,
        value_name = "IDS",
        value_delimiter = ',',
        value_parser = id::parse,
        hide_short_help = true
    )]
    pin: Vec<String>,
    /// Objects of these businesses [default: the token's own]
    #[arg(long, value_name = "IDS", value_delimiter = ',', value_parser = id::parse)]
    business: Vec<String>,
    /// Add the column `snapshot_at`: the start of the run (UTC)
    ///
    /// It is the same in all rows of a run, so that daily runs into one table keep history.
    #[arg(long, hide_short_help = true)]
    snapshot: bool,
}

/// The name of the object type that a word means.
pub(crate) fn object_type_named(word: &str) -> Option<&'static str> {
    Some(parse(word).ok()?.name)
}

impl Report for ObjectInformation {
    const FACTS: Facts = Facts {
        name: "object-information",
        section: Section::Ads,
        domo: Some("Object Information"),
        endpoints: &[],
        scopes: &["ads:read"],
        columns: "",
        key: &[],
        examples: [
            "pinads object-information --object-type campaigns --all-ad-accounts",
            "pinads object-information --object-type boards -f ndjson | jq -c '[.id, .name]'",
        ],
        more: || More {
            endpoints: Some("one for each object type, see below"),
            columns: Some("the fields of the object type, see below"),
            object_types: catalogue::facts(),
            ..More::default()
        },
    };

    fn accounts(&self) -> Option<&AccountOptions> {
        (self.objects.object_type.parent == Parent::AdAccount).then_some(&self.accounts)
    }

    fn scopes(&self) -> &'static [&'static str] {
        self.objects.object_type.scopes
    }

    fn needs_a_user(&self) -> Option<&'static str> {
        let object_type = self.objects.object_type;
        object_type.for_users.then_some(object_type.endpoint)
    }

    fn source(self, _today: NaiveDate, console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        let ObjectInformation { accounts, objects } = self;
        let object_type = objects.object_type;
        let name = object_type.name;
        let owner = match object_type.parent {
            Parent::AdAccount => None,
            Parent::Owner => accounts.at_most_one(&format!("`{name}`"))?,
            Parent::User | Parent::Business => accounts.none(&format!("`{name}`"))?,
        };
        let within = objects.within()?;
        if !objects.business.is_empty() && object_type.parent != Parent::Business {
            return Err(
                Error::usage(format!("`{name}` takes no `--business`")).hint("remove `--business`")
            );
        }
        if !objects.ids.is_empty() && object_type.id_column().is_none() {
            return Err(Error::usage(format!(
                "`{name}` takes no `--ids`: these objects have no ID"
            ))
            .hint("remove `--ids`"));
        }
        if !objects.entity_status.is_empty() {
            let why = match &within {
                _ if object_type.has_status() => None,
                None if object_type.has_parents_with_status() => None,
                Some(_) if object_type.has_parents_with_status() => {
                    Some("it selects campaigns and ad groups, and the command names them")
                }
                _ => Some("these objects have no status"),
            };
            if let Some(why) = why {
                let message = format!("`{name}` takes no `--entity-status`: {why}");
                return Err(Error::usage(message).hint("remove `--entity-status`"));
            }
        }
        let is_given = matches!(within, Some(Within::AdGroups(_)));
        let together = Together::new(object_type, is_given, Arc::clone(console));
        Ok(Arc::new(ObjectSource {
            together,
            wanted: Wanted {
                object_type,
                within,
                ids: objects.ids,
                statuses: objects.entity_status.into_iter().map(api_name).collect(),
                owner,
                businesses: objects.business,
                drafts: AtomicUsize::new(0),
            },
            has_snapshot: objects.snapshot,
            console: Arc::clone(console),
        }))
    }
}

impl ObjectOptions {
    /// The parents that were given, if the type has such.
    fn within(&self) -> Result<Option<Within>> {
        let object_type = self.object_type;
        let of_campaigns = object_type.by_campaign.is_some() || object_type.by_ad_group.is_some();
        for (option, ids, over, within) in [
            ("--promotion", &self.promotion, Over::Promotions, Within::Promotions as fn(_) -> _),
            ("--catalog", &self.catalog, Over::Catalogs, Within::Catalogs),
            ("--pin", &self.pin, Over::Pins, Within::Pins),
        ] {
            match ids.as_slice() {
                [] => {}
                _ if object_type.over != over => return Err(object_type.not_narrowed_by(option)),
                ids => return Ok(Some(within(ids.to_vec()))),
            }
        }
        match (self.campaign.as_slice(), self.ad_group.as_slice()) {
            ([], []) => Ok(None),
            (_, []) if of_campaigns => Ok(Some(Within::Campaigns(self.campaign.clone()))),
            (_, ad_groups @ [_, ..]) if object_type.by_ad_group.is_some() => {
                Ok(Some(Within::AdGroups(ad_groups.to_vec())))
            }
            (_, []) => Err(object_type.not_narrowed_by("--campaign")),
            _ => Err(object_type.not_narrowed_by("--ad-group")),
        }
    }
}
