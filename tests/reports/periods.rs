//! Weeks and months that the dates cover only in part.

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::World;

const RUN: [&str; 4] = ["delivery-metrics", "--all-ad-accounts", "--start-date", "2026-02-10"];

#[test]
fn partial_periods_are_noted() {
    let sandbox = Sandbox::new(World::sample());
    for (granularity, note) in [
        (
            "week",
            "note: the first week (2026-02-10 to 2026-02-15) and the last week (2026-03-09) are \
             partial; `--whole-periods` leaves them out\n",
        ),
        (
            "month",
            "note: the first month (2026-02-10 to 2026-02-28) and the last month (2026-03-01 to \
             2026-03-09) are partial\n",
        ),
    ] {
        let outcome = sandbox.run(&[&RUN[..], &["--granularity", granularity]].concat());
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        assert!(outcome.stderr.contains(note), "{granularity}: {}", outcome.stderr);
    }
    for whole in [
        &["--granularity", "week", "--start-date", "2026-02-16", "--end-date", "2026-03-08"][..],
        &["--granularity", "day"],
        &["--granularity", "total"],
    ] {
        let outcome = sandbox.run(&[&RUN[..], whole].concat());
        assert!(!outcome.stderr.contains("partial"), "{whole:?}: {}", outcome.stderr);
    }
}

#[test]
fn whole_periods_leave_partial_ones_out() {
    let sandbox = Sandbox::new(World::sample());
    let range = ["--granularity", "week", "--end-date", "2026-03-08", "--start-date", "2026-02-16"];
    let narrowed = ["--granularity", "week", "--whole-periods"];
    for report in ["delivery-metrics", "targeting-metrics"] {
        let run = [&[report], &RUN[1..]].concat();
        let expected = sandbox.succeed(&[&run[..], &range].concat());
        let outcome = sandbox.run(&[&run[..], &narrowed].concat());
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        assert_eq!(outcome.stdout, expected, "{report}");
        assert!(cells(&outcome.stdout).len() > 1);
        assert!(!outcome.stderr.contains("partial"), "{}", outcome.stderr);
        let plan = sandbox.succeed(&[&run[..], &narrowed, &["--dry-run"]].concat());
        assert!(plan.contains("dates: 2026-02-16 to 2026-03-08 (21 days)\n"), "{plan}");
    }
}

#[test]
fn a_range_without_a_whole_period_is_refused_with_the_nearest_one() {
    let sandbox = Sandbox::new(World::sample());
    for (granularity, told) in [
        (
            "month",
            "pinads: the range 2026-02-10 to 2026-03-09 contains no whole month\n\nhint: use `--start-date \
             2026-02-01 --end-date 2026-02-28`\n",
        ),
        (
            "day",
            "pinads: `--whole-periods` requires weeks or months\n\nhint: use `--granularity week` or \
             `--granularity month`, or remove `--whole-periods`\n",
        ),
    ] {
        let stderr = sandbox
            .fail(2, &[&RUN[..], &["--whole-periods", "--granularity", granularity]].concat());
        assert!(stderr.contains(told), "{granularity}: {stderr}");
    }
    assert_eq!(sandbox.server.log().len(), 0);
}
