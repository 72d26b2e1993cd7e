//! Days: the date options become a closed range of UTC days, and the range becomes pieces that fit
//! into one request each. Pure: the caller passes the current day.

pub(crate) mod periods;

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::error::{Error, Result};

const DEFAULT_DAYS_BACK: u32 = 7;

/// All days are UTC, both ends are included
#[derive(clap::Args, Clone, Debug, Default)]
#[command(next_help_heading = "Dates (UTC, both ends included; default: --days-back 7)")]
pub(crate) struct DateOptions {
    /// One day: YYYY-MM-DD, `today`, `yesterday`, or `Nd`
    ///
    /// `Nd` is N days ago.
    #[arg(long, value_name = "D", group = "range")]
    date: Option<Day>,
    /// Last N complete days: N to 1 days ago
    #[arg(long, value_name = "N", group = "range", value_parser = clap::value_parser!(u32).range(1..))]
    days_back: Option<u32>,
    /// Move the end of --days-back to today
    #[arg(long, hide_short_help = true, conflicts_with_all = ["date", "days_back_from", "start_date"])]
    include_today: bool,
    /// From N days ago
    #[arg(
        long,
        hide_short_help = true,
        value_name = "N",
        group = "range",
        requires = "days_back_to"
    )]
    days_back_from: Option<u32>,
    /// Up to M days ago (10 and 5 select six days)
    #[arg(long, hide_short_help = true, value_name = "M", requires = "days_back_from")]
    days_back_to: Option<u32>,
    /// First day: YYYY-MM-DD, `today`, `yesterday`, or `Nd`
    #[arg(long, value_name = "D", group = "range")]
    start_date: Option<Day>,
    /// Last day [default: yesterday]
    #[arg(long, value_name = "D", requires = "start_date")]
    end_date: Option<Day>,
}

impl DateOptions {
    /// Are there date options?
    pub(crate) fn are_given(&self) -> bool {
        self.include_today
            || self.date.or(self.start_date).is_some()
            || self.days_back.or(self.days_back_from).is_some()
    }

    pub(crate) fn resolve(&self, today: NaiveDate) -> Result<DateRange> {
        let ago = |days: u32| {
            Day::Ago(days).on(today).ok_or_else(|| {
                Error::usage(format!("{days} days ago is too early")).hint(format!(
                    "use a smaller number, such as `--days-back {DEFAULT_DAYS_BACK}`"
                ))
            })
        };
        let on = |day: Day| match day {
            Day::On(date) => Ok(date),
            Day::Ago(days) => ago(days),
        };
        let (start, end) = if let Some(day) = self.date {
            (on(day)?, on(day)?)
        } else if let (Some(from), Some(to)) = (self.days_back_from, self.days_back_to) {
            (ago(from)?, ago(to)?)
        } else if let Some(start) = self.start_date {
            (on(start)?, on(self.end_date.unwrap_or(Day::Ago(1)))?)
        } else {
            let days = self.days_back.unwrap_or(DEFAULT_DAYS_BACK);
            (ago(days)?, ago(u32::from(!self.include_today))?)
        };
        if start > end {
            let error = Error::usage(format!("the range ends ({end}) before it starts ({start})"));
            // Yesterday is only the default.
            return Err(match self.end_date {
                None if start == today => error.hint("use `--start-date today --end-date today`"),
                _ => error.hint(format!("use `--start-date {end} --end-date {start}`")),
            });
        }
        if end > today {
            return Err(Error::usage(format!(
                "{end} is in the future; the last possible date is {today} (today in UTC)"
            ))
            .hint("use `--end-date today`"));
        }
        Ok(DateRange { start, end })
    }
}

/// A typed day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Day {
    On(NaiveDate),
    Ago(u32),
}

impl Day {
    fn on(self, today: NaiveDate) -> Option<NaiveDate> {
        match self {
            Day::On(date) => Some(date),
            // Every valid year has four digits.
            Day::Ago(days) => {
                today.checked_sub_days(Days::new(days.into())).filter(|date| date.year() >= 0)
            }
        }
    }
}

