//! The limits of the API: the known ones, and those that a response states. Pure.
//!
//! `x-ratelimit-limit` lists every window that a request counts in, as in
//! `100, 100;w=1;name="safety_net_app_id_user_id", 1000;w=60;name="ads_read_app_id_user_id"`. The
//! number at its start repeats the limit of the tightest window.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::api::request::Category;

/// A limit beyond this is not one, and a window beyond an hour is longer than the budget looks
/// back: such items are ignored.
const HIGHEST_LIMIT: u32 = 1_000_000;
const LONGEST_WINDOW: u32 = 3600;

/// At most `limit` requests in any window of this length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rate {
    pub(crate) limit: NonZeroU32,
    pub(crate) seconds: NonZeroU32,
}

/// Requests that the API counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quota {
    /// As the header spells it. The suffix names the requests that count: those of a user or of an
    /// app.
    pub(crate) name: &'static str,
    /// Holds until a response states another one.
    pub(crate) default: Rate,
}

/// All requests of one user.
pub(crate) const ALL_OF_USER: Quota = Quota::new("safety_net_app_id_user_id", 100, 1);

/// The polling of asynchronous reports by all users of one app.
pub(crate) const REPORTS_OF_APP: Quota = Quota::new("analytics_get_report_app_id", 800, 60);

impl Quota {
    const fn new(name: &'static str, limit: u32, seconds: u32) -> Self {
        let limit = NonZeroU32::new(limit).expect("not zero");
        let seconds = NonZeroU32::new(seconds).expect("not zero");
        Quota { name, default: Rate { limit, seconds } }
    }

    /// The requests of one user in one category.
    pub(crate) const fn of(category: Category) -> Self {
        match category {
            Category::AdsAnalytics | Category::AdsReport => {
                Quota::new("ads_analytics_app_id_user_id", 300, 60)
            }
            Category::AdsRead => Quota::new("ads_read_app_id_user_id", 1000, 60),
            Category::CatalogsRead => Quota::new("catalogs_read_app_id_user_id", 100, 60),
            Category::OrgAnalytics => Quota::new("org_analytics_app_id_user_id", 60, 60),
            Category::OrgRead => Quota::new("org_read_app_id_user_id", 1000, 60),
            Category::TrendsRead => Quota::new("trends_read_app_id_user_id", 60, 60),
        }
    }

    pub(crate) fn all() -> impl Iterator<Item = Self> {
        [ALL_OF_USER, REPORTS_OF_APP].into_iter().chain(Category::ALL.map(Quota::of))
    }
}

/// The rates that a header states, by the name of the quota. Items that are malformed, implausible,
/// or of an unknown name are ignored.
pub(crate) fn stated(header: &str) -> BTreeMap<&'static str, Vec<Rate>> {
    let mut stated: BTreeMap<_, Vec<Rate>> = BTreeMap::new();
    for (name, rate) in header.split(',').filter_map(item) {
        let rates = stated.entry(name).or_default();
        // The tighter one of two for the same window.
        match rates.iter_mut().find(|other| other.seconds == rate.seconds) {
            Some(other) => other.limit = other.limit.min(rate.limit),
            None => rates.push(rate),
        }
    }
    stated
}

fn item(text: &str) -> Option<(&'static str, Rate)> {
    let mut parts = text.split(';').map(str::trim);
    let limit = number(parts.next()?, HIGHEST_LIMIT)?;
    let (mut seconds, mut name) = (None, None);
    for part in parts {
        match part.split_once('=')? {
            ("w", value) => seconds = number(value, LONGEST_WINDOW),
            ("name", value) => name = Quota::all().find(|it| it.name == value.trim_matches('"')),
            _ => {}
        }
    }
    Some((name?.name, Rate { limit, seconds: seconds? }))
}

