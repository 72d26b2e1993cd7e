//! `--format table`: what a person is shown, and that its totals are true.

use unicode_width::UnicodeWidthStr;

use crate::expected::expected;
use crate::sandbox::{Outcome, Sandbox, cells, today};
use crate::screen::at_a_terminal;
use crate::server::{Granularity, Level, World};

const RUN: [&str; 7] = [
    "delivery-metrics",
    "--all-ad-accounts",
    "--days-back",
    "2",
    "--format",
    "table",
    "--columns=CAMPAIGN_NAME,SPEND_IN_DOLLAR,TOTAL_IMPRESSION,CTR",
];

const SHOWN: &str = "\
AD_ACCOUNT_…  CAMPAIGN_ID   DATE        CAMPAIGN_N…  SPEND_IN_D…  TOTAL_IMPR…        CTR
────────────  ────────────  ──────────  ───────────  ───────────  ───────────  ─────────
549755885175  626735565838  2026-03-08  Frühling …         53.29         5497
549755885175  626735565838  2026-03-09  Frühling …                      42661  0.0505128
549755885175  626735565839  2026-03-08  Küche, Bad…                      6503  0.0209278
549755885175  626735565839  2026-03-09  Küche, Bad…       222.35        47661
549755885175  626735565840  2026-03-08  =SUMME Win…       164.01        20922
549755885175  626735565840  2026-03-09  =SUMME Win…                     39455  0.0155753
549755885175  626735565842  2026-03-08  Tischlampe…       149.61            0  0.0047005
549755885175  626735565842  2026-03-09  Tischlampe…         0.39        10451
549755886042  626735571201  2026-03-08  Raised bed…                            0.0164337
549755886042  626735571201  2026-03-09  Raised bed…        15.12        58589  0.0595639
549755886042  626735571202  2026-03-08  Bulbs, see…       115.16        22736  0.0418064
549755886042  626735571202  2026-03-09  Bulbs, see…       209.69        31842  0.0041099
549755886042  626735571203  2026-03-08  Holiday wr…        65.51               0.0362758
549755886042  626735571203  2026-03-09  Holiday wr…       206.39        36081  0.0121749
────────────  ────────────  ──────────  ───────────  ───────────  ───────────  ─────────
total                                                                  322398
";

fn at_width(sandbox: &Sandbox, width: usize, arguments: &[&str]) -> Outcome {
    let mut command = sandbox.command(arguments);
    let outcome = Outcome::run(command.env("COLUMNS", width.to_string()));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    outcome
}

#[test]
fn rows_are_aligned_and_cut_to_the_width() {
    let sandbox = Sandbox::new(World::sample());
    assert_eq!(at_width(&sandbox, 90, &RUN).stdout, SHOWN);
    let whole = sandbox.succeed(&RUN);
    assert!(whole.contains("Frühling 🌷 \"Helle Räume\"") && !whole.contains('…'), "{whole}");
    for width in 20..130 {
        let shown = at_width(&sandbox, width, &RUN).stdout;
        let lines = whole.lines().count();
        assert_eq!(shown.lines().count(), lines, "nothing wraps: {shown}");
        assert!(shown.lines().all(|line| line.width() <= width), "{width}: {shown}");
    }
}

#[test]
fn a_terminal_tells_its_width_and_a_file_has_none() {
    let sandbox = Sandbox::new(World::sample());
    let to_file = [&RUN[..], &["-o", "table.txt"]].concat();
    at_width(&sandbox, 40, &to_file);
    assert_eq!(sandbox.read("table.txt"), sandbox.succeed(&RUN));
    let shown = at_a_terminal(sandbox.command(&RUN));
    assert_eq!(shown.code, Some(0), "{}", shown.stdout);
    let table = at_width(&sandbox, 100, &RUN).stdout;
    assert!(shown.stdout.replace("\r\n", "\n").contains(&table), "{}", shown.stdout);
}

/// The cells of the last line, by heading. Headings and numbers have no blanks.
fn totals(table: &str, width_of_names: usize) -> Vec<(String, String)> {
    let lines: Vec<_> = table.lines().collect();
    let spans: Vec<(usize, usize)> = lines[1]
        .char_indices()
        .filter(|(at, c)| *c == '─' && (*at == 0 || lines[1][..*at].ends_with(' ')))
        .map(|(at, _)| {
            let before = lines[1][..at].chars().count();
            let length = lines[1][at..].chars().take_while(|c| *c == '─').count();
            (before, length)
        })
        .collect();
    assert!(spans.len() > width_of_names, "{table}");
    let cell = |line: &str, (at, length): (usize, usize)| {
        line.chars().skip(at).take(length).collect::<String>().trim().to_owned()
    };
    let last = lines.last().expect("a last line");
    spans.iter().map(|span| (cell(lines[0], *span), cell(last, *span))).collect()
}

/// A decimal as a whole number of 10^-18.
fn scaled(number: &str) -> i128 {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let places = 18 - fraction.len();
    let exponent: i32 = exponent.parse().expect("an exponent");
    let zeros = i32::try_from(places).expect("few") + exponent;
    let digits: i128 = format!("{whole}{fraction}").parse().expect("digits");
    digits * 10_i128.pow(zeros.try_into().expect("no more than 18 places"))
}

