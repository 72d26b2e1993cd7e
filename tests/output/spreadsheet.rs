//! `--excel`: CSV in which a spreadsheet reads what there is, and no more.

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::World;

const MARK: &str = "\u{feff}";

/// `tests/cases/spreadsheet.rs` has the same of every report.
#[test]
fn a_spreadsheet_finds_no_formula_but_the_text_of_an_id() {
    let sandbox = Sandbox::brisk(World::sample());
    let run =
        ["delivery-metrics", "--all-ad-accounts", "--level=ad", "--columns=AD_NAME,CTR", "--excel"];
    let table = cells(sandbox.succeed(&run).strip_prefix(MARK).expect("a mark"));
    assert!(table.iter().any(|row| row[3] == "'=Lichterkette 20 m"), "{table:?}");
    assert!(
        table[1..].iter().all(|row| row[0].starts_with("=\"54975588") && row[0].ends_with('"'))
    );
    assert!(table[1..].iter().any(|row| row[1] == "=\"687195134316000102\""), "{table:?}");
    assert!(table[1..].iter().all(|row| row[4].is_empty() || row[4].parse::<f64>().is_ok()));
}

#[test]
fn every_file_is_marked() {
    let sandbox = Sandbox::new(World::sample());
    let run = ["delivery-metrics", "--all-ad-accounts", "--days-back=2", "--excel"];
    sandbox.succeed(&[&run[..], &["-o", "{date}.csv", "--no-header"]].concat());
    for name in sandbox.files(".") {
        assert!(sandbox.read(&name).starts_with("\u{feff}\"=\"\"5497"), "{name}");
    }
    assert_eq!(sandbox.files(".").len(), 2);
}

#[test]
fn it_is_for_csv_only() {
    let sandbox = Sandbox::new(World::sample());
    for format in ["ndjson", "table"] {
        let stderr = sandbox.fail(2, &["users", "--excel", "--format", format]);
        assert!(stderr.contains("`--excel` requires CSV\n\nhint: use `--format csv`"), "{stderr}");
    }
    assert_eq!(sandbox.server.log().len(), 0);
}

#[test]
fn semicolons_come_with_decimal_commas() {
    let sandbox = Sandbox::new(World::sample());
    let run = ["delivery-metrics", "--all-ad-accounts", "--days-back=2", "--columns=CTR"];
    let plain = sandbox.succeed(&run);
    let written = sandbox.succeed(&[&run[..], &["--excel=semicolon"]].concat());
    let written = written.strip_prefix(MARK).expect("a mark");
    assert_eq!(written.lines().next(), Some("AD_ACCOUNT_ID;CAMPAIGN_ID;DATE;CTR"));
    let rates = |text: &str, separator| -> Vec<String> {
        let last = |line: &str| line.rsplit(separator).next().unwrap_or_default().to_owned();
        text.lines().skip(1).map(last).collect()
    };
    let expected: Vec<_> = rates(&plain, ',').iter().map(|rate| rate.replace('.', ",")).collect();
    assert_eq!(rates(written, ';'), expected);
    assert!(expected.iter().any(|rate| rate.contains(',')), "{plain}");
    let stderr = sandbox.fail(2, &[&run[..], &["--excel=tab"]].concat());
    assert!(stderr.contains("possible values: comma, semicolon"), "{stderr}");
}

#[test]
fn metrics_that_are_still_processed_are_empty_cells_and_not_zeros() {
    let sandbox = Sandbox::new(World::sample());
    let run = ["user-metrics", "--include-today", "--days-back", "2"];
    let plain = cells(&sandbox.succeed(&run));
    let outcome = sandbox.run(&[&run[..], &["--excel"]].concat());
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let excel = cells(outcome.stdout.strip_prefix(MARK).expect("a mark"));
    let (today, days) = plain.split_last().expect("rows");
    let (today_in_excel, days_in_excel) = excel.split_last().expect("rows");
    assert_eq!(days, days_in_excel);
    assert_eq!(today[..3], today_in_excel[..3]);
    assert_eq!(today[2], "PROCESSING");
    assert_eq!(today[3], "0.0");
    assert!(today_in_excel[3..].iter().all(String::is_empty), "{today_in_excel:?}");
    let note = "note: the API is still processing the metrics of 1 day, so their cells are empty: \
                2026-03-10\n";
    assert!(outcome.stderr.contains(note), "{}", outcome.stderr);
    let outcome = sandbox.run(&["user-metrics", "--days-back", "2", "--excel"]);
    assert!(!outcome.stderr.contains("processing"), "{}", outcome.stderr);
}
