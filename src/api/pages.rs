//! Lists, page by page, by the bookmark that each answer gives for the next.

use std::collections::HashSet;
use std::ops::Deref;

use futures_util::{Stream, TryStreamExt, stream};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::api::Client;
use crate::api::request::Request;
use crate::error::{Error, Kind, Result};
use crate::json;

/// The most that the API gives at once: fewer requests.
const PAGE_SIZE: u32 = 250;

/// So many pages without an item, one after another, are taken for a list that never ends.
const MOST_EMPTY_PAGES: u32 = 100;

#[derive(Deserialize)]
struct Page<T> {
    items: Vec<T>,
    #[serde(default)]
    bookmark: Option<String>,
}

#[derive(Default)]
struct Place {
    bookmark: Option<String>,
    seen: HashSet<String>,
    empty_pages: u32,
}

/// The pages of a list, in order. A page without items is no end: only a missing bookmark is.
/// `client` is a reference, or an `Arc` where the stream must own it.
pub(crate) fn pages<T: DeserializeOwned, C: Deref<Target = Client> + Clone>(
    client: C,
    request: Request,
) -> impl Stream<Item = Result<Vec<T>>> {
    let request = request.param("page_size", PAGE_SIZE);
    walk(client, request, |page: Page<T>| Ok((page.items, page.bookmark)))
}

/// The pages of a list of rows, each row once: a list that changes while it is read may show one
/// on two pages. `id` is the field that tells rows apart; without one they cannot be.
pub(crate) fn pages_of_rows<C: Deref<Target = Client> + Clone>(
    client: C,
    request: Request,
    id: Option<&'static str>,
) -> impl Stream<Item = Result<Vec<Box<RawValue>>>> {
    let mut seen = HashSet::new();
    pages(client, request).map_ok(move |mut rows: Vec<Box<RawValue>>| {
        rows.retain(|row| match id.and_then(|id| json::field(row.get(), id)) {
            Some(id) => seen.insert(id),
            None => true,
        });
        rows
    })
}

/// The same for answers of any form: `read` finds the items and the bookmark.
pub(crate) fn walk<P: DeserializeOwned, T, C: Deref<Target = Client> + Clone>(
    client: C,
    request: Request,
    read: impl Fn(P) -> Result<(Vec<T>, Option<String>)> + Clone,
) -> impl Stream<Item = Result<Vec<T>>> {
    stream::try_unfold(Some(Place::default()), move |place| {
        let (client, request, read) = (client.clone(), request.clone(), read.clone());
        async move {
            let Some(mut place) = place else { return Ok(None) };
            let request = match &place.bookmark {
                Some(bookmark) => request.continued(bookmark),
                None => request,
            };
            let (items, bookmark) = read(client.fetch(&request).await?)?;
            place.empty_pages = if items.is_empty() { place.empty_pages + 1 } else { 0 };
            place.bookmark = bookmark.filter(|bookmark| !bookmark.is_empty());
            let next = match &place.bookmark {
                None => None,
                Some(bookmark) if !place.seen.insert(bookmark.clone()) => {
                    return Err(endless("the API gave the same bookmark twice", &request));
                }
                Some(_) if place.empty_pages == MOST_EMPTY_PAGES => {
                    return Err(endless("the API gave only empty pages", &request));
                }
                Some(_) => Some(place),
            };
            Ok(Some((items, next)))
        }
    })
}

fn endless(what: &str, request: &Request) -> Error {
    Error::new(Kind::Unreachable, format!("{what}, so the list would never end"))
        .about(format!("GET {}", request.path()))
}
