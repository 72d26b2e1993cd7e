//! `--money units` and `--times iso` on every object type, beside a conversion of the tests' own.

use std::sync::Arc;

use libtest_mimic::{Failed, Trial};

use super::plain::Plain;
use crate::support::conversion::{in_rfc_3339, in_units, is_money, is_time};
use crate::support::sandbox::cells;

/// Types whose times are in milliseconds.
const IN_MILLISECONDS: &[&str] =
    &["members", "partners", "assets", "invites", "employers", "lead-subscriptions"];

/// Two for each of these runs that is one of `object-information`.
pub(crate) fn trials(runs: &[String], plain: &Arc<Plain>) -> Vec<Trial> {
    let runs = runs.iter().filter(|run| run.starts_with("object-information "));
    let trials = |run: &String| {
        [("times", times as Check), ("money", money)].map(|(kind, check)| {
            let (plain, run) = (Arc::clone(plain), run.clone());
            Trial::test(format!("{kind}: {run}"), move || check(&plain, &run))
        })
    };
    runs.flat_map(trials).collect()
}

type Check = fn(&Plain, &str) -> Result<(), Failed>;

/// The table of a run, as it is and with an option; nothing if that has nothing to convert, and is
/// refused.
fn tables(
    server: &Plain,
    run: &str,
    option: &str,
    concerns: fn(&str) -> bool,
) -> Option<[Vec<Vec<String>>; 2]> {
    let plain = cells(server.csv(run));
    if !plain[0].iter().any(|name| concerns(name)) {
        server.refusal(run, option);
        return None;
    }
    let converted = cells(&server.csv_with(run, option));
    assert_eq!(plain.len(), converted.len());
    Some([plain, converted])
}

fn times(server: &Plain, run: &str) -> Result<(), Failed> {
    let Some([plain, converted]) = tables(server, run, "--times=iso", is_time) else {
        return Ok(());
    };
    let is_of_catalogs = plain[0].iter().any(|name| name == "catalog_type");
    let is_milli = is_of_catalogs
        || IN_MILLISECONDS.iter().any(|name| run.contains(name.trim_end_matches('s')));
    assert_eq!(plain[0], converted[0]);
    for (plain_row, row) in plain[1..].iter().zip(&converted[1..]) {
        for ((name, plain), cell) in plain[0].iter().zip(plain_row).zip(row) {
            let is_milli = is_milli || name.ends_with("_ms");
            let wanted = if is_time(name) { in_rfc_3339(plain, is_milli) } else { plain.clone() };
            same(name, plain, cell, &wanted)?;
        }
    }
    Ok(())
}

fn money(server: &Plain, run: &str) -> Result<(), Failed> {
    let Some([plain, mut converted]) = tables(server, run, "--money=units", is_money) else {
        return Ok(());
    };
    // The currency of an invoice is the invoice's own.
    if !plain[0].iter().any(|name| name == "currency") {
        assert_eq!(converted[0][1], "CURRENCY");
        for row in &mut converted {
            let currency = row.remove(1);
            let account = server.sandbox.server.world().accounts.iter().find(|it| it.id == row[0]);
            assert_eq!(currency, account.map_or("CURRENCY", |it| &it.currency));
        }
    }
    for (plain_row, row) in plain.iter().zip(&converted) {
        for ((name, plain), cell) in plain[0].iter().zip(plain_row).zip(row) {
            let wanted = if is_money(name) { in_units(plain) } else { plain.clone() };
            same(name, plain, cell, &wanted.replace("_micro_", "_"))?;
        }
    }
    Ok(())
}

fn same(name: &str, plain: &str, cell: &str, wanted: &str) -> Result<(), Failed> {
    if cell == wanted {
        return Ok(());
    }
    Err(format!("`{name}` of `{plain}` is `{cell}`, not `{wanted}`").into())
}
