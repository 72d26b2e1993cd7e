//! The cost of a route in requests, which are scarce. Pure.

use crate::reports::chunk::IDS_PER_REQUEST;
use crate::terminal::counted::counted;

/// The usual number of polls until a report is finished: the pauses grow.
const POLLS: usize = 3;

/// The maximum rows (entities × periods × targeting types) in the response to one analytics
/// request. Pinterest warns that large requests "may fail or be truncated" and gives no number.
/// Other extractors request a month of days of the maximum number of entities every day.
const MOST_ROWS: usize = IDS_PER_REQUEST * 31;

/// The number of entities in one analytics request if each has this many rows.
pub(super) fn ids_per_request(rows: usize) -> usize {
    (MOST_ROWS / rows.max(1)).clamp(1, IDS_PER_REQUEST)
}

/// The cost of an ad account by either route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Prices {
    /// Analytics requests for every few entities.
    pub(super) for_each_chunk: usize,
    /// So few.
    pub(super) ids_per_request: usize,
    /// The asynchronous reports, ordered and looked at.
    pub(super) asynchronous: usize,
}

/// The requests that order reports and poll them.
pub(super) fn price_of_reports(reports: usize) -> usize {
    reports * (1 + POLLS)
}

/// The same in words.
pub(super) fn forecast_of_reports(reports: usize) -> String {
    format!(
        "about {}: for each of {}, 1 to create it and about {POLLS} to check its status",
        price_of_reports(reports),
        counted(reports, "report")
    )
}

impl Prices {
    /// The cost of the analytics endpoints after `lists` requests to list the entities.
    pub(super) fn sync(self, lists: usize, entities: usize) -> usize {
        lists + self.for_each_chunk * entities.div_ceil(self.ids_per_request)
    }

    /// At the same cost, the analytics endpoints win, because they respond at once.
    pub(super) fn is_sync_cheaper(self, lists: usize, entities: usize) -> bool {
        self.sync(lists, entities) <= self.asynchronous
    }

    /// Both prices, as far as the first is known.
    pub(super) fn compare(self, lists: usize, entities: usize, or_more: &str) -> String {
        let requests = match (self.sync(lists, entities), or_more) {
            (requests, "") => counted(requests, "request"),
            (requests, or_more) => format!("{requests}{or_more} requests"),
        };
        format!(
            "{requests} to analytics endpoints, or about {} for asynchronous reports",
            self.asynchronous
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cheaper_way_is_taken() {
        let prices = |for_each_chunk, ids_per_request| {
            let asynchronous = price_of_reports(for_each_chunk);
            Prices { for_each_chunk, ids_per_request, asynchronous }
        };
        let week = prices(1, 250);
        assert_eq!((week.sync(1, 250), week.asynchronous), (2, 4));
        for (entities, sync) in
            [(0usize, true), (250, true), (500, true), (501, false), (9000, false)]
        {
            let lists = entities.div_ceil(250).max(1);
            assert_eq!(week.is_sync_cheaper(lists, entities), sync, "{entities}");
        }
        let hours = prices(3, 250);
        assert!(hours.is_sync_cheaper(3, 750));
        assert!(!hours.is_sync_cheaper(4, 751));
        let hours = prices(3, ids_per_request(72));
        assert!(hours.is_sync_cheaper(2, 3 * 107));
        assert!(!hours.is_sync_cheaper(2, 3 * 107 + 1));
    }

    #[test]
    fn no_request_is_answered_with_more_rows_than_a_month_of_250_entities() {
        for (rows, ids) in [(0, 250), (1, 250), (31, 250), (32, 242), (90, 86), (1260, 6)] {
            assert_eq!(ids_per_request(rows), ids, "{rows}");
            assert!(ids * rows <= 7750);
        }
        assert_eq!(ids_per_request(9000), 1, "there is nothing smaller than one entity");
    }
}
