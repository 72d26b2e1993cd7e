//! The Pins of an account whose links lead to some sites: the API selects them by `domain`, or the
//! run reads all Pins.
//!
//! Each site has a list of its own. `domains` would take several at once, but no evidence settles
//! whether as one value joined by commas or as repeated ones, and a wrong guess loses Pins.

use std::sync::Arc;

use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryFutureExt, TryStreamExt};

use crate::api::request::Request;
use crate::api::{Client, pages_of_rows};
use crate::error::{Error, Kind, Result};
use crate::json::row::Row;
use crate::output::Rows;
use crate::reports::site::Site;
use crate::terminal::console::Console;

/// Pinterest's codes for an error on its own side, and for an account that may not be read.
const OUR_FAULT: i64 = 12;
const NOT_PERMITTED: i64 = 29;

type Pages = BoxStream<'static, Result<Rows>>;

/// The number of requests, in words.
pub(crate) fn requests(sites: &[Site]) -> &'static str {
    match sites {
        sites if sites.iter().any(Site::has_subdomains) => "1 for every 250 Pins of the account",
        [_] => "1 for every 250 Pins that lead to the site",
        _ => "for each site, 1 for every 250 Pins that lead there",
    }
}

/// The Pins that lead to one of these sites, in the order of the sites. `request` lists all Pins.
pub(crate) fn linked_pins(
    client: Arc<Client>,
    request: Request,
    sites: Vec<Site>,
    console: Arc<Console>,
) -> Pages {
    async move {
        if sites.iter().any(Site::has_subdomains) {
            return Ok(from_all(client, request, sites));
        }
        let lists = sites.clone().into_iter().map({
            let (client, request) = (Arc::clone(&client), request.clone());
            move |site| from_its_own(Arc::clone(&client), &request, site)
        });
        let mut pages = stream::iter(lists).flatten().boxed();
        match pages.try_next().await {
            Ok(first) => Ok(stream::iter(first).map(Ok).chain(pages).boxed()),
            Err(error) if may_be_the_parameter(&error) => {
                console.note("the API refused the filter `domain`; requesting all Pins instead");
                Ok(from_all(client, request, sites))
            }
            Err(error) => Err(error),
        }
    }
    .try_flatten_stream()
    .boxed()
}

fn may_be_the_parameter(error: &Error) -> bool {
    let is_refused = error.kind == Kind::Refused && error.code != Some(NOT_PERMITTED);
    is_refused || error.code == Some(OUR_FAULT)
}

/// The list that the API makes for a site. An API that ignores the parameter lists all Pins.
fn from_its_own(client: Arc<Client>, request: &Request, site: Site) -> Pages {
    let request = request.clone().param("domain", site.host());
    let pages = pages_of_rows(client, request, Some("id"));
    pages
        .map_ok(move |mut pins| {
            pins.retain(|pin| leads_to(pin, &site));
            pins
        })
        .boxed()
}

/// The same out of the list of all Pins. For several sites the whole list comes first, so that the
/// order does not depend on the route.
fn from_all(client: Arc<Client>, request: Request, sites: Vec<Site>) -> Pages {
    let pages = pages_of_rows(client, request, Some("id"));
    let pages = pages.map_ok(move |pins: Rows| {
        let site = |pin: &Row| sites.iter().position(|site| leads_to(pin, site));
        pins.into_iter().filter_map(|pin| Some((site(&pin)?, pin))).collect::<Vec<_>>()
    });
    stream::once(pages.try_concat())
        .map_ok(|mut pins| {
            pins.sort_by_key(|(site, _)| *site);
            pins.into_iter().map(|(_, pin)| pin).collect()
        })
        .boxed()
}

fn leads_to(pin: &Row, site: &Site) -> bool {
    pin.field("link").is_some_and(|link| site.has(&link))
}