fn number(text: &str, highest: u32) -> Option<NonZeroU32> {
    text.parse().ok().filter(|number: &NonZeroU32| number.get() <= highest)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::system::shared::about_the_api;

    fn rates(header: &str) -> Vec<(&'static str, u32, u32)> {
        let flat = |(name, rates): (&'static str, Vec<Rate>)| {
            rates.into_iter().map(move |rate| (name, rate.limit.get(), rate.seconds.get()))
        };
        stated(header).into_iter().flat_map(flat).collect()
    }

    #[test]
    fn a_header_states_each_window_by_its_name() {
        let header = "100, 100;w=1;name=\"safety_net_app_id_user_id\", \
                      250;w=60;name=\"ads_analytics_app_id_user_id\", \
                      800;w=60;name=\"analytics_get_report_app_id\"";
        assert_eq!(
            rates(header),
            [
                ("ads_analytics_app_id_user_id", 250, 60),
                ("analytics_get_report_app_id", 800, 60),
                ("safety_net_app_id_user_id", 100, 1),
            ]
        );
    }

    #[test]
    fn what_makes_no_sense_is_ignored() {
        for header in [
            "",
            "5000",
            "100;w=60",
            "0;w=60;name=\"ads_read_app_id_user_id\"",
            "-1;w=60;name=\"ads_read_app_id_user_id\"",
            "9;w=0;name=\"ads_read_app_id_user_id\"",
            "9;w=86400;name=\"ads_read_app_id_user_id\"",
            "9;w;name=\"ads_read_app_id_user_id\"",
            "9;name=\"ads_read_app_id_user_id\"",
            "99999999999999999999;w=60;name=\"ads_read_app_id_user_id\"",
            "1000001;w=60;name=\"ads_read_app_id_user_id\"",
            "9;w=60;name=\"somebody_elses\"",
        ] {
            assert_eq!(rates(header), [], "{header}");
        }
        let mixed = "x, 0;w=1;name=\"ads_read_app_id_user_id\", 7;w=60;name=ads_read_app_id_user_id, \
                     5;w=60;name=\"ads_read_app_id_user_id\"";
        assert_eq!(rates(mixed), [("ads_read_app_id_user_id", 5, 60)]);
    }

    /// A header that somebody captured from the live API.
    struct Captured {
        endpoint: String,
        header: String,
    }

    fn captured() -> Vec<Captured> {
        let text = about_the_api("live/answers.jsonl").unwrap_or_default();
        let lines = text
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line is JSON"));
        let headers = lines.filter(|line| line["kind"] == "headers").filter_map(|line| {
            let endpoint = line["endpoint"].as_str().expect("an endpoint").to_owned();
            let header = line["body"]["x-ratelimit-limit"].as_str()?.to_owned();
            Some(Captured { endpoint, header })
        });
        headers.collect()
    }

    #[test]
    fn the_captured_headers_state_the_quotas_of_their_category_and_the_defaults() {
        let captured = captured();
        let gets = captured.iter().filter(|captured| captured.endpoint.starts_with("GET "));
        let mut seen: BTreeMap<_, Vec<Vec<Rate>>> = BTreeMap::new();
        for Captured { endpoint, header } in gets {
            let category = Category::of(endpoint.trim_start_matches("GET "));
            let of_app = category.counts_for_the_app().then_some(REPORTS_OF_APP.name);
            let expected = [ALL_OF_USER.name, Quota::of(category).name].into_iter().chain(of_app);
            let stated = stated(header);
            let names: BTreeSet<_> = stated.keys().copied().collect();
            assert_eq!(names, expected.collect(), "{endpoint}: {header}");
            for (name, rates) in stated {
                seen.entry(name).or_default().push(rates);
            }
        }
        for quota in Quota::all() {
            let Some(seen) = seen.get(quota.name) else {
                assert!(captured.is_empty(), "no capture states {}", quota.name);
                continue;
            };
            assert!(seen.contains(&vec![quota.default]), "{quota:?} {seen:?}");
        }
    }

    proptest! {
        #[test]
        fn no_header_is_a_panic(
            text in "[ -~]{0,40}",
            limit in any::<i64>(),
            seconds in any::<i64>(),
        ) {
            stated(&text);
            let name = ALL_OF_USER.name;
            for (_, limit, seconds) in rates(&format!("{limit};w={seconds};name=\"{name}\", {text}")) {
                prop_assert!(limit >= 1 && (1..=LONGEST_WINDOW).contains(&seconds));
            }
        }
    }
}
