//! Until when the metrics of a day may change.

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;

use super::parameters::{Parameters, wrong};
use super::reply::Reply;
use super::routes::Call;

/// Conversions are counted for so many days more.
const CONVERSIONS_END_AFTER: TimeDelta = TimeDelta::days(3);

/// `GET /resources/metrics_ready_state`
pub(super) fn state(call: &Call<'_>) -> Result<Reply, Reply> {
    let mut query = Parameters::new(call.query);
    let date = query.required("date")?;
    query.finish()?;
    let date: NaiveDate = date.parse().map_err(|_| wrong("date", "is not YYYY-MM-DD"))?;
    let today = call.now.date_naive();
    let body = json!({
        "conversion_metrics_ready": date + CONVERSIONS_END_AFTER <= today,
        "non_conversion_metrics_ready": date < today,
    });
    Ok(Reply::json(body.to_string()))
}
