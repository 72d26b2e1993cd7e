//! Formats, files, and pipes.

mod chart;
pub(crate) mod disk;
mod endings;
mod files;
mod spreadsheet;
mod table;
mod units;
