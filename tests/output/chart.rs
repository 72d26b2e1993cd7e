//! `--chart`: a metric by day, as a person is shown it.

use std::collections::BTreeMap;

use crate::support::sandbox::{Outcome, Sandbox, cells};
use crate::support::server::World;

const DRAWN: &str = "\
SPEND_IN_DOLLAR
2026-03-03                                                 0
2026-03-04  ████████████████████████████████████████  584.88
2026-03-05                                                 0
2026-03-06  ██████████████████████████▉               393.58
2026-03-07  ███████████████████████████               395.63
2026-03-08  █████████████████████████                 366.91
2026-03-09  ███████████████▏                          222.74
";

#[test]
fn a_metric_is_drawn_by_day() {
    let sandbox = Sandbox::new(World::sample());
    let account = sandbox.server.world().accounts[0].id.clone();
    let run = ["delivery-metrics", "--ad-account", &account, "--days-back", "7"];
    let chart = [&run[..], &["--chart", "spend-in-dollar"]].concat();
    let drawn = Outcome::run(sandbox.command(&chart).env("COLUMNS", "60"));
    assert_eq!(drawn.code, Some(0), "{}", drawn.stderr);
    assert_eq!(drawn.stdout, DRAWN);

    let table = cells(&sandbox.succeed(&run));
    let at = table[0].iter().position(|name| name == "SPEND_IN_DOLLAR").expect("a column");
    let mut cents: BTreeMap<&str, u64> = BTreeMap::new();
    for row in &table[1..] {
        let cell = if row[at].is_empty() { "0.00" } else { &row[at] };
        let digits = cell.replace('.', "");
        *cents.entry(&row[2]).or_default() += digits.parse::<u64>().expect("dollars and cents");
    }
    let days = drawn.stdout.lines().skip(1).map(|line| line.split_once(' ').expect("a day"));
    for (day, line) in days {
        let value = match cents.remove(day) {
            None | Some(0) => " 0".to_owned(),
            Some(cents) => format!(" {}.{:02}", cents / 100, cents % 100),
        };
        assert!(line.ends_with(&value), "{day}: {line}: {value}");
    }
    assert!(cents.is_empty(), "{cents:?}");
}

#[test]
fn days_without_rows_are_drawn_and_hours_are_added_up() {
    let sandbox = Sandbox::new(World::sized(1, 0, 0, 0, 0));
    let drawn = sandbox.succeed(&["delivery-metrics", "--days-back=3", "--chart=TOTAL_IMPRESSION"]);
    assert_eq!(drawn.lines().count(), 4, "{drawn}");
    assert!(drawn.lines().skip(1).all(|line| line.ends_with("  0") && !line.contains('█')));

    let sandbox = Sandbox::new(World::sample());
    let run = ["delivery-metrics", "--all-ad-accounts", "--granularity", "hour", "--days-back=2"];
    let drawn = sandbox.succeed(&[&run[..], &["--chart", "TOTAL_CLICKTHROUGH"]].concat());
    assert_eq!(drawn.lines().count(), 3, "{drawn}");
    let drawn = sandbox.succeed(&["user-metrics", "--chart", "impression"]);
    assert_eq!(drawn.lines().count(), 8, "{drawn}");
}

#[test]
fn a_day_without_metrics_has_a_word_in_the_place_of_a_bar() {
    let sandbox = Sandbox::new(World::sample());
    let run = ["user-metrics", "--include-today", "--days-back", "87"];
    let chart = [&run[..], &["--chart", "IMPRESSION"]].concat();
    let outcome = Outcome::run(sandbox.command(&chart).env("COLUMNS", "60"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let table = cells(&sandbox.succeed(&run));
    let lines: Vec<_> = outcome.stdout.lines().skip(1).collect();
    assert_eq!(lines.len(), table.len() - 1);
    let place = table[0].iter().position(|name| name == "IMPRESSION").expect("a column");
    let mut words = BTreeMap::new();
    for (line, row) in lines.iter().zip(&table[1..]) {
        match row[2].as_str() {
            "PROCESSING" => {
                assert_eq!(*line, format!("{}  processing", row[1]));
                let sent: Vec<_> = row[3..].iter().filter(|cell| !cell.is_empty()).collect();
                assert!(sent.len() > 8 && sent.iter().all(|cell| *cell == "0.0"), "{row:?}");
            }
            "BEFORE_BUSINESS_CREATED" => {
                assert_eq!(*line, format!("{}  before business created", row[1]));
                assert!(row[3..].iter().all(String::is_empty), "{row:?}");
            }
            _ => assert!(line.ends_with(&format!(" {}", row[place])), "{line}: {row:?}"),
        }
        *words.entry(row[2].as_str()).or_insert(0) += 1;
    }
    assert_eq!((words["PROCESSING"], words["BEFORE_BUSINESS_CREATED"]), (1, 4), "{words:?}");
    let days = table[1..].iter().filter(|row| row[2].contains("PROC") || row[2].contains("BEFORE"));
    let days: Vec<_> = days.map(|row| row[1].as_str()).collect();
    let note = format!(
        "note: no metrics for 5 days; the chart shows the status instead of a bar: {}\n",
        days.join(", ")
    );
    assert!(outcome.stderr.contains(&note), "{}", outcome.stderr);
}

#[test]
fn what_cannot_be_drawn_is_told_before_anything_is_asked() {
    let sandbox = Sandbox::new(World::sample());
    let run = "delivery-metrics --all-ad-accounts";
    for (arguments, told) in [
        (
            format!("{run} --chart CTR --columns CTR,LEADS,REPIN_1"),
            "hint: use `--chart` with `LEADS` or `REPIN_1`\n",
        ),
        (
            format!("{run} --chart CTR"),
            "pinads: `CTR` cannot be added over rows, so `--chart` cannot draw it\n\nhint: use `--chart` \
             with `SPEND_IN_DOLLAR`, `TOTAL_IMPRESSION`, or `IMPRESSION_1`\n",
        ),
        (
            format!("{run} --chart impressions"),
            "pinads: `impressions` in `--chart` is not a column of this run\n\nhint: use `--chart` with \
             `TOTAL_IMPRESSION` or `IMPRESSION_1`\n",
        ),
        (
            format!("{run} --chart bananas"),
            "`bananas` in `--chart` is not a column of this run\n\nhint: use `--chart` with `SPEND_IN",
        ),
        (format!("{run} --chart SPEND_IN_DOLLAR -o chart.txt"), "hint: remove `--output`"),
        (
            format!("{run} --chart SPEND_IN_DOLLAR --granularity total"),
            "`--chart` requires rows with a day\n",
        ),
        (format!("{run} --chart SPEND_IN_DOLLAR --format table"), "cannot be used with"),
        ("users --chart follower_count".to_owned(), "`--chart` requires rows with a day\n"),
        (
            "targeting-metrics --chart TOTAL_IMPRESSION".to_owned(),
            "`--chart` requires a metric that can be added, and no column of this run can\n",
        ),
        (
            "user-metrics --split-field source --chart SAVE".to_owned(),
            "`--chart` requires a metric",
        ),
    ] {
        let words: Vec<_> = arguments.split(' ').collect();
        let stderr = sandbox.fail(2, &words);
        assert!(stderr.contains(told), "{arguments}: {stderr}");
    }
    assert_eq!(sandbox.server.log().len(), 0);
    let stderr =
        sandbox.fail(2, &[run, "--chart SPEND_IN_DOLLAR"].join(" ").split(' ').collect::<Vec<_>>());
    assert!(stderr.contains("amounts in different currencies cannot be added"), "{stderr}");
}
