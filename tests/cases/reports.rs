//! Every report at each of its options equals what the test server knows, cell by cell.

use std::sync::Arc;

use libtest_mimic::{Failed, Trial};

use super::columns::{plain_columns, told};
use crate::support::cases::{self, Case, meaning};
use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Pages, Quirks, Sizes, World};

/// One for each run. They share a server, which none of them changes.
pub(crate) fn trials() -> Vec<Trial> {
    // Each list has more than one page: a report that reads only the first writes too few rows.
    let quirks = Quirks { pages: Pages::Pairs, ..Quirks::default() };
    let sample = World::sample();
    let sizes = Sizes { of_a_kind: Some(3), ..sample.sizes };
    let sandbox = Arc::new(Sandbox::brisk(World { sizes, quirks, ..sample }));
    let cases = cases::all(&sandbox.server).into_iter();
    let trial = |case: Case| {
        let sandbox = Arc::clone(&sandbox);
        Trial::test(case.arguments.trim().to_owned(), move || check(&sandbox, &case))
    };
    cases.map(trial).collect()
}

fn check(sandbox: &Sandbox, case: &Case) -> Result<(), Failed> {
    let words: Vec<_> = case.arguments.trim().split(' ').collect();
    // Whatever is said at `-v` is searched for secrets.
    let run = sandbox.run(&[&words[..], &["--verbose"]].concat());
    equal("the exit code", &run.code, &Some(0))
        .map_err(|it| format!("{}\n{}", it.message().unwrap_or_default(), run.stderr))?;
    if run.stderr.contains("which has no column") {
        return Err(format!(
            "add the column to the report in `src/reports`, or remove the field from the response \
             in `tests/support/server`: {}",
            run.stderr
        )
        .into());
    }
    let table = cells(&run.stdout);
    let announced = told(sandbox, &words);
    equal(
        "the header and `columns` in the `FACTS` of the report",
        &plain_columns(&table[0]),
        &announced,
    )?;
    let named = |row: &Vec<String>| {
        let cells = row.iter().map(|cell| meaning(cell));
        table[0].iter().cloned().zip(cells).collect::<Vec<_>>()
    };
    let written: Vec<_> = table[1..].iter().map(named).collect();
    let known: Vec<_> = (case.rows)(&table[0]).iter().map(named).collect();
    if known.is_empty() {
        return Err(
            "a case without rows shows nothing: let `tests/support/server` return some".into()
        );
    }
    equal("the number of rows", &written.len(), &known.len())?;
    for (number, (written, known)) in written.iter().zip(&known).enumerate() {
        equal(&format!("row {}", number + 1), written, known)?;
    }
    equal("the second run", &sandbox.succeed(&words), &run.stdout)
}

fn equal<T: PartialEq + std::fmt::Debug>(
    what: &str,
    found: &T,
    expected: &T,
) -> Result<(), Failed> {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}:\n found    {found:?}\n expected {expected:?}").into())
}
