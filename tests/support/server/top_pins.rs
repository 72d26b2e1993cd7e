//! The Pins that did best in a range of days: at most 50 of them, by one metric.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use serde_json::{Map, Value, json};

use super::activity::Counts;
use super::daily::sent;
use super::filter::Filter;
use super::measures;
use super::paging::marked;
use super::parameters::Parameters;
use super::pins::Pin;
use super::question::check_range;
use super::reply::Reply;
use super::routes::Call;
use super::world::Granularity;

const SORTS: [&str; 5] = ["ENGAGEMENT", "IMPRESSION", "OUTBOUND_CLICK", "PIN_CLICK", "SAVE"];

/// `GET /user_account/analytics/top_pins`
pub(super) fn pins(call: &Call<'_>) -> Result<Reply, Reply> {
    top(call, &SORTS, &measures::OF_USERS, &measures::UNASKED, |_| true)
}

/// `GET /user_account/analytics/top_video_pins`
pub(super) fn video_pins(call: &Call<'_>) -> Result<Reply, Reply> {
    top(
        call,
        &measures::OF_VIDEOS,
        &measures::OF_VIDEOS,
        &measures::UNASKED_OF_VIDEOS,
        Pin::is_video,
    )
}

fn top(
    call: &Call<'_>,
    sorts: &[&str],
    metrics: &'static [&'static str],
    unasked: &'static [&'static str],
    belongs: fn(&Pin) -> bool,
) -> Result<Reply, Reply> {
    let mut query = Parameters::new(call.query);
    let start = query.date("start_date")?;
    let end = query.date("end_date")?;
    query.required("sort_by")?;
    let sort_by = query.one_of("sort_by", sorts)?.expect("it is required");
    let mut filter = Filter::read(&mut query)?;
    let mut names = query.joined("metric_types", metrics)?;
    let most = query.number("num_of_pins", 1..=50)?.unwrap_or(10);
    filter.read_age(&mut query, call.now)?;
    let user = call.user(&mut query)?;
    query.finish()?;
    let today = call.now.date_naive();
    check_range(call, start, end, Granularity::Total)?;
    if names.is_empty() {
        names.extend(metrics.iter().chain(unasked));
    }
    let pins = user.ranked_pins(call.now);
    let wanted = pins.iter().filter(|pin| belongs(pin) && filter.wants(pin));
    let mut ranked: Vec<(&Pin, Counts)> = wanted
        .map(|pin| (pin, filter.sum(pin, start, end)))
        .filter(|(_, counts)| counts.get("IMPRESSION") > 0)
        .collect();
    ranked.sort_by(|(pin, counts), (other, others)| {
        let (own, other_rank) = (measures::rank(counts, sort_by), measures::rank(others, sort_by));
        other_rank.total_cmp(&own).then_with(|| pin.id.cmp(&other.id))
    });
    let rows = ranked.iter().take(most).map(|(pin, counts)| {
        Value::Object(marked(call, row(call, pin, counts, &names, sort_by, end)))
    });
    let body = json!({
        "date_availability": {
            "latest_available_timestamp": end_of(today - Days::new(1)).timestamp_millis(),
            "is_realtime": false,
        },
        "pins": rows.collect::<Value>(),
        "sort_by": sort_by,
    });
    Ok(Reply::json(body.to_string()))
}

fn row(
    call: &Call<'_>,
    pin: &Pin,
    counts: &Counts,
    names: &[&str],
    sort_by: &str,
    end: NaiveDate,
) -> Value {
    let mut metrics = sent(call, counts, names);
    let mut statuses = Map::new();
    let newest = if call.now.date_naive() <= end + Days::new(1) { "ESTIMATE" } else { "READY" };
    for name in names {
        let status = if *name != sort_by && pin.seed().once_in(&format!("no {name}"), 15) {
            metrics.remove(*name);
            "BEFORE_PIN_FORMAT_METRIC_START_DATE"
        } else if pin.seed().once_in(&format!("{name} is late"), 12) {
            "PROCESSING"
        } else {
            newest
        };
        statuses.insert((*name).to_owned(), status.into());
    }
    json!({ "pin_id": pin.id, "metrics": metrics, "data_status": statuses })
}

fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let last = NaiveTime::from_hms_opt(23, 59, 59).expect("a valid time");
    day.and_time(last).and_utc()
}
