//! Columns that the API lists and yet refuses at some levels.

use super::breakdown::refuse_columns;
use super::parameters::check_one_of;
use super::reply::Reply;
use super::world::{Level, World};

/// Which of the two ways refuses them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Api {
    Analytics,
    Reports,
}

/// The words of a refusal, as they were seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wording {
    /// All of them at once.
    NotAvailable,
    /// The first, and the list of the others in brackets.
    NotOneOf,
    /// The same in the words of a parameter.
    Parameter,
}

#[derive(Clone, Debug)]
pub(crate) struct RefusedColumns {
    pub(crate) api: Api,
    /// The level as reports call it, such as `PIN_PROMOTION`, with `_TARGETING` where it is.
    pub(crate) level: &'static str,
    pub(crate) names: Vec<String>,
    pub(crate) wording: Wording,
}

pub(super) fn check(
    world: &World,
    api: Api,
    level: &str,
    columns: &[String],
    listed: &[&str],
) -> Result<(), Reply> {
    let all = &world.limits.refused_columns;
    for refused in all.iter().filter(|it| it.api == api && it.level == level) {
        let names: Vec<_> = refused.names.iter().map(String::as_str).collect();
        let accepted: Vec<_> =
            listed.iter().copied().filter(|name| !names.contains(name)).collect();
        for column in columns.iter().filter(|name| refused.names.contains(name)) {
            match refused.wording {
                Wording::NotAvailable => refuse_columns(columns, &names)?,
                Wording::NotOneOf => check_one_of("columns", column, &accepted)?,
                Wording::Parameter => {
                    let list = accepted.join(", ");
                    return Err(Reply::bad_request(&format!(
                        "Parameter 'columns' (value {column}) is not one of {list}."
                    )));
                }
            }
        }
    }
    Ok(())
}

/// What reports call a level of the analytics.
pub(super) fn in_reports(level: Level, with_targeting: bool) -> &'static str {
    match (level, with_targeting) {
        (Level::AdAccount, false) => "ADVERTISER",
        (Level::AdAccount, true) => "ADVERTISER_TARGETING",
        (Level::Campaign, false) => "CAMPAIGN",
        (Level::Campaign, true) => "CAMPAIGN_TARGETING",
        (Level::AdGroup, false) => "AD_GROUP",
        (Level::AdGroup, true) => "AD_GROUP_TARGETING",
        (Level::Ad, false) => "PIN_PROMOTION",
        (Level::Ad, true) => "PIN_PROMOTION_TARGETING",
        (Level::ProductGroup, false) => "PRODUCT_GROUP",
        (Level::ProductGroup, true) => "PRODUCT_GROUP_TARGETING",
    }
}
