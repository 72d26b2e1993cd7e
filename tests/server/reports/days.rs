//! How far back an asynchronous report reaches, and how long it may be.

use chrono::{Days, NaiveDate};

use super::level::Kind;
use crate::server::parameters::wrong;
use crate::server::reply::Reply;
use crate::server::world::Granularity;

pub(super) fn check(
    start: NaiveDate,
    end: NaiveDate,
    granularity: Granularity,
    kind: Kind,
    today: NaiveDate,
) -> Result<(), Reply> {
    let (back, span) = match (granularity, kind) {
        (Granularity::Hour, _) => (8, 3),
        (_, Kind::ProductItem) => (92, 31),
        _ => (914, 186),
    };
    if start > end {
        return Err(wrong("start_date", "is after end_date"));
    }
    if end > today {
        return Err(wrong("end_date", "is in the future"));
    }
    if start + Days::new(back) < today {
        return Err(Reply::bad_request(&format!(
            "You can only get data from the last {back} days."
        )));
    }
    if start + Days::new(span) <= end {
        return Err(Reply::bad_request(&format!(
            "The time range specified is too large, it must be less than {span} days"
        )));
    }
    Ok(())
}
