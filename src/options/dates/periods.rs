//! The weeks and months of a range, and those that it covers only in part.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::error::{Error, Result};
use crate::options::dates::{Cut, DateRange};

/// A range of weeks or months.
pub(crate) struct Periods {
    range: DateRange,
    kind: Kind,
    /// Today is not complete, so no period that contains it is whole.
    yesterday: NaiveDate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Week,
    Month,
}

impl Periods {
    /// Nothing if the range is not divided into weeks or months.
    pub(crate) fn of(range: DateRange, cut: Cut, today: NaiveDate) -> Option<Self> {
        let kind = match cut {
            Cut::BeforeMonday => Kind::Week,
            Cut::BeforeFirstOfMonth => Kind::Month,
            Cut::Never | Cut::BetweenDays => return None,
        };
        let yesterday = today.pred_opt().unwrap_or(today);
        Some(Periods { range, kind, yesterday })
    }

    pub(crate) fn whole(&self) -> Result<DateRange> {
        self.find_whole().ok_or_else(|| {
            let nearest = self.nearest();
            let (range, noun) = (self.range, self.kind.noun());
            Error::usage(format!("the range {range} contains no whole {noun}"))
                .hint(format!("use `--start-date {} --end-date {}`", nearest.start, nearest.end))
        })
    }

    /// The partial periods in a sentence, if there are any.
    pub(crate) fn note(&self) -> Option<String> {
        let whole = self.find_whole();
        let (first, last) = self.partial(whole);
        let (first, last) = (first.map(days), last.map(days));
        let noun = self.kind.noun();
        let (subject, them) = match (first, last) {
            (None, None) => return None,
            (Some(first), Some(last)) => {
                (format!("the first {noun} ({first}) and the last {noun} ({last}) are"), "them")
            }
            (Some(only), None) if whole.is_none() => (format!("the only {noun} ({only}) is"), ""),
            (Some(first), None) => (format!("the first {noun} ({first}) is"), "it"),
            (None, Some(last)) => (format!("the last {noun} ({last}) is"), "it"),
        };
        let advice = whole.map(|_| format!("; `--whole-periods` leaves {them} out"));
        Some(format!("{subject} partial{}", advice.unwrap_or_default()))
    }

    fn find_whole(&self) -> Option<DateRange> {
        let first = self.kind.around(self.range.start);
        let start = if first.start == self.range.start { first.start } else { next(first) };
        let last_day = self.range.end.min(self.yesterday);
        let last = self.kind.around(last_day);
        let end = if last.end == last_day { last_day } else { last.start - Days::new(1) };
        (start <= end).then_some(DateRange { start, end })
    }

    /// The days of the range before and after its whole periods.
    fn partial(&self, whole: Option<DateRange>) -> (Option<DateRange>, Option<DateRange>) {
        let DateRange { start, end } = self.range;
        let (before, after) = if let Some(whole) = whole {
            (whole.start - Days::new(1), next(whole))
        } else {
            let first = self.kind.around(start);
            (first.end.min(end), next(first))
        };
        let range = |start, end| (start <= end).then_some(DateRange { start, end });
        (range(start, before), range(after, end))
    }

    /// The complete period that has the most days of the range, or else the one before it.
    fn nearest(&self) -> DateRange {
        let DateRange { start, end } = self.range;
        let common = |period: &DateRange| period.end.min(end) - period.start.max(start);
        let all = [start, end].map(|day| self.kind.around(day));
        let complete = all.into_iter().filter(|period| period.end <= self.yesterday);
        complete.max_by_key(common).unwrap_or_else(|| self.kind.around(all[0].start - Days::new(1)))
    }
}

