//! How far back an asynchronous report reaches, and how long it may be.

use chrono::{Days, NaiveDate};

use super::level::Kind;
use crate::support::server::question::check_reach;
use crate::support::server::reply::Reply;
use crate::support::server::world::Granularity;

/// Refuses days that no report has.
pub(super) type Reach = fn(NaiveDate, NaiveDate, Granularity, Kind, NaiveDate) -> Result<(), Reply>;

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
    check_reach(start, end, back, today)?;
    if start + Days::new(span) <= end {
        return Err(Reply::bad_request(&format!(
            "The time range specified is too large, it must be less than {span} days"
        )));
    }
    Ok(())
}

/// The same of a report of a template: two and a half years, both back and long.
pub(super) fn check_of_template(
    start: NaiveDate,
    end: NaiveDate,
    granularity: Granularity,
    kind: Kind,
    today: NaiveDate,
) -> Result<(), Reply> {
    if granularity == Granularity::Hour || kind == Kind::ProductItem {
        return check(start, end, granularity, kind, today);
    }
    check_reach(start, end, 913, today)
}
