//! Employers, and the members, partners and invites of a business.

use serde_json::{Value, json};

use super::asked::Asked;
use super::{Kind, List, Listed, Of, Shape};
use crate::support::server::made_up::{self, Seed, ids};
use crate::support::server::parameters::{Digits, check_id, wrong};
use crate::support::server::reply::Reply;
use crate::support::server::routes::not_permitted;
use crate::support::server::users::{User, owner_id};
use crate::support::server::world::World;

pub(super) const LISTS: &[List] = &[
    List {
        path: "businesses/employers",
        category: "ads_read",
        parameters: &[("assets_summary", Kind::Flag)],
        shape: Shape::Paged,
        items: Of::TokenUser(employers),
    },
    List {
        path: "businesses/*/members",
        category: "ads_read",
        parameters: &[
            ("fetch_system_users", Kind::Flag),
            ("assets_summary", Kind::Flag),
            ("business_roles", Kind::Several(&["EMPLOYEE", "BIZ_ADMIN"])),
            ("member_ids", Kind::Text),
            ("start_index", Kind::Number),
        ],
        shape: Shape::Paged,
        items: Of::Business(members),
    },
    List {
        path: "businesses/*/partners",
        category: "ads_read",
        parameters: &[
            ("assets_summary", Kind::Flag),
            ("partner_type", Kind::OneOf(&["INTERNAL", "EXTERNAL"])),
            ("partner_ids", Kind::Text),
            ("start_index", Kind::Number),
            ("sort_ascending", Kind::Flag),
        ],
        shape: Shape::Paged,
        items: Of::Business(partners),
    },
    List {
        path: "businesses/*/invites",
        category: "ads_read",
        parameters: &[
            ("is_member", Kind::Flag),
            ("invite_status", Kind::Several(&["PENDING", "EXPIRED"])),
            ("invite_type", Kind::OneOf(&["MEMBER_INVITE", "PARTNER_INVITE", "PARTNER_REQUEST"])),
        ],
        shape: Shape::Paged,
        items: Of::Business(invites),
    },
];

/// The token may ask about its own business, about its employers and about those who own its ad
/// accounts.
pub(super) fn check(world: &World, business: &str) -> Result<(), Reply> {
    check_id("business_id", business, Digits::Any)?;
    if business.len() > 20 {
        return Err(wrong("business_id", "is too long"));
    }
    let user = User::of_token(world);
    let known = business == user.id
        || employer_ids(&user).iter().any(|id| id == business)
        || world.accounts.iter().any(|account| owner_id(account) == business);
    if known { Ok(()) } else { Err(not_permitted()) }
}

fn employer_ids(user: &User<'_>) -> Vec<String> {
    ids("employer", &user.id, 18, user.world.sizes.of_a_kind.unwrap_or(3))
}

fn employers(user: &User<'_>, asked: &Asked<'_>) -> Listed {
    let ids = employer_ids(user);
    let roles = &["EMPLOYEE", "BIZ_ADMIN"];
    // Here the summary is there unless it is declined.
    let assets = |id: &String| match asked.one("assets_summary") {
        Some("false") => Value::Null,
        _ => summary(id, asked),
    };
    Ok(ids.iter().map(|id| relation(id, roles, false, &assets(id))).collect())
}

fn members(business: &str, asked: &Asked<'_>) -> Listed {
    let system = asked.flag("fetch_system_users");
    let kind = if system { "system user" } else { "member" };
    let ids = ids(kind, business, 18, asked.count(kind, business));
    let roles = &["EMPLOYEE", "BIZ_ADMIN"];
    let mut items: Vec<Value> =
        ids.iter().map(|id| relation(id, roles, false, &assets(id, asked))).collect();
    items.retain(|item| {
        let role = item["business_roles"][0].as_str().unwrap_or_default();
        asked.lets_pass("business_roles", role) && named("member_ids", item, asked)
    });
    Ok(from_start(items, asked))
}

