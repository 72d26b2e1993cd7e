//! `--excel` on every report: CSV in which a spreadsheet reads the same cells.

use std::sync::Arc;

use libtest_mimic::{Failed, Trial};

use super::plain::Plain;
use crate::support::sandbox::cells;

const MARK: &str = "\u{feff}";

/// One for each of these runs.
pub(crate) fn trials(runs: &[String], plain: &Arc<Plain>) -> Vec<Trial> {
    let trial = |run: &String| {
        let (plain, run) = (Arc::clone(plain), run.clone());
        Trial::test(format!("excel: {run}"), move || check(&plain, &run))
    };
    runs.iter().map(trial).collect()
}

fn check(plain: &Plain, run: &str) -> Result<(), Failed> {
    let excel = plain.csv_with(run, "--excel");
    let plain = plain.csv(run);
    let excel = excel.strip_prefix(MARK).ok_or("no mark at the start")?;
    if plain.starts_with(MARK) || excel.starts_with(MARK) {
        return Err("a mark that does not belong there".into());
    }
    let (plain, excel) = (cells(plain), cells(excel));
    assert_eq!(plain[0], excel[0]);
    assert_eq!(plain.len(), excel.len());
    for (plain, excel) in plain[1..].iter().flatten().zip(excel[1..].iter().flatten()) {
        let is_number = plain.parse::<f64>().is_ok();
        let is_formula = plain.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
        // A spreadsheet would convert it.
        let is_truth = ["true", "false"].contains(&plain.to_lowercase().as_str());
        let is_id_of = (is_number || is_truth) && *excel == format!("=\"{plain}\"");
        let is_harmless = is_formula && !is_number && *excel == format!("'{plain}");
        let is_same = excel == plain && (is_number || !is_formula);
        if !(is_same || is_id_of || is_harmless) {
            return Err(format!("`{plain}` is written as `{excel}`").into());
        }
    }
    Ok(())
}
