//! The register of doubts: facts about the live API that no evidence settles. Every report that a
//! fact concerns writes the same table under each of its readings.
//!
//! `doubts/register.tsv` has a line for each fact; `server/readings.rs` serves the readings. To see
//! the table: `cargo test --test cli doubts -- --nocapture`. `PINADS_DOUBT` limits the run to facts
//! that have this in their words.

mod register;
mod runs;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::support::cases;
use crate::support::sandbox::Sandbox;
use crate::support::server::{Sizes, World, words_of_readings};
use register::{Doubt, register};
use runs::Checked;

/// The runs of each group, and what they should write.
type Truth<'a> = BTreeMap<&'a str, Vec<Checked>>;

/// A wait of a minute takes a third of a second, and noon is far from midnight for all runs.
const SPEED: f64 = 200.0;

fn world() -> World {
    let sizes =
        Sizes { boards: 4, pins: 9, foreign_pins: 9, claimed_websites: 1, of_a_kind: Some(5) };
    World { sizes, ..World::sample() }
}

#[test]
fn every_report_passes_under_every_reading() {
    let mut doubts = register();
    if let Ok(part) = env::var("PINADS_DOUBT") {
        doubts.retain(|doubt| doubt.fact.contains(&part));
    }
    let plain = Sandbox::at_speed(world(), SPEED);
    let cases = cases::all(&plain.server);
    let groups: BTreeSet<_> = doubts.iter().flat_map(|doubt| &doubt.reports).copied().collect();
    let truth: Truth =
        groups.into_iter().map(|group| (group, runs::checked(&plain, &cases, group))).collect();
    let readings: Vec<_> = doubts
        .iter()
        .flat_map(|doubt| doubt.readings.iter().map(move |reading| (doubt, *reading)))
        .collect();
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let work = || {
        while let Some((doubt, reading)) = readings.get(next.fetch_add(1, Ordering::Relaxed)) {
            let failures = failures(doubt, reading, &truth);
            results.lock().expect("no panic").push((doubt.fact, *reading, failures));
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(work);
        }
    });
    let results = results.into_inner().expect("no panic");
    print(&doubts, &results, &truth);
    let failures: Vec<_> = results
        .iter()
        .flat_map(|(fact, reading, failures)| {
            failures.iter().map(move |failure| format!("{fact}: {reading}: {failure}"))
        })
        .collect();
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

/// The runs that end otherwise than they should, each with why.
fn failures(doubt: &Doubt, reading: &str, truth: &Truth) -> Vec<String> {
    let runs = doubt.reports.iter().flat_map(|group| &truth[group]);
    let failed = |checked: &Checked, failure| format!("{}: {failure}", checked.run.arguments);
    let Some(world) = world().read_as(reading) else {
        // The server without quirks was asked before.
        return runs.filter_map(|it| Some(failed(it, it.failure.clone()?))).collect();
    };
    let is_of_sending = world.quirks.on_the_wire.is_some() || world.quirks.refuses_first.is_some();
    let sandbox = Sandbox::at_speed(world, SPEED);
    let mut failures: Vec<_> =
        runs.filter_map(|it| Some(failed(it, it.run.failure(&sandbox, &it.truth)?))).collect();
    if is_of_sending && !sandbox.server.was_odd() {
        failures.push("no answer was another one".to_owned());
    }
    failures
}

#[expect(clippy::print_stdout, reason = "the harness shows it where somebody wants to see it")]
fn print(doubts: &[Doubt], results: &[(&str, &str, Vec<String>)], truth: &Truth) {
    println!("{:<52} {:<44} {:>4}  ok", "fact", "reading", "runs");
    for doubt in doubts {
        let runs: usize = doubt.reports.iter().map(|group| truth[group].len()).sum();
        for reading in &doubt.readings {
            let (_, _, failures) = results
                .iter()
                .find(|(fact, own, _)| *fact == doubt.fact && own == reading)
                .expect("a result for each");
            let ok = if failures.is_empty() { "yes" } else { "NO" };
            println!("{:<52} {reading:<44} {runs:>4}  {ok}", doubt.fact);
        }
    }
}

#[test]
fn the_register_is_whole() {
    let doubts = register();
    assert!(doubts.len() >= 15, "{}", doubts.len());
    let mut told = BTreeSet::new();
    for doubt in &doubts {
        assert!(doubt.readings.len() >= 2, "{}", doubt.fact);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(doubt.code);
        assert!(path.is_file(), "{}: {}", doubt.fact, doubt.code);
        for reading in &doubt.readings {
            assert!(told.insert(*reading), "`{reading}` stands twice");
        }
    }
    let served: BTreeSet<_> = words_of_readings().collect();
    assert_eq!(told, served, "what the register has and what the server serves");
}