fn partners(business: &str, asked: &Asked<'_>) -> Listed {
    let external = asked.one("partner_type") == Some("EXTERNAL");
    let kind = if external { "external partner" } else { "partner" };
    let mut ids = ids(kind, business, 18, asked.count(kind, business));
    // One is a partner in both directions.
    if let (Some(first), [both]) = (ids.first_mut(), &made_up::ids("both", business, 18, 1)[..]) {
        first.clone_from(both);
    }
    let mut items: Vec<Value> =
        ids.iter().map(|id| relation(id, &["PARTNER"], external, &assets(id, asked))).collect();
    items.retain(|item| named("partner_ids", item, asked));
    Ok(from_start(items, asked))
}

fn invites(business: &str, asked: &Asked<'_>) -> Listed {
    let for_members = asked.one("is_member") != Some("false");
    let kind = if for_members { "member invite" } else { "partner invite" };
    let ids = ids(kind, business, 18, asked.count(kind, business));
    let mut items: Vec<Value> = ids.iter().map(|id| invite(id, for_members)).collect();
    items.retain(|item| {
        let told = |name: &str| item["invite_data"][name].as_str().unwrap_or_default().to_owned();
        asked.lets_pass("invite_status", &told("invite_status"))
            && asked.lets_pass("invite_type", &told("invite_type"))
    });
    Ok(items)
}

/// Who someone is to a business.
fn relation(id: &str, roles: &[&str], shared: bool, assets: &Value) -> Value {
    let seed = Seed::of("relation", id);
    let item = json!({
        "id": id,
        "user": person(id, seed),
        "business_roles": [seed.pick("role", roles)],
        "is_shared_partner": shared,
        "assets_summary": assets,
        "created_by_business": person(&seed.id("business", 18), seed),
        "created_by_user": person(&seed.id("user", 18), seed),
        "created_time": seed.or_null("created", seed.seconds("created") * 1_000),
    });
    seed.thinned(item, &["created_by_business", "created_by_user", "created_time"])
}

fn invite(id: &str, for_members: bool) -> Value {
    let seed = Seed::of("invite", id);
    let sent = seed.seconds("sent") * 1_000;
    let types =
        if for_members { &["MEMBER_INVITE"][..] } else { &["PARTNER_INVITE", "PARTNER_REQUEST"] };
    let item = json!({
        "id": id,
        "user": person(&seed.id("user", 18), seed),
        "business_roles": [if for_members { "EMPLOYEE" } else { "PARTNER" }],
        "assets_summary": null,
        "created_by_business": person(&seed.id("business", 18), seed),
        "created_by_user": person(&seed.id("creator", 18), seed),
        "created_time": sent,
        "is_received_invite": seed.once_in("received", 2),
        "invite_data": {
            "invite_status": seed.pick("status", &["PENDING", "EXPIRED"]),
            "invite_type": seed.pick("type", types),
            "invite_expiration": sent + 2_592_000_000,
            "last_updated_time": sent,
            "sent_at": sent,
        },
    });
    seed.thinned(item, &["assets_summary", "created_by_user"])
}

pub(super) fn person(id: &str, seed: Seed) -> Value {
    json!({
        "id": id,
        "username": seed.or_null("username", format!("biz{id}")),
        "email": seed.or_null("email", format!("\"{}, team\"@agency.example", &id[12..])),
    })
}

fn assets(id: &str, asked: &Asked<'_>) -> Value {
    if asked.flag("assets_summary") { summary(id, asked) } else { Value::Null }
}

fn summary(id: &str, asked: &Asked<'_>) -> Value {
    let accounts =
        asked.world.accounts.iter().map(
            |account| json!({ "id": account.id, "permissions": ["ANALYST", "CATALOGS_MANAGER"] }),
        );
    let profile = json!({ "id": id, "permissions": ["PROFILE_PUBLISHER"] });
    json!({ "ad_accounts": accounts.collect::<Value>(), "profiles": [profile] })
}

/// The ids of these filters are joined with commas in one text.
fn named(filter: &str, item: &Value, asked: &Asked<'_>) -> bool {
    let id = item["id"].as_str().unwrap_or_default();
    asked.one(filter).is_none_or(|ids| ids.split(',').any(|wanted| wanted == id))
}

pub(super) fn from_start(items: Vec<Value>, asked: &Asked<'_>) -> Vec<Value> {
    let start = asked.one("start_index").and_then(|text| text.parse().ok()).unwrap_or(0);
    items.into_iter().skip(start).collect()
}
