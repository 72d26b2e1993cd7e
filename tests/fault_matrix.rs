//! Every fault against every kind of request, once and always: a table of what comes of it.

mod cell;
mod line;
mod lines;
mod truth;

use std::io::{self, Write};
use std::thread;

use cell::Cell;
use line::{COLUMNS, Line};
use truth::Truths;

use crate::server::Fault;

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
    print(&lines, &columns);

    let wrong = columns.iter().zip(COLUMNS).flat_map(|(column, heading)| {
        lines.iter().zip(column).flat_map(move |(line, cell)| {
            cell.wrong.iter().map(move |why| format!("{}, {heading}: {why}", line.name))
        })
    });
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(lines.iter().all(Line::led_nobody_astray), "a redirect was followed");
}

/// The faults of each line that may happen to any request, one after another.
pub(crate) fn common() -> Vec<Vec<Fault>> {
    let lines = lines::all().into_iter().filter(|line| line.scene.is_common());
    lines.map(|line| line.faults).collect()
}

/// Past the test harness, which would keep it to itself; in one piece, for others write too.
fn print(lines: &[Line], columns: &[Vec<Cell>]) {
    let head = ["fault"].into_iter().chain(COLUMNS).collect::<Vec<_>>();
    let rows = lines.iter().enumerate().map(|(at, line)| {
        [line.name].into_iter().chain(columns.iter().map(move |column| column[at].words.as_str()))
    });
    let table: Vec<Vec<&str>> = [head].into_iter().chain(rows.map(Iterator::collect)).collect();
    let width = |at: usize| table.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<_> = (0..=COLUMNS.len()).map(width).collect();
    let mut text = String::from("\n");
    for row in &table {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    io::stdout().write_all(text.as_bytes()).expect("an open stdout");
}
