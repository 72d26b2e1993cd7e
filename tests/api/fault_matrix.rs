//! Every fault against every kind of request, once and always: a table of what comes of it.

mod cell;
mod line;
mod lines;
mod of_reports;
mod truth;

use std::io::{self, Write};
use std::thread;

use cell::Cell;
use line::{COLUMNS, Line};
use truth::Truths;

use crate::support::server::{Fault, Times};

#[test]
fn every_fault_ends_in_the_exact_data_or_in_an_error() {
    let lines = lines::all();
    let truths = Truths::find(&lines);
    let columns: Vec<Vec<Cell>> = thread::scope(|scope| {
        let run_column = |column| {
            let (lines, truths) = (&lines, &truths);
            scope.spawn(move || {
                lines.iter().map(|line| Cell::run(line, column, truths)).collect::<Vec<_>>()
            })
        };
        // All are begun before the first is waited for.
        let columns: Vec<_> = (0..COLUMNS.len()).map(run_column).collect();
        columns.into_iter().map(|column| column.join().expect("no panic")).collect()
    });
    let table = lines.iter().enumerate().map(|(at, line)| {
        let cells = columns.iter().map(|column| column[at].words.clone());
        [line.name.to_owned()].into_iter().chain(cells).collect()
    });
    print(&COLUMNS, table.collect());

    let wrong = columns.iter().zip(COLUMNS).flat_map(|(column, heading)| {
        lines.iter().zip(column).flat_map(move |(line, cell)| {
            cell.wrong.iter().map(move |why| format!("{}, {heading}: {why}", line.name))
        })
    });
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(lines.iter().all(Line::led_nobody_astray), "a redirect was followed");
}

/// The faults of each line that may happen to any request, one after another, by its name.
pub(crate) fn common() -> Vec<(&'static str, Vec<Fault>)> {
    let lines = lines::all().into_iter().filter(|line| line.scene.is_common());
    lines.map(|line| (line.name, line.faults)).collect()
}

#[test]
fn so_does_every_fault_on_the_way_to_a_report() {
    const COLUMNS: [&str; 4] =
        ["order, once", "order, always", "download, once", "download, always"];
    let truth = of_reports::truth();
    let lines = lines::all().into_iter().filter(|line| line.scene.is_common());
    let lines: Vec<_> = lines.filter(|line| !line.scene.has_several_accounts).collect();
    let columns: Vec<Vec<(String, bool)>> = thread::scope(|scope| {
        let columns: Vec<_> = of_reports::PLACES
            .into_iter()
            .flat_map(|place| [(place, Times::Once), (place, Times::Always)])
            .map(|(place, times)| {
                let (lines, truth) = (&lines, &truth);
                let outcome = move |line| of_reports::outcome(line, place, times, truth);
                scope.spawn(move || lines.iter().map(outcome).collect())
            })
            .collect();
        columns.into_iter().map(|column| column.join().expect("no panic")).collect()
    });
    let table = lines.iter().enumerate().map(|(at, line)| {
        let cells = columns.iter().map(|column| column[at].0.clone());
        [line.name.to_owned()].into_iter().chain(cells).collect()
    });
    print(&COLUMNS, table.collect());
    assert!(columns.iter().flatten().all(|(_, is_wrong)| !is_wrong), "see the table");
}

/// Past the test harness, which would keep it to itself; in one piece, for others write too.
fn print(columns: &[&str], rows: Vec<Vec<String>>) {
    let head = ["fault"].iter().chain(columns).map(|heading| (*heading).to_owned()).collect();
    let table: Vec<Vec<String>> = [head].into_iter().chain(rows).collect();
    let width = |at: usize| table.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<_> = (0..=columns.len()).map(width).collect();
    let mut text = String::from("\n");
    for row in &table {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    io::stdout().write_all(text.as_bytes()).expect("an open stdout");
}
