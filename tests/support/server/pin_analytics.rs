//! The analytics of single Pins: of one, and in a beta of several at once.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::daily::Daily;
use super::filter::{Filter, Split};
use super::made_up::open_map;
use super::measures;
use super::parameters::{Digits, Parameters, wrong};
use super::pins::Pin;
use super::question::check_range;
use super::reply::Reply;
use super::routes::Call;
use super::world::Granularity;

const METRICS: [&str; 15] = [
    "IMPRESSION",
    "OUTBOUND_CLICK",
    "PIN_CLICK",
    "SAVE",
    "SAVE_RATE",
    "TOTAL_COMMENTS",
    "TOTAL_REACTIONS",
    "USER_FOLLOW",
    "PROFILE_VISIT",
    "VIDEO_MRC_VIEW",
    "VIDEO_10S_VIEW",
    "QUARTILE_95_PERCENT_VIEW",
    "VIDEO_V50_WATCH_TIME",
    "VIDEO_START",
    "VIDEO_AVG_WATCH_TIME",
];

/// What both reports are asked.
struct Asked<'a> {
    start: NaiveDate,
    end: NaiveDate,
    filter: Filter<'a>,
    names: Vec<&'a str>,
}

/// `GET /pins/{pin_id}/analytics`
pub(super) fn one(call: &Call<'_>) -> Result<Reply, Reply> {
    let mut query = Parameters::new(call.query);
    let asked = Asked::read(&mut query)?;
    let split = Split::read(&mut query, &["NO_SPLIT", "APP_TYPE"])?;
    let user = call.user(&mut query)?;
    query.finish()?;
    asked.check(call)?;
    let pin = user.pin(call.segments[1], call.now)?;
    Ok(Reply::json(asked.report(call, &pin, split).to_string()))
}

/// `GET /pins/analytics`
pub(super) fn several(call: &Call<'_>) -> Result<Reply, Reply> {
    if !call.state.world.quirks.pins_analytics {
        return Err(Reply::error(403, 29, "Your app does not have access to this feature."));
    }
    let mut query = Parameters::new(call.query);
    let ids = query.ids("pin_ids", 100, Digits::Any)?;
    let asked = Asked::read(&mut query)?;
    let user = call.user(&mut query)?;
    query.finish()?;
    asked.check(call)?;
    if ids.is_empty() {
        return Err(wrong("pin_ids", "is a required parameter"));
    }
    let mut reports = Vec::new();
    for id in ids {
        let pin = user.pin(&id, call.now)?;
        reports.push((id, asked.report(call, &pin, Split::No)));
    }
    Ok(Reply::json(open_map(reports).to_string()))
}

impl<'a> Asked<'a> {
    fn read(query: &mut Parameters<'a>) -> Result<Self, Reply> {
        let start = query.date("start_date")?;
        let end = query.date("end_date")?;
        query.required("metric_types")?;
        let names = query.joined("metric_types", &METRICS)?;
        Ok(Self { start, end, filter: Filter::of_devices(query)?, names })
    }

    fn check(&self, call: &Call<'_>) -> Result<(), Reply> {
        check_range(call, self.start, self.end, Granularity::Total)
    }

    fn report(&self, call: &Call<'_>, pin: &Pin, split: Split) -> Value {
        let today = call.now.date_naive();
        // Some have sums over the life of the Pin only, some are too young for older Pins.
        let names: Vec<&str> = self
            .names
            .iter()
            .copied()
            .filter(|name| match *name {
                "TOTAL_COMMENTS" | "TOTAL_REACTIONS" => false,
                "USER_FOLLOW" | "PROFILE_VISIT" => pin.has_lifetime(),
                name => !name.contains("VIDEO") || pin.is_video(),
            })
            .collect();
        let daily = Daily {
            pins: std::slice::from_ref(pin),
            filter: &self.filter,
            split,
            start: self.start,
            end: self.end,
            names: &names,
            summary_names: &names,
        };
        let status = |day| match measures::status(pin.seed(), day, today) {
            _ if day < pin.created => "BEFORE_PIN_CREATED",
            "BEFORE_BUSINESS_CREATED" => "READY",
            status => status,
        };
        let groups = daily.groups(call, status).into_iter().map(|(key, mut group)| {
            let mut lifetime = Map::new();
            for name in self.names.iter().filter(|_| pin.has_lifetime()) {
                match *name {
                    "TOTAL_COMMENTS" => lifetime.insert((*name).to_owned(), pin.comments().into()),
                    "TOTAL_REACTIONS" => {
                        lifetime.insert((*name).to_owned(), pin.reactions().into())
                    }
                    _ => None,
                };
            }
            group["lifetime_metrics"] = lifetime.into();
            (key, group)
        });
        open_map(groups)
    }
}
