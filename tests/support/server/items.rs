//! The items of the lists, with the fields that Pinterest gives them.

use serde_json::{Value, json};

use super::hash::Hash;
use super::made_up::{Seed, ids};
use super::users;
use super::world::{Account, Entity, Level, Status};

const OBJECTIVES: [&str; 5] =
    ["AWARENESS", "CONSIDERATION", "WEB_CONVERSION", "CATALOG_SALES", "VIDEO_COMPLETION"];
const CREATIVE_TYPES: [&str; 4] = ["REGULAR", "VIDEO", "CAROUSEL", "SHOPPING"];

pub(super) fn of_level(level: Level) -> fn(&Account, &Entity) -> Value {
    match level {
        Level::AdAccount => panic!("ad accounts are not listed below an ad account"),
        Level::Campaign => campaign,
        Level::AdGroup => ad_group,
        Level::Ad => ad,
        Level::ProductGroup => product_group_promotion,
    }
}

pub(super) fn ad_account(account: &Account) -> Value {
    let created = created_time(&account.id);
    let zones = ["America/Los_Angeles", "Europe/Berlin", "Asia/Tokyo"];
    let seed = Seed::of("time zone", &account.id);
    let item = json!({
        "id": account.id,
        "name": account.name,
        "owner": { "username": users::owner_name(account), "id": users::owner_id(account) },
        "country": account.country,
        "currency": account.currency,
        "permissions": ["OWNER"],
        "time_zone": seed.pick("zone", &zones),
        "created_time": created,
        "updated_time": created + 86_400,
    });
    seed.thinned(item, &["time_zone"])
}

fn campaign(account: &Account, campaign: &Entity) -> Value {
    let created = created_time(&campaign.id);
    json!({
        "id": campaign.id,
        "ad_account_id": account.id,
        "name": campaign.name,
        "status": campaign.status.key(),
        "summary_status": summary_status(campaign.status, "RUNNING"),
        "objective_type": objective_type(campaign),
        "lifetime_spend_cap": null,
        "daily_spend_cap": 25_000_000 + 1_000_000 * chance(campaign, "cap", 200),
        "order_line_id": null,
        "tracking_urls": tracking_urls(campaign),
        "start_time": created,
        "end_time": null,
        "is_flexible_daily_budgets": chance(campaign, "flexible", 2) == 0,
        "is_campaign_budget_optimization": null,
        "is_automated_campaign": false,
        "is_performance_plus": false,
        "is_top_of_search": chance(campaign, "search", 2) == 0,
        "is_ltv_optimized": false,
        "is_carting": chance(campaign, "carting", 4) == 0,
        "intended_promotion_type": pick(campaign, &["LEGACY", "STANDARD_AD", "CATALOG"]),
        "default_ad_group_budget_in_micro_currency": 1_000_000 * chance(campaign, "default", 30),
        "performance_plus_campaign_settings": performance_plus(campaign),
        "ext_features": null,
        "bid_options": bid_options(campaign),
        "type": "campaign",
        "created_time": created,
        "updated_time": created + 3_600 * chance(campaign, "updated", 5_000),
    })
}

pub(super) fn ad_group(account: &Account, ad_group: &Entity) -> Value {
    let created = created_time(&ad_group.id);
    let promotions = promotions(account, ad_group);
    json!({
        "id": ad_group.id,
        "ad_account_id": account.id,
        "campaign_id": ad_group.campaign_id,
        "name": ad_group.name,
        "status": ad_group.status.key(),
        "summary_status": summary_status(ad_group.status, "RUNNING"),
        "budget_in_micro_currency": 5_000_000 + 500_000 * chance(ad_group, "budget", 90),
        "budget_type": "DAILY",
        "bid_in_micro_currency": null,
        "bid_strategy_type": "AUTOMATIC_BID",
        "bid_multiplier": null,
        "billable_event": "IMPRESSION",
        "optimization_goal_metadata": null,
        "targeting_spec": {
            "AGE_BUCKET": ["25-34", "35-44"],
            "APPTYPE": null,
            "GENDER": ["female", "unknown"],
            "LOCALE": ["en-US", "de"],
            "LOCATION": [account.country],
            "GEO_EXCLUDE": ["US-CA"],
            "LOCATION_EXCLUDE": [],
            "TARGETING_STRATEGY": ["CHOOSE_YOUR_OWN"],
        },
        "targeting_template_ids": null,
        "placement_group": "ALL",
        "pacing_delivery_type": "STANDARD",
        "promotion_id": promotions.first(),
        "promotion_ids": promotions,
        "placement_traffic_type": pick(ad_group, &["ALL", "TWO_COLUMN_FEED"]),
        "ext_features": { "enabled": ["TRENDS", "AD_ROTATION"] },
        "customer_segment_id": format!("44{}", chance(ad_group, "segment", 9_999_999)),
        "is_local_inventory": chance(ad_group, "local", 2) == 0,
        "local_inventory_radius_in_miles": 12.5,
        "performance_plus_campaign_settings": performance_plus(ad_group),
        "is_automated_campaign": false,
        "is_creative_expansion": chance(ad_group, "expansion", 2) == 0,
        "enabled_catalog_expansion": null,
        "auto_targeting_enabled": chance(ad_group, "auto", 2) == 0,
        "is_creative_optimization": null,
        "lifetime_frequency_cap": -1,
        "conversion_learning_mode_type": null,
        "feed_profile_id": "0",
        "tracking_urls": tracking_urls(ad_group),
        "start_time": created,
        "end_time": created + 86_400 * 700,
        "type": "adgroup",
        "created_time": created,
        "updated_time": created + 3_600 * chance(ad_group, "updated", 5_000),
    })
}

