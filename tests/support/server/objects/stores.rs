//! The local stores of a catalog, and the products that a Pin is tagged with.

use serde_json::{Value, json};

use super::asked::Asked;
use super::{Kind, List, Listed, Of, Shape, catalogs};
use crate::support::server::made_up::{Seed, ids};
use crate::support::server::reply::Reply;
use crate::support::server::users::User;

pub(super) const LISTS: &[List] = &[
    List {
        path: "catalogs/*/local_stores",
        category: "catalogs_read",
        parameters: &[("ids", Kind::JoinedIds(250))],
        shape: Shape::Paged,
        items: Of::Catalog(local_stores),
    },
    List {
        path: "pins/*/product_tags",
        category: "org_read",
        parameters: &[],
        shape: Shape::Whole("product_tags"),
        items: Of::Pin(product_tags),
    },
];

fn local_stores(user: &User<'_>, catalog: &str, asked: &Asked<'_>) -> Listed {
    if !catalogs::of_user(user, asked).iter().any(|own| own.id == catalog) {
        return Err(Reply::error(404, 2, "Catalog not found."));
    }
    let ids = ids("local store", catalog, 13, asked.count("local store", catalog));
    let wanted = ids.iter().filter(|id| asked.lets_pass("ids", id));
    Ok(wanted.map(|id| local_store(id)).collect())
}

fn local_store(id: &str) -> Value {
    let seed = Seed::of("local store", id);
    let item = json!({
        "id": id,
        "name": format!("Store {}", seed.words("name")),
        "store_code": format!("store_{}", seed.chance("code", 999)),
        "address_primary": "Große Straße 1, \"Hof\"",
        "address_secondary": seed.words("address"),
        "city": "Osnabrück",
        "region": "NI",
        "postal_code": "04907",
        "country": seed.pick("country", &["DE", "US"]),
        "latitude": -30.25,
        "longitude": 50.4375,
        "created_at": seed.moment("created"),
        "updated_at": seed.moment("updated"),
    });
    seed.thinned(item, &["address_secondary", "region", "latitude", "longitude"])
}

fn product_tags(pin: &str) -> Vec<Value> {
    let seed = Seed::of("product tags", pin);
    let some = usize::try_from(seed.chance("count", 3)).expect("less than three");
    ids("product tag", pin, 18, some).iter().map(|id| json!({ "pin_id": id })).collect()
}
