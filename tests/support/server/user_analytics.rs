//! `GET /user_account/analytics`: all Pins of a user by day.

use serde_json::json;

use super::daily::Daily;
use super::filter::{Filter, Split};
use super::made_up::open_map;
use super::measures;
use super::parameters::Parameters;
use super::question::check_range;
use super::reply::Reply;
use super::routes::Call;
use super::world::Granularity;

const SPLITS: [&str; 5] = ["NO_SPLIT", "APP_TYPE", "OWNED_CONTENT", "SOURCE", "PIN_FORMAT"];

pub(super) fn metrics(call: &Call<'_>) -> Result<Reply, Reply> {
    let mut query = Parameters::new(call.query);
    let start = query.date("start_date")?;
    let end = query.date("end_date")?;
    let filter = Filter::read(&mut query)?;
    let mut names = query.joined("metric_types", &measures::OF_USERS)?;
    let split = Split::read(&mut query, &SPLITS)?;
    let user = call.user(&mut query)?;
    query.finish()?;
    let today = call.now.date_naive();
    check_range(call, start, end, Granularity::Total)?;
    let mut summary_names = names.clone();
    if names.is_empty() {
        names.extend(measures::OF_USERS.iter().chain(&measures::UNASKED));
        summary_names.clone_from(&names);
        summary_names.push("PROFILE_VISIT");
    }
    let mut pins = user.ranked_pins(call.now);
    if pins.is_empty() {
        let nothing = json!({ "all": { "daily_metrics": [], "summary_metrics": {} } });
        return Ok(Reply::json(nothing.to_string()));
    }
    pins.retain(|pin| filter.wants(pin));
    let (pins, filter, names, summary_names) = (&pins, &filter, &names, &summary_names);
    let daily = Daily { pins, filter, split, start, end, names, summary_names };
    let groups = daily.groups(call, |day| measures::status(user.seed(), day, today));
    Ok(Reply::json(open_map(groups).to_string()))
}
