//! Lists, page by page, by the bookmark in each response.

use std::collections::HashSet;
use std::ops::Deref;

use futures_util::future::Either;
use futures_util::{Stream, stream};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::api::client::Client;
use crate::api::endless::{MOST_PAGES_WITHOUT_NEWS, REPEATED, endless};
use crate::api::repeated::{Id, each_once};
use crate::api::request::Request;
use crate::error::Result;
use crate::json;
use crate::json::row::Row;
use crate::json::rows::{self, Items};

/// The maximum page size of the API, which needs the fewest requests.
pub(crate) const LISTING_PAGE: usize = 250;

/// A list with more pages never ends. The longest known lists are of Pins, where the API stops at
/// 100,000: 4,000 pages if each has the API's default of 25 items, 400 pages of 250 items.
const MOST_PAGES: u32 = 5000;

#[derive(Deserialize)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// The bookmark of the next page; nothing or an empty text if there is none.
    #[serde(default)]
    pub(crate) bookmark: Option<String>,
    /// The length and the checksum of the items, if they are known already.
    #[serde(skip)]
    pub(crate) print: Option<Print>,
}

/// The length and the checksum of a text: equal ones tell that a page has come before.
type Print = (usize, u32);

/// A list that is requested page by page.
pub(crate) struct Pager {
    /// The request for the next page, while there is one.
    next: Option<Request>,
    first: Request,
    progress: Progress,
}

/// The part of a list that has been read.
#[derive(Default)]
struct Progress {
    bookmarks: HashSet<String>,
    /// The items of each page.
    items: HashSet<Print>,
    pages: u32,
    /// The last consecutive pages that are empty or repeat an earlier page.
    pages_without_news: u32,
}

impl Pager {
    pub(crate) fn new(request: &Request) -> Self {
        Pager::exactly(request.clone().param("page_size", LISTING_PAGE))
    }

    fn exactly(request: Request) -> Self {
        let next = Some(request.clone());
        Pager { next, first: request, progress: Progress::default() }
    }

    /// The next page; nothing after the last one. A page without items does not end the list; only
    /// a missing bookmark does.
    pub(crate) async fn next<T: DeserializeOwned>(
        &mut self,
        client: &Client,
    ) -> Result<Option<Vec<T>>> {
        self.read(client, page).await
    }

    pub(crate) fn has_more(&self) -> bool {
        self.next.is_some()
    }

    /// The same for responses of any form: `read` finds the items and the bookmark. Its outer error
    /// is the reason of a failed attempt.
    async fn read<T>(
        &mut self,
        client: &Client,
        read: impl Fn(&[u8]) -> Result<Result<Page<T>>, String>,
    ) -> Result<Option<Vec<T>>> {
        let Some(request) = self.next.take() else { return Ok(None) };
        let read = |text: &[u8]| {
            let page = read(text)?;
            Ok(page.map(|Page { items, bookmark, print }| {
                let next = bookmark.filter(|bookmark| !bookmark.is_empty());
                let print = || print.or_else(|| items_print(text));
                (items, next.map(|bookmark| (bookmark, print())))
            }))
        };
        let page = client.fetch_as(&request, read).await?;
        let (items, next) = page.map_err(|error| error.about(client.name(&request)))?;
        if let Some((bookmark, print)) = next {
            self.next = Some(self.first.clone().continued(&bookmark));
            let went_on = self.progress.go_on(bookmark, print, items.is_empty());
            went_on.map_err(|why| endless(client, &why, client.name(&request)))?;
        }
        Ok(Some(items))
    }
}

impl Progress {
    /// Counts a page that is not the last one. The error is the reason why the list would never
    /// end.
    fn go_on(
        &mut self,
        bookmark: String,
        items: Option<Print>,
        is_empty: bool,
    ) -> Result<(), String> {
        self.pages += 1;
        let is_new = !is_empty && items.is_none_or(|print| self.items.insert(print));
        self.pages_without_news = if is_new { 0 } else { self.pages_without_news + 1 };
        if !self.bookmarks.insert(bookmark) {
            return Err("the API returned the same bookmark twice".to_owned());
        }
        if self.pages_without_news == MOST_PAGES_WITHOUT_NEWS {
            let why = if is_empty { "the API returned only empty pages" } else { REPEATED };
            return Err(why.to_owned());
        }
        if self.pages == MOST_PAGES {
            return Err(format!(
                "the API returned {MOST_PAGES} pages and a bookmark for another one"
            ));
        }
        Ok(())
    }
}

