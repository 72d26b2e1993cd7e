//! The entities and targeting types that each asynchronous report is narrowed to.

use serde_json::{Map, Value};

use crate::reports::delivery_metrics::level::Level;
use crate::reports::delivery_metrics::query::DeliveryQuery;
use crate::reports::entity::EntityStatus;

/// The most ids that one report may be narrowed to.
const IDS_PER_REPORT: usize = 500;

/// The most states.
const MOST_STATUSES: usize = 6;

/// The most targeting types that one report may be broken down by.
const MOST_TYPES: usize = 5;

/// The filters of each report of a piece. A report without a filter has all entities.
pub(super) fn narrowings(query: &DeliveryQuery) -> Vec<Map<String, Value>> {
    let DeliveryQuery { given, breakdown, objectives, .. } = query;
    let mut by = Vec::new();
    if let Some(given) = given {
        by.push((format!("{}_ids", given.of.in_filters()), given.ids.clone(), IDS_PER_REPORT));
    }
    for (level, statuses) in states(query) {
        let statuses = statuses.iter().flat_map(|status| in_reports(level, *status));
        let statuses = statuses.map(|status| (*status).to_owned()).collect();
        by.push((format!("{}_statuses", level.in_filters()), statuses, MOST_STATUSES));
    }
    by.push(("campaign_objective_types".to_owned(), objectives.clone(), usize::MAX));
    let types = breakdown.as_ref().map_or(Vec::new(), |breakdown| breakdown.types.clone());
    by.push(("targeting_types".to_owned(), types, MOST_TYPES));
    by.into_iter().fold(vec![Map::new()], |narrowings, (name, values, most)| {
        if values.is_empty() {
            return narrowings;
        }
        let narrower = |narrowing: &Map<String, Value>| {
            let with = |some: &[String]| {
                let mut narrower = narrowing.clone();
                narrower.insert(name.clone(), some.into());
                narrower
            };
            values.chunks(most).map(with).collect::<Vec<_>>()
        };
        narrowings.iter().flat_map(narrower).collect()
    })
}

/// Levels and the states that the report's entities of each may be in, so that a report has the
/// entities that the analytics endpoints are asked for: a report without states has drafts too.
fn states(query: &DeliveryQuery) -> Vec<(Level, &[EntityStatus])> {
    let DeliveryQuery { level, given, statuses, .. } = query;
    let given = given.as_ref().map(|given| given.of);
    let own: &[EntityStatus] = if statuses.is_empty() { &WITH_SPEND } else { statuses };
    let of_ad_groups = (Level::AdGroup, &WITH_SPEND[..]);
    match level {
        // An ad account has no state that a report could be narrowed to.
        Level::AdAccount => Vec::new(),
        // Entities that were named are meant as they are.
        level if given == Some(*level) && statuses.is_empty() => Vec::new(),
        // These are listed by ad group. Their reports know no drafts of their own.
        Level::ProductGroup if matches!(given, None | Some(Level::Campaign)) => {
            vec![(*level, own), of_ad_groups]
        }
        Level::Campaign | Level::AdGroup | Level::Ad | Level::ProductGroup => vec![(*level, own)],
        // These have no state of their own, and all their rows belong to an ad group.
        Level::Keyword | Level::ProductItem if given == Some(Level::AdGroup) => Vec::new(),
        Level::Keyword | Level::ProductItem => vec![of_ad_groups],
    }
}

const WITH_SPEND: [EntityStatus; 3] =
    [EntityStatus::Active, EntityStatus::Paused, EntityStatus::Archived];

/// The names of an entity's states in reports, which have more of them.
pub(super) fn in_reports(level: Level, status: EntityStatus) -> &'static [&'static str] {
    match (level, status) {
        (Level::Ad, EntityStatus::Active) => &["APPROVED", "PENDING", "REJECTED"],
        (Level::ProductGroup, EntityStatus::Active) => &["RUNNING"],
        (_, EntityStatus::Active) => &["RUNNING", "NOT_STARTED", "COMPLETED"],
        (Level::ProductGroup, EntityStatus::Paused) => &["PAUSED"],
        (_, EntityStatus::Paused) => &["PAUSED", "ADVERTISER_DISABLED"],
        (Level::ProductGroup, EntityStatus::Archived) => &["ARCHIVED", "EXCLUDED"],
        (_, EntityStatus::Archived) => &["ARCHIVED"],
        (Level::ProductGroup, EntityStatus::Draft | EntityStatus::DeletedDraft) => &[],
        (_, EntityStatus::Draft) => &["DRAFT"],
        (_, EntityStatus::DeletedDraft) => &["DELETED_DRAFT"],
    }
}
