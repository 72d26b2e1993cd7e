//! Commands that are not reports.

pub(crate) mod accounts;
pub(crate) mod auth;
pub(crate) mod batch;
pub(crate) mod catalogue;
pub(crate) mod completions;
pub(crate) mod doctor;
pub(crate) mod man;
