//! Any words as date options.

use chrono::{Datelike, Days, NaiveDate};

use super::tests::options;
use super::{Cut, DateRange, Reach};
use crate::error::Kind;
use crate::system::fuzz::{check, choices};

#[test]
fn dates() {
    check("dates", |bytes| {
        let mut random = choices(bytes);
        let today = NaiveDate::from_ymd_opt(2026, 3, 10).expect("a day");
        let today = today - Days::new(random.u64(..800));
        let line = String::from_utf8_lossy(bytes);
        let Ok(options) = options(line.lines().next().unwrap_or_default()) else { return };
        match options.resolve(today) {
            Ok(range) => {
                assert!(range.start <= range.end && range.end <= today, "{range}");
                assert!(range.start.year() >= 0, "{range}");
                assert!(options.are_given() || range.day_count() == 7, "{range}");
                let most = random.u32(31..200);
                let reach = Reach { days_back: random.u32(..1000), days_per_request: most };
                let cuts =
                    [Cut::Never, Cut::BetweenDays, Cut::BeforeMonday, Cut::BeforeFirstOfMonth];
                for cut in cuts {
                    are_all_days(range, cut, reach, today);
                }
            }
            Err(error) => {
                assert_eq!(error.kind, Kind::Usage);
                assert!(error.hint.is_some() && !error.message.contains('\n'), "{error}");
            }
        }
    });
}

/// The pieces are the range, or it is refused for a reason.
fn are_all_days(range: DateRange, cut: Cut, reach: Reach, today: NaiveDate) {
    let Ok(pieces) = range.pieces(cut, reach, today) else {
        let is_early = range.start < today - Days::new(reach.days_back.into());
        let is_long = cut == Cut::Never && range.day_count() > reach.days_per_request;
        assert!(is_early || is_long, "{range} {cut:?} {reach:?}");
        return;
    };
    let days: Vec<_> = pieces.iter().flat_map(|piece| piece.days()).collect();
    assert_eq!(days, range.days().collect::<Vec<_>>(), "{cut:?} {reach:?}");
    let longest = pieces.iter().map(|piece| piece.day_count()).max();
    assert!(longest <= Some(reach.days_per_request), "{cut:?} {reach:?}");
}
