//! Global options, `config.toml`, and profiles.

pub(crate) mod config;
