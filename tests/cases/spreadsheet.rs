//! `--excel` on every report: CSV in which a spreadsheet reads the same cells.

use std::sync::Arc;

use libtest_mimic::{Failed, Trial};

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::World;

const MARK: &str = "\u{feff}";

/// One for each of these runs. They share a server, which none of them changes.
pub(crate) fn trials(runs: &[String]) -> Vec<Trial> {
    let sandbox = Arc::new(Sandbox::brisk(World::sample()));
    let trial = |run: &String| {
        let (sandbox, run) = (Arc::clone(&sandbox), run.clone());
        Trial::test(format!("excel: {run}"), move || check(&sandbox, &run))
    };
    runs.iter().map(trial).collect()
}

fn check(sandbox: &Sandbox, run: &str) -> Result<(), Failed> {
    let words: Vec<_> = run.split_whitespace().collect();
    let plain = sandbox.succeed(&words);
    let excel = sandbox.succeed(&[&words[..], &["--excel"]].concat());
    let excel = excel.strip_prefix(MARK).ok_or("no mark at the start")?;
    if plain.starts_with(MARK) || excel.starts_with(MARK) {
        return Err("a mark that does not belong there".into());
    }
    let (plain, excel) = (cells(&plain), cells(excel));
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
