//! The list of own Pins, as far as it needs fewer requests than the single Pins.

use std::collections::HashSet;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::api::remembered::Remembered;
use crate::api::request::{Category, Request};
use crate::api::{Client, Pager};
use crate::error::{Kind, Result};
use crate::json::row::Row;
use crate::reports::beta::{is_refused, may_be_the_parameter, works};
use crate::reports::domain_pins::details::{Details, Read};
use crate::reports::site::Site;

const ENDPOINT: &str = "GET /pins";
const DOMAIN: &str = "domain";

/// A list can grow.
const GOOD_FOR: TimeDelta = TimeDelta::days(7);

pub(super) struct OwnList<'a> {
    /// The API can list the Pins that lead to one host.
    site: Option<&'a Site>,
}

/// The length of the list, as an earlier run has seen it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
struct Length {
    pages: usize,
    is_whole: bool,
}

impl<'a> OwnList<'a> {
    pub(super) fn new(only_site: Option<&'a Site>) -> Self {
        OwnList { site: only_site.filter(|site| !site.has_subdomains()) }
    }

    /// Those of the Pins that the list shows before it costs too much.
    pub(super) async fn find(&self, client: &Client, ids: Vec<String>) -> Result<Read> {
        let all = Request::get(Category::OrgRead, ["pins"]);
        let works = works(client, ENDPOINT, DOMAIN);
        let site = self.site.filter(|_| works.recall() != Some(false));
        let Some(site) = site else { return optional(among(client, &all, &ids).await) };
        let error = match among(client, &all.clone().param(DOMAIN, site.host()), &ids).await {
            Err(error) if may_be_the_parameter(&error) => error,
            found => return found,
        };
        let found = among(client, &all, &ids).await;
        if found.is_ok() && is_refused(&error) {
            works.keep(&false);
        }
        optional(found)
    }
}

/// The single Pins can be readable even if the list is not.
fn optional(found: Result<Read>) -> Result<Read> {
    match found {
        Err(error) if error.kind == Kind::Refused => Ok(Read::new()),
        found => found,
    }
}

async fn among(client: &Client, list: &Request, ids: &[String]) -> Result<Read> {
    let memory = Remembered::of(client, "pages", &list.target(), GOOD_FOR);
    let length: Option<Length> = memory.recall();
    let mut missing: HashSet<_> = ids.iter().cloned().collect();
    let mut found = Read::new();
    let mut pages = Pager::new(list);
    let mut read = 0;
    while pages.has_more() && is_worth_it(length, read, missing.len()) {
        let pins: Vec<Row> = pages.next(client).await?.unwrap_or_default();
        read += 1;
        for pin in pins {
            if let Some(id) = pin.field("id").and_then(|id| missing.take(&id)) {
                found.insert(id, Some(Details::of(&pin)));
            }
        }
    }
    let seen = Length { pages: read, is_whole: !pages.has_more() };
    if seen.is_whole && length != Some(seen) || length.is_none_or(|known| known.pages < read) {
        memory.keep(&seen);
    }
    Ok(found)
}

/// Can the next page save requests? `missing` Pins would need one each.
fn is_worth_it(length: Option<Length>, read: usize, missing: usize) -> bool {
    match length {
        Some(Length { pages, is_whole: true }) => pages.saturating_sub(read).max(1) < missing,
        // An earlier run gave it up: only many more Pins are worth another attempt.
        Some(Length { pages, .. }) if read == 0 => 4 * (pages + 1) <= missing,
        // Half as many pages as Pins is a fair price for a list of unknown length.
        _ => 2 * (read + 1) <= missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of pages that a run reads of a list, none of which shows a wanted Pin.
    fn read(length: Option<Length>, missing: usize) -> usize {
        (0..100).find(|read| !is_worth_it(length, *read, missing)).expect("it ends")
    }

    #[test]
    fn a_list_costs_less_than_the_pins_or_ends() {
        let whole = |pages| Some(Length { pages, is_whole: true });
        let begun = |pages| Some(Length { pages, is_whole: false });
        for (length, missing, pages) in [
            (None, 0, 0),
            (None, 1, 0),
            (None, 2, 1),
            (None, 50, 25),
            (begun(25), 50, 0),
            (begun(10), 50, 25),
            (whole(8), 8, 0),
            (whole(1), 1, 0),
            (whole(49), 49, 0),
        ] {
            assert_eq!(read(length, missing), pages, "{length:?} {missing}");
        }
        assert!(is_worth_it(whole(8), 7, 2) && !is_worth_it(whole(8), 7, 1));
        assert!(is_worth_it(whole(8), 0, 9));
    }
}