fn ad(account: &Account, ad: &Entity) -> Value {
    let created = created_time(&ad.id);
    json!({
        "id": ad.id,
        "ad_account_id": account.id,
        "campaign_id": ad.campaign_id,
        "ad_group_id": ad.ad_group_id,
        "pin_id": pin_id(ad),
        "name": if ad.name.is_empty() { Value::Null } else { ad.name.as_str().into() },
        "status": ad.status.key(),
        "summary_status": summary_status(ad.status, "APPROVED"),
        "review_status": "APPROVED",
        "rejected_reasons": [],
        "rejection_labels": [],
        "creative_type": pick(ad, &CREATIVE_TYPES),
        "destination_url": format!("https://shop.example/p/{}?utm_source=pinterest&q=a,b", ad.id),
        "android_deep_link": null,
        "ios_deep_link": null,
        "carousel_destination_urls": null,
        "click_tracking_url": null,
        "view_tracking_url": null,
        "tracking_urls": tracking_urls(ad),
        "grid_click_type": "CLOSEUP",
        "lead_form_id": null,
        "quiz_pin_data": null,
        "is_pin_deleted": false,
        "is_removable": false,
        "is_carting": true,
        "carting_platform_type": 1 + chance(ad, "platform", 2),
        "carting_products": [{
            "carting_product_id": format!("55{}", chance(ad, "product", 9_999_999)),
            "preferred_retailers": [{ "retailer_id": "7", "retailer_name": "Lamps, \"old\"" }],
        }],
        "collections_header_type": pick(ad, &["SHOP_THIS_COLLECTION", "NO_HEADER"]),
        "is_collage_accepted_terms": false,
        "is_collage_single_destination": chance(ad, "collage", 2) == 0,
        "type": "pinpromotion",
        "created_time": created,
        "updated_time": created + 3_600 * chance(ad, "updated", 5_000),
    })
}

fn product_group_promotion(_: &Account, product_group: &Entity) -> Value {
    json!({
        "id": product_group.id,
        "ad_group_id": product_group.ad_group_id,
        "bid_in_micro_currency": 140_000 + 10_000 * chance(product_group, "bid", 60),
        "included": true,
        "definition": "*/product_type_0='home & \"garden\"'",
        "relative_definition": "product_type_0='home & \"garden\"'",
        "parent_id": null,
        "slideshow_collections_title": null,
        "slideshow_collections_description": null,
        "is_mdl": false,
        "is_image_auto_resizing": chance(product_group, "resizing", 2) == 0,
        "status": product_group.status.key(),
        "tracking_url": format!("https://track.example/g?id={}", product_group.id),
        "catalog_product_group_id": format!("26800{}", chance(product_group, "catalog", 9_999)),
        "catalog_product_group_name": product_group.name,
        "creative_type": "SHOPPING",
        "collections_hero_pin_id": null,
        "collections_hero_destination_url": null,
        "collections_header_type": null,
        "grid_click_type": null,
    })
}

/// The promotions of an ad group, of which there may be several.
pub(super) fn promotions(account: &Account, ad_group: &Entity) -> Vec<String> {
    let all = ids("promotion", &account.id, 13, 56);
    let has = |number: &usize| chance(ad_group, &format!("promotion {number}"), 3) == 0;
    [0, 1, 2, 55].into_iter().filter(has).map(|number| all[number].clone()).collect()
}

fn performance_plus(entity: &Entity) -> Value {
    if chance(entity, "performance", 3) == 0 {
        return Value::Null;
    }
    json!({
        "boost_prospecting_ad_group_bid": chance(entity, "boost", 2) == 0,
        "pinner_list_exclusions": [format!("25{}", chance(entity, "exclusion", 9_999_999))],
    })
}

fn bid_options(campaign: &Entity) -> Value {
    if chance(campaign, "bid options", 2) == 0 {
        return Value::Null;
    }
    json!({
        "age_bucket_multipliers": { "25-34": 1.5 },
        "gender_multipliers": { "female": 1.25 },
        "frequency_multipliers": { "3": 0.5 },
        "freq_bid_multiplier_time_window": pick(campaign, &["WEEK", "MONTH"]),
    })
}

pub(super) fn objective_type(campaign: &Entity) -> &'static str {
    pick(campaign, &OBJECTIVES)
}

/// The Pin that an ad promotes.
pub(super) fn pin_id(ad: &Entity) -> String {
    (394_205_773_000_000_000 + Hash::new().text(&ad.id).text("pin").value() % 999_999_999)
        .to_string()
}

fn summary_status(status: Status, delivering: &str) -> &str {
    if status == Status::Active { delivering } else { status.key() }
}

fn tracking_urls(entity: &Entity) -> Value {
    if chance(entity, "tracking", 3) == 0 {
        return Value::Null;
    }
    json!({
        "impression": [format!("https://track.example/i?id={}&cb=[timestamp]", entity.id)],
        "click": ["https://track.example/c?a=1,2", "https://count.example/c"],
        "engagement": [],
        "buyable_button": [],
        "audience_verification": [],
    })
}

/// Seconds since 1970, somewhere in the years 2022 to 2025.
fn created_time(id: &str) -> u64 {
    1_640_995_200 + Hash::new().text(id).text("created").value() % 126_230_400
}

fn chance(entity: &Entity, what: &str, outcomes: u64) -> u64 {
    Hash::new().text(&entity.id).text(what).value() % outcomes
}

fn pick(entity: &Entity, choices: &[&'static str]) -> &'static str {
    let position = chance(entity, "pick", choices.len() as u64);
    choices[usize::try_from(position).expect("less than the number of choices")]
}
