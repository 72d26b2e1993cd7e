//! Audiences, owned and received, and customer lists.

use serde_json::{Value, json};

use super::asked::Asked;
use super::{Kind, List, Listed, Of, Shape};
use crate::support::server::made_up::{Seed, ids};
use crate::support::server::world::Account;

pub(super) const LISTS: &[List] = &[
    List {
        path: "ad_accounts/*/audiences",
        category: "ads_read",
        parameters: &[
            ("ownership_type", Kind::OneOf(&["OWNED", "RECEIVED"])),
            ("exclude_nca", Kind::Flag),
        ],
        shape: Shape::Ordered,
        items: Of::Account(of_account),
    },
    List {
        path: "ad_accounts/*/customer_lists",
        category: "ads_read",
        parameters: &[("exclude_nca", Kind::Flag)],
        shape: Shape::Ordered,
        items: Of::Account(customer_lists),
    },
    List {
        path: "ad_accounts/*/customer_segments",
        category: "ads_read",
        parameters: &[("include_sizing", Kind::Flag), ("search_query", Kind::Text)],
        shape: Shape::Ordered,
        items: Of::Account(segments),
    },
    List {
        path: "businesses/*/audiences",
        category: "ads_read",
        parameters: &[],
        shape: Shape::Ordered,
        items: Of::Business(of_business),
    },
];

fn of_account(account: &Account, asked: &Asked<'_>) -> Listed {
    let kind = if asked.one("ownership_type") == Some("RECEIVED") {
        "received audience"
    } else {
        "audience"
    };
    let count = asked.count(kind, &account.id);
    let ids = ids(kind, &account.id, 13, count);
    let audiences = ids.iter().map(|id| audience(id, account));
    Ok(audiences.filter(|item| passes_nca(item, asked)).collect())
}

fn passes_nca(item: &Value, asked: &Asked<'_>) -> bool {
    !asked.flag("exclude_nca") || item["is_nca"] != true
}

fn of_business(business: &str, asked: &Asked<'_>) -> Listed {
    let kind = "audience of business";
    let ids = ids(kind, business, 13, asked.count(kind, business));
    let sharing = asked.world.accounts.iter().cycle();
    Ok(ids.iter().zip(sharing).map(|(id, account)| audience(id, account)).collect())
}

fn audience(id: &str, account: &Account) -> Value {
    let seed = Seed::of("audience", id);
    let kinds = ["VISITOR", "CUSTOMER_LIST", "ENGAGEMENT", "ACTALIKE"];
    let kind = seed.pick("type", &kinds);
    let created = seed.seconds("created");
    let item = json!({
        "id": id,
        "ad_account_id": account.id,
        "name": format!("{} {}", seed.words("name"), &id[9..]),
        "audience_type": kind,
        "description": seed.or_null("description", seed.words("description")),
        "created_by_company_name": seed.or_null("company", "Agentur \"Süd\", GmbH"),
        "created_timestamp": created,
        "updated_timestamp": seed.or_null("updated", created + 86_400),
        "size": seed.or_null("size", seed.chance("size", 3_000_000)),
        "status": seed.pick("status", &["READY", "INITIALIZING", "TOO_SMALL", "ELIGIBLE"]),
        "type": "audience",
        "rule": rule(kind, seed, account),
        "is_nca": seed.once_in("nca", 3),
        "is_ctv_enabled": seed.once_in("ctv", 2),
    });
    seed.thinned(item, &["size", "created_by_company_name", "created_timestamp"])
}

fn rule(kind: &str, seed: Seed, account: &Account) -> Value {
    match kind {
        "CUSTOMER_LIST" => json!({ "customer_list_id": seed.id("list", 13), "prefill": true }),
        "ACTALIKE" => json!({
            "country": account.country,
            "percentage": 1 + seed.chance("percentage", 10),
            "seed_id": [seed.id("seed", 13), seed.id("other seed", 13)],
        }),
        "ENGAGEMENT" => json!({
            "engagement_domain": ["www.lamps.example", "garden.example"],
            "engagement_type": "click",
            "engager_type": 1,
            "retention_days": 30 + seed.chance("retention", 500),
            "pin_id": [],
            "objective_type": ["AWARENESS", "WEB_CONVERSION"],
        }),
        _ => json!({
            "visitor_source_id": seed.id("tag", 13),
            "retention_days": 180,
            "event": "checkout",
            "event_source": { "=": ["web", "mobile"] },
            "ingestion_source": { "=": ["tag"] },
            "url": ["https://lamps.example/a,b", "https://lamps.example/\"sale\""],
            "event_data": {
                "currency": account.currency,
                "value": "199.98",
                "line_items": { "product_id": 1414, "product_price": "99.90" },
            },
        }),
    }
}

fn customer_lists(account: &Account, asked: &Asked<'_>) -> Listed {
    let kind = "customer list";
    let ids = ids(kind, &account.id, 12, asked.count(kind, &account.id));
    let lists = ids.iter().map(|id| customer_list(id, account));
    Ok(lists.filter(|item| passes_nca(item, asked)).collect())
}

fn segments(account: &Account, asked: &Asked<'_>) -> Listed {
    let kind = "customer segment";
    let audiences = ids("audience", &account.id, 13, asked.count("audience", &account.id));
    let segment = |id: &String| {
        let seed = Seed::of(kind, id);
        let created = seed.seconds("created");
        let own = audiences.iter().filter(|audience| seed.once_in(audience, 2));
        json!({
            "id": id,
            "ad_account_id": account.id,
            "name": seed.words("name"),
            "audience_ids": own.collect::<Vec<_>>(),
            "status": seed.pick("status", &["ACTIVE", "DELETED"]),
            "created_time": created,
            "updated_time": created + 60,
        })
    };
    Ok(ids(kind, &account.id, 13, asked.count(kind, &account.id)).iter().map(segment).collect())
}

fn customer_list(id: &str, account: &Account) -> Value {
    let seed = Seed::of("customer list", id);
    let created = seed.seconds("created");
    let exceptions = if seed.once_in("trouble", 3) {
        json!({ "INVALID_EMAIL": seed.chance("invalid", 40), "reason": "not an \"address\"" })
    } else {
        json!({})
    };
    let item = json!({
        "id": id,
        "ad_account_id": account.id,
        "name": seed.words("name"),
        "status": seed.pick("status", &["PROCESSING", "READY", "TOO_SMALL", "UPLOADING"]),
        "num_batches": 1 + seed.chance("batches", 9),
        "num_uploaded_user_records": seed.chance("records", 80_000),
        "num_removed_user_records": 0,
        "exceptions": exceptions,
        "is_nca": seed.once_in("nca", 3),
        "type": "customerlist",
        "created_time": created,
        "updated_time": created + seed.chance("updated", 9_000_000),
    });
    seed.thinned(item, &["exceptions", "num_removed_user_records"])
}