impl FromStr for Day {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.to_ascii_lowercase();
        match text.as_str() {
            "today" => return Ok(Day::Ago(0)),
            "yesterday" => return Ok(Day::Ago(1)),
            _ => {}
        }
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(days) = text.strip_suffix('d').filter(|days| digits(days)) {
            return days.parse().map(Day::Ago).map_err(|_| "expected a number of days");
        }
        let shape: Vec<_> = text.split('-').map(str::len).collect();
        NaiveDate::parse_from_str(&text, "%Y-%m-%d")
            .ok()
            .filter(|_| shape == [4, 2, 2])
            .map(Day::On)
            .ok_or("expected YYYY-MM-DD, `today`, `yesterday`, or `Nd` (N days ago)")
    }
}

/// A closed range of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct DateRange {
    pub(crate) start: NaiveDate,
    pub(crate) end: NaiveDate,
}

/// The ranges that an endpoint accepts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reach {
    /// The first day may lie this many days before today.
    pub(crate) days_back: u32,
    /// One request may cover this many days.
    pub(crate) days_per_request: u32,
}

/// The places at which a range can be cut without changing the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    Never,
    BetweenDays,
    BeforeMonday,
    BeforeFirstOfMonth,
}

impl DateRange {
    pub(crate) fn day_count(self) -> u32 {
        self.days().count().try_into().unwrap_or(u32::MAX)
    }

    pub(crate) fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.start.iter_days().take_while(move |day| *day <= self.end)
    }

    /// The pieces for one request each, as long as possible.
    pub(crate) fn pieces(self, cut: Cut, reach: Reach, today: NaiveDate) -> Result<Vec<DateRange>> {
        let earliest = today.checked_sub_days(Days::new(reach.days_back.into())).unwrap_or(today);
        if self.start < earliest {
            return Err(Error::usage(format!(
                "the range starts on {}, but the API provides this data only for the last {} \
                 days; the earliest possible date is {earliest}",
                self.start, reach.days_back
            ))
            .hint(format!("use `--start-date {earliest}`")));
        }
        let mut pieces = Vec::new();
        let mut rest = self;
        while rest.day_count() > reach.days_per_request {
            let next = (1..=reach.days_per_request)
                .rev()
                .map(|days| rest.start + Days::new(days.into()))
                .find(|day| cut.allows(*day))
                .ok_or_else(|| self.too_long(cut, reach))?;
            pieces.push(DateRange { start: rest.start, end: next - Days::new(1) });
            rest.start = next;
        }
        pieces.push(rest);
        Ok(pieces)
    }

    fn too_long(self, cut: Cut, reach: Reach) -> Error {
        let most = reach.days_per_request;
        let why = match cut {
            Cut::Never => "the totals of shorter ranges cannot be combined",
            _ => "a request cannot end within a week or month",
        };
        Error::usage(format!(
            "{self} is {} days, but one request can cover at most {most} days, and {why}",
            self.day_count()
        ))
        .hint(format!("use a range of at most {most} days, or `--granularity day`"))
    }
}

