//! Mistakes on the command line: each is one error with a hint that can be typed.

use std::process::Command;

use crate::support::sandbox::Outcome;

/// With nothing around it, neither terminal nor home nor network.
fn pinads(line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pinads"));
    command.args(line.split(' ')).env_clear().env("HOME", "/nowhere");
    command
}

#[track_caller]
fn assert_shown(line: &str, error: &str, hint: &str) {
    let run = Outcome::run(&mut pinads(line));
    assert_eq!(run.code, Some(2), "{line}: {}", run.stderr);
    assert_eq!(run.stderr, format!("pinads: {error}\n\nhint: {hint}\n"), "{line}");
    assert_eq!(run.stdout, "");
}

/// A test for each line: its name, what is typed, the error, the hint.
macro_rules! mistakes {
    ($($name:ident: $line:literal, $error:literal, $hint:literal;)*) => {
        $(
            #[test]
            fn $name() {
                assert_shown($line, $error, $hint);
            }
        )*
    };
}

mistakes! {
    days_with_a_unit: "delivery-metrics --days-back 7d",
        "invalid value `7d` for `--days-back`: expected a whole number",
        "run `pinads delivery-metrics --days-back 7`";
    days_with_a_unit_after_an_equals_sign: "delivery-metrics --days-back=7d -o x.csv",
        "invalid value `7d` for `--days-back`: expected a whole number",
        "run `pinads delivery-metrics --days-back=7 -o x.csv`";
    no_days: "delivery-metrics --days-back 0",
        "invalid value `0` for `--days-back`: expected a whole number of at least 1",
        "`--date today` selects the current day";
    a_number_beyond_its_range: "users --max-requests-per-hour 2000",
        "invalid value `2000` for `--max-requests-per-hour`: expected a whole number from 1 to 1000",
        "`pinads users --help` describes the values";
    a_day_that_is_none: "delivery-metrics --date 2026-02-30",
        "invalid value `2026-02-30` for `--date`: expected YYYY-MM-DD, `today`, `yesterday`, or `Nd` (N days ago)",
        "`pinads delivery-metrics --help` describes the values";
    login_alone: "login --no-browser",
        "unknown command `login`",
        "run `pinads auth login --no-browser`";
    campaigns_as_a_command: "campaigns -f ndjson",
        "unknown command `campaigns`",
        "run `pinads object-information --object-type campaigns -f ndjson`";
    columns_as_a_command: "columns",
        "unknown command `columns`",
        "run `pinads reports delivery-metrics`";
    ad_accounts_as_a_command: "ad-accounts",
        "unknown command `ad-accounts`",
        "run `pinads accounts`";
    a_slip_in_a_command: "delivery-metric",
        "unknown command `delivery-metric`",
        "run `pinads delivery-metrics`";
    a_slip_in_a_command_below: "auth logn",
        "unknown command `logn`",
        "run `pinads auth login`";
    a_command_like_no_other: "frobnicate",
        "unknown command `frobnicate`",
        "`pinads --help` lists the commands";
    from_for_the_first_day: "delivery-metrics --from 2026-01-01 -o a.csv",
        "unknown option `--from`",
        "run `pinads delivery-metrics --start-date 2026-01-01 -o a.csv`";
    from_with_an_equals_sign: "delivery-metrics --from=2026-01-01",
        "unknown option `--from`",
        "run `pinads delivery-metrics --start-date 2026-01-01`";
    json_as_an_option: "delivery-metrics --json",
        "unknown option `--json`",
        "run `pinads delivery-metrics --format ndjson`";
    a_slip_in_an_option: "delivery-metrics --all-ad-acounts",
        "unknown option `--all-ad-acounts`",
        "run `pinads delivery-metrics --all-ad-accounts`";
    a_word_for_an_option_that_this_command_lacks: "users --from 2026-01-01",
        "unknown option `--from`",
        "`pinads users --help` lists the options";
    a_letter_for_no_option: "delivery-metrics -x",
        "unknown option `-x`",
        "`pinads delivery-metrics --help` lists the options";
    a_word_too_many: "delivery-metrics 7",
        "unexpected argument `7`",
        "`pinads delivery-metrics --help` lists the options";
    a_slip_in_a_value: "delivery-metrics --granularity dya",
        "invalid value `dya` for `--granularity`; possible values: total, day, hour, week, month",
        "run `pinads delivery-metrics --granularity day`";
    a_slip_in_an_object_type: "object-information --object-type campains",
        "invalid value `campains` for `--object-type`",
        "run `pinads object-information --object-type campaigns`";
    a_slip_in_one_of_many_values: "user-metrics --metric impresion",
        "invalid value `impresion` for `--metric`; possible values: engagement, engagement-rate, impression, outbound-click, outbound-click-rate, pin-click, pin-click-rate, save, save-rate",
        "run `pinads user-metrics --metric impression`";
    an_option_without_its_value: "delivery-metrics --chart",
        "`--chart` requires a value",
        "run `pinads delivery-metrics --chart COLUMN`";
    a_missing_option: "object-information -f csv",
        "missing `--object-type <TYPE>`",
        "run `pinads object-information -f csv --object-type TYPE`";
    a_missing_argument: "get",
        "missing `<PATH>`",
        "run `pinads get PATH`";
    two_that_exclude_each_other: "delivery-metrics --verbose --quiet",
        "`--verbose` cannot be used with `--quiet`",
        "`pinads delivery-metrics --help` describes the options";
}

#[test]
fn today_as_the_first_day_needs_today_as_the_last() {
    let stderr = crate::support::sandbox::Sandbox::new(crate::support::server::World::sample())
        .fail(2, &["delivery-metrics", "--start-date", "today"]);
    let hint = "hint: use `--start-date today --end-date today`";
    assert!(stderr.contains(hint), "{stderr}");
}

#[test]
fn the_later_one_of_two_options_wins_and_lists_grow() {
    let sandbox = crate::support::sandbox::Sandbox::new(crate::support::server::World::sample());
    let run =
        "delivery-metrics --all-ad-accounts --format table --days-back 3 -f csv --days-back 1";
    let run: Vec<_> = run.split(' ').collect();
    let columns = ["--columns", "CTR", "--columns", "SPEND_IN_DOLLAR"];
    let out = sandbox.succeed(&[&run[..], &columns].concat());
    assert_eq!(out.lines().next(), Some("AD_ACCOUNT_ID,CAMPAIGN_ID,DATE,CTR,SPEND_IN_DOLLAR"));
    let dates: std::collections::HashSet<_> =
        out.lines().skip(1).map(|line| line.split(',').nth(2)).collect();
    assert_eq!(dates.len(), 1, "{out}");
}

#[test]
fn colors_are_shown_when_they_are_wanted() {
    for (arguments, variable, expected) in [
        ("campaigns", None, false),
        ("campaigns --color always", None, true),
        ("campaigns --color=ALWAYS", Some(("NO_COLOR", "1")), true),
        ("campaigns", Some(("CLICOLOR_FORCE", "1")), true),
        ("campaigns --color never", Some(("CLICOLOR_FORCE", "1")), false),
    ] {
        let mut command = pinads(arguments);
        if let Some((name, value)) = variable {
            command.env(name, value);
        }
        let run = Outcome::run(&mut command);
        let has_color = run.stderr.contains("\u{1b}[31mpinads:");
        assert_eq!(has_color, expected, "{arguments} {variable:?}: {:?}", run.stderr);
    }
}
