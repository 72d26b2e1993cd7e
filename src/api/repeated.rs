//! Rows that a list shows on more than one page, because it changes while it is read.

use std::collections::HashSet;
use std::ops::Deref;

use futures_util::{Stream, StreamExt};

use crate::api::client::Client;
use crate::api::endless::{MOST_PAGES_WITHOUT_NEWS, REPEATED, endless};
use crate::error::Result;
use crate::json::row::Row;

/// The names of fields that identify rows.
#[derive(Clone, Copy)]
pub(crate) enum Id {
    /// No two rows have the same value.
    Unique(&'static str),
    /// Rows of one page may have the same value, because the list is unknown.
    UniqueAcrossPages(&'static str),
}

/// The pages without rows that came before. A row without an id is always kept. For a list that
/// only repeats itself, the error names this request.
pub(crate) fn each_once(
    pages: impl Stream<Item = Result<Vec<Row>>>,
    id: Id,
    client: impl Deref<Target = Client>,
    name: String,
) -> impl Stream<Item = Result<Vec<Row>>> {
    let (field, may_share) = match id {
        Id::Unique(field) => (field, false),
        Id::UniqueAcrossPages(field) => (field, true),
    };
    let mut earlier = HashSet::new();
    let mut pages_without_news = 0;
    pages.map(move |page| {
        let mut rows = page?;
        let mut here = HashSet::new();
        rows.retain(|row| match row.field(field) {
            Some(id) if !id.is_empty() => !earlier.contains(&id) && (here.insert(id) || may_share),
            _ => true,
        });
        earlier.extend(here);
        pages_without_news = if rows.is_empty() { pages_without_news + 1 } else { 0 };
        if pages_without_news == MOST_PAGES_WITHOUT_NEWS {
            return Err(endless(&client, REPEATED, name.clone()));
        }
        Ok(rows)
    })
}
