//! `--format table`: what a person is shown, and that its totals are true.

use unicode_width::UnicodeWidthStr;

use crate::support::expected::expected;
use crate::support::sandbox::{Outcome, Sandbox, cells, today};
use crate::support::server::{Granularity, Level, World};
use crate::support::sweep::swept;
use crate::terminal::screen::at_a_terminal;

const RUN: [&str; 7] = [
    "delivery-metrics",
    "--all-ad-accounts",
    "--days-back",
    "2",
    "--format",
    "table",
    "--columns=CAMPAIGN_NAME,SPEND_IN_DOLLAR,TOTAL_IMPRESSION,CTR",
];

const SHOWN: &str = "                                                              SPEND_
AD_ACCOUNT_                                                      IN_      TOTAL_
ID            CAMPAIGN_ID   DATE        CAMPAIGN_NAME         DOLLAR  IMPRESSION       CTR
────────────  ────────────  ──────────  ────────────────────  ──────  ──────────  ────────
549755885175  626735565838  2026-03-08  Frühling 🌷 \"Helle …   53.29       5,497
549755885175  626735565838  2026-03-09  Frühling 🌷 \"Helle …              42,661   0.05051
549755885175  626735565839  2026-03-08  Küche, Bad, Flur                   6,503   0.02093
549755885175  626735565839  2026-03-09  Küche, Bad, Flur      222.35      47,661
549755885175  626735565840  2026-03-08  =SUMME Winterlicht …  164.01      20,922
549755885175  626735565840  2026-03-09  =SUMME Winterlicht …              39,455   0.01558
549755885175  626735565842  2026-03-08  Tischlampen immer an  149.61           0  0.004701
549755885175  626735565842  2026-03-09  Tischlampen immer an    0.39      10,451
549755886042  626735571201  2026-03-08  Raised beds | sprin…                       0.01643
549755886042  626735571201  2026-03-09  Raised beds | sprin…   15.12      58,589   0.05956
549755886042  626735571202  2026-03-08  Bulbs, seeds & \"hei…  115.16      22,736   0.04181
549755886042  626735571202  2026-03-09  Bulbs, seeds & \"hei…  209.69      31,842   0.00411
549755886042  626735571203  2026-03-08  Holiday wreaths 🎄     65.51               0.03628
549755886042  626735571203  2026-03-09  Holiday wreaths 🎄    206.39      36,081   0.01217
────────────  ────────────  ──────────  ────────────────────  ──────  ──────────  ────────
total                                                                    322,398
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
    let below_headings = |table: &str| table.lines().skip_while(|line| !is_rule(line)).count();
    for width in swept(20..130_usize, 4) {
        let shown = at_width(&sandbox, width, &RUN).stdout;
        let lines = below_headings(&whole);
        let totals = if shown.contains("IMPRESSION") { 0 } else { 2 };
        assert_eq!(below_headings(&shown) + totals, lines, "nothing wraps: {shown}");
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

fn is_rule(line: &str) -> bool {
    line.starts_with('─')
}

/// The headings and rows of a table whose headings need one line. They have no blanks.
fn parsed(table: &str) -> Vec<Vec<String>> {
    let lines: Vec<_> = table.lines().collect();
    let rule = lines.iter().position(|line| is_rule(line)).expect("a rule");
    let mut spans = Vec::new();
    let mut at = 0;
    for width in lines[rule].split("  ").map(|rule| rule.chars().count()) {
        spans.push((at, width));
        at += width + 2;
    }
    let cell = |line: &str, (at, width): (usize, usize)| {
        line.chars().skip(at).take(width).collect::<String>().trim().to_owned()
    };
    let lines = lines[rule - 1..].iter().filter(|line| !is_rule(line));
    lines.map(|line| spans.iter().map(|span| cell(line, *span)).collect()).collect()
}

/// The cells of the last line, by heading.
fn totals(table: &str) -> Vec<(String, String)> {
    let mut rows = parsed(table);
    let last = rows.pop().expect("a last line");
    rows.swap_remove(0).into_iter().zip(last).collect()
}

/// A decimal as a whole number of 10^-18.
fn scaled(number: &str) -> i128 {
    let number = &number.replace(',', "");
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
        let totals = totals(&outcome.stdout);
        assert_eq!(totals[0].1, "total");
        assert_eq!(outcome.stdout.starts_with("AD_ACCOUNT_ID: "), accounts == 1);
        for (name, total) in &totals[1..] {
            let at = truth[0].iter().position(|known| known == name).expect("a column");
            let is_left_blank =
                !sums.contains(&name.as_str()) || (accounts > 1 && money.contains(&name.as_str()));
            if is_left_blank {
                assert_eq!(total, "", "{name}");
            } else {
                let cells = truth[1..].iter().map(|row| row[at].as_str());
                let sum: i128 = cells.filter(|cell| !cell.is_empty()).map(scaled).sum();
                let places = total.split_once('.').map_or(0, |(_, decimals)| decimals.len());
                assert_eq!(places, if name == "SPEND_IN_DOLLAR" { 2 } else { 0 }, "{total}");
                let step = 10_i128.pow(18 - u32::try_from(places).expect("few"));
                assert!((scaled(total) - sum).abs() * 2 <= step, "{name}: {total}, not {sum}");
                assert!(sum > 0, "{name}");
            }
        }
        let told = outcome.stderr.contains("note: money columns have no total");
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
    assert!(lines[0].contains("all"), "{}", outcome.stdout);
    let marked: Vec<_> = lines[6].split_whitespace().collect();
    let sent = last[3..].iter().filter(|cell| !cell.is_empty()).count();
    assert!(sent > 8, "{last:?}");
    let expected = [&[last[1].as_str(), "PROCESSING"], &vec!["…"; sent][..]];
    assert_eq!(marked, expected.concat());
    let place = rows[0].iter().position(|name| name == "SAVE").expect("a column");
    let sum: i128 = rows[1..3].iter().map(|row| scaled(&row[place])).sum();
    let totals = totals(&outcome.stdout);
    let (_, total) = totals.iter().find(|(name, _)| name == "SAVE").expect("a column");
    assert_eq!(scaled(total), sum);
    assert!(!total.contains('.'), "0.0 would leave a trace: {total}");
    let said = "note: the API is still processing the metrics of 1 row: the table shows `…`";
    assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
}

#[test]
fn money_adds_up_within_one_currency_only() {
    let sandbox = Sandbox::new(World::sample());
    let mixed =
        sandbox.run(&[&RUN[..], &["--columns=SPEND_IN_MICRO_DOLLAR", "--money=units"]].concat());
    assert!(
        mixed
            .stderr
            .contains("money columns have no total because the currencies differ: EUR, USD\n"),
        "{}",
        mixed.stderr
    );
    assert_eq!(totals(&mixed.stdout).last().expect("a column").1, "");
    let rows = sandbox.succeed(&["targeting-metrics", "--all-ad-accounts", "-f", "table"]);
    assert!(!rows.contains("\ntotal"), "a person is in more than one group: {rows}");
}

#[test]
fn a_value_that_all_rows_have_is_above_the_table() {
    let sandbox = Sandbox::new(World::sample());
    let columns = "--columns=CAMPAIGN_NAME,SPEND_IN_MICRO_DOLLAR";
    let run = ["delivery-metrics", "-f=table", columns, "--money=units"];
    let shown = |options: &[&str]| sandbox.succeed(&[&run[..], options].concat());
    let one_account = shown(&["--ad-account=549755885175", "--days-back=1"]);
    let lines: Vec<_> = one_account.lines().collect();
    assert_eq!(lines[..2], ["AD_ACCOUNT_ID: 549755885175 · DATE: 2026-03-09 · CURRENCY: EUR", ""]);
    assert_eq!(parsed(&one_account)[0], ["CAMPAIGN_ID", "CAMPAIGN_NAME", "SPEND_IN_DOLLAR"]);
    let one_day = shown(&["--all-ad-accounts", "--days-back=1"]);
    assert!(one_day.starts_with("DATE: 2026-03-09\n\nAD_ACCOUNT_ID  "), "{one_day}");
    let all = ["AD_ACCOUNT_ID", "CAMPAIGN_ID", "DATE", "CURRENCY"];
    let one_row = ["--ad-account=549755885175", "--campaign=626735565839", "--days-back=1"];
    assert_eq!(parsed(&shown(&one_row))[0][..4], all);
    let bare = shown(&["--ad-account=549755885175", "--days-back=1", "--no-header"]);
    assert!(bare.starts_with("549755885175   626735565838  2026-03-09  EUR "), "{bare}");

    let narrow = [&run[..], &["--ad-account=549755885175", "--days-back=1"]].concat();
    let narrow = at_width(&sandbox, 40, &narrow).stdout;
    let caption = "AD_ACCOUNT_ID: 549755885175\nDATE: 2026-03-09 · CURRENCY: EUR\n\n";
    assert!(narrow.starts_with(caption), "{narrow}");
}

/// A number rounded to this many decimals, or significant digits below 1000.
fn is_near(shown: &str, exact: &str, is_money: bool) -> bool {
    let distance = (scaled(shown) - scaled(exact)).abs();
    let cent = 10_i128.pow(16);
    distance <= if is_money { cent / 2 } else { scaled(exact).abs() / 2000 }
}

#[test]
fn a_person_reads_rounded_numbers_and_programs_read_exact_ones() {
    let sandbox = Sandbox::new(World::sample());
    let columns = "--columns=CPM_IN_DOLLAR,CTR,TOTAL_IMPRESSION,ECPC_IN_MICRO_DOLLAR";
    let run = ["delivery-metrics", "--all-ad-accounts", "--days-back=9", columns];
    let exact = cells(&sandbox.succeed(&run));
    let table = sandbox.succeed(&[&run[..], &["-f=table"]].concat());
    let shown = parsed(&table);
    assert_eq!(shown[0], exact[0]);
    let (mut rounded, mut grouped) = (0, 0);
    for (shown, exact) in shown[1..].iter().zip(&exact[1..]) {
        assert_eq!(shown[..3], exact[..3], "ids and dates are exact");
        for (at, (shown, exact)) in shown.iter().zip(exact).enumerate().skip(3) {
            let digits = shown.trim_start_matches(['0', '.']).replace([',', '.'], "").len();
            let decimals = shown.split_once('.').map(|(_, decimals)| decimals.len());
            match at {
                _ if exact.is_empty() => assert_eq!(shown, ""),
                3 => assert!(decimals == Some(2) && is_near(shown, exact, true), "{shown} {exact}"),
                5 => assert_eq!(shown.replace(',', ""), *exact),
                _ => {
                    let is_short = digits <= 4 || decimals.is_none();
                    assert!(is_short && is_near(shown, exact, false), "{shown} {exact}");
                }
            }
            rounded += usize::from(shown.replace(',', "") != *exact);
            let part = shown.split('.').next().unwrap_or_default();
            let groups: Vec<_> = part.split(',').map(str::len).collect();
            assert!(groups[0] <= 3 && groups[1..].iter().all(|length| *length == 3), "{shown}");
            grouped += usize::from(groups.len() > 1);
        }
    }
    assert!(rounded > 40 && grouped > 50, "{rounded} {grouped}: {table}");
    let ends = |line: &str| line.chars().count();
    let rule = table.lines().find(|line| is_rule(line)).expect("a rule");
    let full = table.lines().filter(|line| ends(line) == ends(rule)).count();
    assert!(full > 10, "the last column ends where the rule does: {table}");
}

#[test]
fn notes_recommend_only_options_that_the_report_has() {
    let sandbox = Sandbox::new(World::sample());
    let reports: [&[&str]; 5] = [
        &["delivery-metrics", "--all-ad-accounts", "--columns=all", "--days-back=1"],
        &["object-information", "--object-type=campaigns", "--all-ad-accounts"],
        &["user-metrics"],
        &["pins"],
        &["user-boards"],
    ];
    for report in reports {
        let options = sandbox.succeed(&[report[0], "--help"]);
        let shown = at_width(&sandbox, 40, &[report, &["--format=table"]].concat());
        let note = shown.stderr.lines().find(|line| line.contains("not fit into the terminal"));
        let note = note.unwrap_or_else(|| panic!("{report:?}: {}", shown.stderr));
        assert_eq!(note.contains("`--columns`"), options.contains("--columns <"), "{note}");
        assert!(note.ends_with("use `--format csv` to get all columns"), "{note}");
    }
    for (column, is_micro) in [("SPEND_IN_MICRO_DOLLAR", true), ("SPEND_IN_DOLLAR", false)] {
        let run = ["delivery-metrics", "--ad-account=549755885175,549755886042", "-f=table"];
        let shown = sandbox.run(&[&run[..], &["--columns", column]].concat());
        assert!(shown.stderr.contains("note: money columns have no total"), "{}", shown.stderr);
        assert_eq!(shown.stderr.contains("`--money units`"), is_micro, "{}", shown.stderr);
    }
}

#[test]
fn hints_recommend_only_options_that_the_report_has() {
    let sandbox = Sandbox::new(World::sample());
    for (run, hint) in [
        ("pins -o {date}.csv", "hint: remove `{date}` from the path\n"),
        (
            "user-metrics --aggregation summary -o {date}.csv",
            "hint: use `--aggregation daily`, or remove `{date}` from the path\n",
        ),
        (
            "delivery-metrics --granularity week -o {date}.csv",
            "hint: use `--granularity day`, or remove `{date}` from the path\n",
        ),
        ("user-boards --chart pin_count", "hint: remove `--chart`\n"),
        (
            "delivery-metrics --granularity total --chart SPEND_IN_DOLLAR",
            "hint: use `--granularity day`, or remove `--chart`\n",
        ),
    ] {
        let stderr = sandbox.fail(2, &run.split(' ').collect::<Vec<_>>());
        assert!(stderr.ends_with(hint), "{run}: {stderr}");
    }
    assert_eq!(sandbox.server.log().len(), 0, "nothing was requested");
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
