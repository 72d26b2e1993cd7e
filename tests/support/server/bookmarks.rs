//! The bookmarks handed out so far; each is good for one request in one place only.

use std::collections::HashMap;

use base64::prelude::{BASE64_STANDARD_NO_PAD, Engine};

use super::hash::Hash;

#[derive(Clone)]
pub(super) struct Place {
    /// The endpoint and all other parameters.
    pub(super) request: String,
    pub(super) offset: usize,
    /// The page at this place hands out the bookmark that led to it.
    pub(super) leads_to_itself: bool,
}

#[derive(Default)]
pub(super) struct Bookmarks {
    places: HashMap<String, Place>,
}

impl Bookmarks {
    pub(super) fn place(&self, bookmark: &str) -> Option<&Place> {
        self.places.get(bookmark)
    }

    /// Every bookmark is a new text, though two may lead to the same place.
    pub(super) fn hand_out(&mut self, place: Place) -> String {
        let number = self.places.len();
        let seed = Hash::new().text(&place.request).text(&number.to_string());
        // `+`, `/` and `=` mean something in a query: whoever forgets to encode them gets lost.
        let bookmark = format!(
            "{}+{}/{number}==",
            letters(seed.text("first").value()),
            letters(seed.text("second").value())
        );
        self.places.insert(bookmark.clone(), place);
        bookmark
    }
}

fn letters(number: u64) -> String {
    BASE64_STANDARD_NO_PAD.encode(number.to_be_bytes())
}

/// What a bookmark is bound to; the order of the parameters does not matter.
pub(super) fn request(path: &str, query: &[(String, String)]) -> String {
    let mut others: Vec<_> = query.iter().filter(|(name, _)| name != "bookmark").collect();
    others.sort();
    format!("{path}?{others:?}")
}
