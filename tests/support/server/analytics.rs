//! The synchronous analytics endpoints.

use super::definitions;
use super::items;
use super::parameters::{Digits, Parameters, wrong};
use super::question::Question;
use super::refused_columns::{self, Api};
use super::reply::Reply;
use super::routes::Call;
use super::rows::Asked;
use super::world::{Account, Level};

type Answered = Result<Reply, Reply>;

pub(super) fn ad_account(call: &Call<'_>) -> Answered {
    let account = call.open_account()?;
    let query = Parameters::new(call.query);
    report(call, account, Level::AdAccount, std::slice::from_ref(&account.id), query)
}

pub(super) fn campaigns(call: &Call<'_>) -> Answered {
    let mut query = Parameters::new(call.query);
    refuse_aggregation(&mut query)?;
    by_ids(call, Level::Campaign, "campaign_ids", Digits::UpTo18, query)
}

pub(super) fn ad_groups(call: &Call<'_>) -> Answered {
    let mut query = Parameters::new(call.query);
    refuse_aggregation(&mut query)?;
    by_ids(call, Level::AdGroup, "ad_group_ids", Digits::UpTo18, query)
}

pub(super) fn product_groups(call: &Call<'_>) -> Answered {
    let query = Parameters::new(call.query);
    by_ids(call, Level::ProductGroup, "product_group_ids", Digits::Any, query)
}

/// Ads are chosen by their ids, or by campaigns and Pins together.
pub(super) fn ads(call: &Call<'_>) -> Answered {
    let account = call.open_account()?;
    let mut query = Parameters::new(call.query);
    let campaigns = query.ids("campaign_ids", 250, Digits::UpTo18)?;
    let pins = query.ids("pin_ids", 100, Digits::Any)?;
    if campaigns.is_empty() && pins.is_empty() {
        return by_ids(call, Level::Ad, "ad_ids", Digits::Any, query);
    }
    let ads = query.ids("ad_ids", 250, Digits::Any)?;
    if campaigns.is_empty() || pins.is_empty() || !ads.is_empty() {
        return Err(wrong("ad_ids", "give this alone, or campaign_ids and pin_ids together"));
    }
    check_own(account, Level::Campaign, "campaign_ids", &campaigns)?;
    let chosen = account.ads.iter().filter(|ad| {
        ad.campaign_id.as_ref().is_some_and(|id| campaigns.contains(id))
            && pins.contains(&items::pin_id(ad))
    });
    let ids: Vec<_> = chosen.map(|ad| ad.id.clone()).collect();
    report(call, account, Level::Ad, &ids, query)
}

/// Summed rows are in beta, and this token is not part of it.
fn refuse_aggregation(query: &mut Parameters<'_>) -> Result<(), Reply> {
    if query.boolean("aggregate_report_rows")? == Some(true) {
        return Err(Reply::error(403, 29, "aggregate_report_rows is not open to your app."));
    }
    Ok(())
}

fn by_ids(
    call: &Call<'_>,
    level: Level,
    name: &'static str,
    digits: Digits,
    mut query: Parameters<'_>,
) -> Answered {
    let account = call.open_account()?;
    let ids = own_ids(call, account, level, name, digits, &mut query)?;
    report(call, account, level, &ids, query)
}

/// At least one id of the ad account, and none of them twice.
pub(super) fn own_ids(
    call: &Call<'_>,
    account: &Account,
    level: Level,
    name: &'static str,
    digits: Digits,
    query: &mut Parameters<'_>,
) -> Result<Vec<String>, Reply> {
    let ids = query.ids(name, 250, digits)?;
    if ids.is_empty() {
        return Err(wrong(name, "is a required parameter"));
    }
    let limits = &call.state.world.limits;
    if ids.len() > limits.max_ids {
        return Err(Reply::error(limits.too_large, 0, "The request is too large."));
    }
    check_own(account, level, name, &ids)?;
    if (1..ids.len()).any(|position| ids[..position].contains(&ids[position])) {
        return Err(wrong(name, "names an id twice"));
    }
    Ok(ids)
}

pub(super) fn check_own(
    account: &Account,
    level: Level,
    name: &str,
    ids: &[String],
) -> Result<(), Reply> {
    match ids.iter().find(|id| account.entity(level, id).is_none()) {
        Some(id) => Err(wrong(name, &format!("{id} is not in ad account {}", account.id))),
        None => Ok(()),
    }
}

fn report(
    call: &Call<'_>,
    account: &Account,
    level: Level,
    ids: &[String],
    query: Parameters<'_>,
) -> Answered {
    let Question { start, end, granularity, columns } = Question::read(call, query)?;
    refuse_some(call, &columns, level, false)?;
    let today = call.now.date_naive();
    let asked = Asked { level, ids, start, end, granularity, columns: &columns, today };
    let mut rows = call.state.world.delivery(account, &asked);
    // The order of rows is nobody's promise: by time, and within it as it happens to come.
    rows.sort_by_key(|row| (row.period, row.shuffle));
    let new_metric = call.adds_unknown_field();
    let rows: Vec<_> = rows.iter().map(|row| object(&row.pairs, new_metric)).collect();
    Ok(Reply::json(format!("[{}]", rows.join(","))))
}

/// Refuses the columns that this level lacks.
pub(super) fn refuse_some(
    call: &Call<'_>,
    columns: &[String],
    level: Level,
    with_targeting: bool,
) -> Result<(), Reply> {
    let level = refused_columns::in_reports(level, with_targeting);
    let listed = definitions::sync_columns();
    refused_columns::check(&call.state.world, Api::Analytics, level, columns, &listed)
}

/// Written by hand, since a parsed number would not keep all its digits.
pub(super) fn object(pairs: &[(String, String)], new_metric: bool) -> String {
    let mut text = String::from("{");
    for (position, (name, value)) in pairs.iter().enumerate() {
        let opening = if position > 0 { ",\"" } else { "\"" };
        for part in [opening, name, "\":", value] {
            text.push_str(part);
        }
    }
    // Every row has a key of its own, unless a quirk took it away.
    let comma = if pairs.is_empty() { "" } else { "," };
    if new_metric {
        text.push_str(comma);
        text.push_str("\"NEW_METRIC\":1");
    }
    text.push('}');
    text
}
