//! What others do to the files and folders while a run is on.

use std::fs;
use std::process::Child;

use super::{contents, to};
use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::{Hold, World};

/// Runs, and does something to the folder `data` before the last answer comes.
fn disturbed(path: &str, disturb: impl Fn(&Sandbox)) -> (Sandbox, String) {
    let sandbox = Sandbox::new(World::sized(1, 5, 0, 0, 0));
    fs::create_dir(sandbox.path("data")).expect("a folder");
    let hold = sandbox.server.hold("/campaigns/analytics", true);
    let run = sandbox.start(&to(path));
    hold.wait();
    disturb(&sandbox);
    hold.release();
    let outcome = Outcome::of(run.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(7), "{path}: {}", outcome.stderr);
    let said = "pinads: cannot write `data/";
    assert!(outcome.stderr.contains(said), "{path}: {}", outcome.stderr);
    (sandbox, outcome.stderr)
}

fn remove(sandbox: &Sandbox) {
    fs::remove_dir_all(sandbox.path("data")).expect("removable");
}

#[test]
fn a_folder_that_is_removed_is_told_and_not_made_again() {
    for path in ["data/out.csv", "data/{date}.csv", "data/{account}/{date}.csv"] {
        let (sandbox, stderr) = disturbed(path, remove);
        assert!(stderr.contains("\nhint: run `mkdir -p 'data"), "{path}: {stderr}");
        assert_eq!(sandbox.files("."), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn a_folder_that_is_removed_and_made_again_stays_empty() {
    for path in ["data/out.csv", "data/{date}.csv", "data/{account}/{date}.csv"] {
        let (sandbox, _) = disturbed(path, |sandbox| {
            remove(sandbox);
            fs::create_dir(sandbox.path("data")).expect("a folder");
        });
        assert_eq!(sandbox.files("data"), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn a_file_that_is_written_meanwhile_is_replaced() {
    let sandbox = Sandbox::new(World::sized(1, 5, 0, 0, 0));
    let csv = sandbox.succeed(&to("-"));
    let hold = sandbox.server.hold("/campaigns/analytics", true);
    let run = sandbox.start(&to("out.csv"));
    hold.wait();
    fs::write(sandbox.path("out.csv"), "written by somebody else").expect("writable");
    hold.release();
    end(run);
    assert_eq!(sandbox.read("out.csv"), csv);
}

#[test]
fn of_two_runs_at_once_each_file_is_one_or_the_other() {
    for output in ["out.csv", "{date}.csv"] {
        let sandbox = Sandbox::new(World::sized(1, 30, 0, 0, 0));
        let start = |folder: &str, columns: &str| {
            let path = format!("{folder}/{output}");
            let options = ["delivery-metrics", "--days-back", "20", "--columns", columns];
            sandbox.start(&[&options[..], &["-o", &path]].concat())
        };
        for folder in ["few", "many", "both"] {
            fs::create_dir(sandbox.path(folder)).expect("a folder");
        }
        end(start("few", "CTR"));
        end(start("many", "default"));
        let holds = [(); 2].map(|()| sandbox.server.hold("/campaigns/analytics", true));
        let runs = [start("both", "CTR"), start("both", "default")];
        // Each has begun its files before the other can end.
        holds.iter().for_each(Hold::wait);
        drop(holds);
        runs.into_iter().for_each(end);
        let [few, many, both] =
            ["few", "many", "both"].map(|folder| contents(&sandbox.path(folder)));
        assert!(both.keys().eq(many.keys()), "{:?}", both.keys());
        for (name, text) in both {
            assert!(text == few[&name] || text == many[&name], "{name}");
        }
    }
}

fn end(run: Child) {
    let outcome = Outcome::of(run.wait_with_output().expect("it ends"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}