#[test]
fn totals_are_the_sums_of_the_truth() {
    let columns = "SPEND_IN_DOLLAR,SPEND_IN_MICRO_DOLLAR,TOTAL_IMPRESSION,TOTAL_CLICKTHROUGH,CTR,\
                   CPM_IN_DOLLAR,ECPC_IN_MICRO_DOLLAR,TOTAL_IMPRESSION_USER,TOTAL_CHECKOUT,\
                   TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR,TOTAL_IMPRESSION_FREQUENCY";
    let sums = [0, 1, 2, 3, 8, 9].map(|at| columns.split(',').nth(at).expect("a column"));
    let money = [sums[0], sums[1], sums[5]];
    let mut world = World::sample();
    let sandbox = Sandbox::new(World::sample());
    for accounts in [1, 2] {
        world.accounts.truncate(accounts);
        world = if accounts == 1 { world } else { World::sample() };
        let ids: Vec<_> = world.accounts.iter().map(|account| account.id.as_str()).collect();
        let ids = ids.join(",");
        let run = ["delivery-metrics", "--days-back", "20", "-f", "table", "--ad-account", &ids];
        let outcome = sandbox.run(&[&run[..], &["--columns", columns]].concat());
        let days = (today() - chrono::Days::new(20), today() - chrono::Days::new(1));
        let truth = expected(&world, Level::Campaign, Granularity::Day, days, columns);
        for (name, total) in totals(&outcome.stdout, 3) {
            let at = truth[0].iter().position(|known| *known == name).expect("a column");
            let is_left_blank =
                !sums.contains(&name.as_str()) || (accounts > 1 && money.contains(&name.as_str()));
            if at == 0 {
                assert_eq!(total, "total");
            } else if is_left_blank {
                assert_eq!(total, "", "{name}");
            } else {
                let cells = truth[1..].iter().map(|row| row[at].as_str());
                let sum: i128 = cells.filter(|cell| !cell.is_empty()).map(scaled).sum();
                assert_eq!(scaled(&total), sum, "{name}: {total}");
                assert!(sum > 0, "{name}");
            }
        }
        let told = outcome.stderr.contains("note: money has no total");
        assert_eq!(told, accounts > 1, "{}", outcome.stderr);
    }
}

#[test]
fn rows_that_are_still_processed_are_marked_and_do_not_count() {
    let sandbox = Sandbox::new(World::sample());
    let run = ["user-metrics", "--include-today", "--days-back", "2"];
    let rows = cells(&sandbox.succeed(&run));
    let last = rows.last().expect("today");
    assert_eq!(
        (last[2].as_str(), last[3].as_str(), last[4].as_str()),
        ("PROCESSING", "0.0", "0.0")
    );
    let outcome = sandbox.run(&[&run[..], &["-f", "table"]].concat());
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let lines: Vec<_> = outcome.stdout.lines().collect();
    let marked: Vec<_> = lines[4].split_whitespace().collect();
    let sent = last[3..].iter().filter(|cell| !cell.is_empty()).count();
    assert!(sent > 8, "{last:?}");
    let expected = [&["all", last[1].as_str(), "PROCESSING"], &vec!["…"; sent][..]];
    assert_eq!(marked, expected.concat());
    let total = totals(&outcome.stdout, 3);
    let place = rows[0].iter().position(|name| name == "SAVE").expect("a column");
    let sum: i128 = rows[1..3].iter().map(|row| scaled(&row[place])).sum();
    assert_eq!(scaled(&total[place].1), sum);
    assert!(!total[place].1.contains('.'), "0.0 would leave a trace: {}", total[place].1);
    let said = "note: the API is still processing the metrics of 1 row: `…` stands for them";
    assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
}

#[test]
fn money_adds_up_within_one_currency_only() {
    let sandbox = Sandbox::new(World::sample());
    let mixed =
        sandbox.run(&[&RUN[..], &["--columns=SPEND_IN_MICRO_DOLLAR", "--money=units"]].concat());
    assert!(
        mixed.stderr.contains("money has no total, for it is in EUR, USD\n"),
        "{}",
        mixed.stderr
    );
    assert_eq!(totals(&mixed.stdout, 3).last().expect("a column").1, "");
    let rows = sandbox.succeed(&["targeting-metrics", "--all-ad-accounts", "-f", "table"]);
    assert!(!rows.contains("\ntotal"), "a person is in more than one group: {rows}");
}

#[test]
fn no_rows_are_a_header() {
    let sandbox = Sandbox::new(World::sized(1, 0, 0, 0, 0));
    let shown = sandbox.succeed(&RUN);
    assert_eq!(shown.lines().count(), 2, "{shown}");
    assert!(shown.starts_with("AD_ACCOUNT_ID  CAMPAIGN_ID  DATE  "), "{shown}");
}

#[test]
fn a_profile_may_prefer_it() {
    let sandbox = Sandbox::new(World::sample());
    std::fs::create_dir(sandbox.path("config")).expect("a folder");
    let config = "[profiles.default]\nformat = \"table\"\n";
    std::fs::write(sandbox.path("config").join("config.toml"), config).expect("a file");
    let shown = sandbox.succeed(&["users"]);
    assert!(shown.lines().nth(1).is_some_and(|rule| rule.starts_with('─')), "{shown}");
}
