//! How fast and how small `pinads` is beside what one would use instead: `cargo bench --bench speed`,
//! and `-- report` or `-- pages` for one of the contests.
//!
//! Makes an asynchronous report of 1.5 million rows and 400 pages of campaigns, has `pinads` fetch
//! each from a server on this machine, has jq and `DuckDB` turn the same bytes into the same table,
//! and prints the ratios. Needs GNU time, jq, and Python with the package `duckdb`. The files, about
//! 2.5 GB, are in memory (`/dev/shm`) where there is such a place.

#![expect(clippy::print_stdout, reason = "a table on the terminal is what this is for")]

mod host;
mod rivals;
mod stopwatch;
mod workload;

use std::fs;
use std::path::Path;

use crate::host::Host;
use crate::rivals::Shape;
use crate::stopwatch::{Outcome, pinads, time};
use crate::workload::{ACCOUNT, Workload};

/// Each is run so often; the fastest counts.
const RUNS: usize = 3;

fn main() {
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let folder = tempfile::tempdir_in(parent).expect("a temporary folder");
    println!("making the workload …");
    let workload = Workload::make(folder.path());
    let host = Host::start(&workload);
    let wanted: Vec<_> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    for (name, shape, command) in [
        (
            "report",
            Shape::Report,
            "delivery-metrics --object-type ad --via async --start-date 185d",
        ),
        ("pages", Shape::Pages, "object-information --object-type campaigns"),
    ] {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            contest(&workload, &host, shape, command, folder.path());
        }
    }
}

/// Prints a table: each program's time as a multiple of that of `pinads`.
fn contest(workload: &Workload, host: &Host, shape: Shape, command: &str, folder: &Path) {
    let out = folder.join("pinads.csv");
    let arguments: Vec<_> = command.split(' ').chain(["--ad-account", ACCOUNT]).collect();
    let ours = fastest(|| time(&pinads(&arguments, &out, host, folder)));
    let table = fs::read(&out).expect("a table");
    let header = table.split(|byte| *byte == b'\n').next().expect("a header");
    let header = String::from_utf8(header.to_vec()).expect("UTF-8");
    let columns: Vec<_> = header.split(',').collect();
    let rows = table.split(|byte| *byte == b'\n').skip(1).count() - 1;
    let bytes = shape.bytes(workload);
    println!("\n{shape}: {rows} rows, {} MB of JSON", bytes / 1_000_000);
    println!("| program | seconds | times pinads | peak memory, MiB | output, MB |");
    println!("| --- | --- | --- | --- | --- |");
    print("pinads", &ours, &ours, &out);
    for ending in ["csv.gz", "csv.zst", "parquet"] {
        let out = folder.join(format!("pinads.{ending}"));
        let packed = fastest(|| time(&pinads(&arguments, &out, host, folder)));
        print(&format!("pinads, .{ending}"), &packed, &ours, &out);
    }
    for (name, out, command) in rivals::all(shape, workload, &columns, folder) {
        let theirs = fastest(|| time(&command()));
        print(name, &theirs, &ours, &out);
    }
}

fn fastest(mut run: impl FnMut() -> Outcome) -> Outcome {
    let runs = (0..RUNS).map(|_| run());
    runs.min_by(|one, other| one.seconds.total_cmp(&other.seconds)).expect("some runs")
}

fn print(name: &str, outcome: &Outcome, ours: &Outcome, out: &Path) {
    let Outcome { seconds, kibibytes } = outcome;
    let (times, memory) = (seconds / ours.seconds, kibibytes / 1024);
    let size = fs::metadata(out).map_or(0, |file| file.len() / 1_000_000);
    println!("| {name} | {seconds:.2} | {times:.1} | {memory} | {size} |");
}
