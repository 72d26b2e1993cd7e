//! What a way of asking costs, in requests: they are the scarce thing. Pure.

use crate::reports::chunk::MOST_IDS;

/// How often one looks, as a rule, until a report is made: the pauses grow.
pub(super) const POLLS: usize = 3;

/// What an ad account costs by either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Prices {
    /// Analytics requests for every few entities.
    pub(super) for_each_chunk: usize,
    /// The asynchronous reports, ordered and looked at.
    pub(super) asynchronous: usize,
}

/// What it takes to order reports and to see whether they are made.
pub(super) fn price_of_reports(reports: usize) -> usize {
    reports * (1 + POLLS)
}

impl Prices {
    /// The analytics endpoints, where it took so many requests to list so many entities.
    pub(super) fn sync(self, lists: usize, entities: usize) -> usize {
        lists + self.for_each_chunk * entities.div_ceil(MOST_IDS)
    }

    /// At the same price the analytics endpoints are taken: they answer at once.
    pub(super) fn is_sync_cheaper(self, lists: usize, entities: usize) -> bool {
        self.sync(lists, entities) <= self.asynchronous
    }

    /// Both prices, as far as the first is known.
    pub(super) fn compare(self, lists: usize, entities: usize, or_more: &str) -> String {
        format!(
            "{}{or_more} requests by analytics endpoints, about {} by asynchronous reports",
            self.sync(lists, entities),
            self.asynchronous
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cheaper_way_is_taken() {
        let week = Prices { for_each_chunk: 1, asynchronous: price_of_reports(1) };
        assert_eq!((week.sync(1, 250), week.asynchronous), (2, 4));
        for (entities, sync) in
            [(0usize, true), (250, true), (500, true), (501, false), (9000, false)]
        {
            let lists = entities.div_ceil(250).max(1);
            assert_eq!(week.is_sync_cheaper(lists, entities), sync, "{entities}");
        }
        let hours = Prices { for_each_chunk: 3, asynchronous: price_of_reports(3) };
        assert!(hours.is_sync_cheaper(3, 750));
        assert!(!hours.is_sync_cheaper(4, 751));
    }
}
