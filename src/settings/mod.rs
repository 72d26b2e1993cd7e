//! Global options, `config.toml`, and profiles.

pub(crate) mod bounds;
pub(crate) mod config;
pub(crate) mod global;
