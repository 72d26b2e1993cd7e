//! The cost of a route in requests, which are scarce. Pure.

use crate::reports::chunk::IDS_PER_REQUEST;
use crate::reports::forecast::Requests;
use crate::terminal::counted::counted;

/// The usual number of polls of a report, in tenths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Polls(usize);

impl Polls {
    /// Of a report whose duration is known, or one of several, which measure it together.
    pub(super) const FEW: Self = Polls(13);

    /// Of a report alone whose duration is unknown.
    pub(super) const MANY: Self = Polls(30);
}

/// The number of reports of unknown duration that measure it at little cost for each.
pub(super) const SEVERAL: usize = 5;

/// The maximum number of polls that measure an unknown duration, unless it is very long.
pub(super) const MEASURE: usize = 30;

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
    /// The asynchronous reports.
    pub(super) reports: usize,
    /// The polls of each.
    pub(super) polls: Polls,
}

/// The requests that order reports and poll them.
pub(super) fn price_of_reports(reports: usize) -> usize {
    tenths_of_reports(reports, Polls::FEW).div_ceil(10)
}

fn tenths_of_reports(reports: usize, polls: Polls) -> usize {
    reports * (10 + polls.0)
}

/// A number of tenths in words.
fn decimal(tenths: usize) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{rest}", tenths / 10),
    }
}

/// The same in words.
pub(super) fn forecast_of_reports(reports: usize) -> String {
    format!(
        "about {}: for each of {}, 1 to create it and about {} to check its status; about \
         {MEASURE} more if pinads does not know yet how long such reports take",
        price_of_reports(reports),
        counted(reports, "report"),
        decimal(Polls::FEW.0),
    )
}

impl Prices {
    /// The requests of an ad account of unknown size: its list, and then the analytics endpoints, or
    /// reports as soon as the list has cost as much as they do.
    pub(super) fn unknown(self) -> Requests {
        let reports = tenths_of_reports(self.reports, self.polls);
        let few = self.sync(1, 1).min(reports.div_ceil(10));
        Requests::between(1, few, reports / 10 + reports.div_ceil(10))
    }

    /// The rule for an ad account, for `--dry-run`.
    pub(super) fn forecast(self) -> String {
        format!(
            "requests in each ad account: 1 for every 250 entities and {} for every {} of them, or about \
             {} for asynchronous reports",
            self.for_each_chunk,
            self.ids_per_request,
            decimal(tenths_of_reports(self.reports, self.polls))
        )
    }

    /// The cost of the analytics endpoints after `lists` requests to list the entities.
    pub(super) fn sync(self, lists: usize, entities: usize) -> usize {
        lists + self.for_each_chunk * entities.div_ceil(self.ids_per_request)
    }

    /// At the same cost, the analytics endpoints win, because they respond at once.
    pub(super) fn is_sync_cheaper(self, lists: usize, entities: usize) -> bool {
        10 * self.sync(lists, entities) <= tenths_of_reports(self.reports, self.polls)
    }

    /// Both prices, as far as the first is known.
    pub(super) fn compare(self, lists: usize, entities: usize, or_more: &str) -> String {
        let requests = match (self.sync(lists, entities), or_more) {
            (requests, "") => counted(requests, "request"),
            (requests, or_more) => format!("{requests}{or_more} requests"),
        };
        format!(
            "{requests} to analytics endpoints, or about {} for asynchronous reports",
            decimal(tenths_of_reports(self.reports, self.polls))
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cheaper_way_is_taken() {
        let prices = |for_each_chunk, ids_per_request| Prices {
            for_each_chunk,
            ids_per_request,
            reports: for_each_chunk,
            polls: Polls::FEW,
        };
        let week = prices(1, 250);
        let unknown = Prices { polls: Polls::MANY, ..week };
        for (entities, of_known, of_unknown) in
            [(0usize, true, true), (250, true, true), (251, false, true), (501, false, false)]
        {
            let lists = entities.div_ceil(250).max(1);
            assert_eq!(week.is_sync_cheaper(lists, entities), of_known, "{entities}");
            assert_eq!(unknown.is_sync_cheaper(lists, entities), of_unknown, "{entities}");
        }
        let words =
            "4 or more requests to analytics endpoints, or about 2.3 for asynchronous reports";
        assert_eq!(week.compare(2, 251, " or more"), words);
        let hours = prices(3, 250);
        assert!(hours.is_sync_cheaper(1, 250));
        assert!(!hours.is_sync_cheaper(2, 251));
        let hours = prices(3, ids_per_request(72));
        assert!(hours.is_sync_cheaper(1, 107));
        assert!(!hours.is_sync_cheaper(1, 108));
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
