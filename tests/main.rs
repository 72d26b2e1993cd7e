//! The real binary against a local Pinterest, in a home of its own.

mod api;
mod auth;
mod cli;
mod commands;
mod options;
mod output;
mod project;
mod reports;
mod run;
mod server;
#[allow(dead_code, reason = "the demo and conformance use what these tests do not")]
mod support;
mod terminal;
