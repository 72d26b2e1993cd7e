//! Output on a terminal: a plan, a table and a chart, without a trace of the progress bar.

use super::{Last, Screen};
use crate::support::sandbox::Sandbox;
use crate::support::server::World;

const RUN: [&str; 4] = ["delivery-metrics", "--all-ad-accounts", "--days-back", "2"];

fn run(options: &[&str], columns: u16) -> Last {
    let sandbox = Sandbox::new(World::sized(2, 2, 0, 0, 0));
    let last = Screen::start(sandbox.command(&[&RUN[..], options].concat()), columns).end();
    assert_eq!(last.code, Some(0), "{}", last.text);
    last
}

/// The lines before the first note and the summary, none of which the terminal had to wrap.
fn lines(last: &Last, columns: u16) -> Vec<&str> {
    let summary = last.text.lines().last().expect("a summary");
    assert!(summary.starts_with("pinads: 7 rows of 2 ad accounts, "), "{}", last.text);
    assert!(!last.text.contains("request 1"), "{}", last.text);
    let is_of_stdout = |line: &&str| !line.starts_with("note: ") && !line.starts_with("pinads: ");
    let lines: Vec<_> = last.text.lines().take_while(is_of_stdout).collect();
    let fits = |line: &&str| line.chars().count() <= columns.into();
    assert!(lines.iter().all(fits), "{}", last.text);
    lines
}

fn table(columns: u16) {
    let last = run(&["--format=table", "--columns=TOTAL_IMPRESSION,SPEND_IN_DOLLAR"], columns);
    let lines = lines(&last, columns);
    let shown = headings(&lines);
    for column in ["CAMPAIGN_ID", "TOTAL_IMPRESSION", "SPEND_IN_DOLLAR"] {
        assert!(shown.iter().any(|it| it == column), "{column}: {}", last.text);
    }
    assert_eq!(lines.iter().filter(|line| line.contains("6267355658")).count(), 7, "{}", last.text);
}

fn chart(columns: u16) {
    let last = run(&["--chart=TOTAL_IMPRESSION"], columns);
    let lines = lines(&last, columns);
    assert_eq!(lines.len(), 3, "{}", last.text);
    assert_eq!(lines[0], "TOTAL_IMPRESSION", "{}", last.text);
    assert!(lines[1].starts_with("2026-03-08  █"), "{}", last.text);
    assert!(lines[2].starts_with("2026-03-09  █"), "{}", last.text);
}

fn dry_run(columns: u16) {
    let last = run(&["--dry-run"], columns);
    assert!(last.text.starts_with("report: delivery-metrics\nad account: "), "{}", last.text);
    assert!(
        last.text.contains("requests in each ad account: 1 for every 250 entities"),
        "{}",
        last.text
    );
    assert!(last.text.contains("requests in all: 3 to "), "{}", last.text);
}

/// The headings of the columns on the screen. Lines of one heading are joined.
fn headings(lines: &[&str]) -> Vec<String> {
    let rule = lines.iter().position(|line| line.starts_with('─')).expect("a rule");
    let first = lines[..rule].iter().rposition(|line| line.is_empty()).map_or(0, |at| at + 1);
    let mut at = 0;
    let width = |rule: &str| rule.chars().count();
    let spans = lines[rule].split("  ").map(|rule| {
        let start = at;
        at += width(rule) + 2;
        (start, width(rule))
    });
    let part = |line: &str, (at, width): (usize, usize)| {
        line.chars().skip(at).take(width).collect::<String>().trim().to_owned()
    };
    let joined = |span| lines[first..rule].iter().map(|line| part(line, span)).collect();
    spans.map(joined).collect()
}

#[test]
fn names_and_first_metrics_fit_at_80_columns() {
    let world = || World::sized(2, 2, 2, 2, 2);
    for (level, name) in [
        ("ad-account", "AD_ACCOUNT_ID"),
        ("campaign", "CAMPAIGN_NAME"),
        ("ad-group", "AD_GROUP_NAME"),
        ("ad", "AD_NAME"),
        ("product-group", "PRODUCT_GROUP_ID"),
    ] {
        let sandbox = Sandbox::new(world());
        let options = ["--format=table", "--object-type", level];
        let command = sandbox.command(&[&RUN[..], &options].concat());
        let last = Screen::start(command, 80).end();
        assert_eq!(last.code, Some(0), "{}", last.text);
        let lines: Vec<_> =
            last.text.lines().take_while(|line| !line.starts_with("note: ")).collect();
        let shown = headings(&lines);
        for column in [name, "DATE", "SPEND_IN_DOLLAR", "TOTAL_IMPRESSION"] {
            assert!(shown.iter().any(|it| it == column), "{column}: {}", last.text);
        }
        assert!(lines.iter().all(|line| line.chars().count() <= 80), "{}", last.text);
    }
}

#[test]
fn table_at_40_columns() {
    table(40);
}

#[test]
fn table_at_80_columns() {
    table(80);
}

#[test]
fn table_at_140_columns() {
    table(140);
}

#[test]
fn chart_at_40_columns() {
    chart(40);
}

#[test]
fn chart_at_80_columns() {
    chart(80);
}

#[test]
fn chart_at_140_columns() {
    chart(140);
}

#[test]
fn dry_run_at_40_columns() {
    dry_run(40);
}

#[test]
fn dry_run_at_80_columns() {
    dry_run(80);
}

#[test]
fn dry_run_at_140_columns() {
    dry_run(140);
}

fn accounts(columns: u16) {
    let sandbox = Sandbox::new(World::sized(2, 2, 0, 0, 0));
    let last = Screen::start(sandbox.command(&["accounts"]), columns).end();
    assert_eq!(last.code, Some(0), "{}", last.text);
    let lines: Vec<_> = last.text.lines().collect();
    assert_eq!(lines.len(), 3, "{}", last.text);
    assert!(lines[0].starts_with("ID            NAME"), "{}", last.text);
    for (line, account) in lines[1..].iter().zip(&sandbox.server.world().accounts) {
        assert!(line.starts_with(&account.id), "{}", last.text);
    }
}

#[test]
fn accounts_at_40_columns() {
    accounts(40);
}

#[test]
fn accounts_at_80_columns() {
    accounts(80);
}

#[test]
fn accounts_at_140_columns() {
    accounts(140);
}
