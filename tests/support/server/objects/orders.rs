//! Order lines and promotions.

use serde_json::{Value, json};

use super::asked::Asked;
use super::{Kind, List, Listed, Of, Shape};
use crate::support::server::items;
use crate::support::server::made_up::{Seed, ids};
use crate::support::server::parameters::Digits;
use crate::support::server::world::{Account, Status};

pub(super) const LISTS: &[List] = &[
    List {
        path: "ad_accounts/*/order_lines",
        category: "ads_read",
        parameters: &[],
        shape: Shape::Ordered,
        items: Of::Account(order_lines),
    },
    List {
        path: "ad_accounts/*/promotions",
        category: "ads_read",
        parameters: &[],
        shape: Shape::Ordered,
        items: Of::Account(promotions),
    },
    List {
        path: "ad_accounts/*/promotion_applied_entities",
        category: "ads_read",
        parameters: &[("promotion_ids", Kind::RequiredIds(50, Digits::Any))],
        shape: Shape::Ordered,
        items: Of::Account(applied_entities),
    },
];

fn order_lines(account: &Account, asked: &Asked<'_>) -> Listed {
    let kind = "order line";
    let ids = ids(kind, &account.id, 13, asked.count(kind, &account.id));
    Ok(ids.iter().map(|id| order_line(id, account)).collect())
}

fn order_line(id: &str, account: &Account) -> Value {
    let seed = Seed::of("order line", id);
    let start = seed.seconds("start");
    let paid_types = ["PAID", "BONUS", "MAKE_GOOD", "TEST"];
    let campaigns = account.campaigns.iter().filter(|campaign| seed.once_in(&campaign.id, 2));
    let campaigns: Vec<_> = campaigns.map(|campaign| campaign.id.as_str()).collect();
    let item = json!({
        "id": id,
        "ad_account_id": account.id,
        "name": seed.or_null("name", seed.words("name")),
        "status": seed.pick("status", &["ACTIVE", "PAUSED", "DELETED"]),
        "budget": seed.or_null("budget", 5_000_000 * seed.chance("budget", 900)),
        "paid_budget": seed.or_null("paid", 4_999_999.5),
        "paid_type": seed.or_null("paid type", seed.pick("paid type", &paid_types)),
        "purchase_order_id": seed.or_null("purchase", format!("PO-00{}", seed.chance("po", 99))),
        "start_time": start,
        "end_time": seed.or_null("end", start + 9_000_000),
        "type": "orderline",
        "campaign_ids": campaigns,
    });
    seed.thinned(item, &["end_time", "paid_budget", "purchase_order_id"])
}

fn promotions(account: &Account, asked: &Asked<'_>) -> Listed {
    let kind = "promotion";
    let ids = ids(kind, &account.id, 13, asked.count(kind, &account.id));
    Ok(ids.iter().map(|id| promotion(id, account)).collect())
}

fn applied_entities(account: &Account, asked: &Asked<'_>) -> Listed {
    let wanted = asked.all("promotion_ids");
    let ad_groups = account.ad_groups.iter().filter(|ad_group| {
        let own = items::promotions(account, ad_group);
        own.iter().any(|promotion| wanted.contains(&promotion.as_str()))
    });
    Ok(ad_groups.map(|ad_group| items::ad_group(account, ad_group)).collect())
}

fn promotion(id: &str, account: &Account) -> Value {
    let seed = Seed::of("promotion", id);
    let start = seed.seconds("start");
    let discounts = ["OTHER", "ACTIVE", "PAUSED", "SCHEDULED", "EXPIRED"];
    let types = ["SITEWIDE", "SPEND_X_SAVE_Y", "FREE_SHIPPING", "CUSTOM"];
    let templates = match seed.chance("template", 3) {
        0 => json!([]),
        1 => json!([{ "percent": 12.5 }, { "custom_text": "bis \"Sonntag\",\n24 Uhr" }]),
        _ => json!([{ "amount": 10, "currency_code": account.currency }]),
    };
    let item = json!({
        "id": id,
        "ad_account_id": account.id,
        "status": seed.pick("status", &Status::ALL).key(),
        "discount_status": seed.pick("discount", &discounts),
        "promotion_title": seed.words("title"),
        "promotion_type": seed.pick("type", &types),
        "promotion_code": "blackfriday10",
        "promotion_custom_id": format!("custom_{}", seed.chance("custom", 999)),
        "external_id": format!("ext-{id}"),
        "platform_type": "DEFAULT",
        "template_values": templates,
        "start_time": start,
        "end_time": start + 900_000,
    });
    seed.thinned(item, &["promotion_code", "promotion_custom_id", "external_id", "end_time"])
}