/// The length and the checksum of the items of a page of the usual form.
fn items_print(text: &[u8]) -> Option<Print> {
    json::pointed(str::from_utf8(text).ok()?, "/items").map(print)
}

fn print(text: &str) -> Print {
    (text.len(), crc32fast::hash(text.as_bytes()))
}

/// A page of rows of the usual form.
fn page_of_rows(text: &[u8]) -> Result<Result<Page<Row>>, String> {
    let Some(Items { rows, bookmark, text: items }) = rows::items(text) else {
        // Another form, or the words of the error.
        return page(text);
    };
    Ok(Ok(Page { items: rows, bookmark, print: Some(print(items)) }))
}

/// A page of the usual form.
fn page<T: DeserializeOwned>(text: &[u8]) -> Result<Result<Page<T>>, String> {
    serde_json::from_slice(text).map(Ok).map_err(|error| error.to_string())
}

/// The pages of a list, in order. `client` is a reference, or an `Arc` if the stream must own it.
pub(crate) fn pages<T: DeserializeOwned, C: Deref<Target = Client> + Clone>(
    client: C,
    request: Request,
) -> impl Stream<Item = Result<Vec<T>>> {
    let request = request.param("page_size", LISTING_PAGE);
    walk(client, request, page)
}

/// The pages of a list of rows, each row once: a list that changes while it is read may show one on
/// two pages. `id` is the field that identifies rows; without it, repeated rows stay.
pub(crate) fn pages_of_rows<C: Deref<Target = Client> + Clone>(
    client: C,
    request: Request,
    id: Option<&'static str>,
) -> impl Stream<Item = Result<Vec<Row>>> {
    let name = client.name(&request);
    let request = request.param("page_size", LISTING_PAGE);
    let pages = walk(client.clone(), request, page_of_rows);
    match id {
        Some(id) => Either::Left(each_once(pages, Id::Unique(id), client, name)),
        None => Either::Right(pages),
    }
}

/// The pages of a list whose responses have any form: `read` finds the items and the bookmark.
pub(crate) fn walk<T, C: Deref<Target = Client> + Clone>(
    client: C,
    request: Request,
    read: impl Fn(&[u8]) -> Result<Result<Page<T>>, String> + Clone,
) -> impl Stream<Item = Result<Vec<T>>> {
    stream::try_unfold(Pager::exactly(request), move |mut pager| {
        let (client, read) = (client.clone(), read.clone());
        async move { Ok(pager.read(&client, read).await?.map(|items| (items, pager))) }
    })
}

#[cfg(test)]
mod tests {
    use super::Progress;

    /// The number of pages before an error, and the error.
    fn end(bookmark: impl Fn(u32) -> u32, items: impl Fn(u32) -> Option<u32>) -> (u32, String) {
        let mut progress = Progress::default();
        let mut page = 0;
        loop {
            let items = items(page);
            let print = Some((0, items.unwrap_or(u32::MAX)));
            if let Err(why) = progress.go_on(bookmark(page).to_string(), print, items.is_none()) {
                return (page, why);
            }
            page += 1;
        }
    }

    #[test]
    fn every_endless_list_ends() {
        let (pages, why) = end(|page| page, Some);
        assert!(pages > 4000 && why.contains("5000 pages"), "{pages} {why}");
        assert_eq!(end(|page| page, |page| (page % 100 == 0).then_some(page)).0, pages);
        let (pages, why) = end(|page| page, |page| (page <= 10).then_some(page));
        assert!(pages == 110 && why.contains("only empty pages"), "{pages} {why}");
        let (pages, why) = end(|page| page % 7, Some);
        assert!(pages == 7 && why.contains("same bookmark"), "{pages} {why}");
        let (pages, why) = end(|page| page, |page| Some(page % 11));
        assert!(pages == 110 && why.contains("the same rows"), "{pages} {why}");
    }
}
