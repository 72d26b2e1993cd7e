//! The table of delivery metrics that a run should write, from what the server knows.

use chrono::NaiveDate;

use crate::support::server::{Account, Granularity, Level, Status, World};

pub(crate) const LEVELS: [(&str, Level); 5] = [
    ("ad-account", Level::AdAccount),
    ("campaign", Level::Campaign),
    ("ad-group", Level::AdGroup),
    ("ad", Level::Ad),
    ("product-group", Level::ProductGroup),
];

/// Ids in all states, drafts too.
pub(crate) fn all_ids(account: &Account, level: Level) -> Vec<String> {
    ids_in(&Status::ALL, account, level)
}

const WITH_SPEND: [Status; 3] = [Status::Active, Status::Paused, Status::Archived];

/// Ids as they are listed, in the states that can have spend.
pub(crate) fn ids(account: &Account, level: Level) -> Vec<String> {
    ids_in(&WITH_SPEND, account, level)
}

fn ids_in(wanted: &[Status], account: &Account, level: Level) -> Vec<String> {
    let entities = match level {
        Level::AdAccount => return vec![account.id.clone()],
        Level::Campaign => &account.campaigns,
        Level::AdGroup => &account.ad_groups,
        Level::Ad => &account.ads,
        Level::ProductGroup => &account.product_groups,
    };
    // Product groups come ad group by ad group.
    let place =
        |id: &Option<String>| account.ad_groups.iter().position(|g| Some(&g.id) == id.as_ref());
    let mut listed: Vec<_> = entities.iter().filter(|e| wanted.contains(&e.status)).collect();
    if level == Level::ProductGroup {
        let is_listed = |id: &Option<String>| {
            place(id).is_some_and(|at| wanted.contains(&account.ad_groups[at].status))
        };
        listed.retain(|e| is_listed(&e.ad_group_id));
        listed.sort_by_key(|e| place(&e.ad_group_id));
    }
    listed.iter().map(|e| e.id.clone()).collect()
}

/// Adds the states that can have spend to what an asynchronous report of a level is asked for.
pub(crate) fn narrow_to_spend(question: &mut serde_json::Value, level: &str) {
    let running = ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ADVERTISER_DISABLED"];
    let running = [&running[..], &["ARCHIVED"]].concat();
    let approved = ["APPROVED", "PAUSED", "PENDING", "REJECTED", "ADVERTISER_DISABLED", "ARCHIVED"];
    match level {
        "CAMPAIGN" => question["campaign_statuses"] = running.into(),
        "PIN_PROMOTION" => question["ad_statuses"] = approved.to_vec().into(),
        "ADVERTISER" => {}
        _ => question["ad_group_statuses"] = running.into(),
    }
    if level == "PRODUCT_GROUP" {
        let all = vec!["RUNNING", "PAUSED", "EXCLUDED", "ARCHIVED"];
        question["product_group_statuses"] = all.into();
    }
}

/// The table that a run should write, header included.
pub(crate) fn expected(
    world: &World,
    level: Level,
    granularity: Granularity,
    range: (NaiveDate, NaiveDate),
    columns: &str,
) -> Vec<Vec<String>> {
    told_on(NaiveDate::MAX, world, level, granularity, range, columns)
}

/// The same of entities in these states.
#[allow(dead_code, reason = "only conformance asks for drafts")]
pub(crate) fn expected_in(
    wanted: &[Status],
    world: &World,
    level: Level,
    granularity: Granularity,
    range: (NaiveDate, NaiveDate),
    columns: &str,
) -> Vec<Vec<String>> {
    table(NaiveDate::MAX, wanted, world, level, granularity, range, columns)
}

/// The same as long as numbers are not final: what a run writes that asks on this day.
pub(crate) fn told_on(
    today: NaiveDate,
    world: &World,
    level: Level,
    granularity: Granularity,
    range: (NaiveDate, NaiveDate),
    columns: &str,
) -> Vec<Vec<String>> {
    table(today, &WITH_SPEND, world, level, granularity, range, columns)
}

fn table(
    today: NaiveDate,
    wanted: &[Status],
    world: &World,
    level: Level,
    granularity: Granularity,
    (start, end): (NaiveDate, NaiveDate),
    columns: &str,
) -> Vec<Vec<String>> {
    let time: &[&str] = match granularity {
        Granularity::Total => &[],
        Granularity::Hour => &["DATE", "HOUR"],
        _ => &["DATE"],
    };
    let mut header = vec!["AD_ACCOUNT_ID"];
    for name in [level.key()].iter().chain(time).copied().chain(columns.split(',')) {
        if !header.contains(&name) {
            header.push(name);
        }
    }
    let columns: Vec<String> = columns.split(',').map(str::to_owned).collect();
    let mut table = vec![header.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()];
    for account in &world.accounts {
        let ids = ids_in(wanted, account, level);
        for row in world.rows(&account.id, level, &ids, start, end, granularity, &columns, today) {
            let cell = |name: &&str| match row.iter().find(|(key, _)| key == name) {
                Some((_, value)) => plain(value),
                None if *name == "AD_ACCOUNT_ID" => account.id.clone(),
                None => String::new(),
            };
            table.push(header.iter().map(cell).collect());
        }
    }
    table
}

/// The text of a string, the digits of a number, nothing for null.
fn plain(value: &str) -> String {
    match value {
        "null" => String::new(),
        text if text.starts_with('"') => serde_json::from_str(text).expect("a string"),
        other => other.to_owned(),
    }
}
