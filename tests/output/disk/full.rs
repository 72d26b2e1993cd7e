//! Disks that are full sooner or later: any write may be the one that fails.

use std::collections::BTreeMap;
use std::fs::{self, File};

use super::{RUN, contents, to, with_mounts, write_old_files};
use crate::support::sandbox::{Outcome, Sandbox, by_way_of, has_program};
use crate::support::server::World;

/// What a small disk gives out at a time.
const PAGE: usize = 4096;

const NO_SPACE: &str = ": No space left on device (os error 28)";
const HINT: &str = "\n\nhint: free some space, then run the same command again\n";

/// Tries numbers of free pages, from none to more than is needed, on a disk with old files.
fn fill(world: World, days: &str, output: &str, format: &str) {
    if !has_program("unshare") {
        return;
    }
    let sandbox = Sandbox::new(world);
    for folder in ["whole", "old", "data"] {
        fs::create_dir(sandbox.path(folder)).expect("a folder");
    }
    let run = |folder: &str, free: usize| {
        let (path, state) = (format!("{folder}/{output}"), format!("state/{free}"));
        let options = ["--days-back", days, "-f", format, "-o", &path];
        let mut run = sandbox.command(&[&RUN[..2], &options].concat());
        // So many runs need more than the requests of an hour.
        run.env("PINADS_STATE_DIR", sandbox.path(&state));
        run
    };
    let undisturbed = Outcome::run(&mut run("whole", 0));
    assert_eq!(undisturbed.code, Some(0), "{}", undisturbed.stderr);
    let whole = contents(&sandbox.path("whole"));
    let old = write_old_files(&sandbox.path("old"), &whole);
    let needed: usize = whole.values().map(|text| text.len().div_ceil(PAGE)).sum();

    let mut codes = BTreeMap::new();
    // All at the beginning and at the end, where the header and the last byte are.
    let tried = |free: &usize| *free < 4 || free.is_multiple_of(3) || free + 3 > needed;
    for free in (0..=needed + 1).filter(tried) {
        // Each of the old files has a page.
        let size = (old.len() + free) * PAGE;
        let script = format!(
            "set -e; mount -t tmpfs -o size={size} none data; cp old/* data; rm -rf after; \
             code=0; \"$@\" || code=$?; cp -r data after; exit $code"
        );
        let outcome = Outcome::run(&mut with_mounts(&script, &run("data", free)));
        let after = contents(&sandbox.path("after"));
        let case = format!("{free} of {needed} pages: {}", outcome.stderr);
        assert!(after.keys().eq(whole.keys()), "{:?}, {case}", after.keys());
        if outcome.code == Some(0) {
            assert!(after == whole, "{case}");
        } else {
            assert_eq!(outcome.code, Some(7), "{case}");
            assert!(outcome.stderr.contains(NO_SPACE) && outcome.stderr.ends_with(HINT), "{case}");
            let is_whole = |(name, text): (_, &Vec<u8>)| text == &whole[name] || text == &old[name];
            assert!(after.iter().all(is_whole), "{case}");
            assert!(after.len() > 1 || after == old, "{case}");
        }
        codes.insert(free, outcome.code);
    }
    assert_eq!((codes[&0], codes[&needed]), (Some(7), Some(0)), "{codes:?}");
}

#[test]
fn one_file_is_the_old_one_or_all_there() {
    fill(World::sized(1, 25, 0, 0, 0), "60", "out.csv", "csv");
}

#[test]
fn a_file_of_ndjson_is_too() {
    fill(World::sized(1, 10, 0, 0, 0), "40", "out.ndjson", "ndjson");
}

#[test]
fn a_compressed_file_is_too() {
    fill(World::sized(1, 25, 0, 0, 0), "60", "out.csv.gz", "csv");
    fill(World::sized(1, 25, 0, 0, 0), "60", "out.csv.zst", "csv");
}

#[test]
fn a_file_of_parquet_is_too() {
    fill(World::sized(1, 25, 0, 0, 0), "60", "out.parquet", "parquet");
}

#[test]
fn each_file_of_a_day_is_too() {
    fill(World::sized(2, 40, 0, 0, 0), "5", "{date}.csv", "csv");
}

#[test]
fn each_file_of_an_ad_account_is_too() {
    fill(World::sized(3, 30, 0, 0, 0), "10", "{account}.csv", "csv");
}

#[test]
fn a_full_disk_is_exit_7() {
    let sandbox = Sandbox::new(World::sample());
    let stderr = sandbox.fail(7, &to("/dev/full"));
    assert!(stderr.contains("cannot write `/dev/full`: No space left"), "{stderr}");
    let full = File::options().write(true).open("/dev/full").expect("Linux has it");
    let run = Outcome::run(sandbox.command(&RUN).stdout(full));
    assert_eq!(run.code, Some(7), "{}", run.stderr);
}

#[test]
fn a_limit_on_the_size_of_files_is_exit_7_too() {
    let sandbox = Sandbox::new(World::sized(1, 20, 0, 0, 0));
    let inner = sandbox.command(&["delivery-metrics", "--days-back", "30", "-o", "out.csv"]);
    // Blocks of half a KiB: the state fits, the output does not.
    let script = "ulimit -f 8; exec \"$@\"";
    let outcome = Outcome::run(&mut by_way_of(&["sh", "-c", script, "sh"], &inner));
    assert_eq!((outcome.code, sandbox.files(".")), (Some(7), vec![]), "{}", outcome.stderr);
    let said = "pinads: cannot write `out.csv`: File too large";
    assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
}

#[test]
fn messages_that_find_no_room_are_no_reason_to_fail() {
    let sandbox = Sandbox::new(World::sample());
    let full = File::options().write(true).open("/dev/full").expect("Linux has it");
    let run = Outcome::run(sandbox.command(&to("out.csv")).stderr(full));
    assert_eq!(run.code, Some(0));
    assert_eq!(sandbox.read("out.csv"), sandbox.succeed(&RUN));
}
