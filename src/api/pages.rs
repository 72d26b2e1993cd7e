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

/// A list that is asked for one page at a time.
pub(crate) struct Pager {
    /// What asks for the next page, while there is one.
    next: Option<Request>,
    first: Request,
    seen: HashSet<String>,
    empty_pages: u32,
}

impl Pager {
    pub(crate) fn new(request: &Request) -> Self {
        Pager::exactly(request.clone().param("page_size", PAGE_SIZE))
    }

    fn exactly(request: Request) -> Self {
        Pager { next: Some(request.clone()), first: request, seen: HashSet::new(), empty_pages: 0 }
    }

    /// The next page; nothing after the last one. A page without items is no end: only a missing
    /// bookmark is.
    pub(crate) async fn next<T: DeserializeOwned>(
        &mut self,
        client: &Client,
    ) -> Result<Option<Vec<T>>> {
        self.read(client, |page: Page<T>| Ok((page.items, page.bookmark))).await
    }

    pub(crate) fn has_more(&self) -> bool {
        self.next.is_some()
    }

    /// The same for answers of any form: `read` finds the items and the bookmark.
    async fn read<P: DeserializeOwned, T>(
        &mut self,
        client: &Client,
        read: impl Fn(P) -> Result<(Vec<T>, Option<String>)>,
    ) -> Result<Option<Vec<T>>> {
        let Some(request) = self.next.take() else { return Ok(None) };
        let (items, bookmark) = read(client.fetch(&request).await?)?;
        self.empty_pages = if items.is_empty() { self.empty_pages + 1 } else { 0 };
        if let Some(bookmark) = bookmark.filter(|bookmark| !bookmark.is_empty()) {
            self.next = Some(self.first.clone().continued(&bookmark));
            if !self.seen.insert(bookmark) {
                return Err(endless("the API gave the same bookmark twice", &request));
            }
            if self.empty_pages == MOST_EMPTY_PAGES {
                return Err(endless("the API gave only empty pages", &request));
            }
        }
        Ok(Some(items))
    }
}

/// The pages of a list, in order. `client` is a reference, or an `Arc` where the stream must own it.
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
    stream::try_unfold(Pager::exactly(request), move |mut pager| {
        let (client, read) = (client.clone(), read.clone());
        async move { Ok(pager.read(&client, read).await?.map(|items| (items, pager))) }
    })
}

fn endless(what: &str, request: &Request) -> Error {
    Error::new(Kind::Unreachable, format!("{what}, so the list would never end"))
        .about(format!("GET {}", request.path()))
        .hint("the same command again, with `-v` to see each request")
}
