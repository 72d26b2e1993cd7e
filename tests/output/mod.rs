//! Formats, files, and pipes.

mod chart;
mod compression;
pub(crate) mod disk;
mod endings;
mod files;
mod parquet;
mod postgres;
mod schema;
mod spreadsheet;
mod table;
mod units;
