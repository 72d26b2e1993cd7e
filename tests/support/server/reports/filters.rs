//! Which entities an asynchronous report tells about.

use super::fields::Fields;
use super::level::Kind;
use crate::support::server::analytics::check_own;
use crate::support::server::cells::Lineage;
use crate::support::server::items;
use crate::support::server::parameters::wrong;
use crate::support::server::reply::Reply;
use crate::support::server::rows::Subject;
use crate::support::server::world::{Account, Entity, Level, Status};

const RUNNING: [&str; 8] = [
    "RUNNING",
    "PAUSED",
    "NOT_STARTED",
    "COMPLETED",
    "ADVERTISER_DISABLED",
    "ARCHIVED",
    "DRAFT",
    "DELETED_DRAFT",
];
const APPROVED: [&str; 8] = [
    "APPROVED",
    "PAUSED",
    "PENDING",
    "REJECTED",
    "ADVERTISER_DISABLED",
    "ARCHIVED",
    "DRAFT",
    "DELETED_DRAFT",
];
const OF_PRODUCT_GROUPS: [&str; 4] = ["RUNNING", "PAUSED", "EXCLUDED", "ARCHIVED"];

const OBJECTIVES: [&str; 11] = [
    "AWARENESS",
    "CONSIDERATION",
    "VIDEO_VIEW",
    "WEB_CONVERSION",
    "CATALOG_SALES",
    "WEB_SESSIONS",
    "VIDEO_COMPLETION",
    "APP_INSTALL",
    "SALES",
    "LEADS",
    "CTV_CONSIDERATION",
];

/// The fields that choose entities of a level: their ids and their statuses.
const FIELDS: [(Level, &str, &str, &[&str]); 4] = [
    (Level::Campaign, "campaign_ids", "campaign_statuses", &RUNNING),
    (Level::AdGroup, "ad_group_ids", "ad_group_statuses", &RUNNING),
    (Level::Ad, "ad_ids", "ad_statuses", &APPROVED),
    (Level::ProductGroup, "product_group_ids", "product_group_statuses", &OF_PRODUCT_GROUPS),
];

/// An empty list lets everything pass.
pub(super) struct Filters {
    entities: Vec<Wanted>,
    product_items: Vec<String>,
    has_brand_label: bool,
}

struct Wanted {
    level: Level,
    ids: Vec<String>,
    statuses: Vec<String>,
    /// Of campaigns.
    objectives: Vec<String>,
}

impl Filters {
    pub(super) fn read(
        fields: &mut Fields<'_>,
        account: &Account,
        kind: Kind,
    ) -> Result<Self, Reply> {
        let mut objectives = fields.several("campaign_objective_types", 7, &OBJECTIVES)?;
        let mut entities = Vec::new();
        for (level, of_ids, of_statuses, allowed) in FIELDS {
            let ids = fields.ids(of_ids)?;
            let statuses = fields.several(of_statuses, 6, allowed)?;
            if kind == Kind::ProductItem
                && level == Level::Ad
                && !(ids.is_empty() && statuses.is_empty())
            {
                return Err(wrong("ad_ids, ad_statuses", "are not allowed for product items"));
            }
            check_own(account, level, of_ids, &ids)?;
            let objectives = std::mem::take(&mut objectives);
            entities.push(Wanted { level, ids, statuses, objectives });
        }
        let product_items = fields.item_ids("product_item_ids")?;
        if kind != Kind::ProductItem && !product_items.is_empty() {
            return Err(wrong("product_item_ids", "needs the level PRODUCT_ITEM"));
        }
        let has_brand_label = fields.text("campaign_brand_label")?.is_some();
        Ok(Self { entities, product_items, has_brand_label })
    }

    /// An entity passes when it fits, when what it belongs to fits, or when something fits that
    /// belongs to it.
    pub(super) fn let_pass(&self, account: &Account, subject: &Subject<'_>) -> bool {
        // Nobody in the world uses brand labels.
        !self.has_brand_label
            && (self.product_items.is_empty() || self.product_items.contains(&subject.id))
            && self.entities.iter().all(|wanted| wanted.lets_pass(account, subject))
    }
}

impl Wanted {
    fn lets_pass(&self, account: &Account, subject: &Subject<'_>) -> bool {
        if self.ids.is_empty() && self.statuses.is_empty() && self.objectives.is_empty() {
            return true;
        }
        if let Some(entity) = subject.lineage.entity(self.level) {
            return self.fits(entity);
        }
        let levels = [Level::AdAccount, Level::Campaign, Level::AdGroup];
        let Some(own) = levels.into_iter().find(|level| level.key() == subject.key) else {
            return false;
        };
        account.entities(self.level).iter().any(|entity| {
            let lineage = Lineage::of(account, self.level, &entity.id);
            self.fits(entity) && lineage.id(own) == Some(&subject.id)
        })
    }

    fn fits(&self, entity: &Entity) -> bool {
        let allows = |wanted: &[String], own: &str| {
            wanted.is_empty() || wanted.iter().any(|wanted| wanted == own)
        };
        allows(&self.ids, &entity.id)
            && allows(&self.statuses, summary_status(self.level, entity.status))
            && (self.objectives.is_empty()
                || allows(&self.objectives, items::objective_type(entity)))
    }
}

const fn summary_status(level: Level, status: Status) -> &'static str {
    match (level, status) {
        (Level::Ad, Status::Active) => "APPROVED",
        (_, Status::Active) => "RUNNING",
        _ => status.key(),
    }
}
