//! The register of doubts: facts about the live API that no evidence settles. Every report that a
//! fact concerns writes the same table under each of its readings.
//!
//! `doubts/register.tsv` has a line for each fact; `server/readings.rs` serves the readings. Each
//! reading is a case.

mod register;
mod runs;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use libtest_mimic::Trial;

use crate::support::cases;
use crate::support::sandbox::Sandbox;
use crate::support::server::{Sizes, World, words_of_readings};
use register::{Doubt, register};
use runs::Checked;

/// The runs of each group, and the table that each should write.
#[derive(Default)]
struct Truth(BTreeMap<&'static str, OnceLock<Vec<Checked>>>);

/// A wait of a minute takes a third of a second, and noon is far from midnight for all runs.
const SPEED: f64 = 200.0;

fn world() -> World {
    let sizes =
        Sizes { boards: 4, pins: 9, foreign_pins: 9, claimed_websites: 1, of_a_kind: Some(5) };
    World { sizes, ..World::sample() }
}

pub(crate) fn trials() -> Vec<Trial> {
    let doubts = register();
    let mut truth = Truth::default();
    truth.0.extend(doubts.iter().flat_map(|doubt| &doubt.reports).map(|it| (*it, OnceLock::new())));
    let truth = Arc::new(truth);
    let readings = register().into_iter().flat_map(|doubt| {
        let doubt = Arc::new(doubt);
        let readings = doubt.readings.clone().into_iter();
        readings.map(move |reading| (Arc::clone(&doubt), reading))
    });
    let trial = |(doubt, reading): (Arc<Doubt>, &'static str)| {
        let truth = Arc::clone(&truth);
        let name = format!("doubts: {}: {reading}", doubt.fact);
        Trial::test(name, move || match failures(&doubt, reading, &truth).as_slice() {
            [] => Ok(()),
            failures => Err(failures.join("\n").into()),
        })
    };
    let whole = Trial::test("doubts: the register is whole", move || {
        check_register(&doubts);
        Ok(())
    });
    readings.map(trial).chain([whole]).collect()
}

impl Truth {
    /// Asks the server without quirks once for each group.
    fn of(&self, group: &str) -> &[Checked] {
        self.0[group].get_or_init(|| {
            let plain = Sandbox::at_speed(world(), SPEED);
            runs::checked(&plain, &cases::all(&plain.server), group)
        })
    }
}

/// The runs that end otherwise than they should, each with why.
fn failures(doubt: &Doubt, reading: &str, truth: &Truth) -> Vec<String> {
    let runs: Vec<_> = doubt.reports.iter().flat_map(|group| truth.of(group)).collect();
    let runs = runs.into_iter();
    let failed = |checked: &Checked, failure| format!("{}: {failure}", checked.run.arguments);
    let Some(world) = world().read_as(reading) else {
        // The server without quirks is the one that showed the truth.
        return runs.filter_map(|it| Some(failed(it, it.failure.clone()?))).collect();
    };
    let is_of_sending = world.quirks.on_the_wire.is_some() || world.quirks.refuses_first.is_some();
    let sandbox = Sandbox::at_speed(world, SPEED);
    let mut failures: Vec<_> =
        runs.filter_map(|it| Some(failed(it, it.run.failure(&sandbox, &it.truth)?))).collect();
    if is_of_sending && !sandbox.server.was_odd() {
        failures.push("the server answered as without quirks".to_owned());
    }
    failures
}

fn check_register(doubts: &[Doubt]) {
    assert!(doubts.len() >= 15, "{}", doubts.len());
    let mut told = BTreeSet::new();
    for doubt in doubts {
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