impl Cut {
    /// May a piece begin on this day?
    fn allows(self, day: NaiveDate) -> bool {
        match self {
            Cut::Never => false,
            Cut::BetweenDays => true,
            Cut::BeforeMonday => day.weekday() == Weekday::Mon,
            Cut::BeforeFirstOfMonth => day.day() == 1,
        }
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.start, self.end)
    }
}

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    use clap::{Args as _, FromArgMatches as _};
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn today() -> NaiveDate {
        day("2026-03-10")
    }

    pub(super) fn options(line: &str) -> Result<DateOptions, clap::Error> {
        let command = DateOptions::augment_args(clap::Command::new("test").no_binary_name(true));
        let words = line.split(' ').filter(|word| !word.is_empty());
        DateOptions::from_arg_matches(&command.try_get_matches_from(words)?)
    }

    fn range(line: &str) -> String {
        match options(line).map(|options| options.resolve(today())) {
            Ok(Ok(range)) => range.to_string(),
            Ok(Err(error)) => error.message,
            Err(error) => error.kind().to_string(),
        }
    }

    #[test]
    fn every_form_of_a_range() {
        for (line, expected) in [
            ("", "2026-03-03 to 2026-03-09"),
            ("--include-today", "2026-03-03 to 2026-03-10"),
            ("--date yesterday", "2026-03-09 to 2026-03-09"),
            ("--date 2026-03-01", "2026-03-01 to 2026-03-01"),
            ("--date TODAY", "2026-03-10 to 2026-03-10"),
            ("--days-back 1", "2026-03-09 to 2026-03-09"),
            ("--days-back 30 --include-today", "2026-02-08 to 2026-03-10"),
            ("--days-back-from 10 --days-back-to 5", "2026-02-28 to 2026-03-05"),
            ("--days-back-from 3 --days-back-to 0", "2026-03-07 to 2026-03-10"),
            ("--start-date 2026-03-01", "2026-03-01 to 2026-03-09"),
            ("--start-date 9d --end-date today", "2026-03-01 to 2026-03-10"),
        ] {
            assert_eq!(range(line), expected, "{line}");
        }
    }

    #[test]
    fn what_cannot_be_a_range_is_refused() {
        for (line, expected) in [
            ("--start-date 2026-03-05 --end-date 2026-03-01", "ends (2026-03-01) before it starts"),
            ("--date 2026-03-11", "2026-03-11 is in the future; the last possible date"),
            ("--days-back 4000000000", "days ago is too early"),
            ("--days-back 0", "invalid value"),
            ("--date 2026-3-1", "invalid value"),
            ("--date 2026-02-30", "invalid value"),
            ("--date d", "invalid value"),
            ("--date today --days-back 3", "cannot be used"),
            ("--date today --include-today", "cannot be used"),
            ("--days-back-from 3", "required arguments"),
            ("--end-date today", "required arguments"),
        ] {
            let answer = range(line);
            assert!(answer.contains(expected), "{line}: {answer}");
        }
    }

    #[test]
    fn a_range_beyond_the_reach_names_the_earliest_date() {
        let reach = Reach { days_back: 90, days_per_request: 90 };
        let ninety = DateRange { start: day("2025-12-10"), end: today() };
        assert_eq!(
            ninety.pieces(Cut::BetweenDays, reach, today()).map(|all| all.len()).ok(),
            Some(2)
        );
        let error = ninety.pieces(Cut::Never, reach, today()).expect_err("91 days of TOTAL");
        assert!(error.message.contains("91 days"), "{error}");
        let longer = DateRange { start: day("2025-12-09"), end: today() };
        let error = longer.pieces(Cut::BetweenDays, reach, today()).expect_err("91 days back");
        assert!(error.message.contains("earliest possible date is 2025-12-10"), "{error}");
    }

    proptest! {
        #[test]
        fn pieces_cover_every_day_exactly_once(back in 0u32..900, length in 0u32..900, most in 31u32..200, kind in 0usize..3) {
            let cut = [Cut::BetweenDays, Cut::BeforeMonday, Cut::BeforeFirstOfMonth][kind];
            let start = today() - Days::new(back.into());
            let end = (start + Days::new(length.into())).min(today());
            let whole = DateRange { start, end };
            let reach = Reach { days_back: 900, days_per_request: most };
            let pieces = whole.pieces(cut, reach, today()).expect("within reach");
            let days: Vec<_> = pieces.iter().flat_map(|piece| piece.days()).collect();
            prop_assert_eq!(days, whole.days().collect::<Vec<_>>());
            prop_assert!(pieces.iter().all(|piece| piece.day_count() <= most));
            prop_assert!(pieces.iter().skip(1).all(|piece| cut.allows(piece.start)));
            if cut == Cut::BetweenDays {
                let fewest = whole.day_count().div_ceil(most);
                prop_assert_eq!(u32::try_from(pieces.len()).ok(), Some(fewest));
            }
        }
    }
}
