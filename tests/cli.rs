//! The real binary against a local Pinterest, in a home of its own.

mod accounts;
mod async_server;
mod asynchronous;
mod budget;
mod cases;
mod catalogue;
mod completions;
mod deployment;
mod disk;
mod domain_pins;
mod expected;
mod fault_matrix;
mod faults;
mod files;
mod finality;
mod fuzz;
mod help;
mod man;
mod oauth_server;
mod odd_answers;
mod options;
mod organic;
mod plain_http;
mod plan;
mod progress;
mod readme;
mod reference;
mod reports;
mod requests;
mod resume;
mod sandbox;
#[allow(dead_code, reason = "the demo uses what the tests do not")]
mod server;
mod sign_in;
mod targeting;
mod truth;
