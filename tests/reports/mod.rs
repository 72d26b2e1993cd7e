//! Each report equals what the test server knows.

mod asynchronous;
mod board_pins;
mod both_ways;
mod domain_pins;
mod finality;
mod keywords;
mod limit;
mod object_types;
mod objects;
mod organic;
mod periods;
mod plan;
mod polling;
mod reach;
mod refused_columns;
mod report_life;
mod selected_columns;
mod snapshot;
mod targeting;
mod targeting_names;
mod templates;
mod truth;
mod unknown_columns;

/// The words of a run, with more options.
fn words<'a>(run: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    run.split(' ').chain(more.iter().copied()).collect()
}
