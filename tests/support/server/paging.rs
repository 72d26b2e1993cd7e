//! Cutting a list into pages, and the faults of paging.

use serde_json::{Map, Value, json};

use super::bookmarks::{self, Place};
use super::faults::Fault;
use super::parameters::{Parameters, wrong};
use super::reply::Reply;
use super::routes::Call;
use super::state::lock;
use super::world::{BookmarkStyle, Pages};

/// A page of so many items is short.
const SHORT: usize = 5;

pub(super) struct Paging<'a> {
    size: usize,
    bookmark: Option<&'a str>,
}

impl<'a> Paging<'a> {
    pub(super) fn read(query: &mut Parameters<'a>) -> Result<Self, Reply> {
        Ok(Self { size: query.page_size()?, bookmark: query.single("bookmark")? })
    }

    pub(super) fn page(&self, call: &Call<'_>, items: Vec<Value>) -> Result<Reply, Reply> {
        self.page_of(call, items, |item| item)
    }

    /// A page of what is made only if it is on the page.
    pub(super) fn page_of<T>(
        &self,
        call: &Call<'_>,
        items: Vec<T>,
        item: impl Fn(T) -> Value,
    ) -> Result<Reply, Reply> {
        if call.is_for_the_truth {
            let items: Vec<_> = items.into_iter().map(item).collect();
            return Ok(Reply::json(json!({ "items": items, "bookmark": null }).to_string()));
        }
        let mut bookmarks = lock(&call.state.bookmarks);
        let request = bookmarks::request(call.path, call.query);
        let place = match self.bookmark {
            None => Place { request, offset: 0, leads_to_itself: false },
            Some(bookmark) => bookmarks
                .place(bookmark)
                .filter(|place| place.request == request)
                .cloned()
                .ok_or_else(|| wrong("bookmark", "is not one of this list and its parameters"))?,
        };
        let total = items.len();
        let fault = call.page_fault.take();
        let pages = call.state.world.quirks.pages;
        let (taken, again) = match (fault.as_ref(), pages) {
            (Some(Fault::Page { items, again }), _) => (self.size.min(*items), *again),
            (_, Pages::OftenEmpty) if self.bookmark.is_none() => (0, 0),
            (_, Pages::Pairs) => (self.size.min(2), 0),
            (_, Pages::Short | Pages::OftenEmpty) => (self.size.min(SHORT), 0),
            (_, Pages::Overlapping) => (self.size.min(SHORT), 1),
            (_, Pages::Full | Pages::EmptyAtLast) => (self.size, 0),
        };
        let rest = place.offset + taken;
        let next = match (fault, self.bookmark) {
            (Some(Fault::RepeatBookmark), None) => {
                let offset = if rest < total { rest } else { 0 };
                let next = Place { offset, leads_to_itself: true, ..place.clone() };
                Some(bookmarks.hand_out(next))
            }
            (Some(Fault::RepeatBookmark), Some(bookmark)) => Some(bookmark.to_owned()),
            (Some(Fault::EndlessList), _) => {
                let offset = if rest < total { rest } else { 0 };
                Some(bookmarks.hand_out(Place { offset, ..place.clone() }))
            }
            (_, Some(bookmark)) if place.leads_to_itself => Some(bookmark.to_owned()),
            _ if taken == 0
                || rest < total
                || (pages == Pages::EmptyAtLast && place.offset < total) =>
            {
                let offset = rest.saturating_sub(again);
                Some(bookmarks.hand_out(Place { offset, ..place.clone() }))
            }
            _ => None,
        };
        let items = items.into_iter().skip(place.offset).take(taken);
        let items: Vec<_> = items.map(|it| marked(call, item(it))).collect();
        let mut page = json!({ "items": items });
        match (next, call.state.world.quirks.bookmark_style) {
            (Some(next), _) => page["bookmark"] = next.into(),
            (None, BookmarkStyle::Null) => page["bookmark"] = Value::Null,
            (None, BookmarkStyle::EmptyString) => page["bookmark"] = "".into(),
            (None, BookmarkStyle::Absent) => {}
        }
        Ok(Reply::json(page.to_string()))
    }
}

/// An item as it is sent, with what the quirks add.
pub(super) fn marked(call: &Call<'_>, item: Value) -> Map<String, Value> {
    let Value::Object(mut fields) = item else { panic!("every item is an object") };
    if call.adds_unknown_field() {
        fields.insert("brand_new_field".to_owned(), "x".into());
    }
    fields
}
