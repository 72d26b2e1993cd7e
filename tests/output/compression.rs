//! Files that end in `.gz` or `.zst`, as `gzip` and `zstd` read them.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::{tempdir, tempdir_in};

use crate::support::measured;
use crate::support::sandbox::{Outcome, Sandbox, by_way_of, has_program};
use crate::support::server::World;

/// More rows than are compressed at once.
const RUN: [&str; 4] = ["delivery-metrics", "--all-ad-accounts", "--days-back", "20"];

fn sandbox() -> Sandbox {
    Sandbox::new(World::sized(2, 100, 0, 0, 0))
}

fn to(path: &str) -> Vec<&str> {
    [&RUN[..], &["-o", path]].concat()
}

fn has_programs() -> bool {
    has_program("gzip") && has_program("zstd")
}

/// The text of a file, as the program of its ending unpacks it.
fn unpacked(sandbox: &Sandbox, path: &str) -> String {
    let program = if path.to_lowercase().ends_with("gz") { "gzip" } else { "zstd" };
    let file = fs::File::open(sandbox.path(path)).expect("a file");
    let output = Command::new(program)
        .arg("-dc")
        .stdin(file)
        .stderr(Stdio::inherit())
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{path}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn a_compressed_file_has_the_rows_of_a_plain_one() {
    if !has_programs() {
        return;
    }
    let sandbox = sandbox();
    // Each of these is written three times.
    let narrow = "--columns=SPEND_IN_DOLLAR,TOTAL_IMPRESSION";
    for (name, endings, options) in [
        ("rows.csv", ["gz", "zst"], vec![]),
        ("rows.ndjson", ["gz", "zst"], vec![]),
        ("rows.jsonl", ["GZ", "ZST"], vec![]),
        ("rows", ["gz", "zst"], vec![]),
        ("ndjson", ["gz", "zst"], vec!["-f", "ndjson"]),
        ("table", ["gz", "zst"], vec!["-f", "table"]),
        ("excel.csv", ["gz", "zst"], vec!["--excel"]),
        ("day-{date}.csv", ["gz", "zst"], vec![]),
    ] {
        let options = [&options[..], &[narrow]].concat();
        sandbox.succeed(&[&to(name), &options[..]].concat());
        let plain = name.replace("{date}", "2026-03-09");
        for ending in endings {
            sandbox.succeed(&[&to(&format!("{name}.{ending}")), &options[..]].concat());
            let packed = format!("{plain}.{ending}");
            assert!(unpacked(&sandbox, &packed) == sandbox.read(&plain), "{packed}");
            let [small, large] = [&packed, &plain]
                .map(|name| fs::metadata(sandbox.path(name)).expect("a file").len());
            assert!(small < large / 2 || large < 2000, "{packed}: {small} of {large} bytes");
        }
    }
    let parts = sandbox.files(".").into_iter().filter(|name| name.starts_with('.'));
    assert_eq!(parts.count(), 0);
}

#[test]
fn a_file_is_one_member_or_one_frame() {
    if !has_programs() {
        return;
    }
    let sandbox = sandbox();
    let csv = sandbox.succeed(&RUN);
    assert!(csv.len() > 200_000, "{} bytes", csv.len());
    sandbox.succeed(&to("rows.csv.gz"));
    let mut first = String::new();
    let packed = fs::read(sandbox.path("rows.csv.gz")).expect("a file");
    let mut member = flate2::read::GzDecoder::new(&packed[..]);
    std::io::Read::read_to_string(&mut member, &mut first).expect("UTF-8");
    assert!(first == csv, "{} of {} bytes", first.len(), csv.len());

    sandbox.succeed(&to("rows.csv.zst"));
    let mut list = Command::new("zstd");
    let list = Outcome::run(list.args(["-l", "-v"]).arg(sandbox.path("rows.csv.zst")));
    let says = |text: &str| list.stdout.lines().any(|line| line.starts_with(text));
    assert!(says("# Zstandard Frames: 1") && says("Check: XXH64"), "{}", list.stdout);
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let sandbox = sandbox();
    for ending in ["csv.gz", "csv.zst"] {
        let [one, other, day] = ["one", "other", "{date}"].map(|name| format!("{name}.{ending}"));
        let options = ["--date", "2026-03-09"];
        sandbox.succeed(&[&to(&one)[..2], &["-o", &one], &options].concat());
        let mut later = sandbox.command(&[&to(&one)[..2], &["-o", &other], &options].concat());
        later.env("PINADS_TEST_CLOCK", sandbox.clock_at("2026-03-10T13:00:00Z"));
        assert_eq!(Outcome::run(&mut later).code, Some(0));
        // The file of a day does not depend on the number of days.
        sandbox.succeed(&to(&day));
        let read = |name: &str| fs::read(sandbox.path(name)).expect("a file");
        let first = read(&one);
        assert!(first == read(&other) && first == read(&format!("2026-03-09.{ending}")));
    }
}

#[test]
fn the_summary_has_the_bytes_of_the_file() {
    let sandbox = sandbox();
    for ending in ["gz", "zst"] {
        let path = format!("rows.csv.{ending}");
        let outcome = sandbox.run(&[&to(&path)[..], &["--log-format", "json"]].concat());
        let summary = outcome.stderr.lines().last().expect("a summary");
        let summary: serde_json::Value = serde_json::from_str(summary).expect("JSON");
        let size = fs::metadata(sandbox.path(&path)).expect("a file").len();
        assert_eq!(summary["bytes"], size, "{summary}");
    }
}

#[test]
fn a_pipe_with_the_ending_is_compressed_too() {
    if !has_program("gzip") {
        return;
    }
    let sandbox = sandbox();
    let script =
        "mkfifo p.csv.gz; gzip -dc <p.csv.gz >read.csv & \"$@\"; code=$?; wait; exit $code";
    let inner = sandbox.command(&to("p.csv.gz"));
    let outcome = Outcome::run(&mut by_way_of(&["sh", "-c", script, "sh"], &inner));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(sandbox.read("read.csv") == sandbox.succeed(&RUN));
}

#[test]
fn a_thousand_compressed_files_need_little_memory() {
    if !(has_program("prlimit") && has_program("python3")) {
        return;
    }
    let sandbox = Sandbox::hasty(World::sized(1, 1, 0, 0, 0));
    // Disks take long to sync so many files.
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempdir_in(memory) } else { tempdir() }.expect("a folder");
    for ending in ["gz", "zst"] {
        let path = format!("{}/{{date}}.csv.{ending}", folder.path().display());
        let run = ["delivery-metrics", "--start-date", "900d", "--via", "async", "-o", &path];
        let file = sandbox.path("memory");
        let outcome = Outcome::run(&mut measured::measure(&sandbox.command(&run), &file));
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        let memory = measured::memory(&file);
        // Encoders with the usual settings would have half a gigabyte.
        assert!(memory < 200 * 1024, "{ending}: {memory} KiB");
    }
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2 * 900);
}
