//! What all synchronous analytics are asked for.

use chrono::{Days, NaiveDate};

use super::definitions;
use super::parameters::{Parameters, wrong};
use super::reply::Reply;
use super::routes::Call;
use super::world::Granularity;

/// The parameters that all levels share.
pub(super) struct Question {
    pub(super) start: NaiveDate,
    pub(super) end: NaiveDate,
    pub(super) granularity: Granularity,
    pub(super) columns: Vec<String>,
}

impl Question {
    /// Reads them after all others.
    pub(super) fn read(call: &Call<'_>, mut query: Parameters<'_>) -> Result<Self, Reply> {
        let start = query.date("start_date")?;
        let end = query.date("end_date")?;
        let columns = query.columns(&definitions::sync_columns())?;
        query.required("granularity")?;
        let name = query.one_of("granularity", &Granularity::ALL.map(Granularity::key))?;
        for window in ["click_window_days", "engagement_window_days", "view_window_days"] {
            query.one_of(window, &["0", "1", "7", "14", "30", "60"])?;
        }
        query.one_of("conversion_report_time", &["TIME_OF_AD_ACTION", "TIME_OF_CONVERSION"])?;
        query.one_of("reporting_timezone", &["PINTEREST_TIME_ZONE", "AD_ACCOUNT_TIME_ZONE"])?;
        query.finish()?;
        let granularity = Granularity::ALL
            .into_iter()
            .find(|granularity| name == Some(granularity.key()))
            .expect("one of the allowed values");
        check_range(call, start, end, granularity)?;
        Ok(Self { start, end, granularity, columns })
    }
}

pub(super) fn check_range(
    call: &Call<'_>,
    start: NaiveDate,
    end: NaiveDate,
    granularity: Granularity,
) -> Result<(), Reply> {
    let (back, span) = if granularity == Granularity::Hour { (8, 3) } else { (90, 90) };
    let today = call.now.date_naive();
    check_reach(start, end, back, today)?;
    // It says 90 days whichever it means.
    if call.state.world.quirks.shorter_reach && start + Days::new(back) == today {
        return Err(out_of_reach(back));
    }
    if start + Days::new(span) <= end {
        return Err(wrong("end_date", &format!("the range is longer than {span} days")));
    }
    Ok(())
}

/// A range that begins at most so many days before today, and ends with it.
pub(super) fn check_reach(
    start: NaiveDate,
    end: NaiveDate,
    back: u64,
    today: NaiveDate,
) -> Result<(), Reply> {
    if start > end {
        return Err(wrong("start_date", "is after end_date"));
    }
    if end > today {
        return Err(wrong("end_date", "is in the future"));
    }
    if start + Days::new(back) < today {
        return Err(out_of_reach(back));
    }
    Ok(())
}

fn out_of_reach(days: u64) -> Reply {
    Reply::bad_request(&format!("You can only get data from the last {days} days."))
}
