//! Rate limits as sliding windows by the server's clock, and limits of size.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use super::refused_columns::RefusedColumns;

#[derive(Clone)]
pub(crate) struct Limits {
    /// Requests an hour, over all categories.
    pub(crate) hour: Option<usize>,
    /// Requests a minute by rate category, e.g. `ads_analytics`.
    pub(crate) per_minute: HashMap<String, usize>,
    pub(crate) uri_bytes: usize,
    /// Analytics with more ids than this are too large, though the description allows 250.
    pub(crate) max_ids: usize,
    pub(crate) refused_columns: Vec<RefusedColumns>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            hour: None,
            per_minute: HashMap::new(),
            uri_bytes: 16 * 1024,
            max_ids: 250,
            refused_columns: Vec::new(),
        }
    }
}

/// When requests were let through, by kind of limit. All tokens are of one user, who is counted.
#[derive(Default)]
pub(super) struct Windows {
    passed: HashMap<String, VecDeque<DateTime<Utc>>>,
}

impl Windows {
    /// Lets a request pass, or says how many seconds to wait. A refused request uses nothing up.
    pub(super) fn admit(
        &mut self,
        limits: &Limits,
        category: &str,
        now: DateTime<Utc>,
    ) -> Result<(), i64> {
        let hour = limits.hour.map(|limit| ("hour", TimeDelta::hours(1), limit));
        let minute = limits.per_minute.get(category);
        let minute = minute.map(|limit| (category, TimeDelta::minutes(1), *limit));
        let applying: Vec<_> = hour.into_iter().chain(minute).collect();
        for (kind, length, limit) in &applying {
            let window = self.window(kind);
            while window.front().is_some_and(|passed| *passed + *length <= now) {
                window.pop_front();
            }
            if window.len() >= *limit {
                let frees = window.front().map_or(now + *length, |passed| *passed + *length);
                return Err((frees - now + TimeDelta::milliseconds(999)).num_seconds().max(1));
            }
        }
        for (kind, _, _) in &applying {
            self.window(kind).push_back(now);
        }
        Ok(())
    }

    fn window(&mut self, kind: &str) -> &mut VecDeque<DateTime<Utc>> {
        self.passed.entry(kind.to_owned()).or_default()
    }
}
