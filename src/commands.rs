//! Commands that are not reports.

pub(crate) mod accounts;