impl Kind {
    fn noun(self) -> &'static str {
        match self {
            Kind::Week => "week",
            Kind::Month => "month",
        }
    }

    /// The period of a day. A week begins on Monday.
    fn around(self, day: NaiveDate) -> DateRange {
        let (start, end) = match self {
            Kind::Week => {
                let start = day - Days::new(day.weekday().num_days_from_monday().into());
                (start, start + Days::new(6))
            }
            Kind::Month => {
                let start = day - Days::new(day.day0().into());
                (start, start + Months::new(1) - Days::new(1))
            }
        };
        DateRange { start, end }
    }
}

fn days(range: DateRange) -> String {
    if range.start == range.end { range.start.to_string() } else { range.to_string() }
}

/// The day after a range.
fn next(range: DateRange) -> NaiveDate {
    range.end + Days::new(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// Today is Tuesday, 2026-03-10.
    fn told(cut: Cut, start: &str, end: &str) -> (String, String) {
        let range = DateRange { start: day(start), end: day(end) };
        let periods = Periods::of(range, cut, day("2026-03-10")).expect("periods");
        let whole = match periods.whole() {
            Ok(range) => range.to_string(),
            Err(error) => format!("{}: {}", error.message, error.hint.unwrap_or_default()),
        };
        (whole, periods.note().unwrap_or_default())
    }

    #[test]
    fn periods_that_are_partial_are_named_and_can_be_left_out() {
        for (cut, start, end, whole, note) in [
            (
                Cut::BeforeMonday,
                "2026-02-10",
                "2026-03-09",
                "2026-02-16 to 2026-03-08",
                "the first week (2026-02-10 to 2026-02-15) and the last week (2026-03-09) are \
                 partial; `--whole-periods` leaves them out",
            ),
            (Cut::BeforeMonday, "2026-02-23", "2026-03-08", "2026-02-23 to 2026-03-08", ""),
            (
                Cut::BeforeMonday,
                "2026-02-23",
                "2026-03-04",
                "2026-02-23 to 2026-03-01",
                "the last week (2026-03-02 to 2026-03-04) is partial; `--whole-periods` leaves it \
                 out",
            ),
            (
                Cut::BeforeFirstOfMonth,
                "2026-01-02",
                "2026-02-28",
                "2026-02-01 to 2026-02-28",
                "the first month (2026-01-02 to 2026-01-31) is partial; `--whole-periods` leaves \
                 it out",
            ),
            (
                Cut::BeforeMonday,
                "2026-02-24",
                "2026-03-07",
                "the range 2026-02-24 to 2026-03-07 contains no whole week: use `--start-date \
                 2026-03-02 --end-date 2026-03-08`",
                "the first week (2026-02-24 to 2026-03-01) and the last week (2026-03-02 to \
                 2026-03-07) are partial",
            ),
            (
                Cut::BeforeFirstOfMonth,
                "2026-03-01",
                "2026-03-10",
                "the range 2026-03-01 to 2026-03-10 contains no whole month: use `--start-date \
                 2026-02-01 --end-date 2026-02-28`",
                "the only month (2026-03-01 to 2026-03-10) is partial",
            ),
        ] {
            assert_eq!(told(cut, start, end), (whole.to_owned(), note.to_owned()));
        }
    }

    #[test]
    fn a_week_that_ends_today_is_not_over() {
        let sunday = day("2026-03-08");
        let range = DateRange { start: day("2026-02-23"), end: sunday };
        let today = Periods::of(range, Cut::BeforeMonday, sunday).expect("periods");
        assert_eq!(today.whole().expect("a week").end, day("2026-03-01"));
        assert_eq!(
            today.note().as_deref(),
            Some(
                "the last week (2026-03-02 to 2026-03-08) is partial; `--whole-periods` leaves it \
                 out"
            )
        );
    }

    #[test]
    fn days_and_totals_have_no_periods() {
        let range = DateRange { start: day("2026-03-03"), end: day("2026-03-09") };
        for cut in [Cut::Never, Cut::BetweenDays] {
            assert!(Periods::of(range, cut, day("2026-03-10")).is_none());
        }
    }
}
