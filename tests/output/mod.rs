//! Formats, files, and pipes.

mod chart;
pub(crate) mod disk;
mod files;
mod spreadsheet;
mod table;
mod units;
