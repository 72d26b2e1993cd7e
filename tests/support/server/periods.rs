//! The periods that a date range falls into at one granularity.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::world::Granularity;

pub(super) struct Period {
    /// What the numbers of this period are derived from. For TOTAL both ends of the range, so that
    /// a range that was cut differently gives other numbers.
    pub(super) seed: String,
    pub(super) date: Option<NaiveDate>,
    pub(super) hour: Option<u32>,
    /// How many days old its numbers are, as long as they are not final.
    pub(super) age: Option<i64>,
}

pub(super) fn of_range(granularity: Granularity, start: NaiveDate, end: NaiveDate) -> Vec<Period> {
    match granularity {
        Granularity::Total => {
            vec![Period { seed: format!("{start}/{end}"), date: None, hour: None, age: None }]
        }
        Granularity::Day => starts(start, end, |date| date + Days::new(1)),
        Granularity::Hour => starts(start, end, |date| date + Days::new(1))
            .iter()
            .flat_map(|day| {
                (0..24).map(|hour| Period {
                    seed: format!("{}T{hour:02}", day.seed),
                    date: day.date,
                    hour: Some(hour),
                    age: None,
                })
            })
            .collect(),
        Granularity::Week => {
            let since_monday = u64::from(start.weekday().num_days_from_monday());
            starts(start - Days::new(since_monday), end, |date| date + Days::new(7))
        }
        Granularity::Month => {
            let first = start.with_day(1).expect("every month has a first day");
            starts(first, end, |date| date + Months::new(1))
        }
    }
}

fn starts(first: NaiveDate, end: NaiveDate, next: fn(NaiveDate) -> NaiveDate) -> Vec<Period> {
    std::iter::successors(Some(first), |date| Some(next(*date)))
        .take_while(|date| *date <= end)
        .map(|date| Period { seed: date.to_string(), date: Some(date), hour: None, age: None })
        .collect()
}
