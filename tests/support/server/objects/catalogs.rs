//! Catalogs and the feeds that fill them, with what differs between their types.

use serde_json::{Value, json};

use super::asked::Asked;
use super::{Kind, List, Listed, Of, Shape};
use crate::support::server::made_up::{Seed, ids};
use crate::support::server::parameters::Digits;
use crate::support::server::users::User;

pub(super) const LISTS: &[List] = &[
    List {
        path: "catalogs",
        category: "catalogs_read",
        parameters: &[],
        shape: Shape::Paged,
        items: Of::User(catalogs),
    },
    List {
        path: "catalogs/feeds",
        category: "catalogs_read",
        parameters: &[("catalog_id", Kind::Id(Digits::Any))],
        shape: Shape::Paged,
        items: Of::User(feeds),
    },
];

pub(super) struct Catalog {
    pub(super) id: String,
    pub(super) kind: &'static str,
}

const TYPES: [&str; 3] = ["RETAIL", "HOTEL", "CREATIVE_ASSETS"];

/// A user with any catalogs has one of every type.
pub(super) fn of_user(user: &User<'_>, asked: &Asked<'_>) -> Vec<Catalog> {
    let count = if user.has_catalogs() { asked.count("catalog", &user.id) } else { 0 };
    let kinds = TYPES.into_iter().cycle();
    let ids = ids("catalog", &user.id, 18, count);
    ids.into_iter().zip(kinds).map(|(id, kind)| Catalog { id, kind }).collect()
}

/// The ids of the feeds of a catalog.
pub(super) fn feed_ids(catalog: &Catalog, asked: &Asked<'_>) -> Vec<String> {
    let count = asked.world.sizes.of_a_kind.unwrap_or(2);
    ids("feed", &catalog.id, 13, count)
}

fn catalogs(user: &User<'_>, asked: &Asked<'_>) -> Listed {
    let item = |catalog: &Catalog| {
        let seed = Seed::of("catalog", &catalog.id);
        json!({
            "id": catalog.id,
            "catalog_type": catalog.kind,
            "name": seed.or_null("name", seed.words("name")),
            "created_at": seed.moment("created"),
            "updated_at": seed.moment("updated"),
        })
    };
    Ok(of_user(user, asked).iter().map(item).collect())
}

fn feeds(user: &User<'_>, asked: &Asked<'_>) -> Listed {
    let catalogs = of_user(user, asked);
    let wanted = catalogs.iter().filter(|catalog| asked.lets_pass("catalog_id", &catalog.id));
    let mut items = Vec::new();
    for catalog in wanted {
        items.extend(feed_ids(catalog, asked).iter().map(|id| feed(id, catalog)));
    }
    Ok(items)
}

fn feed(id: &str, catalog: &Catalog) -> Value {
    let seed = Seed::of("feed", id);
    let credentials = json!({
        "username": "feed-reader",
        "password": format!("SECRET-PASSWORD-{}", seed.id("password", 12)),
    });
    let schedule = json!({ "time": "02:59", "timezone": seed.or_null("zone", "Europe/Berlin") });
    let mut item = json!({
        "id": id,
        "catalog_type": catalog.kind,
        "name": seed.or_null("name", seed.words("name")),
        "status": seed.pick("status", &["ACTIVE", "INACTIVE"]),
        "format": seed.pick("format", &["TSV", "CSV", "XML"]),
        "location": format!("sftp://feeds.example/out/{id}.tsv.gz?v=1,2"),
        "credentials": seed.or_null("credentials", credentials),
        "preferred_processing_schedule": seed.or_null("schedule", schedule),
        "default_currency": seed.or_null("currency", seed.pick("currency", &["EUR", "USD"])),
        "default_locale": "de-DE",
        "created_at": seed.moment("created"),
        "updated_at": seed.moment("updated"),
    });
    if catalog.kind != "HOTEL" {
        item["default_country"] = "DE".into();
    }
    match catalog.kind {
        "RETAIL" => {
            let stock = seed.pick("stock", &["IN_STOCK", "OUT_OF_STOCK", "PREORDER"]);
            item["default_availability"] = seed.or_null("stock", stock);
        }
        "HOTEL" => item["catalog_id"] = seed.or_null("catalog", catalog.id.as_str()),
        _ => item["catalog_id"] = catalog.id.as_str().into(),
    }
    item
}
