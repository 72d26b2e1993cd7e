//! Several faults at once, in any report, with runs that are killed and resumed: each run ends with
//! the undisturbed files, or with an error and the old ones.
//!
//! `PINADS_COMBINATIONS` is their number, `PINADS_COMBINATIONS_SEED` the seed of the first one. A
//! seed that fails prints the command that repeats it.

mod altered;
mod combination;
mod faults;
mod kind;
mod questions;

use std::any::Any;
use std::collections::BTreeMap;
use std::env;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use combination::Combination;
use faults::Faults;
use questions::Questions;

/// How many there are in CI.
const COMBINATIONS: u64 = 200;

/// They wait more than they compute.
const THREADS: usize = 8;

/// A run with more failures than these has one cause, most likely.
const MOST_FAILURES: usize = 10;

#[test]
fn combined_faults_end_in_the_exact_data_or_in_an_error() {
    let number = |name| env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let count = number("PINADS_COMBINATIONS").unwrap_or(COMBINATIONS);
    let first = number("PINADS_COMBINATIONS_SEED").unwrap_or(1);
    let began = Instant::now();
    let (questions, faults) = (Questions::new(), Faults::new());
    let next = AtomicU64::new(first);
    let (ends, failures) = (Mutex::new(BTreeMap::new()), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            let is_enough = failures.lock().expect("no panic").len() >= MOST_FAILURES;
            if seed >= first + count || is_enough {
                return;
            }
            let told = Mutex::new(String::new());
            let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
                let combination = Combination::draw(seed, &questions, &faults);
                *told.lock().expect("no panic") = combination.to_string();
                combination.happen(&questions)
            }));
            match outcome {
                Ok(own) => {
                    let mut ends = ends.lock().expect("no panic");
                    for end in own {
                        *ends.entry(end).or_insert(0_usize) += 1;
                    }
                }
                Err(panic) => {
                    let told = told.into_inner().expect("no panic");
                    let why = format!("{told}\n{}", words(&*panic));
                    failures.lock().expect("no panic").push((seed, why));
                }
            }
        }
    };
    thread::scope(|scope| (0..THREADS).for_each(|_| drop(scope.spawn(work))));

    let ends = ends.into_inner().expect("no panic");
    let ends: Vec<_> = ends.iter().map(|(end, count)| format!("{count} {end}")).collect();
    let text = format!(
        "\n{count} combinations from seed {first}: {} questions; runs: {}; in {:.0?}\n",
        questions.known(),
        ends.join(", "),
        began.elapsed()
    );
    // Past the test harness, which would keep it to itself.
    io::stdout().write_all(text.as_bytes()).expect("an open stdout");
    let failures = failures.into_inner().expect("no panic");
    let failures = failures.into_iter().map(|(seed, why)| {
        format!(
            "PINADS_COMBINATIONS=1 PINADS_COMBINATIONS_SEED={seed} \
             cargo test --locked --test cli combined_faults\n{why}\n"
        )
    });
    let failures = failures.collect::<Vec<_>>();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn combinations_are_of_all_reports() {
    let questions = Questions::new();
    for report in questions::reports() {
        assert!(questions.have(&report), "no question about `{report}`");
    }
}

/// What a panic says.
fn words(panic: &(dyn Any + Send)) -> &str {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    owned.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic")
}
