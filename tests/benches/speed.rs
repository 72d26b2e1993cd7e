//! How fast and how small `pinads` is beside what one would use instead.
//!
//! `cargo bench --locked --bench speed` runs all contests, `-- report broad` those that are named:
//! `report`, `shuffled`, `narrow`, `broad`, `objects`, `gzip`, `days` (see `contests.rs`). In each,
//! `pinads` fetches a table from a server on this machine and writes it as CSV, NDJSON, and Parquet.
//! jq, `DuckDB`, and Polars make the same table of the same bytes, which they read from files; `cat`
//! copies the bytes, as the floor. Rows and IDs are compared afterwards. All files are in memory
//! (`/dev/shm`) if the system has it.
//!
//! Each figure of `pinads` is in seconds; the others are multiples of that of `pinads` in the same
//! format (of `cat`: in CSV). CPU is the time of the process and its children in their own code and
//! in the kernel; wall is the time that passes. The server answers at once, and the clock of the
//! tests passes over the wait for a report.
//!
//! - `PINADS_BENCH_RIVALS=duckdb,cat` names the rivals; without it, all take part.
//! - `PINADS_BENCH_RUNS` is the number of runs, 5 if unset.
//! - `PINADS_BENCH_SCALE=0.01` makes the workload smaller by that factor.
//! - `PINADS_PYTHON` is a Python with the packages `duckdb` or `polars`; `python3` may have the other.
//!
//! Needs GNU time. A rival that is not installed is left out. At scale 1, the files of `report` take
//! 1.3 GB, and `DuckDB` and Polars several GB more.

#![expect(clippy::print_stdout, reason = "a table on the terminal is what this is for")]

mod cells;
mod columns;
mod contests;
mod formats;
mod host;
mod objects;
mod options;
mod pinads;
mod rivals;
mod stopwatch;
mod table;
mod tally;
mod workload;

use std::path::Path;
use std::process::Command;

use crate::contests::Contest;
use crate::formats::Format;
use crate::host::Host;
use crate::options::Options;
use crate::rivals::{Rival, Task};
use crate::stopwatch::{Summary, time};
use crate::tally::Tally;
use crate::workload::Workload;

fn main() {
    let mut options = Options::read();
    options.rivals.retain(|rival| match (rival.version)() {
        Ok(version) => {
            println!("{}: {version}", rival.name);
            true
        }
        Err(missing) => {
            println!("{}: left out, {missing}", rival.name);
            false
        }
    });
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    for contest in &options.contests {
        let folder = tempfile::tempdir_in(&parent).expect("a temporary folder");
        run(contest, &options, folder.path());
    }
}

/// Prints the table of a contest.
fn run(contest: &Contest, options: &Options, folder: &Path) {
    let columns = columns::of(contest, folder);
    let workload = Workload::make(contest, &columns, options.scale, folder);
    let host = Host::start(workload.files.clone());
    println!("\n### {}: {}\n", contest.name, contest.about);
    let megabytes = table::megabytes(workload.bytes);
    println!("{} rows, {} columns, {megabytes:.0} MB of JSON\n", workload.rows, columns.len());
    println!("{}", table::header());
    let mut notes: Vec<String> = Vec::new();
    for format in Format::ALL {
        let out = formats::out(contest, "pinads", format, folder);
        let fetch = || pinads::fetch(contest, &columns, format, &host, &out);
        let ours = measure(options.runs, &out, fetch).expect("pinads succeeds");
        println!("{}", table::line(("pinads", format.name()), &ours, None, formats::bytes(&out)));
        let tally = Tally::of(&out, format, contest.id());
        assert_eq!(tally.rows, workload.rows, "rows of pinads as {}", format.name());
        formats::remove(&out);
        for rival in &options.rivals {
            let out = formats::out(contest, rival.name, format, folder);
            let task = Task { contest, columns: &columns, workload: &workload, format, out: &out };
            let note = beside(rival, &task, options.runs, &ours, &tally);
            notes.extend(note.filter(|note| !notes.contains(note)));
            formats::remove(&out);
        }
    }
    for note in notes {
        println!("\n{note}");
    }
}

/// Prints the line of a rival. Returns why there is none, or why it does not count.
fn beside(
    rival: &Rival,
    task: &Task,
    runs: usize,
    ours: &Summary,
    tally: &Tally,
) -> Option<String> {
    let format = task.format.name();
    if !rival.makes_table && task.format != Format::Csv {
        return None;
    }
    if let Err(reason) = (rival.command)(task) {
        return Some(format!("{} is left out: {reason}.", rival.name));
    }
    let command = || (rival.command)(task).expect("a command, as before");
    let theirs = match measure(runs, task.out, command) {
        Ok(theirs) => theirs,
        Err(error) => return Some(format!("{} ({format}) failed: {error}", rival.name)),
    };
    let shown = if rival.makes_table { format } else { "–" };
    let bytes = formats::bytes(task.out);
    println!("{}", table::line((rival.name, shown), &theirs, Some(ours), bytes));
    if !rival.makes_table {
        return None;
    }
    let made = Tally::of(task.out, task.format, task.contest.id());
    let differ =
        || format!("{} ({format}) made another table: {made:?}, not {tally:?}.", rival.name);
    (made != *tally).then(differ)
}

/// Each run begins without the files of the one before.
fn measure(runs: usize, out: &Path, command: impl Fn() -> Command) -> Result<Summary, String> {
    let run = |_| {
        formats::remove(out);
        time(&command())
    };
    Ok(Summary::of(&(0..runs).map(run).collect::<Result<Vec<_>, _>>()?))
}
