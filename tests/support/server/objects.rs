//! The lists that differ only in their path, their parameters and their items. A new one is a row
//! in the table of its module.

#![expect(clippy::unnecessary_wraps, reason = "rows share a signature, and some of them refuse")]

mod asked;
mod assets;
mod audiences;
mod billing;
mod businesses;
mod catalogs;
mod contacts;
mod conversions;
mod integrations;
mod keywords;
mod labels;
mod leads;
mod orders;
mod product_groups;
mod profile;
mod schedules;
mod stores;
mod templates;

use serde_json::Value;

use self::asked::Asked;
pub(super) use self::asked::count;
pub(super) use self::keywords::delivering as delivering_keywords;
pub(super) use self::templates::find_report as report_template;
use super::boards::Board;
use super::made_up::open_map;
use super::paging::{Paging, marked};
use super::parameters::{Digits, Parameters};
use super::reply::Reply;
use super::routes::Call;
use super::users::User;
use super::world::Account;

const ORDERS: &[&str] = &["ASCENDING", "DESCENDING"];

pub(super) struct List {
    /// Below `/v5/`, with `*` for an id.
    path: &'static str,
    pub(super) category: &'static str,
    /// Without those that follow from the parent and the shape.
    parameters: &'static [(&'static str, Kind)],
    shape: Shape,
    items: Of,
}

/// What a parameter may be.
enum Kind {
    Flag,
    RequiredFlag,
    OneOf(&'static [&'static str]),
    /// Words in a repeated key.
    Several(&'static [&'static str]),
    Id(Digits),
    /// At most so many ids in a repeated key.
    Ids(usize, Digits),
    /// The same, and at least one.
    RequiredIds(usize, Digits),
    /// From one to so many texts joined with commas.
    JoinedTexts(usize),
    /// At most so many ids joined with commas.
    JoinedIds(usize),
    Date,
    Number,
    Text,
}

enum Shape {
    /// In pages.
    Paged,
    /// In pages, and `order` sorts by id.
    Ordered,
    /// An object with all items in the field of this name.
    Whole(&'static str),
    /// A bare array.
    Array,
    /// An object from this field of the items to an array of those that share its value.
    By(&'static str),
}

type Listed = Result<Vec<Value>, Reply>;

/// Where the items come from, by the parent that they belong to.
enum Of {
    Account(fn(&Account, &Asked<'_>) -> Listed),
    /// Of the token's user, or of the owner of the ad account in the query.
    User(fn(&User<'_>, &Asked<'_>) -> Listed),
    TokenUser(fn(&User<'_>, &Asked<'_>) -> Listed),
    Board(fn(&User<'_>, &Board, &Asked<'_>) -> Listed),
    Catalog(fn(&User<'_>, &str, &Asked<'_>) -> Listed),
    /// Of a Pin of the token's user.
    Pin(fn(&str) -> Vec<Value>),
    Business(fn(&str, &Asked<'_>) -> Listed),
}

pub(super) fn find(segments: &[&str]) -> Option<&'static List> {
    let tables = [
        audiences::LISTS,
        billing::LISTS,
        businesses::LISTS,
        assets::LISTS,
        catalogs::LISTS,
        contacts::LISTS,
        conversions::LISTS,
        integrations::LISTS,
        keywords::LISTS,
        labels::LISTS,
        leads::LISTS,
        orders::LISTS,
        product_groups::LISTS,
        profile::LISTS,
        schedules::LISTS,
        stores::LISTS,
        templates::LISTS,
    ];
    tables.into_iter().flatten().find(|list| {
        let parts = list.path.split('/');
        parts.clone().count() == segments.len()
            && parts.zip(segments).all(|(part, segment)| part == "*" || part == *segment)
    })
}

/// Answers whatever `find` finds.
pub(super) fn answer(call: &Call<'_>) -> Result<Reply, Reply> {
    let list = find(call.segments).expect("the route was found by it");
    let mut query = Parameters::new(call.query);
    let world = &call.state.world;
    let parent = call.segments.get(1).copied().unwrap_or_default();
    let account = match &list.items {
        Of::Account(_) => Some(call.open_account()?),
        _ => None,
    };
    let user = match &list.items {
        Of::User(_) | Of::Board(_) | Of::Catalog(_) => call.user(&mut query)?,
        _ => User::of_token(world),
    };
    let mut asked = Asked::read(call, list.parameters, &mut query)?;
    let paging = match list.shape {
        Shape::Paged | Shape::Ordered => Some(Paging::read(&mut query)?),
        Shape::Whole(_) | Shape::Array | Shape::By(_) => None,
    };
    if matches!(list.shape, Shape::Ordered) {
        asked.order = query.one_of("order", ORDERS)?;
    }
    query.finish()?;
    let items = match &list.items {
        Of::Account(items) => items(account.expect("it was opened above"), &asked)?,
        Of::User(items) | Of::TokenUser(items) => items(&user, &asked)?,
        Of::Board(items) => items(&user, &user.board(parent)?, &asked)?,
        Of::Catalog(items) => items(&user, parent, &asked)?,
        Of::Pin(items) => items(&user.pin(parent, call.now)?.id),
        Of::Business(items) => {
            businesses::check(world, parent)?;
            items(parent, &asked)?
        }
    };
    let items = asked.in_order(items);
    if let Some(paging) = paging {
        return paging.page(call, items);
    }
    let items = items.into_iter().map(|item| Value::Object(marked(call, item)));
    let body = match list.shape {
        Shape::By(field) => grouped(items, field),
        Shape::Array => items.collect(),
        Shape::Whole(field) => serde_json::json!({ field: items.collect::<Value>() }),
        Shape::Paged | Shape::Ordered => unreachable!("pages are answered above"),
    };
    Ok(Reply::json(body.to_string()))
}

fn grouped(items: impl Iterator<Item = Value>, field: &str) -> Value {
    let mut groups: Vec<(String, Value)> = Vec::new();
    for item in items {
        let key = item[field].as_str().expect("items are grouped by a text").to_owned();
        match groups.iter_mut().find(|(own, _)| *own == key) {
            Some((_, group)) => group.as_array_mut().expect("as made below").push(item),
            None => groups.push((key, Value::Array(vec![item]))),
        }
    }
    open_map(groups)
}
