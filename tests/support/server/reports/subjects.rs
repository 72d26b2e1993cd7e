//! All that the rows of a level can tell about.

use super::level::Kind;
use crate::support::server::cells::{self, Lineage};
use crate::support::server::hash::Hash;
use crate::support::server::made_up::{Seed, ids};
use crate::support::server::objects;
use crate::support::server::rows::{self, Subject};
use crate::support::server::world::{Account, Level, World};

/// In the order in which they are listed; what never delivers is left out.
pub(super) fn of_account<'a>(world: &World, account: &'a Account, kind: Kind) -> Vec<Subject<'a>> {
    match kind {
        Kind::Of(Level::AdAccount) => {
            Subject::of(account, Level::AdAccount, &account.id).into_iter().collect()
        }
        Kind::Of(level) => {
            let entities = account.entities(level).iter();
            entities.filter_map(|entity| Subject::of(account, level, &entity.id)).collect()
        }
        Kind::Keyword => below(account, Level::AdGroup, "KEYWORD_ID", |ad_group| {
            objects::delivering_keywords(world, ad_group)
        }),
        Kind::ProductItem => {
            let kind = "product item";
            let mut items =
                below(account, Level::ProductGroup, "PRODUCT_ITEM_ID", |product_group| {
                    let count = objects::count(world, kind, product_group);
                    ids(kind, product_group, 15, count)
                });
            for item in &mut items {
                item.own = attributes(&item.id, account);
            }
            items
        }
    }
}

fn below<'a>(
    account: &'a Account,
    parents: Level,
    key: &'static str,
    ids: impl Fn(&str) -> Vec<String>,
) -> Vec<Subject<'a>> {
    let mut found = Vec::new();
    for parent in account.entities(parents) {
        for id in ids(&parent.id) {
            let lineage = Lineage::of(account, parents, &parent.id);
            let identity = Hash::new().text(&id);
            if rows::ever_delivers(&lineage, parents, identity) {
                found.push(Subject { id, key, lineage, identity, own: Vec::new() });
            }
        }
    }
    found
}

fn attributes(id: &str, account: &Account) -> Vec<(&'static str, String)> {
    let seed = Seed::of("product item", id);
    let price = |what| format!("{}.{:02}", 1 + seed.chance(what, 300), seed.chance("cents", 100));
    let brands = ["Mond & Söhne", "\"Reiher\"", "Marigold, Wren"];
    let texts = [
        ("PRODUCT_ITEM_NAME", seed.words("name").to_owned()),
        ("PRODUCT_ITEM_DESCRIPTION", seed.words("description").to_owned()),
        ("PRODUCT_ITEM_IMAGE_URL", format!("https://i.pinimg.com/originals/{id}.jpg")),
        ("PRODUCT_ITEM_PRODUCT_URL", format!("https://shop.example/p?id={id}&a=1,2")),
        ("PRODUCT_ITEM_PIN_URL", format!("https://www.pinterest.com/pin/{id}/")),
        ("PRODUCT_ITEM_BRAND", seed.pick("brand", &brands).to_owned()),
        ("PRODUCT_ITEM_PRODUCT_TYPE", "Home > Lamps, table".to_owned()),
        ("PRODUCT_ITEM_PRODUCT_CATEGORY", "Home & Garden > Lighting".to_owned()),
        ("PRODUCT_ITEM_CURRENCY", account.currency.clone()),
    ];
    let mut own = texts.map(|(name, text)| (name, cells::text(&text))).to_vec();
    own.push(("PRODUCT_ITEM_PRICE", price("price")));
    if seed.once_in("sale", 3) {
        own.push(("PRODUCT_ITEM_SALE_PRICE", price("sale price")));
    }
    own
}
