//! Rate limits as sliding windows by the server's clock, and limits of size.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use super::refused_columns::RefusedColumns;

/// Requests a minute by rate category, as the live API states them.
const PER_MINUTE: [(&str, usize); 6] = [
    ("ads_analytics", 300),
    ("ads_read", 1000),
    ("catalogs_read", 100),
    ("org_analytics", 60),
    ("org_read", 1000),
    ("trends_read", 60),
];

const PER_SECOND: usize = 100;

/// Of a whole app, for the state of reports.
const REPORTS_PER_MINUTE: usize = 800;

#[derive(Clone)]
pub(crate) struct Limits {
    /// Requests an hour, over all categories. The API states no such limit.
    pub(crate) hour: Option<usize>,
    /// Requests a minute by rate category, where it is not the usual number.
    pub(crate) per_minute: HashMap<String, usize>,
    pub(crate) uri_bytes: usize,
    /// Analytics with more ids than this are too large, though the description allows 250.
    pub(crate) max_ids: usize,
    /// The status of the answer to those.
    pub(crate) too_large: u16,
    pub(crate) refused_columns: Vec<RefusedColumns>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            hour: None,
            per_minute: HashMap::new(),
            uri_bytes: 16 * 1024,
            max_ids: 250,
            too_large: 413,
            refused_columns: Vec::new(),
        }
    }
}

impl Limits {
    /// All limits that a request of a category counts in, the hour first.
    fn applying(&self, category: &str, is_state_of_report: bool) -> Vec<Limit> {
        let minute = PER_MINUTE.iter().find(|(name, _)| *name == category).map(|(_, limit)| *limit);
        let minute = self.per_minute.get(category).copied().or(minute);
        let minute = minute.unwrap_or_else(|| panic!("{category} has no limit"));
        let limit = |name: &str, seconds, most| Limit { name: name.to_owned(), seconds, most };
        let hour = self.hour.map(|hour| limit("", 3600, hour));
        let report = limit("analytics_get_report_app_id", 60, REPORTS_PER_MINUTE);
        hour.into_iter()
            .chain([
                limit("safety_net_app_id_user_id", 1, PER_SECOND),
                limit(&format!("{category}_app_id_user_id"), 60, minute),
            ])
            .chain(is_state_of_report.then_some(report))
            .collect()
    }
}

struct Limit {
    /// As the header has it; empty for one that no header states.
    name: String,
    seconds: i64,
    most: usize,
}

/// When requests were let through, by name of limit. All tokens are of one user, who is counted.
#[derive(Default)]
pub(super) struct Windows {
    passed: HashMap<String, VecDeque<DateTime<Utc>>>,
}

/// What the headers of a response say.
pub(super) type Headers = Vec<(&'static str, String)>;

impl Windows {
    /// Lets a request pass or not; either way the headers say how the limits stand. A refused
    /// request uses nothing up.
    pub(super) fn admit(
        &mut self,
        limits: &Limits,
        category: &str,
        is_state_of_report: bool,
        now: DateTime<Utc>,
    ) -> Result<Headers, Headers> {
        let applying = limits.applying(category, is_state_of_report);
        let is_full = applying.iter().any(|limit| self.left(limit, now) == 0);
        if !is_full {
            for limit in &applying {
                self.window(limit).push_back(now);
            }
        }
        let tightest = applying.iter().min_by_key(|limit| self.left(limit, now));
        let tightest = tightest.expect("there are always two");
        let named = applying.iter().filter(|limit| !limit.name.is_empty());
        let named = named
            .map(|Limit { name, seconds, most }| format!(", {most};w={seconds};name=\"{name}\""));
        let headers = vec![
            ("x-ratelimit-limit", tightest.most.to_string() + &named.collect::<String>()),
            ("x-ratelimit-remaining", self.left(tightest, now).to_string()),
            ("x-ratelimit-reset", self.reset(tightest, now).to_string()),
        ];
        if is_full { Err(headers) } else { Ok(headers) }
    }

    fn left(&mut self, limit: &Limit, now: DateTime<Utc>) -> usize {
        let length = TimeDelta::seconds(limit.seconds);
        let window = self.window(limit);
        while window.front().is_some_and(|passed| *passed + length <= now) {
            window.pop_front();
        }
        limit.most.saturating_sub(window.len())
    }

    /// The seconds until a request has room again.
    fn reset(&mut self, limit: &Limit, now: DateTime<Utc>) -> i64 {
        let oldest = self.window(limit).front().copied().unwrap_or(now);
        let frees = oldest + TimeDelta::seconds(limit.seconds);
        (frees - now + TimeDelta::milliseconds(999)).num_seconds().max(1)
    }

    fn window(&mut self, limit: &Limit) -> &mut VecDeque<DateTime<Utc>> {
        self.passed.entry(limit.name.clone()).or_default()
    }
}
