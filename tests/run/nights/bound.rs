//! The fewest requests that can return the rows of a night, computed from the world.
//!
//! A list takes one request for every page of 250. Metrics take one for every 250 entities of an ad
//! account, and a report takes two. What several reports need is counted once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::server::{Account, Server};

/// By endpoint.
pub(super) type Requests = BTreeMap<String, usize>;

const PAGE: usize = 250;

fn pages(items: usize) -> usize {
    items.div_ceil(PAGE).max(1)
}

struct Bound<'a> {
    server: &'a Server,
    requests: Requests,
}

impl<'a> Bound<'a> {
    /// That of the list of ad accounts.
    fn new(server: &'a Server) -> Self {
        let mut bound = Bound { server, requests: Requests::new() };
        bound.add("GET /ad_accounts", pages(server.world().accounts.len()));
        bound
    }

    fn add(&mut self, endpoint: &str, count: usize) {
        self.requests.insert(endpoint.to_owned(), count);
    }

    /// One list or one kind of metrics of each ad account, over as many things.
    fn of_accounts(&mut self, name: &str, things: fn(&Account) -> usize) {
        let accounts = &self.server.world().accounts;
        let count = accounts.iter().map(|account| pages(things(account))).sum();
        self.add(&format!("GET /ad_accounts/{{id}}/{name}"), count);
    }

    /// Requests for each of these things alone.
    fn for_each(&mut self, endpoint: &str, things: fn(&Account) -> usize) {
        let count = self.server.world().accounts.iter().map(things).sum();
        self.add(endpoint, count);
    }

    /// The ids in the whole list below a path.
    fn ids(&self, path: &str) -> BTreeSet<String> {
        let answer: Value = serde_json::from_str(&self.server.answer(path)).expect("JSON");
        let items = answer["items"].as_array().expect("a list");
        items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
    }
}

/// `ranked` are the Pins of the rankings.
pub(super) fn fourteen(server: &Server, ranked: &BTreeSet<String>) -> Requests {
    let mut bound = Bound::new(server);
    bound.of_accounts("campaigns", |account| account.campaigns.len());
    bound.of_accounts("campaigns/analytics", |account| account.campaigns.len());
    bound.of_accounts("conversion_eqs", |_| 1);
    let (boards, pins) = (bound.ids("/boards"), bound.ids("/pins"));
    bound.add("GET /boards", pages(boards.len()));
    bound.add("GET /boards/{id}", 1);
    let of_board = |board: &String| pages(bound.ids(&format!("/boards/{board}/pins")).len());
    let of_boards = boards.iter().map(of_board).sum();
    bound.add("GET /boards/{id}/pins", of_boards);
    bound.add("GET /pins", pages(pins.len()));
    // The link of another account's Pin is in no list.
    bound.add("GET /pins/{id}", ranked.difference(&pins).count());
    // The definitions of both routes, and the rankings by impressions, clicks, and saves.
    bound.add("GET /resources/delivery_metrics", 2);
    bound.add("GET /user_account/analytics/top_pins", 3);
    for single in ["", "/analytics", "/analytics/top_video_pins", "/websites"] {
        bound.add(&format!("GET /user_account{single}"), 1);
    }
    bound.requests
}

pub(super) fn wide(server: &Server) -> Requests {
    let mut bound = Bound::new(server);
    bound.of_accounts("analytics", |_| 1);
    bound.of_accounts("campaigns", |account| account.campaigns.len());
    bound.of_accounts("campaigns/analytics", |account| account.campaigns.len());
    bound.of_accounts("ad_groups", |account| account.ad_groups.len());
    bound.of_accounts("ad_groups/analytics", |account| account.ad_groups.len());
    bound.of_accounts("ads", |account| account.ads.len());
    bound.of_accounts("ads/analytics", |account| account.ads.len());
    // A report on product groups, since their list takes one request for each ad group.
    bound.for_each("POST /ad_accounts/{id}/reports", |_| 1);
    bound.of_accounts("reports", |_| 1);
    bound.for_each("GET /ad_accounts/{id}/product_group_promotions", |it| it.ad_groups.len());
    // Keywords of the ad account, of each campaign, and of all ad groups together.
    bound.for_each("GET /ad_accounts/{id}/keywords", |account| {
        1 + account.campaigns.len() + pages(account.ad_groups.len())
    });
    // Own audiences, and those that were shared.
    bound.for_each("GET /ad_accounts/{id}/audiences", |_| 2);
    bound.of_accounts("customer_lists", |_| 1);
    bound.of_accounts("conversion_tags", |_| 1);
    bound.requests
}
