//! What a business has access to.

use serde_json::{Value, json};

use super::asked::Asked;
use super::businesses::{from_start, person};
use super::{Kind, List, Listed, Of, Shape};
use crate::support::server::made_up::{Seed, ids};
use crate::support::server::parameters::Digits;

pub(super) const LISTS: &[List] = &[List {
    path: "businesses/*/assets",
    category: "ads_read",
    parameters: &[
        ("permissions", Kind::Several(&PERMISSIONS)),
        ("child_asset_id", Kind::Id(Digits::Any)),
        ("asset_group_id", Kind::Id(Digits::Any)),
        (
            "asset_type",
            Kind::OneOf(&["AD_ACCOUNT", "PROFILE", "ASSET_GROUP", "CATALOG", "CONSUMER"]),
        ),
        ("start_index", Kind::Number),
    ],
    shape: Shape::Paged,
    items: Of::Business(assets),
}];

const PERMISSIONS: [&str; 11] = [
    "ADMIN",
    "ANALYST",
    "FINANCE_MANAGER",
    "FINANCE_EDIT",
    "FINANCE_VIEW",
    "AUDIENCE_MANAGER",
    "CAMPAIGN_MANAGER",
    "CATALOGS_MANAGER",
    "CATALOGS_VIEWER",
    "PROFILE_PUBLISHER",
    "OWNER",
];

fn assets(business: &str, asked: &Asked<'_>) -> Listed {
    let kind = asked.one("asset_type").unwrap_or("AD_ACCOUNT");
    let ids = match kind {
        "AD_ACCOUNT" => asked.world.accounts.iter().map(|account| account.id.clone()).collect(),
        _ => ids(kind, business, 13, asked.count(kind, business)),
    };
    let mut items: Vec<Value> = ids.iter().map(|id| asset(id, kind, asked)).collect();
    items.retain(|item| {
        let group = &item["asset_group_info"];
        let holds = |child: &str| {
            let ids = group["ad_accounts_ids"].as_array();
            ids.is_some_and(|ids| ids.iter().any(|id| id == child))
        };
        let seed = Seed::of("permission", item["asset_id"].as_str().unwrap_or_default());
        asked.lets_pass("permissions", seed.pick("permission", &PERMISSIONS))
            && asked.one("asset_group_id").is_none_or(|id| group["id"] == id)
            && asked.one("child_asset_id").is_none_or(holds)
    });
    Ok(from_start(items, asked))
}

fn asset(id: &str, kind: &str, asked: &Asked<'_>) -> Value {
    let seed = Seed::of("asset", id);
    let accounts: Vec<_> = asked.world.accounts.iter().map(|account| &account.id).collect();
    let created = seed.seconds("created") * 1_000;
    let group = json!({
        "id": id,
        "asset_group_name": seed.or_null("name", seed.words("name")),
        "asset_group_description": seed.or_null("description", seed.words("description")),
        "asset_group_types": ["LOCATION_OR_LANGUAGE", "BRAND"],
        "ad_accounts_ids": accounts,
        "catalogs_ids": seed.or_null("catalogs", json!([seed.id("catalog", 13)])),
        "profiles_ids": null,
        "owner": person(&seed.id("owner", 18), seed),
        "created_by": person(&seed.id("creator", 18), seed),
        "created_time": created,
        "updated_time": seed.or_null("updated", created + 1),
    });
    let catalog = json!({ "id": id, "name": seed.words("name"), "catalog_type": "PRODUCT" });
    let mut item = json!({
        "asset_id": id,
        "asset_type": kind,
        "permissions": [seed.pick("permission", &PERMISSIONS), "ANALYST"],
        "asset_group_info": if kind == "ASSET_GROUP" { group } else { Value::Null },
        "catalog_info": if kind == "CATALOG" { catalog } else { Value::Null },
    });
    // A type that may be requested, but is not among those of answers.
    if kind == "CONSUMER" {
        drop(item.as_object_mut().and_then(|fields| fields.remove("asset_type")));
    }
    match kind {
        "ASSET_GROUP" => seed.thinned(item, &["catalog_info"]),
        "CATALOG" => seed.thinned(item, &["asset_group_info"]),
        _ => seed.thinned(item, &["asset_group_info", "catalog_info"]),
    }
}
