//! The list endpoints: ad accounts and what is below them.

use serde_json::Value;

use super::items;
use super::paging::{Paging, marked};
use super::parameters::{Digits, Parameters, wrong};
use super::reply::Reply;
use super::routes::Call;
use super::world::{Account, Entity, Level};

type Answered = Result<Reply, Reply>;

pub(super) fn ad_accounts(call: &Call<'_>) -> Answered {
    let mut query = Parameters::new(call.query);
    // The token owns all accounts of the world, so there are no shared ones to leave out.
    query.boolean("include_shared_accounts")?;
    let paging = Paging::read(&mut query)?;
    query.finish()?;
    paging.page_of(call, call.state.world.accounts.iter().collect(), items::ad_account)
}

pub(super) fn ad_account(call: &Call<'_>) -> Answered {
    Parameters::new(call.query).finish()?;
    let item = items::ad_account(call.account()?);
    Ok(Reply::json(Value::Object(marked(call, item)).to_string()))
}

pub(super) fn campaigns(call: &Call<'_>) -> Answered {
    let account = call.open_account()?;
    let mut query = Parameters::new(call.query);
    let ids = query.ids("campaign_ids", 250, Digits::UpTo18)?;
    entities(call, account, Level::Campaign, query, |campaign| wanted(&ids, Some(&campaign.id)))
}

pub(super) fn ad_groups(call: &Call<'_>) -> Answered {
    let account = call.open_account()?;
    let mut query = Parameters::new(call.query);
    let campaigns = query.ids("campaign_ids", 250, Digits::UpTo18)?;
    let ids = query.ids("ad_group_ids", 250, Digits::Any)?;
    query.boolean("translate_interests_to_names")?;
    at_most_one(&[("campaign_ids", &campaigns), ("ad_group_ids", &ids)])?;
    entities(call, account, Level::AdGroup, query, |ad_group| {
        wanted(&ids, Some(&ad_group.id)) && wanted(&campaigns, ad_group.campaign_id.as_ref())
    })
}

pub(super) fn ads(call: &Call<'_>) -> Answered {
    let account = call.open_account()?;
    let mut query = Parameters::new(call.query);
    let campaigns = query.ids("campaign_ids", 250, Digits::UpTo18)?;
    let ad_groups = query.ids("ad_group_ids", 250, Digits::Any)?;
    let ids = query.ids("ad_ids", 250, Digits::Any)?;
    at_most_one(&[("campaign_ids", &campaigns), ("ad_group_ids", &ad_groups), ("ad_ids", &ids)])?;
    entities(call, account, Level::Ad, query, |ad| {
        wanted(&ids, Some(&ad.id))
            && wanted(&campaigns, ad.campaign_id.as_ref())
            && wanted(&ad_groups, ad.ad_group_id.as_ref())
    })
}

pub(super) fn product_group_promotions(call: &Call<'_>) -> Answered {
    let account = call.open_account()?;
    let mut query = Parameters::new(call.query);
    let ids = query.ids("product_group_promotion_ids", 250, Digits::Any)?;
    let ad_group: Vec<String> = query.id("ad_group_id")?.map(str::to_owned).into_iter().collect();
    at_most_one(&[("ad_group_id", &ad_group), ("product_group_promotion_ids", &ids)])?;
    if ad_group.is_empty() && ids.is_empty() {
        return Err(wrong("ad_group_id", "give this or product_group_promotion_ids"));
    }
    entities(call, account, Level::ProductGroup, query, |product_group| {
        wanted(&ids, Some(&product_group.id))
            && wanted(&ad_group, product_group.ad_group_id.as_ref())
    })
}

/// What all lists below an ad account have in common.
fn entities(
    call: &Call<'_>,
    account: &Account,
    level: Level,
    mut query: Parameters<'_>,
    filter: impl Fn(&Entity) -> bool,
) -> Answered {
    let statuses = query.statuses()?;
    let order = query.one_of("order", &["ASCENDING", "DESCENDING"])?;
    let paging = Paging::read(&mut query)?;
    query.finish()?;
    let mut found: Vec<&Entity> = account
        .entities(level)
        .iter()
        .filter(|entity| statuses.contains(&entity.status) && filter(entity))
        .collect();
    if let Some(order) = order {
        // Of two digit strings the longer is the higher number.
        found.sort_by_key(|entity| (entity.id.len(), entity.id.clone()));
        if order == "DESCENDING" {
            found.reverse();
        }
    }
    let item = items::of_level(level);
    paging.page_of(call, found, |entity| item(account, entity))
}

/// No filter wants everything.
fn wanted(filter: &[String], id: Option<&String>) -> bool {
    filter.is_empty() || id.is_some_and(|id| filter.contains(id))
}

pub(super) fn at_most_one(filters: &[(&str, &[String])]) -> Result<(), Reply> {
    let given: Vec<&str> =
        filters.iter().filter(|(_, ids)| !ids.is_empty()).map(|(name, _)| *name).collect();
    if given.len() > 1 {
        return Err(wrong(&given.join(", "), "exclude each other"));
    }
    Ok(())
}
