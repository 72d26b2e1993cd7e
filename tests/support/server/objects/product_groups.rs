//! The product groups of catalogs, whose filters differ between the types.

use serde_json::{Value, json};

use super::asked::Asked;
use super::catalogs::{self, Catalog};
use super::{Kind, List, Listed, Of, Shape};
use crate::support::server::made_up::{Seed, ids};
use crate::support::server::parameters::Digits;
use crate::support::server::reply::Reply;
use crate::support::server::users::User;

pub(super) const LISTS: &[List] = &[List {
    path: "catalogs/product_groups",
    category: "catalogs_read",
    parameters: &[
        ("id", Kind::JoinedIds(1_000)),
        ("feed_id", Kind::Id(Digits::Any)),
        ("catalog_id", Kind::Id(Digits::Any)),
    ],
    shape: Shape::Paged,
    items: Of::User(product_groups),
}];

fn product_groups(user: &User<'_>, asked: &Asked<'_>) -> Listed {
    if !user.has_catalogs() {
        let why = "Can't access this feature without an existing catalog.";
        return Err(Reply::error(409, 4182, why));
    }
    let mut items = Vec::new();
    for catalog in catalogs::of_user(user, asked) {
        let feeds = catalogs::feed_ids(&catalog, asked);
        let kind = "catalog product group";
        // Product group ids are integers in the parameter, so they stay below 2^53.
        for (number, id) in
            ids(kind, &catalog.id, 12, asked.count(kind, &catalog.id)).iter().enumerate()
        {
            let feed = feeds.get(number % (feeds.len() + 1));
            items.push(product_group(id, &catalog, feed));
        }
    }
    let text = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    items.retain(|item| {
        asked.lets_pass("id", &text(item, "id"))
            && asked.lets_pass("catalog_id", &text(item, "catalog_id"))
            && asked.lets_pass("feed_id", &text(item, "feed_id"))
    });
    Ok(items)
}

fn product_group(id: &str, catalog: &Catalog, feed: Option<&String>) -> Value {
    let seed = Seed::of("catalog product group", id);
    let mut item = json!({
        "id": id,
        "catalog_id": catalog.id,
        "catalog_type": catalog.kind,
        "name": seed.words("name"),
        "description": seed.or_null("description", seed.words("description")),
        "filters": filters(seed, catalog.kind),
        "created_at": seed.seconds("created") * 1_000,
        "updated_at": seed.seconds("updated") * 1_000,
    });
    match catalog.kind {
        "RETAIL" => {
            let types = ["MERCHANT_CREATED", "ALL_PRODUCTS", "TOP_SELLERS", "I2PC"];
            item["type"] = seed.pick("type", &types).into();
            item["feed_id"] = feed.map_or(Value::Null, |feed| feed.as_str().into());
            item["status"] = seed.pick("status", &["ACTIVE", "INACTIVE"]).into();
            item["is_featured"] = seed.once_in("featured", 2).into();
            item["country"] = seed.or_null("country", "DE");
            item["locale"] = seed.or_null("locale", "de-DE");
        }
        "HOTEL" => {
            item["type"] = seed.pick("type", &["MERCHANT_CREATED", "ALL_LISTINGS"]).into();
        }
        _ => {}
    }
    seed.thinned(item, &["description", "created_at"])
}

fn filters(seed: Seed, kind: &str) -> Value {
    let filters = match kind {
        "RETAIL" => json!([
            { "MIN_PRICE": { "values": 9.5 } },
            { "BRAND": { "values": ["Mond & Söhne", "\"Reiher\""], "negated": true } },
            { "PRODUCT_TYPE_0": { "values": [["Home", "Lamps, table"], ["日本"]] } },
        ]),
        "HOTEL" => json!([
            { "PRICE": { "operator": "LESS_THAN", "value": 120, "currency": "EUR" } },
            { "COUNTRY": { "values": ["DE", "AT"] } },
        ]),
        _ => {
            json!([{ "CUSTOM_LABEL_0": { "values": ["a,b"], "filter_operator_type": "CONTAINS" } }])
        }
    };
    let quantifier = seed.pick("quantifier", &["any_of", "all_of"]);
    json!({ quantifier: filters })
}
