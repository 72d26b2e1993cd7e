//! Commands that are not reports.

mod accounts;
pub(crate) mod catalogue;
mod completions;
mod doctor;
mod man;
