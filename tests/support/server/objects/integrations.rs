//! The shops and partners that the user has connected.

use serde_json::{Value, json};

use super::asked::Asked;
use super::{List, Listed, Of, Shape};
use crate::support::server::made_up::{Seed, ids};
use crate::support::server::users::User;

pub(super) const LISTS: &[List] = &[List {
    path: "integrations",
    category: "ads_read",
    parameters: &[],
    shape: Shape::Paged,
    items: Of::TokenUser(integrations),
}];

fn integrations(user: &User<'_>, asked: &Asked<'_>) -> Listed {
    let kind = "integration";
    let ids = ids(kind, &user.id, 15, asked.count(kind, &user.id));
    Ok(ids.iter().map(|id| integration(id, user)).collect())
}

fn integration(id: &str, user: &User<'_>) -> Value {
    let seed = Seed::of("integration", id);
    let created = seed.seconds("created");
    let token = |what: &str| format!("SECRET-TOKEN-{}", seed.id(what, 12));
    let metadata = "{\"plan\": \"pro, yearly\",\n \"seats\": 3}";
    let item = json!({
        "id": id,
        "external_business_id": seed.or_null("external", format!("shop,{id}")),
        "connected_user_id": user.id,
        "connected_advertiser_id": seed.or_null("advertiser", seed.id("advertiser", 12)),
        "connected_merchant_id": seed.or_null("merchant", seed.id("merchant", 13)),
        "connected_tag_id": seed.or_null("tag", seed.id("tag", 13)),
        "connected_lba_id": null,
        "additional_id_1": seed.or_null("additional", "0007"),
        "partner_metadata": seed.or_null("metadata", metadata),
        "partner_primary_email": seed.or_null("email", "owner@shop.example"),
        "partner_access_token": token("access"),
        "partner_access_token_expiry": created + 2_592_000,
        "partner_refresh_token": seed.or_null("refresh", token("refresh")),
        "partner_refresh_token_expiry": seed.or_null("refresh", created + 31_536_000),
        "scopes": seed.or_null("scopes", "ads:read,catalogs:write"),
        "created_time": created,
        "updated_time": created + 5,
    });
    seed.thinned(item, &["connected_lba_id", "additional_id_1", "scopes"])
}
